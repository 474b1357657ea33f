# SPDX-License-Identifier: Apache-2.0
"""A questionnaire out of an Excel file that somebody sent in."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from amends.apps.surveys.rules.sheets.columns import SHEET_NAMES, Cell, Sheet
from amends.apps.surveys.rules.sheets.reader import Rows, SheetFault, rows_of
from amends.apps.surveys.rules.sheets.reading import ReadSheets, read_sheets
from amends.pipeline.intake.table import EmptyFile, UnreadableFile
from amends.pipeline.intake.workbooks import sheet_names, workbook_rows

MOST_BYTES = 4_000_000
MOST_ROWS = 5_000
NEEDED = (Sheet.SURVEY,)


class NotAWorkbook(ValueError):
    """The file is no workbook that can be read; the words say why and what to do."""


def read_workbook(content: bytes) -> ReadSheets:
    """The questionnaire in an XLSX, XLS or ODS file, with what could not be read. Raises `NotAWorkbook`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheets"
        path.write_bytes(content)
        try:
            names = sheet_names(path)
            found = {sheet: _rows(path, _named(sheet, names), sheet) for sheet in Sheet}
        except UnreadableFile as error:
            raise NotAWorkbook(f"{error.reason}{error.advice}") from error
    read = read_sheets({sheet: rows for sheet, (rows, _headed) in found.items()})
    missing = [
        _missing(sheet, headed) for sheet, (_rows_found, headed) in found.items() if headed is not True
    ]
    faults = tuple(each for each in missing if each)
    if any(each.sheet is Sheet.SURVEY for each in faults):
        return ReadSheets(read.document, read.about, faults, read.rows)
    return ReadSheets(read.document, read.about, (*faults, *read.faults), read.rows)


def _missing(sheet: Sheet, headed: bool | None) -> SheetFault | None:
    """A sheet that is not there is a fault only where nothing goes without it; one without headings always is."""
    if headed is None:
        return SheetFault(sheet, 0, "", "no_sheet") if sheet in NEEDED else None
    return SheetFault(sheet, 0, "", "no_headings")


def _named(sheet: Sheet, names: Sequence[str]) -> str | None:
    """The sheet by one of its names; the only sheet of a file is the one with the questions."""
    known = {each.casefold() for each in SHEET_NAMES[sheet]}
    found = next((each for each in names if each.strip().casefold() in known), None)
    return found or (names[0] if sheet is Sheet.SURVEY and len(names) == 1 else None)


def _rows(path: Path, name: str | None, sheet: Sheet) -> tuple[Rows, bool | None]:
    """The rows of a sheet and whether it has headings; None where there is no such sheet, or nothing in it."""
    if name is None:
        return (), None
    try:
        table = workbook_rows(path, sheet=name)
    except EmptyFile:
        return (), None
    return rows_of(sheet, _numbered(table.rows, table.first, table.positions))


def _numbered(rows: Any, first: int, positions: Sequence[int]) -> Iterator[tuple[int, Sequence[Cell]]]:
    width = max(positions, default=0)
    for number, row in enumerate(rows, start=first):
        if number > MOST_ROWS:
            return
        cells: list[Cell] = [None] * min(width, 100)
        for position, cell in zip(positions, row, strict=False):
            if position <= len(cells):
                cells[position - 1] = _plain(cell)
        yield number, cells


def _plain(cell: Any) -> Cell:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return (
        cell.isoformat() if isinstance(cell, date) else cell if isinstance(cell, str | int | float) else None
    )
