# SPDX-License-Identifier: Apache-2.0
"""Read any operator file as a table: what it is, is told by its bytes and never by its name."""

import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from amends.pipeline.intake.columnar import parquet_batches
from amends.pipeline.intake.delimited import text_rows
from amends.pipeline.intake.table import (
    Cell,
    EmptyFile,
    RawTable,
    UnreadableFile,
    cell_text,
    tabulate,
    without_empty_columns,
    without_formula_errors,
)
from amends.pipeline.intake.workbooks import NoSuchSheet, sheet_names, workbook_rows

__all__ = [
    "Cell",
    "EmptyFile",
    "NoSuchSheet",
    "RawTable",
    "UnreadableFile",
    "WrongKind",
    "cell_text",
    "file_kind",
    "read_batches",
    "read_table",
    "sheet_names",
]

_WHOLE = 1 << 40
_RENAME = "请导出为 XLSX 或 CSV（UTF-8）后再上传。"
_KNOWN_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"Rar!", "RAR 压缩包"),
    (b"SQLite format 3", "数据库文件"),
)


class WrongKind(UnreadableFile):
    """A file of a kind that is no table: `kind` says what it is."""

    def __init__(self, kind: str, advice: str = _RENAME) -> None:
        super().__init__(f"这是{kind}，不是表格。", advice)
        self.kind = kind


def read_table(path: Path, *, sheet: str | None = None, header_row: int | None = None) -> RawTable:
    """The whole file as one table, without columns that hold nothing. Raises `UnreadableFile` with what to do.

    Formula errors such as `#N/A` are blanks here; `read_batches` leaves them as text, so that they can be told.
    `header_row` is the 1-based file row of the header, 0 when there is none; None finds it below any titles.
    """
    parts = list(_batches(path, sheet=sheet, size=_WHOLE, header_row=header_row))
    return without_empty_columns(without_formula_errors(parts[0] if len(parts) == 1 else _joined(parts)))


def read_batches(
    path: Path, *, sheet: str | None = None, rows: int = 50_000, header_row: int | None = None
) -> Iterator[RawTable]:
    """The file as tables of at most `rows` rows with the same columns; CSV and Parquet are never held whole."""
    return _batches(path, sheet=sheet, size=rows, header_row=header_row)


def file_kind(path: Path) -> str:
    """`workbook`, `parquet` or `text`, by content. Raises `EmptyFile`, `WrongKind`, `NotText`."""
    if path.is_dir():
        raise WrongKind("一个文件夹", "请选择其中的一个文件。")
    with path.open("rb") as file:
        start = file.read(2048)
    if not start.strip():
        raise EmptyFile
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return "workbook"
    if start.startswith(b"PK"):
        return _archive_kind(path)
    _refuse_others(start)
    return "text"


def _batches(path: Path, *, sheet: str | None, size: int, header_row: int | None) -> Iterator[RawTable]:
    kind = file_kind(path)
    if kind == "parquet":
        return parquet_batches(path, size=min(size, 200_000))
    rows = workbook_rows(path, sheet=sheet) if kind == "workbook" else text_rows(path)
    return tabulate(rows, size=size, header_row=header_row)


def _archive_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise WrongKind("损坏的压缩包", "请重新导出或重新传输后再试。") from None
    if names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        return "workbook"
    if "word/document.xml" in names:
        raise WrongKind("Word 文档")
    raise WrongKind("压缩包", "请解压后上传其中的表格文件。")


def _refuse_others(start: bytes) -> None:
    for mark, kind in _KNOWN_OTHERS:
        if start.startswith(mark):
            raise WrongKind(kind)
    head = start.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<head")):
        raise WrongKind("网页（只是后缀写成了 .xls）", "请用 Excel 打开后「另存为」.xlsx 再上传。")
    if head.startswith(b"<?xml"):
        raise WrongKind("XML 文件", "请用 Excel 打开后「另存为」.xlsx 再上传。")
    if head.startswith((b"{", b"[{")):
        raise WrongKind("JSON 文件")


def _joined(parts: list[RawTable]) -> RawTable:
    first = parts[0]
    return RawTable(
        headers=first.headers,
        columns=tuple(
            tuple(chain.from_iterable(cells)) for cells in zip(*(p.columns for p in parts), strict=True)
        ),
        first_row=first.first_row,
        positions=first.positions,
        row_numbers=tuple(chain.from_iterable(p.row_numbers for p in parts)),
        sheet=first.sheet,
        header_row=first.header_row,
        ragged={n: w for p in parts for n, w in p.ragged.items()},
    )
