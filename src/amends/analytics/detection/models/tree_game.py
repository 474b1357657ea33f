# SPDX-License-Identifier: Apache-2.0
"""One tree as a cooperative game between columns, solved exactly for every pattern of answers.

Each leaf is a product game: with the coalition S, a path is followed where the columns of S lead (1 or 0), and
elsewhere by the share of training rows that went the same way. The Shapley value of column i is
v · (o_i − r_i) · Σ_k k! (d−k−1)! / d! · e_k, where e_k is the coefficient of t^k in Π_{j≠i} (r_j + o_j t),
d the number of columns on the path, v the leaf's value, o the answer and r the share
(Lundberg et al. 2018, path-dependent TreeSHAP).
"""

from dataclasses import dataclass
from functools import lru_cache
from math import factorial
from typing import Any, Self

import numpy as np

from amends.analytics.detection.columns import Bools, Floats, Integers

MOST_QUESTIONS = 8
Step = tuple[int, bool, float]  # question, answer that stays on the path, share of rows that gave it


class TreeTooLarge(ValueError):
    """A tree asks more questions than a pattern of eight bits can hold."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf: its value in log-odds and the answers that lead to it."""

    value: float
    path: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """Questions (term, threshold, missing answers yes) and the leaves they lead to; yes means ≤ threshold."""

    questions: tuple[tuple[int, float, bool], ...]
    leaves: tuple[Leaf, ...]

    def __post_init__(self) -> None:
        if len(self.questions) > MOST_QUESTIONS:
            raise TreeTooLarge(f"{len(self.questions)} questions, at most {MOST_QUESTIONS}")

    @property
    def expected(self) -> float:
        """Mean value over the training rows."""
        return float(sum(leaf.value * np.prod([s for _, _, s in leaf.path]) for leaf in self.leaves))

    def as_dict(self) -> dict[str, Any]:
        """JSON-able."""
        leaves = [{"value": leaf.value, "path": [list(s) for s in leaf.path]} for leaf in self.leaves]
        return {"questions": [list(q) for q in self.questions], "leaves": leaves}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The inverse of `as_dict`."""
        leaves = tuple(
            Leaf(leaf["value"], tuple((int(q), bool(a), float(s)) for q, a, s in leaf["path"]))
            for leaf in data["leaves"]
        )
        return cls(tuple((int(t), float(c), bool(m)) for t, c, m in data["questions"]), leaves)


def value_table(tree: Tree) -> Floats:
    """float64[2^questions]: the tree's value for each pattern of answers."""
    bits = _bits(len(tree.questions))
    total = np.zeros(bits.shape[1])
    for leaf in tree.leaves:
        reached = np.ones(bits.shape[1], dtype=np.bool_)
        for question, answer, _ in leaf.path:
            reached &= bits[question] == answer
        total += leaf.value * reached
    return total


def shapley_table(tree: Tree, owner: Integers) -> tuple[tuple[int, ...], Floats]:
    """Columns that the tree asks about, and float64[columns, 2^questions]: their Shapley values."""
    players = tuple(sorted({int(owner[term]) for term, _, _ in tree.questions}))
    bits = _bits(len(tree.questions))
    table = np.zeros((len(players), bits.shape[1]))
    for leaf in tree.leaves:
        answers, shares = _by_column(leaf, tree, owner, bits)
        columns = list(answers)
        values = _product_game([answers[c] for c in columns], [shares[c] for c in columns])
        for column, value in zip(columns, values, strict=True):
            table[players.index(column)] += leaf.value * value
    return players, table


def _by_column(
    leaf: Leaf, tree: Tree, owner: Integers, bits: Bools
) -> tuple[dict[int, Floats], dict[int, float]]:
    answers: dict[int, Floats] = {}
    shares: dict[int, float] = {}
    for question, answer, share in leaf.path:
        column = int(owner[tree.questions[question][0]])
        agrees = (bits[question] == answer).astype(np.float64)
        answers[column] = answers.get(column, np.ones(bits.shape[1])) * agrees
        shares[column] = shares.get(column, 1.0) * share
    return answers, shares


def _product_game(answers: list[Floats], shares: list[float]) -> list[Floats]:
    weights = _weights(len(answers))
    values = []
    for i, (own, share) in enumerate(zip(answers, shares, strict=True)):
        others = [(a, s) for j, (a, s) in enumerate(zip(answers, shares, strict=True)) if j != i]
        coefficients = _coefficients(others, own.shape[0])
        values.append((own - share) * sum(w * c for w, c in zip(weights, coefficients, strict=True)))
    return values


def _coefficients(others: list[tuple[Floats, float]], patterns: int) -> list[Floats]:
    powers = [np.ones(patterns)]
    for answer, share in others:
        stays = [share * c for c in powers] + [np.zeros(patterns)]
        joins = [np.zeros(patterns)] + [answer * c for c in powers]
        powers = [a + b for a, b in zip(stays, joins, strict=True)]
    return powers


@lru_cache(maxsize=16)
def _weights(players: int) -> tuple[float, ...]:
    whole = factorial(players)
    return tuple(factorial(k) * factorial(players - k - 1) / whole for k in range(players))


@lru_cache(maxsize=16)
def _bits(questions: int) -> Bools:
    patterns = np.arange(2**questions)
    return np.array([(patterns >> q) & 1 for q in range(questions)], dtype=np.bool_).reshape(questions, -1)
