# SPDX-License-Identifier: Apache-2.0
"""Boosted trees as plain data, evaluated by looking up each row's pattern of answers.

A small tree asks at most eight questions; the yes/no answers of a row, read as bits, name one of at most 256
patterns. Margin and Shapley values of each pattern are worked out once, so scoring millions of rows takes one
comparison a distinct question and one look-up a tree.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

import numpy as np

from amends.analytics.detection.columns import Bools, Floats, Integers
from amends.analytics.detection.models.tree_game import Tree, shapley_table, value_table

Question = tuple[int, float, bool]  # term, threshold, whether a missing value answers yes


@dataclass(frozen=True)
class _Compiled:
    questions: tuple[Question, ...]
    asked: tuple[tuple[int, ...], ...]
    margins: tuple[Floats, ...]


@dataclass(frozen=True)
class TreeModel:
    """A sum of trees; `base_margin` is the log-odds before the first tree."""

    base_margin: float
    trees: tuple[Tree, ...]
    _tables: dict[bytes, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _compiled(self) -> _Compiled:
        places: dict[Question, int] = {}
        asked = tuple(tuple(places.setdefault(q, len(places)) for q in tree.questions) for tree in self.trees)
        return _Compiled(tuple(places), asked, tuple(value_table(tree) for tree in self.trees))

    def margins(self, matrix: Floats) -> Floats:
        """float64[n]: log-odds of each row of a term matrix [n, t]."""
        answers = self._answers(matrix)
        total = np.full(matrix.shape[0], self.base_margin)
        for places, table in zip(self._compiled.asked, self._compiled.margins, strict=True):
            total += table[_pattern(answers, places)]
        return total

    def contributions(self, matrix: Floats, owner: Integers, features: int) -> Floats:
        """float64[n, features]: exact path-dependent Shapley values in log-odds, by column.

        A column's terms enter and leave a coalition together; with `base` they sum to the margin.
        """
        answers = self._answers(matrix)
        out = np.zeros((features, matrix.shape[0]))
        for places, (players, table) in zip(self._compiled.asked, self._games(owner), strict=True):
            pattern = _pattern(answers, places)
            for column, values in zip(players, table, strict=True):
                out[column] += values[pattern]
        return out.T

    @cached_property
    def base(self) -> float:
        """Expected log-odds over the training rows that the trees have seen."""
        return self.base_margin + sum(tree.expected for tree in self.trees)

    def _games(self, owner: Integers) -> list[tuple[tuple[int, ...], Floats]]:
        key = owner.tobytes()
        if key not in self._tables:
            self._tables[key] = [shapley_table(tree, owner) for tree in self.trees]
        games: list[tuple[tuple[int, ...], Floats]] = self._tables[key]
        return games

    def _answers(self, matrix: Floats) -> list[Bools]:
        missing = {j: np.isnan(matrix[:, j]) for j in {q[0] for q in self._compiled.questions}}
        missing = {j: mask for j, mask in missing.items() if mask.any()}
        answers = []
        for term, threshold, missing_yes in self._compiled.questions:
            yes = matrix[:, term] <= threshold
            answers.append(yes | missing[term] if missing_yes and term in missing else yes)
        return answers

    def as_dict(self) -> dict[str, Any]:
        """JSON-able."""
        return {"kind": "trees", "base_margin": self.base_margin, "trees": [t.as_dict() for t in self.trees]}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The inverse of `as_dict`."""
        return cls(data["base_margin"], tuple(Tree.from_dict(t) for t in data["trees"]))


def _pattern(answers: list[Bools], places: tuple[int, ...]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    if not places:
        return np.zeros(answers[0].shape[0] if answers else 0, dtype=np.uint8)
    code = answers[places[0]].astype(np.uint8)
    for bit, place in enumerate(places[1:], start=1):
        code |= answers[place].view(np.uint8) << np.uint8(bit)
    return code
