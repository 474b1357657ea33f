# SPDX-License-Identifier: Apache-2.0
"""A call log as a telephone system writes it: CSV in, rows and named faults out."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from amends.apps.halls.rules.hotline.standard import seconds_between
from amends.apps.halls.rules.hotline.words import Direction, Outcome

COLUMNS = (
    "call_id",
    "unit",
    "agent",
    "direction",
    "offered_at",
    "answered_at",
    "ended_at",
    "hold_seconds",
    "outcome",
)
OPTIONAL = ("customer",)
_NAMES = (*COLUMNS, *OPTIONAL)
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell: the row as an editor counts it, the column, and a code of what is wrong."""

    row: int
    column: str
    why: str


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call of the log; unit, agent and customer are still codes."""

    row: int
    code: str
    unit: str
    agent: str
    customer: str
    direction: Direction
    offered_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    held_seconds: int
    outcome: Outcome

    @property
    def ring_seconds(self) -> int:
        """How long it rang: until the answer, or until the caller hung up."""
        return seconds_between(self.offered_at, self.answered_at or self.ended_at)


@dataclass(frozen=True, slots=True)
class CallLog:
    """What a file says."""

    rows: tuple[CallRow, ...]
    faults: tuple[Fault, ...]


class _Bad(ValueError):
    def __init__(self, column: str, why: str) -> None:
        super().__init__(column, why)
        self.column, self.why = column, why


def read_log(text: str) -> CallLog:
    """The rows of a log and the faults of the rest; a file without the columns, or too long, has only faults."""
    table = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    missing = [name for name in COLUMNS if name not in (table.fieldnames or ())]
    if missing:
        return CallLog((), tuple(Fault(1, name, "no_column") for name in missing))
    rows: list[CallRow] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    try:
        for cells in table:
            if len(rows) + len(faults) >= MOST_ROWS:
                return CallLog((), (Fault(table.line_num, "call_id", "too_many"),))
            try:
                row = _row(table.line_num, {name: (cells.get(name) or "").strip() for name in _NAMES})
                _new(row.code, seen)
                rows.append(row)
            except _Bad as bad:
                faults.append(Fault(table.line_num, bad.column, bad.why))
    except csv.Error:  # a cell without an end: what stands before it is kept
        faults.append(Fault(table.line_num + 1, "", "no_csv"))
    return CallLog(tuple(rows), tuple(faults))


def _new(code: str, seen: set[str]) -> None:
    if code in seen:
        raise _Bad("call_id", "twice")
    seen.add(code)


def _row(number: int, cells: Mapping[str, str]) -> CallRow:
    row = CallRow(
        row=number,
        code=_word(cells, "call_id", 64),
        unit=_word(cells, "unit", 64),
        agent=cells["agent"],
        customer=cells["customer"],
        direction=Direction(_one_of(cells, "direction", tuple(Direction))),
        offered_at=_moment(cells, "offered_at"),
        answered_at=_moment(cells, "answered_at") if cells["answered_at"] else None,
        ended_at=_moment(cells, "ended_at"),
        held_seconds=_count(cells, "hold_seconds"),
        outcome=Outcome(_one_of(cells, "outcome", tuple(Outcome))),
    )
    _in_order(row)
    return row


def _in_order(row: CallRow) -> None:
    if row.ended_at < row.offered_at:
        raise _Bad("ended_at", "before")
    if row.answered_at is None:
        if row.outcome is not Outcome.ABANDONED or row.held_seconds:
            raise _Bad("answered_at", "not_answered")
    elif not row.offered_at <= row.answered_at <= row.ended_at:
        raise _Bad("answered_at", "before")
    elif row.held_seconds > seconds_between(row.answered_at, row.ended_at):
        raise _Bad("hold_seconds", "too_long")


def _word(cells: Mapping[str, str], name: str, most: int) -> str:
    if not cells[name]:
        raise _Bad(name, "empty")
    if len(cells[name]) > most:
        raise _Bad(name, "too_long")
    return cells[name]


def _one_of(cells: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    if cells[name] not in known:
        raise _Bad(name, "unknown")
    return cells[name]


def _moment(cells: Mapping[str, str], name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(cells[name])
    except ValueError:
        raise _Bad(name, "no_moment") from None
    if moment.tzinfo is None:
        raise _Bad(name, "no_zone")
    return moment


def _count(cells: Mapping[str, str], name: str) -> int:
    if not cells[name]:
        return 0
    if not cells[name].isdecimal() or len(cells[name]) > 5:
        raise _Bad(name, "no_number")
    return int(cells[name])
