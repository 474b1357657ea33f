# SPDX-License-Identifier: Apache-2.0
"""The two tables of a detect run, ready for the methods."""

import argparse
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amends.analytics.detection import (
    Columns,
    DetectorSpec,
    SuspectColumn,
    inspect_columns,
    require_learnable,
)
from amends.cli.detecting.asked import Named, Refused, key, many_columns, named_columns, one_column
from amends.cli.detecting.cells import Reading, text
from amends.cli.detecting.preparing import Target, read_alike, read_columns, read_target
from amends.cli.detecting.questionnaire import survey_questions
from amends.pipeline.intake.reading import cell_text, read_table

GROUPING = re.compile(
    r"地市|区县|分公司|区域|城市|星级|不限量套餐|套餐(档位|类型|名称)|^(region|city|province|district|plan|tier)\b|客户等级",
    re.IGNORECASE,
)
MOST_GROUPINGS, MOST_LEVELS = 4, 30


@dataclass(frozen=True, slots=True)
class Training:
    """Surveyed customers: the columns to learn from, how they are read, the answers, what is suspect."""

    named: tuple[Named, ...]
    readings: dict[str, Reading]
    columns: Columns
    target: Target
    groups: dict[str, NDArray[Any]]
    spec: DetectorSpec
    notes: tuple[str, ...]

    def suspects(self, scoring: Columns | None) -> tuple[SuspectColumn, ...]:
        """Questions of a survey by their layout, then everything that `inspect_columns` finds in the rest.

        Raises `CannotLearn`.
        """
        require_learnable(self.columns, self.target.dissatisfied, self.spec)
        asked = survey_questions(self.named, self.readings, self.spec.insist)
        out = {s.name for s in asked}
        rest = {n: v for n, v in self.columns.items() if n not in out}
        places = {c.name: c.position for c in self.named}
        truth = self.target.dissatisfied
        return (*asked, *inspect_columns(rest, truth, scoring=scoring, spec=self.spec, positions=places))


@dataclass(frozen=True, slots=True)
class Scoring:
    """Customers to score: identifiers in file order, and the columns shared with the training file."""

    ids: tuple[str, ...]
    columns: Columns
    notes: tuple[str, ...]


def read_training(args: argparse.Namespace) -> Training:
    """Read F. Raises `Refused` when an option names a column that is not there."""
    table = read_table(args.train)
    named, file = named_columns(table), args.train.name
    target = one_column(args.target, named, option="--target", file=file)
    excluded = many_columns(args.exclude, named, option="--exclude", file=file)
    insisted = many_columns(args.insist, named, option="--insist", file=file)
    given, notes = _identifier(args.id, named, file)
    answers = read_target(target, table.row_numbers, args.dissatisfied_at_most)
    left = {c.position for c in (target, *excluded, *given)}
    kept = tuple(c for c in named if c.position not in left)
    readings, columns = read_columns(kept, answers.usable)
    spec = DetectorSpec(
        capacity_share=args.capacity, seed=args.seed, insist=frozenset(c.name for c in insisted)
    )
    groups = _groups(args.groups, named, file, answers.usable)
    return Training(kept, readings, columns, answers, groups, spec, notes)


def read_scoring(path: Path, identifier: str | None, training: Training) -> Scoring:
    """Read G. Without `--id` its rows are numbered as in the file."""
    table = read_table(path)
    named = named_columns(table)
    columns = read_alike(named, training.readings)
    if identifier is None:
        return Scoring(
            tuple(str(n) for n in table.row_numbers), columns, ("没有给 --id，编号用的是文件里的行号",)
        )
    column = one_column(identifier, named, option="--id", file=path.name)
    ids = tuple(cell_text(c) for c in column.cells)
    return Scoring(ids, columns, tuple(_id_notes(ids, column.name)))


def _identifier(
    asked: str | None, named: Sequence[Named], file: str
) -> tuple[tuple[Named, ...], tuple[str, ...]]:
    if asked is None:
        return (), ()
    try:
        return (one_column(asked, named, option="--id", file=file),), ()
    except Refused as error:
        return (), (f"{error}训练不需要编号，继续。",)


def _id_notes(ids: Sequence[str], name: str) -> list[str]:
    repeated = [i for i, n in Counter(ids).items() if n > 1 and i]
    blank = sum(not i for i in ids)
    notes = [f"待评分文件的“{name}”有 {len(repeated)} 个编号重复，如 {repeated[0]}"] if repeated else []
    return [*notes, f"待评分文件的“{name}”有 {blank} 行空白"] if blank else notes


def _groups(
    asked: str | None, named: Sequence[Named], file: str, usable: NDArray[np.bool_]
) -> dict[str, NDArray[Any]]:
    if asked is not None:
        wanted: Sequence[Named] = many_columns(asked, named, option="--groups", file=file)
    else:
        wanted = [c for c in named if GROUPING.search(c.header)]
    found = {c.name: np.array([text(v) for v in c.cells], dtype=object)[usable] for c in wanted}
    few = {n: v for n, v in found.items() if asked is not None or _levels(v) <= MOST_LEVELS}
    return dict(list(few.items())[: MOST_GROUPINGS if asked is None else None])


def _levels(values: NDArray[Any]) -> int:
    return len({v for v in values if v is not None})


def shared_with(training: Training, scoring: Scoring, kept: Sequence[str]) -> Columns | None:
    """The kept training columns that the scored file has too; None when it has them all."""
    there = {key(n) for n in scoring.columns}
    shared = {n: training.columns[n] for n in kept if key(n) in there}
    return None if len(shared) == len(kept) else shared
