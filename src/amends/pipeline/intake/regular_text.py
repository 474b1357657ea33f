# SPDX-License-Identifier: Apache-2.0
"""The quick way through text files whose every row has the same number of cells: Arrow reads them, in pieces.

It gives the same tables as `reading.read_batches` (a test holds it), with Arrow arrays as columns. A file with a
single odd row goes the careful way as a whole.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from amends.pipeline.intake.delimited import NotText, found_encoding, found_separator
from amends.pipeline.intake.reading import RawTable, file_kind, read_batches

_BLOCK = 8 << 20


def quick_batches(
    path: Path, *, sheet: str | None = None, header_row: int | None = None
) -> Iterator[RawTable]:
    """Tables of the whole file, by the quick way when the file is regular, else by the careful one."""
    head = _head_of_regular(path, header_row)
    if head is None:
        return read_batches(path, sheet=sheet, header_row=header_row)
    return _tables(path, head)


def _head_of_regular(path: Path, header_row: int | None) -> RawTable | None:
    """The first rows of a file that can be read the quick way; None for any other."""
    if file_kind(path) != "text" or found_encoding(path)[1] != "strict":
        return None
    head = next(iter(read_batches(path, rows=200, header_row=header_row)))
    above = head.header_row
    with path.open(encoding=found_encoding(path)[0], newline="") as file:
        if any('"' in file.readline() for _ in range(above)):
            return None
    try:
        with _reader(path, head) as reader:
            for _ in reader:
                pass
    except (pa.ArrowInvalid, UnicodeDecodeError, NotText):
        return None
    return head if head.first_row == above + 1 else None


def _reader(path: Path, head: RawTable) -> csv.CSVStreamingReader:
    encoding = found_encoding(path)[0]
    names = [str(position) for position in head.positions]
    return csv.open_csv(
        path,
        read_options=csv.ReadOptions(
            column_names=names,
            skip_rows=head.header_row,
            block_size=_BLOCK,
            encoding="utf8" if encoding == "utf-8-sig" else encoding,
        ),
        parse_options=csv.ParseOptions(
            delimiter=found_separator(path), newlines_in_values=True, ignore_empty_lines=False
        ),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
        ),
    )


def _tables(path: Path, head: RawTable) -> Iterator[RawTable]:
    first = head.header_row + 1
    with _reader(path, head) as reader:
        for batch in reader:
            columns = [_tidied(column) for column in batch.columns]
            rows = range(first, first + batch.num_rows)
            first += batch.num_rows
            table = replace(head, columns=tuple(columns), row_numbers=rows, first_row=rows.start, ragged={})
            if batch.num_rows:
                yield from _without_blank_rows(table)


def _tidied(column: pa.StringArray) -> pa.StringArray:
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def _without_blank_rows(table: RawTable) -> Iterator[RawTable]:
    filled = None
    for column in table.columns:
        here = pc.is_valid(column)
        filled = here if filled is None else pc.or_(filled, here)
        if pc.all(filled).as_py():
            yield table
            return
    numbers = [
        n
        for n, keep in zip(table.row_numbers, filled.to_pylist() if filled is not None else (), strict=True)
        if keep
    ]
    if numbers:
        columns = tuple(pc.filter(column, filled) for column in table.columns)
        yield replace(table, columns=columns, row_numbers=tuple(numbers), first_row=numbers[0])
