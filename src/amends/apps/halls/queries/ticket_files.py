# SPDX-License-Identifier: Apache-2.0
"""The rows of a CSV or Excel file, as they stand there."""

import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

from amends.apps.halls.rules.ticket_log import Rows
from amends.pipeline.intake.table import UnreadableFile
from amends.pipeline.intake.workbooks import workbook_rows

MOST_BYTES = 10_000_000
MOST_COLUMNS = 100


class NotATable(ValueError):
    """The file can be read neither as CSV nor as a workbook; the words say what to do, if they are known."""


def rows_of_file(name: str, content: bytes) -> Rows:
    """Numbered rows of a file. Raises `NotATable`."""
    if name.lower().endswith((".xlsx", ".xls", ".ods")):
        return _workbook(content)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _csv(text)
    raise NotATable


def _csv(text: str) -> Rows:
    table = csv.reader(io.StringIO(text, newline=""))
    try:
        return [(table.line_num, cells) for cells in table]
    except csv.Error as error:
        raise NotATable from error


def _workbook(content: bytes) -> Rows:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tickets"
        path.write_bytes(content)
        try:
            table = workbook_rows(path)
            return [
                (number, _placed(row, table.positions))
                for number, row in enumerate(table.rows, start=table.first)
            ]
        except UnreadableFile as error:
            raise NotATable(f"{error.reason}{error.advice}") from error


def _placed(row: Sequence[object], positions: Sequence[int]) -> list[object]:
    """A row with each cell where it stands in the sheet: empty columns are left out by the reader."""
    cells: list[object] = [None] * min(max(positions, default=0), MOST_COLUMNS)
    for place, cell in zip(positions, row, strict=False):
        if place <= len(cells):
            cells[place - 1] = cell
    return cells
