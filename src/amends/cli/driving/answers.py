# SPDX-License-Identifier: Apache-2.0
"""From a table of answers to target, drivers and weights: which columns, which rows, and what was left out."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from amends.analytics.drivers.correlations import Matrix
from amends.cli.detecting.asked import Named, Refused, many_columns, named_columns, one_column
from amends.cli.detecting.cells import number, text
from amends.pipeline.intake.reading import Cell, read_table

MOSTLY = 0.9  # of the answers are numbers: the rest («不知道») is missing
NUMBERED = 10  # rows from which on a whole number of its own for each looks like a running number


@dataclass(frozen=True, slots=True)
class Answers:
    """The complete rows: a column a driver, the target, the weights; and what was left out, said in words."""

    names: tuple[str, ...]
    values: Matrix
    target: Matrix
    weights: Matrix | None
    left_out: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column as numbers (n,), nan where there is none; `words` are the distinct cells that are neither number nor
    blank, `blank` and `wordy` how many cells hold nothing and words."""

    name: str
    position: int
    values: Matrix
    words: tuple[str, ...]
    blank: int
    wordy: int

    @property
    def is_numbers(self) -> bool:
        """Whether most of what is there is a number."""
        there = len(self.values) - self.blank
        return there > 0 and there - self.wordy >= MOSTLY * there

    @property
    def rates(self) -> bool:
        """Whether it holds ratings or amounts: numbers that vary, and not a number of its own for each row."""
        numbers = self.values[np.isfinite(self.values)]
        distinct = np.unique(numbers)
        numbered = len(distinct) == len(self.values) > NUMBERED and bool((distinct % 1 == 0).all())
        return self.is_numbers and len(distinct) > 1 and not numbered


def read_answers(args: argparse.Namespace) -> Answers:
    """The columns that the options name. Raises `Refused` where they are not there or hold no numbers."""
    named, file = named_columns(read_table(args.data)), args.data.name
    target = one_column(args.target, named, option="--target", file=file)
    weigh = None if args.weights is None else one_column(args.weights, named, option="--weights", file=file)
    taken = [c for c in (target, weigh) if c is not None]
    chosen, notes = _chosen(args.drivers, named, file, {c.position for c in taken})
    columns = [*(_numbers(c) for c in taken), *chosen]
    for column in columns:
        _require_numbers(column)
    return _whole(columns, weighted=weigh is not None, notes=notes)


def _whole(columns: Sequence[Column], *, weighted: bool, notes: Sequence[str]) -> Answers:
    """Target, weights if any, then drivers; the rows in which all hold a number."""
    table = np.column_stack([c.values for c in columns])
    whole = np.isfinite(table).all(axis=1)
    if not whole.any():
        worst = columns[int(np.isfinite(table).sum(axis=0).argmin())].name
        raise Refused(f"没有一行在所有要用的列里都有数字；空缺最多的是“{worst}”。请去掉它，或先补上。")
    kept, first = table[whole], 2 if weighted else 1
    words = (f"“{c.name}”列里的“{'”“'.join(c.words[:3])}”当作缺失" for c in columns if c.words)
    return Answers(
        tuple(c.name for c in columns[first:]),
        kept[:, first:],
        kept[:, 0],
        kept[:, 1] if weighted else None,
        int((~whole).sum()),
        (*notes, *words),
    )


def _chosen(
    asked: str | None, named: Sequence[Named], file: str, taken: set[int]
) -> tuple[list[Column], tuple[str, ...]]:
    """The drivers asked for, or every column that could be one; and what was left out, in words."""
    found = list(named) if asked is None else many_columns(asked, named, option="--drivers", file=file)
    free = [_numbers(c) for c in found if c.position not in taken]
    kept = [c for c in free if asked is not None or c.rates]
    if not kept:
        raise Refused("没有一列可以作驱动因素。请用 --drivers 指明哪些列。")
    if asked is None:
        left = [c.name for c in free if not c.rates]
        why = "没有当作驱动因素的列（不是数字、只有一个值，或像编号）"
    else:
        left, why = [c.name for c in found if c.position in taken], "目标列和权重列不当作驱动因素"
    return kept, ((f"{why}：{'、'.join(left)}",) if left else ())


def _numbers(column: Named) -> Column:
    values = np.fromiter((_number(c) for c in column.cells), dtype=np.float64, count=len(column.cells))
    other = [text(column.cells[at]) for at in np.flatnonzero(~np.isfinite(values))]
    words = [t for t in other if t is not None]
    distinct = tuple(dict.fromkeys(words))
    return Column(column.name, column.position, values, distinct, len(other) - len(words), len(words))


def _number(cell: Cell) -> float:
    """As `number` reads it; most cells are plain and need none of its care."""
    if isinstance(cell, str) and cell.isascii() and "_" not in cell:
        try:
            return float(cell)
        except ValueError:
            return number(cell)
    return number(cell)


def _require_numbers(column: Column) -> None:
    if not column.is_numbers:
        seen = "、".join(column.words[:3]) or "空白"
        raise Refused(f"“{column.name}”列里很多不是数字（如 {seen}）。请换一列，或先把它们改成数字。")
