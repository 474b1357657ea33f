# SPDX-License-Identifier: Apache-2.0
"""Means, shares, totals and ratios as the design knows them, each with its standard error and design effect."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.analytics.distributions import student
from amends.analytics.sampling.designs import DesignMalformed, Labels, Numbers, SurveyDesign

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Estimate:
    """k figures from one sample.

    `values` (k,), `covariance` (k, k) of the design, `simple_variances` (k,) what a simple random sample of as many
    respondents from the same population would have had (nan for ratios), `rows` answers used.
    """

    values: Numbers
    covariance: Numbers
    simple_variances: Numbers
    rows: int
    degrees_of_freedom: int

    @property
    def errors(self) -> Numbers:
        """(k,) standard errors."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def design_effects(self) -> Numbers:
        """(k,) variance over that of a simple random sample without replacement (Kish 1965); nan where both are 0."""
        return _ratio(np.diag(self.covariance), self.simple_variances)

    def interval(self, level: float = 0.95) -> Numbers:
        """(k, 2) value ± t × error, with the degrees of freedom of the design."""
        reach = student.ppf((1 + level) / 2, self.degrees_of_freedom) * self.errors
        return np.column_stack([self.values - reach, self.values + reach])

    def difference(self, first: int, second: int) -> "Estimate":
        """Figure `second` less figure `first`, their covariance respected (domains of one sample, say)."""
        step = np.zeros(len(self.values))
        step[second] += 1
        step[first] -= 1
        value, variance = np.array([step @ self.values]), np.array([[step @ self.covariance @ step]])
        return Estimate(value, variance, np.array([np.nan]), self.rows, max(1, self.degrees_of_freedom - 1))


def means(design: SurveyDesign, values: Numbers, *, domain: Flags | None = None) -> Estimate:
    """Weighted means of `values` (n,) or (n, k); a column of 0 and 1 gives a share.

    ȳ = Σwy/Σw; the variance is that of the totals of (y−ȳ)/Σw. `domain` (n,) keeps part of the sample: the others
    count as 0, so the number of respondents in the domain is left to chance, as it was. Raises `DesignMalformed` on
    missing values inside the domain or an empty domain.
    """
    inside, columns = _prepared(design, values, domain)
    weights = design.weights * inside
    whole = weights.sum()
    centre = weights @ columns / whole
    spread = (columns - centre) * inside[:, None]
    return _estimate(design, centre, spread / whole, _simple(design, spread, inside), inside)


def totals(design: SurveyDesign, values: Numbers, *, domain: Flags | None = None) -> Estimate:
    """Weighted totals Σwy of `values` (n,) or (n, k), in units of the values × people. Raises `DesignMalformed`."""
    inside, columns = _prepared(design, values, domain)
    kept = columns * inside[:, None]
    everybody = np.ones(len(kept))
    centre = design.weights @ kept / design.weights.sum()
    simple = _simple(design, kept - centre, everybody) * design.weights.sum() ** 2
    return _estimate(design, design.weights @ kept, kept, simple, inside)


def ratio(design: SurveyDesign, above: Numbers, below: Numbers, *, domain: Flags | None = None) -> Estimate:
    """One ratio of totals R = Σwy/Σwx of `above` and `below` (n,); variance of the total of (y−Rx)/Σwx.

    Raises `DesignMalformed` when the total below is 0 or values are missing.
    """
    inside, columns = _prepared(design, np.column_stack([above, below]), domain)
    over, under = (design.weights * inside) @ columns
    if under == 0:
        raise DesignMalformed("比率的分母合计为 0，无法计算。请核对分母列。")
    found = over / under
    spread = ((columns[:, 0] - found * columns[:, 1]) * inside / under)[:, None]
    return _estimate(design, np.array([found]), spread, np.array([np.nan]), inside)


def means_by(design: SurveyDesign, values: Numbers, groups: Labels) -> tuple[list[str], Estimate]:
    """Names of the groups in order, and the mean of `values` (n,) in each: one estimate with their covariance, so that
    `difference` compares two. Raises `DesignMalformed`."""
    _, column = _prepared(design, values, None)
    names, codes = np.unique(groups, return_inverse=True)
    member = (codes.ravel()[:, None] == np.arange(len(names))).astype(float)
    wholes = design.weights @ member
    centres = design.weights @ (column * member) / wholes
    spread = (column - centres) * member
    simple = np.array([_simple(design, spread[:, [at]], member[:, at])[0] for at in range(len(names))])
    return [str(name) for name in names], _estimate(
        design, centres, spread / wholes, simple, np.ones(len(codes))
    )


def smooth(function: Callable[[Numbers], float], found: Estimate, step: float = 1e-5) -> tuple[float, float]:
    """Value and standard error of a smooth function of the figures, by the delta method (numerical gradient)."""
    around = np.eye(len(found.values)) * step * np.maximum(np.abs(found.values), 1)
    gradient = np.array(
        [(function(found.values + row) - function(found.values - row)) / (2 * row.sum()) for row in around]
    )
    return function(found.values), float(np.sqrt(gradient @ found.covariance @ gradient))


def _prepared(design: SurveyDesign, values: Numbers, domain: Flags | None) -> tuple[Numbers, Numbers]:
    """(n,) 1 inside the domain, (n, k) values with 0 outside."""
    columns = values[:, None] if values.ndim == 1 else values
    if len(columns) != len(design.weights):
        raise DesignMalformed("答案与权重的行数不一致。请逐行对应。")
    inside = np.ones(len(columns)) if domain is None else domain.astype(float)
    kept = np.where(inside[:, None] > 0, columns, 0.0)
    if not np.isfinite(kept).all():
        raise DesignMalformed("有缺失的答案。请用 domain 只保留答了此题的人。")
    if not (design.weights * inside).sum() > 0:
        raise DesignMalformed("这一部分没有任何带权重的答案。请放宽条件。")
    return inside, kept


def _simple(design: SurveyDesign, spread: Numbers, inside: Numbers) -> Numbers:
    """(1−n/N) S²/n with S² = Σw(y−ȳ)²/Σw · n/(n−1), n those inside, N the sum of their weights."""
    weights = design.weights * inside
    rows = int((weights > 0).sum())
    if rows < 2:
        return np.full(spread.shape[1], np.nan)
    people = weights.sum()
    variance = (weights @ spread**2) / people * rows / (rows - 1)
    fraction = 0.0 if design.populations is None else min(rows / people, 1.0)
    return np.asarray(variance / rows * (1 - fraction))


def _estimate(
    design: SurveyDesign, values: Numbers, spread: Numbers, simple: Numbers, inside: Numbers
) -> Estimate:
    used = int((design.weights * inside > 0).sum())
    return Estimate(values, design.covariance(spread), simple, used, design.degrees_of_freedom)


def _ratio(above: Numbers, below: Numbers) -> Numbers:
    found: Numbers = np.full(len(above), np.nan)
    return np.divide(above, below, out=found, where=below > 0)
