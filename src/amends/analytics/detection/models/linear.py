# SPDX-License-Identifier: Apache-2.0
"""Regularised logistic regression on ranks and their bends, as plain data.

A number is turned into its rank among the training rows (so extremes cannot pull), and into three hinges at the
quartiles, so that effects may bend; a missing number contributes nothing.
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from sklearn.linear_model import LogisticRegression

from amends.analytics.detection.columns import Bools, Floats, Integers

HINGES = (0.25, 0.5, 0.75)
KNOTS = 33


@dataclass(frozen=True, slots=True)
class TermBasis:
    """One term: `knots` → `ranks` (empty for a 0/1 mark), then mean and weight of each basis function."""

    knots: tuple[float, ...]
    ranks: tuple[float, ...]
    means: tuple[float, ...]
    weights: tuple[float, ...]

    def contribution(self, values: Floats) -> Floats:
        """float64[n]: what the term adds to the log-odds, against the mean of the training rows."""
        basis = _basis(values, self.knots, self.ranks)
        parts = sum(w * (b - m) for b, m, w in zip(basis, self.means, self.weights, strict=True))
        return np.where(np.isnan(values), 0.0, parts)


@dataclass(frozen=True, slots=True)
class LinearModel:
    """A fitted logistic regression: intercept at the mean row, and one basis a term."""

    intercept: float
    terms: tuple[TermBasis, ...]

    def margins(self, matrix: Floats) -> Floats:
        """float64[n]: log-odds of each row of a term matrix [n, t]."""
        total = np.full(matrix.shape[0], self.intercept)
        for place, term in enumerate(self.terms):
            total += term.contribution(matrix[:, place])
        return total

    def contributions(self, matrix: Floats, owner: Integers, features: int) -> Floats:
        """float64[n, features]: log-odds by column; with `base` they sum to the margin exactly."""
        out = np.zeros((matrix.shape[0], features))
        for place, term in enumerate(self.terms):
            out[:, owner[place]] += term.contribution(matrix[:, place])
        return out

    @property
    def base(self) -> float:
        """Log-odds of the average training row."""
        return self.intercept

    def as_dict(self) -> dict[str, Any]:
        """JSON-able."""
        fields = ("knots", "ranks", "means", "weights")
        terms = [{f: list(getattr(t, f)) for f in fields} for t in self.terms]
        return {"kind": "linear", "intercept": self.intercept, "terms": terms}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The inverse of `as_dict`."""
        return cls(
            data["intercept"], tuple(TermBasis(**{k: tuple(v) for k, v in t.items()}) for t in data["terms"])
        )


def fit_linear(matrix: Floats, dissatisfied: Bools, *, is_level: Bools, penalty: float) -> LinearModel:
    """Fit on a term matrix [n, t]; `penalty` is sklearn's C: the smaller, the stronger the shrinkage."""
    prepared = [_prepare(matrix[:, j], bool(is_level[j])) for j in range(matrix.shape[1])]
    spread = [np.where(d.std(axis=0) > 1e-12, d.std(axis=0), np.inf) for _, _, d in prepared]
    centre = [d.mean(axis=0) for _, _, d in prepared]
    scaled = [(d - c) / s for (_, _, d), c, s in zip(prepared, centre, spread, strict=True)]
    fitted = LogisticRegression(C=penalty, max_iter=1000).fit(np.column_stack(scaled), dissatisfied)
    return LinearModel(float(fitted.intercept_[0]), _terms(prepared, centre, spread, fitted.coef_[0]))


def _terms(
    prepared: list[tuple[tuple[float, ...], tuple[float, ...], Floats]],
    centre: list[Floats],
    spread: list[Floats],
    weights: Floats,
) -> tuple[TermBasis, ...]:
    terms, start = [], 0
    for (knots, ranks, design), mean, scale in zip(prepared, centre, spread, strict=True):
        own = weights[start : start + design.shape[1]] / scale
        terms.append(TermBasis(knots, ranks, tuple(map(float, mean)), tuple(map(float, own))))
        start += design.shape[1]
    return tuple(terms)


def _prepare(values: Floats, level: bool) -> tuple[tuple[float, ...], tuple[float, ...], Floats]:
    knots, ranks = ((), ()) if level else _knots(values)
    basis = np.column_stack(_basis(values, knots, ranks))
    given = ~np.isnan(values)
    means = basis[given].mean(axis=0) if given.any() else np.zeros(basis.shape[1])
    return knots, ranks, np.where(given[:, None], basis, means)


def _knots(values: Floats) -> tuple[tuple[float, ...], tuple[float, ...]]:
    ordered = np.sort(values[~np.isnan(values)])
    if not ordered.size:
        return (0.0,), (0.5,)
    picked = np.unique(ordered[np.linspace(0, ordered.size - 1, KNOTS).astype(np.int64)])
    low, high = np.searchsorted(ordered, picked, "left"), np.searchsorted(ordered, picked, "right")
    ranks = (low + high) / (2 * ordered.size)
    return tuple(map(float, picked)), tuple(map(float, ranks))


def _basis(values: Floats, knots: tuple[float, ...], ranks: tuple[float, ...]) -> list[Floats]:
    if not knots:
        return [values]
    rank = np.interp(np.nan_to_num(values, nan=knots[0]), knots, ranks)
    return [rank, *(np.maximum(rank - h, 0.0) for h in HINGES)]
