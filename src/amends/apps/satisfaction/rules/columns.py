# SPDX-License-Identifier: Apache-2.0
"""A table that people hand over, read by its headings: good rows as values, bad cells by row and column."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from amends.apps.satisfaction.rules.reading import Cell, Fault, Unreadable, text_of


@dataclass(frozen=True, slots=True)
class Field:
    """One column: what it is called (the first name is shown), how its cells are read, what a blank one means.

    A column without a `blank` must be there and filled.
    """

    name: str
    titles: tuple[str, ...]
    read: Callable[[Cell], Any]
    blank: Any = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that could not be taken: the row as a spreadsheet numbers it (0: the heading), the column's title, what is
    wrong, what stood there, what would do."""

    row: int
    column: str
    fault: Fault
    said: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """One good row: its number in the file and its values by field."""

    row: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """What came of a table."""

    rows: tuple[Given, ...]
    problems: tuple[Problem, ...]


Check = Callable[[int, Mapping[str, Any]], Problem | None]


def read_rows(
    headers: Sequence[str], rows: Iterable[tuple[int, Sequence[Cell]]], fields: Sequence[Field], check: Check
) -> Read:
    """Good rows and problems of a table; `check` looks at a whole row, after its cells.

    Where a column that must be there is missing nothing is taken. Rows without any word are passed over.
    """
    places = _places(headers, fields)
    lost = [each for each in fields if not each.optional and each.name not in places]
    if lost:
        seen = "、".join(filter(None, headers))
        return Read((), tuple(Problem(0, each.titles[0], Fault.NO_COLUMN, seen) for each in lost))
    good: list[Given] = []
    problems: list[Problem] = []
    for number, cells in rows:
        if not any(text_of(cell) for cell in cells):
            continue
        values, found = _row(number, cells, places, fields)
        if not found and (whole := check(number, values)):
            found = [whole]
        problems += found
        if not found:
            good.append(Given(number, values))
    return Read(tuple(good), tuple(problems))


def unexplained(row: int, before: float) -> Problem:
    """A row that says otherwise than the figure that is there, and does not say why."""
    return Problem(row, "更正原因", Fault.DIFFERS, "", f"{before:g}")


def _places(headers: Sequence[str], fields: Sequence[Field]) -> dict[str, int]:
    """In which column of the file each field stands."""
    titles = {_title(name): field.name for field in fields for name in (field.name, *field.titles)}
    found: dict[str, int] = {}
    for at, header in enumerate(headers):
        name = titles.get(_title(header))
        if name:
            found.setdefault(name, at)
    return found


def _title(header: str) -> str:
    plain = header.partition("（")[0].partition("(")[0]
    return text_of(plain).replace(" ", "").replace("*", "").casefold()


def _row(
    number: int, cells: Sequence[Cell], places: Mapping[str, int], fields: Sequence[Field]
) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in fields:
        at = places.get(field.name)
        cell = cells[at] if at is not None and at < len(cells) else None
        try:
            values[field.name] = _value(cell, field)
        except Unreadable as error:
            said = text_of(cell)[:60]
            problems.append(Problem(number, field.titles[0], error.fault, said, error.hint))
    return values, problems


def _value(cell: Cell, field: Field) -> Any:
    if text_of(cell):
        return field.read(cell)
    if field.optional:
        return field.blank
    raise Unreadable(Fault.MISSING)
