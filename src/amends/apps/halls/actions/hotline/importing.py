# SPDX-License-Identifier: Apache-2.0
"""A call log becomes calls: whole rows only, each call once however often the file comes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.queries.people import people_within
from amends.apps.customers.models import Customer
from amends.apps.halls.actions.hotline.refusals import unit_of
from amends.apps.halls.models.hotline import Call
from amends.apps.halls.rules.hotline.log_file import CallRow, Fault, read_log

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file: new calls, calls that were there already, and the faults of the rest."""

    new: int
    known: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    units: Mapping[str, Unit]
    agents: Mapping[str, User]
    customers: Mapping[str, Customer]

    def fault(self, row: CallRow) -> Fault | None:
        """The first code of a row that is not of the importer's units."""
        named = (("unit", row.unit, self.units), ("agent", row.agent, self.agents))
        for column, code, there in (*named, ("customer", row.customer, self.customers)):
            if code and code not in there:
                return Fault(row.row, column, "unknown")
        return None


def import_calls(*, text: str, by: User, at: datetime) -> Imported:
    """Read a log of calls of the importer's units; calls that are there already stay as they are. Raises `NoUnit`."""
    home, log_file = unit_of(by), read_log(text)
    known = _known(log_file.rows, by)
    faults = [fault for fault in map(known.fault, log_file.rows) if fault]
    bad = {each.row for each in faults}
    rows = [each for each in log_file.rows if each.row not in bad]
    with writing(by=by, at=at) as log:
        before = _there(rows)
        fresh = [_call(each, known) for each in rows if each.code not in before]
        Call.objects.bulk_create(fresh, batch_size=_AT_ONCE, ignore_conflicts=True)
        bad_rows = len(faults) + len(log_file.faults)
        log(EventKind.CALLS_IMPORTED, home, unit=home, new=len(fresh), known=len(before), faults=bad_rows)
    every = sorted((*log_file.faults, *faults), key=lambda each: each.row)
    return Imported(len(fresh), len(before), tuple(every))


def _known(rows: Iterable[CallRow], by: User) -> _Known:
    rows = list(rows)
    wanted = {each.customer for each in rows if each.customer}
    customers: dict[str, Customer] = {}
    for part in _parts(sorted(wanted)):
        found = Customer.objects.within(by.scope).filter(code__in=part)
        customers |= {each.code: each for each in found}
    return _Known(
        units={each.code: each for each in Unit.objects.within(by.scope)},
        agents={each.username: each for each in people_within(by.scope)},
        customers=customers,
    )


def _there(rows: Iterable[CallRow]) -> set[str]:
    codes = [each.code for each in rows]
    calls = Call.objects.unscoped("codes of calls are unique everywhere")
    return {
        code for part in _parts(codes) for code in calls.filter(code__in=part).values_list("code", flat=True)
    }


def _parts(codes: list[str]) -> Iterable[list[str]]:
    return (codes[start : start + _AT_ONCE] for start in range(0, len(codes), _AT_ONCE))


def _call(row: CallRow, known: _Known) -> Call:
    return Call(
        code=row.code,
        unit=known.units[row.unit],
        agent=known.agents.get(row.agent),
        answered_by=known.agents.get(row.agent) if row.answered_at else None,
        customer=known.customers.get(row.customer),
        direction=row.direction,
        offered_at=row.offered_at,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        ring_seconds=row.ring_seconds,
        held_seconds=row.held_seconds,
        outcome=row.outcome,
    )
