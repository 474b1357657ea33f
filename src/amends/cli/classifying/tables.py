# SPDX-License-Identifier: Apache-2.0
"""Files of texts: with or without a header, one column of text or several that belong together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from amends.cli.detecting.asked import Named, Refused, key, many_columns, named_columns
from amends.cli.detecting.cells import text as text_or_none
from amends.pipeline.intake.reading import Cell, RawTable, cell_text, read_table

NO_HEADER = "如果文件没有表头行，请加 --no-header，并用第几列（从 1 起）来指明。"

ONLY_PLACES = "文件按没有表头行来读（--no-header），只能用第几列（从 1 起）来指明。"
SHOWN, SHOWN_LETTERS = 12, 16


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file's columns under distinct names, the file row of each row, and rows with more cells than columns."""

    name: str
    columns: tuple[Named, ...]
    row_numbers: Sequence[int]
    headed: bool
    ragged: tuple[int, ...]

    def texts(self, wanted: Sequence[Named]) -> list[str]:
        """One text a row: the wanted cells, a line each."""
        if len(wanted) == 1:
            return [cell_text(cell) for cell in wanted[0].cells]
        return [
            "\n".join(filter(None, map(cell_text, row)))
            for row in zip(*(c.cells for c in wanted), strict=True)
        ]

    def labels(self, column: Named) -> list[str]:
        """One label a row as it is written, '' where there is none."""
        return ["" if text_or_none(cell) is None else cell_text(cell) for cell in column.cells]

    def find(self, asked: str, option: str) -> tuple[Named, ...]:
        """The columns that an option names. Raises `Refused`, with near matches and what to do about headers."""
        try:
            found = many_columns(asked, self.columns, option=option, file=self.name)
        except Refused as error:
            raise Refused(f"{error}{NO_HEADER if self.headed else ONLY_PLACES}") from None
        if not found:
            raise Refused(f"{option}：没有指明 {self.name} 的哪一列。")
        return found


def read_texts(path: Path, *, headed: bool, every_row: bool = False) -> TextFile:
    """The whole file; with `every_row`, blank rows between others too, so that rows keep their places.

    Raises `UnreadableFile`, `FileNotFoundError`.
    """
    table = read_table(path, header_row=None if headed else 0)
    table = _with_blank_rows(table) if every_row else table
    return TextFile(path.name, named_columns(table), table.row_numbers, headed, tuple(sorted(table.ragged)))


def find_label(file: TextFile, asked: str) -> Named:
    """The column of labels. Raises `Refused`, also where the first row is data and not a header."""
    column = file.find(asked, "--label")[0]
    if file.headed and column.header in file.labels(column):
        raise Refused(
            f"--label：{file.name} 的表头“{_clipped(column.header)}”也是这一列里的标签，"
            f"第一行像数据而不是表头。{NO_HEADER}"
        )
    return column


def remembered(columns: Sequence[Named], file: TextFile) -> list[dict[str, Any]]:
    """What a model keeps of the columns it learnt from: header ('' without one) and 1-based position."""
    return [{"header": c.header if file.headed else "", "position": c.position} for c in columns]


def find_again(file: TextFile, kept: Sequence[dict[str, Any]]) -> tuple[Named, ...]:
    """The columns of another file that a model learnt from: by header, and by position where there is none."""
    return tuple(_again(file, str(each["header"]), int(each["position"])) for each in kept)


def _again(file: TextFile, header: str, position: int) -> Named:
    named = [c for c in file.columns if file.headed and header and key(c.header) == key(header)]
    placed = [c for c in file.columns if c.position == position and not (file.headed and header)]
    if not named and not placed:
        wanted = f"“{header}”" if header else f"第 {position} 列"
        have = "、".join(f"“{_clipped(c.name)}”" for c in file.columns[:SHOWN])
        raise Refused(
            f"{file.name} 里没有训练时用的文本列{wanted}；有的列是：{have}。请用 --text 指明文本在哪一列。{NO_HEADER}"
        )
    return (named or placed)[0]


def _clipped(name: str) -> str:
    return name if len(name) <= SHOWN_LETTERS else f"{name[:SHOWN_LETTERS]}…"


def _with_blank_rows(table: RawTable) -> RawTable:
    numbers = table.row_numbers
    if not numbers or numbers[-1] - numbers[0] + 1 == len(numbers):
        return table
    first, height = numbers[0], numbers[-1] - numbers[0] + 1
    places = [n - first for n in numbers]
    columns = tuple(_spread(cells, places, height) for cells in table.columns)
    return replace(table, columns=columns, row_numbers=range(first, first + height))


def _spread(cells: Sequence[Cell], places: Sequence[int], height: int) -> tuple[Cell, ...]:
    spread: list[Cell] = [None] * height
    for place, cell in zip(places, cells, strict=True):
        spread[place] = cell
    return tuple(spread)
