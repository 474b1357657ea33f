# SPDX-License-Identifier: Apache-2.0
"""From two files to the arrays that `amends.analytics.detection` takes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.analytics.detection import Columns
from amends.cli.detecting.asked import Named, Refused, key
from amends.cli.detecting.cells import Reading, number, reading_of, text

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Target:
    """Which rows have a usable answer, and which of those are dissatisfied; `left_out` says why others are not."""

    usable: NDArray[np.bool_]
    dissatisfied: NDArray[np.bool_]
    left_out: tuple[str, ...]


def read_target(column: Named, row_numbers: Sequence[int], at_most: float) -> Target:
    """Scores of the target column; rows without a number are left out and listed. Raises `Refused`."""
    scores = np.fromiter((number(c) for c in column.cells), dtype=np.float64, count=len(column.cells))
    usable = ~np.isnan(scores)
    if not usable.any():
        seen = list(dict.fromkeys(t for c in column.cells if (t := text(c)) is not None))[:5]
        raise Refused(
            f"--target：“{column.name}”列里没有一个数字（看到的是：{'、'.join(seen) or '空白'}），无法判断谁不满意。"
        )
    return Target(usable, scores[usable] <= at_most, tuple(_complaints(column, row_numbers, usable)))


def _complaints(column: Named, row_numbers: Sequence[int], usable: NDArray[np.bool_]) -> list[str]:
    bad = np.flatnonzero(~usable)
    lines = [f"第 {row_numbers[i]} 行：{column.name}={text(column.cells[i]) or '空白'}" for i in bad[:SHOWN]]
    return [*lines, f"……共 {bad.size} 行"] if bad.size > SHOWN else lines


def read_columns(columns: Sequence[Named], rows: NDArray[np.bool_]) -> tuple[dict[str, Reading], Columns]:
    """How each training column is read, and the arrays of the wanted rows."""
    readings = {c.name: reading_of(c.cells, c.header) for c in columns}
    return readings, {c.name: readings[c.name].values(c.cells)[rows] for c in columns}


def read_alike(columns: Sequence[Named], readings: dict[str, Reading]) -> Columns:
    """Arrays of another file, read as the training columns of the same name were; columns it lacks are left out."""
    there = {key(c.name): c for c in columns}
    return {n: r.values(there[key(n)].cells) for n, r in readings.items() if key(n) in there}
