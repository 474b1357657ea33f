# SPDX-License-Identifier: Apache-2.0
"""Files of sites, of customers' sites and of plans: rows replace by their code, bad cells are told."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.customers.models import Customer
from amends.apps.recovery.models import Plan, Residence, Site
from amends.apps.recovery.rules.network.site_rows import (
    fine,
    residence_fields,
    site_fields,
    site_of_others,
    unknown,
)
from amends.apps.recovery.rules.tariff.plan_rows import leads_nowhere, plan_fault, plan_fields
from amends.apps.satisfaction.actions.importing import MOST_ROWS, HandedOver, NobodysUnit, Taken, TooManyRows
from amends.apps.satisfaction.rules.columns import Given, Problem, read_rows
from amends.apps.satisfaction.rules.reading import Fault

_BY_CODE = "a code stands once in the whole house"


def import_sites(*, file: HandedOver, by: User, at: datetime) -> Taken:
    """Take the sites of a file; one that is there is brought up to date. Raises `TooManyRows`, `NobodysUnit`."""
    unit = _checked(file, by)
    units = {each.code: each for each in Unit.objects.within(by.scope)}
    words = {each.name: each.code for each in units.values()} | {code: code for code in units}
    read = read_rows(file.headers, file.rows, site_fields(words), fine)
    taken = Taken(problems=list(read.problems))
    with writing(by=by, at=at) as log:
        there = {each.code: each for each in Site.objects.unscoped(_BY_CODE).select_related("unit")}
        rows = [_at_unit(each, units) for each in _once(read.rows, "code", taken)]
        mine = [each for each in rows if _may_change(there.get(each.values["code"]), each, by, taken)]
        _keep(Site, there, mine, taken, at)
        log(EventKind.SITES_IMPORTED, unit, unit=unit, new=taken.new, changed=taken.corrected)
    return taken


def import_residences(*, file: HandedOver, by: User, at: datetime) -> Taken:
    """Take which customer is mostly at which site, both of the person's units. Raises as `import_sites`."""
    unit = _checked(file, by)
    read = read_rows(file.headers, file.rows, residence_fields(), fine)
    taken = Taken(problems=list(read.problems))
    rows = _once(read.rows, "customer", taken)
    people, sites = _customers(rows, by), {each.code: each for each in Site.objects.within(by.scope)}
    known = [
        Given(each.row, {"customer": people[each.values["customer"]], "site": sites[each.values["site"]]})
        for each in rows
        if _known(each, people, "customer", taken) and _known(each, sites, "site", taken)
    ]
    with writing(by=by, at=at) as log:
        there = Residence.objects.within(by.scope).filter(customer__in=people.values()).select_related("site")
        _keep(Residence, {each.customer: each for each in there}, known, taken, at)
        log(EventKind.RESIDENCES_IMPORTED, unit, unit=unit, new=taken.new, changed=taken.corrected)
    return taken


def import_plans(*, file: HandedOver, by: User, at: datetime) -> Taken:
    """Take the plans of a file; successors may stand in the file or be there already. Raises as `import_sites`."""
    unit = _checked(file, by)
    read = read_rows(file.headers, file.rows, plan_fields(), plan_fault)
    taken = Taken(problems=list(read.problems))
    rows = _once(read.rows, "code", taken)
    with writing(by=by, at=at) as log:
        there = {each.code: each for each in Plan.objects.select_related("successor")}
        codes = set(there) | {each.values["code"] for each in rows}
        good = [each for each in rows if not each.values["successor"] or _follows(each, codes, taken)]
        bare = [Given(each.row, {**each.values, "successor": _there(each, there)}) for each in good]
        _keep(Plan, there, bare, taken, at)
        _lead_on(good)
        log(EventKind.PLANS_IMPORTED, unit, unit=unit, new=taken.new, changed=taken.corrected)
    return taken


def _checked(file: HandedOver, by: User) -> Unit:
    if by.unit is None:
        raise NobodysUnit
    if len(file.rows) > MOST_ROWS:
        raise TooManyRows
    return by.unit


def _once(rows: Sequence[Given], name: str, taken: Taken) -> list[Given]:
    """The first row of each key; the others are told as said twice."""
    found: dict[str, Given] = {}
    for each in rows:
        if found.setdefault(each.values[name], each) is not each:
            taken.problems.append(Problem(each.row, "", Fault.TWICE))
    return list(found.values())


def _at_unit(given: Given, units: Mapping[str, Unit]) -> Given:
    return Given(given.row, {**given.values, "unit": units[given.values["unit"]]})


def _may_change(there: Site | None, given: Given, by: User, taken: Taken) -> bool:
    """Whether a site is new or of the person's units; another unit's is not taken from it."""
    if there is None or by.scope.covers(there.unit.number):
        return True
    taken.problems.append(site_of_others(given.row, there.code))
    return False


def _customers(rows: Sequence[Given], by: User) -> dict[str, Customer]:
    codes = [each.values["customer"] for each in rows]
    found: dict[str, Customer] = {}
    for start in range(0, len(codes), 500):
        portion = Customer.objects.within(by.scope).filter(code__in=codes[start : start + 500])
        found |= {each.code: each for each in portion}
    return found


def _known(given: Given, known: Mapping[str, object], name: str, taken: Taken) -> bool:
    said = given.values[name]
    if said in known:
        return True
    taken.problems.append(unknown(given.row, name, said))
    return False


def _follows(given: Given, codes: set[str], taken: Taken) -> bool:
    if given.values["successor"] in codes:
        return True
    taken.problems.append(leads_nowhere(given.row, given.values["successor"]))
    return False


def _there(given: Given, there: Mapping[str, Plan]) -> Plan | None:
    """The successor, if it is there already: those of the file follow when all rows are there."""
    return there.get(given.values["successor"])


def _lead_on(rows: Sequence[Given]) -> None:
    known = {each.code: each for each in Plan.objects.all()}
    for each in rows:
        row, successor = known[each.values["code"]], known.get(each.values["successor"])
        if row.successor_id != (successor.pk if successor else None):
            row.successor = successor
            row.save(update_fields=["successor"])


def _keep(
    model: Callable[..., Any],
    there: Mapping[Any, Model],
    rows: Sequence[Given],
    taken: Taken,
    at: datetime,
) -> None:
    """Write what is new and what has changed; `taken` counts which is which."""
    key = "customer" if model is Residence else "code"
    for each in rows:
        row = there.get(each.values[key])
        if row is not None and all(getattr(row, name) == said for name, said in each.values.items()):
            taken.same += 1
            continue
        taken.new, taken.corrected = taken.new + (row is None), taken.corrected + (row is not None)
        written = row if row is not None else model()
        for name, said in {**each.values, "updated_at": at}.items():
            setattr(written, name, said)
        written.save(force_insert=row is None)
