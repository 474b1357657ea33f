# SPDX-License-Identifier: Apache-2.0
"""The file of rejected rows: the row as it was, so that it can be corrected and sent again, and why it came back.

The original cells stand first, in their own columns, so that the same mapping reads the corrected file.
"""

import csv
import os
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from amends.pipeline.intake.convert import RESENT_ROW, Rejection
from amends.pipeline.intake.table import Cell, cell_text

WHY = (RESENT_ROW, "出错列（文件表头）", "出错字段", "原值", "原因与办法")
_SHEET_ROWS = 1_000_000
_KEEP_POSITIONS = 2_000


class RejectsFile:
    """Writes rejections to a CSV (with BOM) or, by its suffix, an XLSX. It appears complete, or not at all.

    Used as a context manager; nothing is written when there is nothing to return. Mode 0600: the rows are the
    sender's own and may name people.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self._part = path.with_name(f".{path.name}.part")
        self._sink: _CsvSink | _XlsxSink | None = None

    def write(
        self, headers: tuple[str, ...], positions: tuple[int, ...], rejections: Iterable[Rejection]
    ) -> None:
        """Append rows; `headers` and `positions` are those of the table they were read from."""
        for each in rejections:
            if self._sink is None:
                self._sink = self._opened(_spread(headers, positions, ""))
            self._sink.row([*_spread(each.cells, positions, None), *_why(each)])
            self.rows += 1

    def _opened(self, headers: list[Any]) -> "_CsvSink | _XlsxSink":
        self.path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(self._part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        kind = _XlsxSink if self.path.suffix.lower() == ".xlsx" else _CsvSink
        return kind(self._part, [*headers, *WHY])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._sink is not None:
            self._sink.close()
            if kind is None:
                self._part.replace(self.path)
        self._part.unlink(missing_ok=True)


def _spread(cells: Iterable[Any], positions: tuple[int, ...], blank: Any) -> list[Any]:
    """Cells at the positions they had in the file, unless that would make a sheet of thousands of columns."""
    width = max(positions, default=0)
    if width > _KEEP_POSITIONS:
        return list(cells)
    row = [blank] * width
    for position, cell in zip(positions, cells, strict=True):
        row[position - 1] = cell
    return row


def _why(rejection: Rejection) -> list[Cell]:
    problems = rejection.problems
    fields = [f"{p.zh}（{p.column}）" if p.column else "" for p in problems]
    headers = [p.header or (f"第 {p.position} 列" if p.position else "") for p in problems]
    return [
        rejection.row,
        "；".join(dict.fromkeys(filter(None, headers))),
        "；".join(dict.fromkeys(filter(None, fields))),
        "；".join(p.value for p in problems if p.value),
        "；".join(f"{p.zh}：{p.reason}" if len(problems) > 1 and p.zh else str(p.reason) for p in problems),
    ]


class _CsvSink:
    def __init__(self, path: Path, headers: list[str]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(headers)

    def row(self, cells: list[Cell]) -> None:
        self._writer.writerow([cell_text(cell) for cell in cells])

    def close(self) -> None:
        self._file.close()


class _XlsxSink:
    def __init__(self, path: Path, headers: list[str]) -> None:
        from xlsxwriter import Workbook

        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = Workbook(str(path), options | {"strings_to_numbers": False})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._headers = headers
        self._start()

    def _start(self) -> None:
        self._sheet = self._book.add_worksheet()
        self._next = 1
        self._sheet.write_row(0, 0, self._headers)

    def row(self, cells: list[Cell]) -> None:
        if self._next > _SHEET_ROWS:
            self._start()
        for i, cell in enumerate(cells):
            if isinstance(cell, datetime):
                self._sheet.write_datetime(self._next, i, cell, self._moment)
            elif isinstance(cell, date):
                self._sheet.write_datetime(self._next, i, cell, self._day)
            elif isinstance(cell, bool | int | float):
                self._sheet.write(self._next, i, cell)
            elif cell is not None:
                self._sheet.write_string(self._next, i, cell_text(cell)[:32_767])
        self._next += 1

    def close(self) -> None:
        self._book.close()
