# SPDX-License-Identifier: Apache-2.0
"""The log of a ticket machine: rows in, tickets and named faults out. Times are local and naive here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from amends.apps.halls.rules.business import QueueRules
from amends.apps.halls.rules.queue import Lane

MOST_ROWS: Final = 50_000
Rows = Iterable[tuple[int, Sequence[object]]]
# heading in a file → what it holds; the first of each is what faults call it
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("票号", "number"),
    "business": ("业务", "business"),
    "lane": ("队列", "lane"),
    "taken": ("取号时间", "taken_at"),
    "called": ("叫号时间", "called_at"),
    "begun": ("开始时间", "begun_at"),
    "ended": ("结束时间", "ended_at"),
    "left": ("离开时间", "left_at"),
    "window": ("窗口", "window"),
    "steps": ("环节", "steps"),
}
NEEDED: Final = ("number", "business", "taken")
LANES: Final = {"普通": Lane.NORMAL, "爱心": Lane.ELDERLY, "重要客户": Lane.KEY, "": Lane.NORMAL}
_FORMATS: Final = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: the row as a spreadsheet counts it, the heading, a code of what is wrong, what stood there."""

    row: int
    column: str
    why: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One good row."""

    row: int
    number: str
    business: str
    lane: Lane
    taken: datetime
    called: datetime | None
    begun: datetime | None
    ended: datetime | None
    left: datetime | None
    window: int | None
    steps: Mapping[str, float]

    @property
    def day(self) -> date:
        """The day of the ticket."""
        return self.taken.date()


@dataclass(frozen=True, slots=True)
class TicketLog:
    """What a file says."""

    rows: tuple[TicketRow, ...]
    faults: tuple[Fault, ...]


class _Bad(ValueError):
    def __init__(self, key: str, why: str, said: object = "") -> None:
        super().__init__(key, why)
        self.column, self.why, self.said = HEADINGS[key][0], why, str(said)[:40]


Cells = Mapping[str, object]


def read_tickets(table: Rows, rules: QueueRules, *, now: datetime) -> TicketLog:
    """The tickets of a table whose first row that is not empty holds the headings, and the faults of the rest."""
    lines = iter(table)
    head = next((cells for _row, cells in lines if any(_text(each) for each in cells)), ())
    places = {
        key: at for at, cell in enumerate(head) for key, names in HEADINGS.items() if _text(cell) in names
    }
    if missing := [key for key in NEEDED if key not in places]:
        return TicketLog((), tuple(Fault(1, HEADINGS[key][0], "no_column") for key in missing))
    rows: dict[tuple[date, str], TicketRow] = {}
    faults: list[Fault] = []
    for number, cells in lines:
        found = {key: cells[at] for key, at in places.items() if at < len(cells) and _text(cells[at])}
        if len(rows) + len(faults) >= MOST_ROWS:
            return TicketLog((), (Fault(number, "", "too_many"),))
        try:
            if found:
                _add(rows, _row(number, found, rules, now))
        except _Bad as bad:
            faults.append(Fault(number, bad.column, bad.why, bad.said))
    return TicketLog(tuple(rows.values()), tuple(faults))


def _add(rows: dict[tuple[date, str], TicketRow], row: TicketRow) -> None:
    if (row.day, row.number) in rows:
        raise _Bad("number", "twice", row.number)
    rows[row.day, row.number] = row


def _row(number: int, cells: Cells, rules: QueueRules, now: datetime) -> TicketRow:
    taken, called, begun, ended, left = (
        _moment(cells, key, now) for key in ("taken", "called", "begun", "ended", "left")
    )
    if taken is None:
        raise _Bad("taken", "empty")
    row = TicketRow(
        number, _number(cells), _business(cells, rules), _lane(cells), taken, called, begun, ended, left,
        _window(cells), _steps(cells, rules),
    )  # fmt: skip
    _in_order(row)
    return row


def _in_order(row: TicketRow) -> None:
    moments = (("taken", row.taken), ("called", row.called), ("begun", row.begun), ("ended", row.ended))
    for (_key, before), (key, after) in pairwise(moments):
        if after is not None and (before is None or after < before):
            raise _Bad(key, "before", after)
    if row.left is not None and (row.begun is not None or row.left < (row.called or row.taken)):
        raise _Bad("left", "left", row.left)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _number(cells: Cells) -> str:
    said = _text(cells.get("number"))
    if not 0 < len(said) <= 12:
        raise _Bad("number", "number", said)
    return said


def _business(cells: Cells, rules: QueueRules) -> str:
    said = _text(cells.get("business"))
    found = next((each.code for each in rules.business.values() if said in (each.code, each.name)), "")
    if not found:
        raise _Bad("business", "business", said)
    return found


def _lane(cells: Cells) -> Lane:
    said = _text(cells.get("lane"))
    if said in LANES:
        return LANES[said]
    if said in set(Lane):
        return Lane(said)
    raise _Bad("lane", "lane", said)


def _moment(cells: Cells, key: str, now: datetime) -> datetime | None:
    cell = cells.get(key)
    found = cell if isinstance(cell, datetime) else _read_moment(key, _text(cell))
    if found is not None and found > now:
        raise _Bad(key, "future", cell)
    return found


def _read_moment(key: str, said: str) -> datetime | None:
    if not said:
        return None
    for pattern in _FORMATS:
        try:
            return datetime.strptime(said.replace("T", " "), pattern)  # noqa: DTZ007 - local, placed by the caller
        except ValueError:
            continue
    raise _Bad(key, "moment", said)


def _window(cells: Cells) -> int | None:
    said = _text(cells.get("window"))
    if not said:
        return None
    if not (said.isdecimal() and 0 < int(said[:4]) < 1000):
        raise _Bad("window", "window", said)
    return int(said)


def _steps(cells: Cells, rules: QueueRules) -> dict[str, float]:
    """`身份核验=40;收费=20`: seconds by step."""
    found: dict[str, float] = {}
    codes = {name: code for code, name in rules.steps.items()} | {code: code for code in rules.steps}
    for part in filter(None, _text(cells.get("steps")).replace("；", ";").split(";")):
        name, _equals, said = part.partition("=")
        if name.strip() not in codes or not said.strip().isdecimal() or len(said) > 6:
            raise _Bad("steps", "steps", part)
        found[codes[name.strip()]] = float(said)
    return found
