# SPDX-License-Identifier: Apache-2.0
"""A table as a person handed it over: headers that may repeat or be empty, cells of mixed types, file rows."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import chain, islice, zip_longest
from typing import Any, TypeAlias

Cell: TypeAlias = str | int | float | bool | date | datetime | time | None

FORMULA_ERRORS = frozenset(
    {"#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
LOOK_AHEAD = 50  # rows in which the header is looked for
_EXACT = 10**15  # beyond this a spreadsheet no longer holds every digit


class UnreadableFile(Exception):
    """A file that cannot be taken as a table: `reason` says why, `advice` what to do; both for people."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(f"{reason}{advice}")
        self.reason = reason
        self.advice = advice


class EmptyFile(UnreadableFile):
    """Nothing in it, or nothing below the header."""

    def __init__(self, reason: str = "文件是空的，没有可以读取的行。") -> None:
        super().__init__(reason, "请确认导出已完成、选对了文件，再重新上传。")


@dataclass(frozen=True, slots=True)
class RawTable:
    """Columns of cells beside their headers, as found: nothing converted, blanks as None.

    Columns are tuples; those of `regular_text` are Arrow arrays of text (read single cells with `cell_at`).
    `positions` are the 1-based columns of the file (wholly empty ones are left out), `row_numbers` the rows of
    the file as a spreadsheet shows them, `ragged` the rows that have more cells than the table has columns.
    """

    headers: tuple[str, ...]
    columns: tuple[tuple[Cell, ...], ...]
    first_row: int
    positions: tuple[int, ...]
    row_numbers: Sequence[int]
    sheet: str = ""
    header_row: int = 1
    ragged: dict[int, int] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """Number of rows of data."""
        return len(self.row_numbers)


@dataclass(frozen=True, slots=True)
class NumberedRows:
    """Rows with their place in the file: row `i` of `rows` is file row `first + i`; column `j` is `positions[j]`."""

    rows: Iterable[Sequence[object]]
    positions: tuple[int, ...]
    first: int = 1
    sheet: str = ""
    growing: bool = False  # a text file: later rows may be wider than the first ones


def tidy(value: object) -> Cell:
    """A cell without the space around it (U+3000 and no-break space too); '' and NaN become None."""
    if isinstance(value, str):
        return value.strip().strip("\ufeff\u200b") or None
    if isinstance(value, float):
        return _number(value)
    if value is None or isinstance(value, int | date | time):
        return value
    return _duration(value) if isinstance(value, timedelta) else str(value)


def cell_text(value: Cell) -> str:
    """How a cell reads to a person: `10.0` → `10`, None → ``, a day → `2021-09-01`."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return "" if value is None else str(value)


def cell_at(cells: Sequence[Cell], i: int) -> Cell:
    """One cell of a column, whether it is a tuple or an Arrow array."""
    cell: Any = cells[i]
    return cell.as_py() if hasattr(cell, "as_py") else cell  # type: ignore[no-any-return]  # Arrow has no types


def tabulate(source: NumberedRows, *, size: int, header_row: int | None = None) -> Iterator[RawTable]:
    """Cut rows into tables of at most `size` rows, below the header.

    `header_row` is the file row of the header (0: there is none); None finds it: the first row among the first
    50 that is filled about as widely as the table and holds mostly words. Raises `EmptyFile`.
    """
    rows = iter(source.rows)
    head = list(islice(rows, LOOK_AHEAD))
    seen = [[tidy(v) for v in row] for row in head]
    at = _header_index(seen) if header_row is None else header_row - source.first
    if at is None:
        raise EmptyFile
    names = seen[at] if 0 <= at < len(seen) else []
    width = _width(seen[max(at, 0) :], len(source.positions), growing=source.growing)
    body = chain(head[at + 1 :], rows)
    yield from _batches(body, source, names=names, width=width, first=source.first + at + 1, size=size)


def _batches(
    body: Iterator[Sequence[object]],
    source: NumberedRows,
    *,
    names: list[Cell],
    width: int,
    first: int,
    size: int,
) -> Iterator[RawTable]:
    headers = tuple(map(_header, (names + [None] * width)[:width]))
    positions = (source.positions + tuple(range(len(source.positions) + 1, width + 1)))[:width]
    number, found = first, False
    while taken := list(islice(body, size)):
        numbers = [n for n, row in enumerate(taken, number) if _filled(row)]
        rows = taken if len(numbers) == len(taken) else [taken[n - number] for n in numbers]
        number += len(taken)
        if not rows:
            continue
        found = True
        yield RawTable(
            headers=headers,
            columns=_transposed(rows, width, text=source.growing),
            first_row=numbers[0],
            positions=positions,
            row_numbers=_compact(numbers),
            sheet=source.sheet,
            header_row=first - 1,
            ragged=_ragged(numbers, rows, width),
        )
    if not found:
        raise EmptyFile("只有表头，没有数据行。")


def _ragged(numbers: list[int], rows: list[Sequence[object]], width: int) -> dict[int, int]:
    if max(map(len, rows)) <= width:
        return {}
    numbered = zip(numbers, rows, strict=True)
    return {n: len(row) for n, row in numbered if len(row) > width and _filled(row[width:])}


def _header(cell: Cell) -> str:
    text = " ".join(cell_text(cell).split())
    return "" if text in FORMULA_ERRORS else text


def _filled(row: Sequence[object]) -> bool:
    for value in row:  # a plain loop: it mostly ends at the first cell, and it sees every row
        if value is None or value == "" or (isinstance(value, str) and value.isspace()):
            continue
        return True
    return False


def _transposed(rows: list[Sequence[object]], width: int, *, text: bool) -> tuple[tuple[Cell, ...], ...]:
    columns = [_tidied(cells, text=text) for cells in islice(zip_longest(*rows), width)]
    return tuple(columns + [(None,) * len(rows)] * (width - len(columns)))


def _tidied(cells: tuple[object, ...], *, text: bool) -> tuple[Cell, ...]:
    """Every cell tidied; columns of one type, which are most, without a call for each cell."""
    types = {str} if text and None not in cells else set(map(type, cells))
    if types == {str}:
        return tuple([cell.strip() or None for cell in cells])  # type: ignore[attr-defined]  # all are str
    if types == {float}:
        return tuple([_number(cell) for cell in cells])  # type: ignore[arg-type]  # all are float
    return tuple([tidy(cell) for cell in cells])


def _number(value: float) -> int | float | None:
    if value.is_integer() and -_EXACT < value < _EXACT:
        return int(value)
    return value if math.isfinite(value) else None


def _compact(numbers: list[int]) -> Sequence[int]:
    span = range(numbers[0], numbers[-1] + 1)
    return span if len(span) == len(numbers) else tuple(numbers)


def _width(rows: list[list[Cell]], declared: int, *, growing: bool) -> int:
    """How many columns the table has. In text files a few over-long rows are mistakes, not columns."""
    filled = [max((i + 1 for i, v in enumerate(row) if v is not None), default=0) for row in rows]
    if not growing:
        return max(declared, max(filled, default=0))
    usual = Counter(n for n in filled[1:] if n).most_common(1)
    return max(filled[0] if filled else 0, usual[0][0] if usual else 0)


def _header_index(rows: list[list[Cell]]) -> int | None:
    """The first row that is at least half as wide as the widest, and at least half words; else the first filled."""
    filled = [[v for v in row if v is not None] for row in rows]
    widest = max((len(row) for row in filled), default=0)
    if widest == 0:
        return None
    for i, row in enumerate(filled):
        if 2 * len(row) > widest and 2 * sum(_is_word(v) for v in row) >= len(row):
            return i
    return next(i for i, row in enumerate(filled) if row)


def _is_word(value: Cell) -> bool:
    return isinstance(value, str) and not value.replace(".", "").replace(",", "").lstrip("-").isdecimal()


def without_formula_errors(table: RawTable) -> RawTable:
    """The same table with `#N/A`, `#DIV/0!` … as blanks: for those who analyse, and reject nothing."""
    columns = tuple(
        cells
        if FORMULA_ERRORS.isdisjoint(c for c in cells if isinstance(c, str))
        else tuple(None if c in FORMULA_ERRORS else c for c in cells)
        for cells in table.columns
    )
    return replace(table, columns=columns)


def without_empty_columns(table: RawTable) -> RawTable:
    """The same table without the columns that have neither a header nor a single value."""
    kept = [
        i
        for i, (header, cells) in enumerate(zip(table.headers, table.columns, strict=True))
        if header or any(v is not None for v in cells)
    ]
    return replace(
        table,
        headers=tuple(table.headers[i] for i in kept),
        columns=tuple(table.columns[i] for i in kept),
        positions=tuple(table.positions[i] for i in kept),
    )


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
