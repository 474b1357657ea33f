# SPDX-License-Identifier: Apache-2.0
"""What a sheet of an XLSX really holds, before a reader allocates what it declares.

A single stray cell at XEC5433 makes a dense reader allocate 16,357 columns; formula errors are lost by it. So
the sheet is scanned first, as bytes: far, mostly empty sheets are packed into the columns and rows in use.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from amends.pipeline.intake.table import UnreadableFile

_CHUNK = 4 << 20
_MOST_BYTES = 4 << 30  # what one sheet may unpack to
_DENSE_CELLS = 20_000_000  # a dense area up to this is read as it is
_WIDE = 1_000
_REFERENCE = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d+)"')
_FILLED = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d+)"[^>/]*>\s*<(?:\w+:)?(?:v|is|f)\b')
_ERROR = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*?\bt="e"[^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<',
    re.S,
)
_ROW = re.compile(rb'(<(?:\w+:)?row\b[^>]*?\br=")(\d+)(")')
_CELL = re.compile(rb'(<(?:\w+:)?c\b[^>]*?\br=")([A-Z]{1,3})(\d+)("[^>]*?(?:/>|>))')
_SPANS = re.compile(rb'\bspans="[^"]*"|<(?:\w+:)?dimension\b[^>]*/>|<(?:\w+:)?mergeCell\b[^>]*/>')
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_LINK = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")


class OversizedSheet(UnreadableFile):
    """A sheet that unpacks to more than any real one: a mistake, or a trap."""

    def __init__(self, name: str) -> None:
        super().__init__(f"工作表「{name}」展开后超过 4 GB。", "请拆分后再导入，或导出为 CSV。")


@dataclass(slots=True)
class Extent:
    """Columns and rows in use, 1-based, and the cells that hold a formula error, by (row, column)."""

    columns: set[int] = field(default_factory=set)
    last_row: int = 0
    cells: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def area(self) -> int:
        """Cells that a dense reader would allocate."""
        return max(self.columns, default=0) * self.last_row

    @property
    def far(self) -> bool:
        """Whether reading it densely would cost far more than it holds."""
        wide = max(self.columns, default=0) > max(_WIDE, 2 * len(self.columns))
        return wide or (self.area > _DENSE_CELLS and self.area > 8 * self.cells)


@dataclass(frozen=True, slots=True)
class Packed:
    """A workbook with one sheet packed: the file in memory, and which file columns and rows its own stand for."""

    file: io.BytesIO
    columns: tuple[int, ...]
    rows: tuple[int, ...]


def sheet_member(book: zipfile.ZipFile, name: str) -> str | None:
    """The member of the archive that holds the sheet of that name; None when it cannot be told."""
    try:
        sheets = book.read("xl/workbook.xml").decode("utf-8", "replace")
        links = book.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return None
    found = {_attribute(tag, "name"): _attribute(tag, r"\w+:id") for tag in _SHEET.findall(sheets)}
    targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in _LINK.findall(links)}
    target = targets.get(found.get(name, ""), "")
    member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return member if member in book.namelist() else None


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf'\s{name}="([^"]*)"', tag)
    return unescape(match.group(1)) if match else ""


def scanned(book: zipfile.ZipFile, member: str, name: str) -> Extent:
    """The extent of one sheet, styled blanks counted; exact (blanks not counted) when that looks too far."""
    if book.getinfo(member).file_size > _MOST_BYTES:
        raise OversizedSheet(name)
    rough = _scan(book, member, _REFERENCE)
    if not rough.far and rough.area <= _DENSE_CELLS:
        return rough
    return _scan(book, member, _FILLED)


def _scan(book: zipfile.ZipFile, member: str, pattern: re.Pattern[bytes]) -> Extent:
    extent = Extent()
    letters: set[bytes] = set()
    for text in _whole_rows(book, member):
        found = pattern.findall(text)
        extent.cells += len(found)
        letters.update(column for column, _ in found)
        if found:
            extent.last_row = max(extent.last_row, int(found[-1][1]))
        if b't="e"' in text:
            extent.errors.update(_errors(text))
    extent.columns = {column_number(each) for each in letters}
    return extent


def _errors(text: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for column, row, value in _ERROR.findall(text):
        yield (int(row), column_number(column)), value.decode("ascii", "replace")


def _whole_rows(book: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """The sheet in pieces that never cut a row, so that a pattern sees each cell once."""
    kept = b""
    with book.open(member) as stream:
        while piece := stream.read(_CHUNK):
            text = kept + piece
            cut = text.rfind(b"row>") + 4 if b"row>" in text else 0
            if cut:
                yield text[:cut]
            kept = text[cut:]
    yield kept


def column_number(letters: bytes) -> int:
    """`A` → 1, `XEC` → 16357."""
    number = 0
    for each in letters:
        number = number * 26 + each - 64
    return number


def column_letters(number: int) -> bytes:
    """1 → `A`, 16357 → `XEC`."""
    letters = b""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = bytes([65 + rest]) + letters
    return letters


def packed(path: Path, member: str, extent: Extent) -> Packed:
    """The workbook with the sheet's used columns and rows moved together; values and formats are untouched."""
    result = io.BytesIO()
    columns = {number: i for i, number in enumerate(sorted(extent.columns), 1)}
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(result, "w") as copy:
        rows = {number: i for i, number in enumerate(_used_rows(book, member), 1)}
        for name in book.namelist():
            if name == member:
                with copy.open(name, "w", force_zip64=True) as target:
                    for text in _whole_rows(book, member):
                        target.write(_moved(text, columns, rows))
            elif not name.startswith(("xl/worksheets/", "xl/media/")) or name.endswith("/"):
                copy.writestr(name, book.read(name))
    result.seek(0)
    return Packed(result, tuple(columns), tuple(rows))


def _used_rows(book: zipfile.ZipFile, member: str) -> list[int]:
    return sorted({int(row) for text in _whole_rows(book, member) for _, row in _FILLED.findall(text)})


def _moved(text: bytes, columns: dict[int, int], rows: dict[int, int]) -> bytes:
    def row(match: re.Match[bytes]) -> bytes:
        return match[1] + str(rows.get(int(match[2]), len(rows) + 1)).encode() + match[3]

    def cell(match: re.Match[bytes]) -> bytes:
        at = columns.get(column_number(match[2]), len(columns) + 1)  # styled blanks pile up beside the table
        to = rows.get(int(match[3]), len(rows) + 1)
        return match[1] + column_letters(at) + str(to).encode() + match[4]

    return _CELL.sub(cell, _ROW.sub(row, _SPANS.sub(b"", text)))
