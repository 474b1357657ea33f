# SPDX-License-Identifier: Apache-2.0
"""Excel and OpenDocument workbooks: one sheet as rows, whatever area the file declares."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import python_calamine as calamine

from amends.pipeline.intake.sheet_extent import Extent, OversizedSheet, packed, scanned, sheet_member
from amends.pipeline.intake.table import EmptyFile, NumberedRows, UnreadableFile

_MOST_BYTES = 8 << 30
# What the readers of archives and of sheets say of damage; RuntimeError: a member that asks for a password.
_DAMAGE = (
    calamine.CalamineError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
    RuntimeError,
)  # fmt: skip


class ProtectedWorkbook(UnreadableFile):
    """The workbook asks for a password."""

    def __init__(self) -> None:
        super().__init__(
            "这个工作簿设了打开密码。", "请在 Excel 中取消密码（文件 → 信息 → 保护工作簿），另存后再上传。"
        )


class BrokenWorkbook(UnreadableFile):
    """A workbook that cannot be read to the end."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "这个工作簿已损坏，或不是真正的 Excel 文件。",
            f"请用 Excel 打开后另存为 .xlsx 再上传。（{detail}）",
        )


class NoSuchSheet(UnreadableFile):
    """The sheet asked for is not in the workbook; `sheets` are those that are."""

    def __init__(self, name: str, sheets: tuple[str, ...]) -> None:
        super().__init__(f"没有名为「{name}」的工作表。", f"这个文件中有：{'、'.join(sheets) or '（无）'}。")
        self.sheets = sheets


def sheet_names(path: Path) -> tuple[str, ...]:
    """The visible sheets with a grid, in their order."""
    return _names(_opened(path))


def workbook_rows(path: Path, *, sheet: str | None = None) -> NumberedRows:
    """Rows of one sheet: the named one, else the first visible one that holds anything."""
    book = _opened(path)
    for name in _chosen(book, sheet):
        rows = _sheet_rows(path, book, name)
        if rows is not None:
            return rows
    raise EmptyFile


@contextmanager
def _refused() -> Iterator[None]:
    """Whatever a damaged workbook raises becomes a refusal."""
    try:
        yield
    except calamine.PasswordError:
        raise ProtectedWorkbook from None
    except _DAMAGE as error:
        raise BrokenWorkbook(str(error)[:120]) from None


def _opened(file: Path | io.BytesIO) -> calamine.CalamineWorkbook:
    with _refused():
        if isinstance(file, Path) and zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as book:
                if sum(member.file_size for member in book.infolist()) > _MOST_BYTES:
                    raise OversizedSheet(file.name)
        return calamine.load_workbook(file if isinstance(file, io.BytesIO) else str(file))


def _names(book: calamine.CalamineWorkbook) -> tuple[str, ...]:
    grid, seen = calamine.SheetTypeEnum.WorkSheet, calamine.SheetVisibleEnum.Visible
    return tuple(s.name for s in book.sheets_metadata if s.typ == grid and s.visible == seen)


def _chosen(book: calamine.CalamineWorkbook, sheet: str | None) -> tuple[str, ...]:
    names = _names(book)
    if sheet is None:
        return names
    every = tuple(s.name for s in book.sheets_metadata)
    if sheet not in every:
        raise NoSuchSheet(sheet, every)
    return (sheet,)


def _sheet_rows(path: Path, book: calamine.CalamineWorkbook, name: str) -> NumberedRows | None:
    """Rows of one sheet, or None when it is empty; far and sparse sheets are packed before they are read."""
    with _refused():
        extent, member = _extent(path, name)
        small = packed(path, member, extent) if extent.far and member is not None else None
    if small is None:
        return _read(book, name, extent)
    rows = _read(_opened(small.file), name, Extent())
    return rows and _unpacked(rows, small.columns, small.rows, extent)


def _extent(path: Path, name: str) -> tuple[Extent, str | None]:
    if not zipfile.is_zipfile(path):
        return Extent(), None
    with zipfile.ZipFile(path) as book:
        member = sheet_member(book, name)
        return (scanned(book, member, name) if member else Extent()), member


def _read(book: calamine.CalamineWorkbook, name: str, extent: Extent) -> NumberedRows | None:
    with _refused():
        found = book.get_sheet_by_name(name)
    if found.start is None or not found.height:
        return None
    left = found.start[1]
    positions = tuple(range(left + 1, left + found.width + 1))
    rows = NumberedRows(rows=found.iter_rows(), positions=positions, first=1, sheet=name)
    return replace(rows, rows=_with_errors(rows, extent)) if extent.errors else rows


def _with_errors(source: NumberedRows, extent: Extent) -> Iterator[list[object]]:
    """The reader gives '' for a formula error; the error itself is put back, so that it is not taken as a blank."""
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), text in extent.errors.items():
        by_row.setdefault(row, {})[column - source.positions[0]] = text
    for number, cells in enumerate(source.rows, source.first):
        row_cells = list(cells)
        for at, text in by_row.get(number, {}).items():
            if 0 <= at < len(row_cells):
                row_cells[at] = text
        yield row_cells


def _unpacked(
    source: NumberedRows, columns: tuple[int, ...], rows: tuple[int, ...], extent: Extent
) -> NumberedRows:
    """The packed rows with their true columns; rows that were blank between are given back as blanks."""
    kept = [i for i, p in enumerate(source.positions) if p <= len(columns)]
    positions = tuple(columns[source.positions[i] - 1] for i in kept)

    def every() -> Iterator[list[object]]:
        before = rows[0] - 1
        for number, cells in zip(rows, source.rows, strict=False):
            for _ in range(number - before - 1):
                yield []
            before = number
            row = list(cells)
            yield [extent.errors.get((number, p)) or row[i] for p, i in zip(positions, kept, strict=True)]

    return replace(source, rows=every(), positions=positions, first=rows[0])
