# SPDX-License-Identifier: Apache-2.0
"""Answers to the items of a model, and the columns of weights, strata and clusters, from a file."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from amends.analytics.index.spec import IndexSpec, Matrix
from amends.cli.detecting.asked import Named, Refused, key, named_columns, near, one_column
from amends.cli.detecting.cells import number, text
from amends.pipeline.intake.reading import Cell, cell_text, read_table

MOSTLY = 0.9  # of the answers are numbers: the rest («不知道») is missing


@dataclass(frozen=True, slots=True)
class Answers:
    """`values` (n, p) in the order of the model's items, nan where missing; weights, strata, clusters and
    groups (n,) or None; `notes` what the reader should know."""

    values: Matrix
    weights: Matrix | None
    strata: NDArray[np.str_] | None
    clusters: NDArray[np.str_] | None
    groups: NDArray[np.str_] | None
    notes: tuple[str, ...]


def read_answers(path: Path, spec: IndexSpec, args: argparse.Namespace) -> Answers:
    """The answers that the model and the options ask for. Raises `Refused`, `UnreadableFile`, `FileNotFoundError`."""
    columns = named_columns(read_table(path))
    items = [_item(name, columns, path.name) for name in spec.items]
    notes: list[str] = []
    values = np.column_stack([_answers(column, notes) for column in items])
    values = _on_scale(values, spec, args.beyond, notes)
    return Answers(
        values=values,
        weights=_weights(args.weights, columns, path.name, values),
        strata=_groups(args.strata, columns, path.name, "--strata"),
        clusters=_groups(args.clusters, columns, path.name, "--clusters"),
        groups=_groups(args.groups, columns, path.name, "--groups"),
        notes=tuple(notes),
    )


def _item(name: str, columns: Sequence[Named], file: str) -> Named:
    """By name alone: an item that is called 5 is not the fifth column."""
    found = [c for c in columns if key(name) in (key(c.header), key(c.name))]
    if not found:
        raise Refused(f"{file} 里没有题项“{name}”这一列。{near(name, columns)}")
    if len(found) > 1:
        raise Refused(f"{file} 里有 {len(found)} 列都叫“{name}”；请改名，使题项只对应一列。")
    return found[0]


def _answers(column: Named, notes: list[str]) -> Matrix:
    values = _numbers(column.cells)
    said = np.flatnonzero(np.isnan(values))
    words = [cell_text(column.cells[at]) for at in said if text(column.cells[at]) is not None]
    if len(words) > (1 - MOSTLY) * max(len(values) - len(said) + len(words), 1):
        raise Refused(f"题项“{column.name}”有 {len(words)} 个答案不是数字（如“{words[0]}”）；请先换成分数。")
    if words:
        notes.append(f"题项“{column.name}”有 {len(words)} 个答案不是数字（如“{words[0]}”），按缺失处理")
    return values


def _numbers(cells: Sequence[Cell]) -> Matrix:
    try:
        return np.array(cells).astype(np.float64)  # quick where every cell is a plain number
    except (TypeError, ValueError):
        return np.fromiter((number(cell) for cell in cells), dtype=np.float64, count=len(cells))


def _on_scale(values: Matrix, spec: IndexSpec, beyond: str, notes: list[str]) -> Matrix:
    if spec.scale is None:
        return values
    low, high = spec.scale
    outside = (values < low) | (values > high)
    if not outside.any():
        return values
    items = "、".join(
        f"{spec.items[at]}（{outside[:, at].sum()} 个）" for at in np.flatnonzero(outside.any(axis=0))
    )
    said = f"超出 scale {low:g}–{high:g} 的答案：{items}"
    if beyond == "refuse":
        raise Refused(f"{said}。99 之类的代码请加 --beyond missing；本来就是别的量程请加 --beyond keep。")
    notes.append(f"{said}，{'按缺失处理' if beyond == 'missing' else '按原值计算，所属潜变量不换算成 0–100'}")
    return np.where(outside, np.nan, values) if beyond == "missing" else values


def _weights(asked: str | None, columns: Sequence[Named], file: str, answers: Matrix) -> Matrix | None:
    """The weights; a row without any answer, as the words of the questions under the header are, needs none."""
    if asked is None:
        return None
    column = one_column(asked, columns, option="--weights", file=file)
    values = _numbers(column.cells)
    lacking = np.isnan(values)
    if count := int((lacking & ~np.isnan(answers).all(axis=1)).sum()):
        raise Refused(f"--weights：“{column.name}”有 {count} 行没有权重或不是数字；请补上，不参加的写 0。")
    return np.where(lacking, 0.0, values)


def _groups(asked: str | None, columns: Sequence[Named], file: str, option: str) -> NDArray[np.str_] | None:
    if asked is None:
        return None
    column = one_column(asked, columns, option=option, file=file)
    empty = sum(text(cell) is None for cell in column.cells)
    if empty:
        raise Refused(f"{option}：“{column.name}”有 {empty} 行是空的；请补上。")
    return np.array([cell_text(cell) for cell in column.cells])
