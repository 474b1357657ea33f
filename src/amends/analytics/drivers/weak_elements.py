# SPDX-License-Identifier: Apache-2.0
"""Weak elements (短板): high importance and low score, and against what the score is low beyond chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from amends.analytics.distributions import norm
from amends.analytics.drivers.correlations import CannotWeigh, Matrix
from amends.analytics.drivers.importance_map import MEAN, ImportanceMap, LineSpec, Quadrant, importance_map
from amends.analytics.several_tests import holm


@dataclass(frozen=True)
class Scores:
    """Means (p,) of elements and their standard errors (p,), of a past wave or a competitor; nan where not known.

    A target is a score without error.
    """

    means: Matrix
    errors: Matrix

    @staticmethod
    def target(means: Matrix) -> "Scores":
        """Levels to reach: exactly known."""
        return Scores(means, np.where(np.isfinite(means), 0.0, np.nan))


@dataclass(frozen=True)
class Ratings:
    """Answers (n, p) of one wave, nan where not answered, with sample weights (n,), 1 each if None."""

    values: Matrix
    weights: Matrix | None = None

    @property
    def influence(self) -> Matrix:
        """(n, p): what each answer moves the weighted mean by: w (x − x̄)/Σw, 0 where not answered."""
        given = np.ones(len(self.values)) if self.weights is None else self.weights
        there = np.isfinite(self.values) * given[:, None]
        found: Matrix = there * (np.nan_to_num(self.values) - self.means) / there.sum(axis=0)
        return found

    @property
    def means(self) -> Matrix:
        """(p,) weighted means. Raises `CannotWeigh` where nobody answered an element."""
        given = np.ones(len(self.values)) if self.weights is None else self.weights
        there = np.isfinite(self.values) * given[:, None]
        if not (there.sum(axis=0) > 0).all():
            raise CannotWeigh("有的要素没有人评分。请先去掉它们。")
        found: Matrix = (there * np.nan_to_num(self.values)).sum(axis=0) / there.sum(axis=0)
        return found

    @property
    def scores(self) -> Scores:
        """Means with linearised standard errors, weights respected; these are nan where nothing can be said of them,
        below two answers or where all are alike."""
        return Scores(self.means, self.errors(self.influence))

    def errors(self, influence: Matrix) -> Matrix:
        """(p,) standard errors √(n/(n − 1) Σ z²) from what each of n answers to an element moves a figure by."""
        weighty = True if self.weights is None else (self.weights > 0)[:, None]
        answers = (np.isfinite(self.values) & weighty).sum(axis=0)
        squares = (influence**2).sum(axis=0) * answers / np.maximum(answers - 1, 1)
        return np.asarray(np.sqrt(np.where((answers > 1) & (squares > 0), squares, np.nan)))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One element against one thing: difference in points (below 0 is worse), interval, p two-sided and after Holm over
    all comparisons of all elements. `worse` says that it is below beyond chance."""

    against: str
    difference: float
    low: float
    high: float
    p: float
    p_holm: float
    worse: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One element: `weak` is high importance and a low score by the lines of the map; `comparisons` hold what is known,
    in the order mean, then as given. What has no data is not there."""

    name: str
    importance: float
    score: float
    quadrant: Quadrant
    weak: bool
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Standings:
    """All elements, the worst of the important first: weak before others, then by importance; and the map."""

    elements: tuple[Standing, ...]
    placed: ImportanceMap

    @property
    def weak(self) -> tuple[Standing, ...]:
        """The weak ones."""
        return tuple(each for each in self.elements if each.weak)


def weak_elements(
    names: Sequence[str],
    importance: Matrix,
    ratings: Ratings,
    *,
    against: Mapping[str, Scores] | None = None,
    importance_line: LineSpec = MEAN,
    score_line: LineSpec = MEAN,
    level: float = 0.95,
) -> Standings:
    """Find elements of high importance (p,) and low score, and test each against its fellows and against others.

    «mean» is the mean of all elements of the same respondents (a paired contrast); `against` holds past waves,
    competitors and targets by name, which are independent samples. Differences are tested by z with linearised errors;
    Holm runs over everything tested. Raises `CannotWeigh`, `LineMissing`.
    """
    own = ratings.scores
    placed = importance_map(
        names, importance, own.means, importance_line=importance_line, performance_line=score_line
    )
    pairs = {"mean": _to_the_mean(ratings)} | {n: _apart(own, s) for n, s in (against or {}).items()}
    tests = _tested(pairs, level)
    found = [
        Standing(
            at.name,
            at.importance,
            at.performance,
            at.quadrant,
            at.quadrant is Quadrant.CONCENTRATE_HERE,
            test,
        )
        for at, test in zip(placed.elements, tests, strict=True)
    ]
    return Standings(tuple(sorted(found, key=lambda s: (not s.weak, -s.importance))), placed)


def _to_the_mean(ratings: Ratings) -> Scores:
    """Each element less the mean of all, with the error of that contrast among the same people."""
    influence, means = ratings.influence, ratings.means
    return Scores(means - means.mean(), ratings.errors(influence - influence.mean(axis=1, keepdims=True)))


def _apart(own: Scores, other: Scores) -> Scores:
    return Scores(own.means - other.means, np.hypot(own.errors, other.errors))


def _tested(pairs: Mapping[str, Scores], level: float) -> list[tuple[Comparison, ...]]:
    """For each element its comparisons; Holm over all."""
    differences, errors = (
        np.array([getattr(s, field) for s in pairs.values()]) for field in ("means", "errors")
    )
    known = np.isfinite(differences) & np.isfinite(errors)
    ratios = np.divide(differences, errors, out=np.full_like(errors, np.nan), where=known)
    p = 2 * norm.sf(np.abs(ratios))
    adjusted = holm(p.ravel()).reshape(p.shape)
    half = float(norm.ppf((1 + level) / 2)) * errors
    worse = (adjusted <= 1 - level) & (differences < 0)
    tables = [t.T.tolist() for t in (differences, differences - half, differences + half, p, adjusted, worse)]
    rows = zip(known.T.tolist(), *tables, strict=True)
    return [
        tuple(Comparison(*row[1:]) for row in zip(there, pairs, *numbers, strict=True) if row[0])
        for there, *numbers in rows
    ]
