# SPDX-License-Identifier: Apache-2.0
"""What reading goes on with: the faults found so far, the lists of choices, and which row holds which part."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from amends.apps.surveys.rules.sheets.cells import Content, Row, number_of, text_of
from amends.apps.surveys.rules.sheets.columns import COLUMNS, NO, YES, Cell, Sheet

Rows = Sequence[tuple[int, Row]]


@dataclass(frozen=True, slots=True)
class SheetFault:
    """One thing to mend in the file: the sheet, its row from 1 (0: the sheet as a whole), the heading, what to do."""

    sheet: Sheet
    row: int
    column: str
    key: str
    said: str = ""


@dataclass(slots=True)
class Reader:
    """Collects what is wrong instead of stopping at the first fault."""

    faults: list[SheetFault] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    lists: dict[str, dict[str, list[Any]]] = field(default_factory=dict)

    def fault(self, sheet: Sheet, row: int, column: str, key: str, said: object = "") -> None:
        heading = next((each.heading for each in COLUMNS[sheet] if each.key == column), column)
        self.faults.append(SheetFault(sheet, row, heading, key, str(said)[:60]))

    def more(self, sheet: Sheet, number: int, row: Row) -> Content:
        """The column of other settings; an object, or a fault."""
        text = text_of(row.get("more"))
        try:
            found = json.loads(text) if text else {}
        except ValueError:
            found = None
        if isinstance(found, dict):
            return found
        self.fault(sheet, number, "more", "json", text)
        return {}

    def number(self, sheet: Sheet, number: int, row: Row, column: str) -> int | float | None:
        try:
            return number_of(row.get(column))
        except ValueError:
            self.fault(sheet, number, column, "number", row.get(column))
            return None

    def yes(self, number: int, row: Row, column: str) -> bool:
        said = text_of(row.get(column)).casefold()
        if said not in YES and said not in NO:
            self.fault(Sheet.SURVEY, number, column, "yes", said)
        return said in YES


def heads(sheet: Sheet, cells: Sequence[Cell]) -> dict[int, str]:
    """Which column of the file holds what: position from 0 → key; headings nobody knows are left out."""
    found: dict[int, str] = {}
    for position, cell in enumerate(cells):
        said = text_of(cell).casefold()
        for column in COLUMNS[sheet]:
            names = {column.key, column.heading.casefold(), *(each.casefold() for each in column.also)}
            if said in names and column.key not in found.values():
                found[position] = column.key
                break
    return found


def rows_of(sheet: Sheet, table: Iterator[tuple[int, Sequence[Cell]]]) -> tuple[Rows, bool]:
    """Numbered rows under the row of headings, empty ones left out; and whether there are headings at all."""
    for _number, cells in table:
        if any(text_of(each) for each in cells):
            columns = heads(sheet, cells)
            break
    else:
        return (), False
    found = []
    for number, cells in table:
        row = {key: cells[at] for at, key in columns.items() if at < len(cells) and text_of(cells[at])}
        if row:
            found.append((number, row))
    return found, len(columns) > 1
