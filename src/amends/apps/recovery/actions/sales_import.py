# SPDX-License-Identifier: Apache-2.0
"""Take a file of sales: what is new is added, what became of a sale since is brought up to date, the rest is there."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.campaigns.selling import promise_claims
from amends.apps.promises.models.campaigns import Sale
from amends.apps.recovery.rules.sale_rows import no_customer, sale_fault, sale_fields, twice
from amends.apps.satisfaction.actions.importing import MOST_ROWS, HandedOver, NobodysUnit, Taken, TooManyRows
from amends.apps.satisfaction.rules.columns import Given, read_rows

SAYS = ("campaign", "channel", "seller", "sold_at", "consented_at", "reversed_at")
PORTION = 500
_WHY = "an order number is one over all units; rows of others are refused"


def import_sales(*, file: HandedOver, by: User, at: datetime, zone: tzinfo) -> Taken:
    """Take the sales of a file. An order that is there already is brought up to date (a consent confirmed later, a
    reversal) and keeps what a blank cell does not say; the same file twice changes nothing. Customers out of sight
    are refused by row. Raises `TooManyRows`, `NobodysUnit`."""
    if by.unit is None:
        raise NobodysUnit
    if len(file.rows) > MOST_ROWS:
        raise TooManyRows
    read = read_rows(file.headers, file.rows, sale_fields(zone), sale_fault)
    taken = Taken(problems=list(read.problems))
    with writing(by=by, at=at) as log:
        Unit.objects.select_for_update(no_key=True).get(
            pk=by.unit.pk
        )  # two files at once, one after the other
        rows = _sorted_out(read.rows, by.scope, taken)
        fresh = _store(rows, {"file_digest": file.digest, "imported_by": by, "imported_at": at}, taken)
        promise_claims(sales=fresh, by=by, at=at, log=log)
        log(
            EventKind.SALES_IMPORTED, by.unit, unit=by.unit, digest=file.digest, new=taken.new,
            corrected=taken.corrected, same=taken.same, refused=taken.refused,
        )  # fmt: skip
    return taken


def _sorted_out(rows: Sequence[Given], scope: Scope, taken: Taken) -> dict[str, dict[str, Any]]:
    """The columns of each order that may be taken; in `taken` what is wrong with the others."""
    customers = _customers({each.values["customer"] for each in rows}, scope)
    found: dict[str, dict[str, Any]] = {}
    for each in rows:
        customer, reference = customers.get(each.values["customer"]), each.values["reference"]
        if customer is None:
            taken.problems.append(no_customer(each))
        elif reference in found:
            taken.problems.append(twice(each.row, reference))
        else:
            said = {name: each.values[name] for name in SAYS}
            found[reference] = {**said, "customer": customer, "row": each.row}
    return found


def _store(rows: Mapping[str, dict[str, Any]], marks: Mapping[str, Any], taken: Taken) -> list[Sale]:
    """Returns the sales that are new."""
    there = _there(rows)
    fresh, changed = [], []
    for reference, said in rows.items():
        customer, row = said.pop("customer"), said.pop("row")
        sale = there.get(reference)
        if sale is None:
            fresh.append(Sale(reference=reference, customer=customer, unit=customer.unit, **said, **marks))
        elif sale.customer_id != customer.pk:
            taken.problems.append(twice(row, reference))
        elif all(getattr(sale, name) == value for name, value in _told(said).items()):
            taken.same += 1
        else:
            changed.append(_updated(sale, {**_told(said), **marks}))
    Sale.objects.bulk_create(fresh, batch_size=PORTION)
    Sale.objects.unscoped(_WHY).bulk_update(changed, [*SAYS, *marks], batch_size=PORTION)
    taken.new, taken.corrected = len(fresh), len(changed)
    return fresh


def _told(said: Mapping[str, Any]) -> dict[str, Any]:
    """Without blank cells: a file without the column takes back no consent and no reversal."""
    return {name: value for name, value in said.items() if value not in (None, "")}


def _updated(sale: Sale, said: Mapping[str, Any]) -> Sale:
    for name, value in said.items():
        setattr(sale, name, value)
    return sale


def _customers(codes: set[str], scope: Scope) -> dict[str, Customer]:
    """The customers of some codes within a scope; one query for each 500."""
    wanted = sorted(codes)
    found: dict[str, Customer] = {}
    for start in range(0, len(wanted), PORTION):
        rows = Customer.objects.within(scope).filter(code__in=wanted[start : start + PORTION])
        found |= {each.code: each for each in rows.select_related("unit")}
    return found


def _there(rows: Mapping[str, object]) -> dict[str, Sale]:
    wanted = sorted(rows)
    found: dict[str, Sale] = {}
    for start in range(0, len(wanted), PORTION):
        portion = Sale.objects.unscoped(_WHY).filter(reference__in=wanted[start : start + PORTION])
        found |= {each.reference: each for each in portion}
    return found
