# SPDX-License-Identifier: Apache-2.0
"""From a table to outcome, arms, covariates and clusters: every row that was assigned, or why not."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.cli.detecting.asked import Named, Refused, many_columns, named_columns, one_column
from amends.cli.detecting.cells import number, text
from amends.pipeline.intake.reading import Cell, cell_text, read_table

Numbers = NDArray[np.float64]
MOST_ARMS = 12
MOST_CLASSES = 50
YES_NO = {"是": 1.0, "否": 0.0, "yes": 1.0, "no": 0.0, "true": 1.0, "false": 0.0}


@dataclass(frozen=True, slots=True)
class Rows:
    """`outcome` (n,), nan where missing; `arm` (n,) words; covariates (n, c) complete; `clusters` (n,) codes or None;
    `notes` what the reader should know."""

    outcome: Numbers
    arm: NDArray[np.str_]
    covariates: Numbers | None
    clusters: NDArray[np.int64] | None
    notes: tuple[str, ...]


def read_rows(args: argparse.Namespace) -> Rows:
    """The columns that the options name. Raises `Refused`, `UnreadableFile`, `FileNotFoundError`."""
    named, file = named_columns(read_table(args.data)), args.data.name
    notes: list[str] = []
    outcome = _outcome(one_column(args.outcome, named, option="--outcome", file=file))
    arm = _words(one_column(args.arm, named, option="--arm", file=file), "--arm")
    chosen = many_columns(args.covariates, named, option="--covariates", file=file) if args.covariates else ()
    taken = {one_column(each, named, option="", file=file).position for each in (args.outcome, args.arm)}
    covariates = [_covariate(each, notes) for each in chosen if each.position not in taken]
    return Rows(
        outcome,
        arm,
        np.column_stack(covariates) if covariates else None,
        _clusters(args.cluster, named, file),
        tuple(notes),
    )


def check_arms(rows: Rows, control: str) -> list[str]:
    """The names of the arms beside the control, in order of appearance. Raises `Refused`."""
    names = list(dict.fromkeys(rows.arm.tolist()))
    if control not in names:
        shown = "、".join(f"“{name}”" for name in names[:MOST_ARMS])
        raise Refused(f"--control：没有一行是“{control}”；这一列里有 {shown}。")
    if not 2 <= len(names) <= MOST_ARMS:
        raise Refused(f"--arm：这一列有 {len(names)} 个取值，应有 2 到 {MOST_ARMS} 个组；请核对列名。")
    return [name for name in names if name != control]


def _outcome(column: Named) -> Numbers:
    values = _numbers(column.cells)
    words = [text(column.cells[at]) for at in np.flatnonzero(np.isnan(values))]
    wrong = [each for each in words if each is not None]
    if wrong:
        raise Refused(
            f"--outcome：“{column.name}”里有 {len(wrong)} 个不是数字（如“{wrong[0]}”）；请写成数字，或是/否。"
        )
    return values


def _numbers(cells: Sequence[Cell]) -> Numbers:
    return np.fromiter((_number(cell) for cell in cells), np.float64, len(cells))


def _number(cell: Cell) -> float:
    value = number(cell)
    return value if value == value else YES_NO.get((text(cell) or "").casefold(), value)  # noqa: PLR0124 - NaN


def _words(column: Named, option: str) -> NDArray[np.str_]:
    empty = [at for at, cell in enumerate(column.cells) if text(cell) is None]
    if empty:
        raise Refused(
            f"{option}：“{column.name}”有 {len(empty)} 行是空的（第一处在第 {empty[0] + 2} 行）；"
            "按意向分析，分了组的每个人都要算，请补上。"
        )
    return np.array([cell_text(cell) for cell in column.cells])


def _covariate(column: Named, notes: list[str]) -> Numbers:
    """(n, c): the numbers, gaps filled with the mean and marked by a column of their own; or one column a class."""
    values = _numbers(column.cells)
    there = np.isfinite(values)
    if there.sum() >= 0.9 * sum(text(cell) is not None for cell in column.cells) > 0:
        return _filled(column.name, values, there, notes)
    words = np.array([text(cell) or "" for cell in column.cells])
    classes = sorted(set(words.tolist()))
    if len(classes) > MOST_CLASSES:
        raise Refused(
            f"--covariates：“{column.name}”有 {len(classes)} 个不同的文字取值；最多 {MOST_CLASSES} 个，请先归并。"
        )
    return np.column_stack([words == each for each in classes[1:]] or [np.zeros(len(words))]).astype(
        np.float64
    )


def _filled(name: str, values: Numbers, there: NDArray[np.bool_], notes: list[str]) -> Numbers:
    if there.all():
        return values[:, None]
    notes.append(f"协变量“{name}”缺 {int((~there).sum())} 行，按均值补上并另加一列标记")
    return np.column_stack([np.where(there, values, values[there].mean()), ~there])


def _clusters(asked: str | None, named: Sequence[Named], file: str) -> NDArray[np.int64] | None:
    if asked is None:
        return None
    words = _words(one_column(asked, named, option="--cluster", file=file), "--cluster")
    return np.unique(words, return_inverse=True)[1].astype(np.int64)
