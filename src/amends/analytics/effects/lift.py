# SPDX-License-Identifier: Apache-2.0
"""The effect of a treatment on everybody it was meant for: a difference of means, sharpened by what was known before.

Intention to treat: whoever was assigned counts, reached or not; outcomes must be known of everybody.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from amends.analytics.distributions import student
from amends.analytics.effects.rare import exact_p, few, share_difference

Bools = NDArray[np.bool_]
Codes = NDArray[np.int64]
Numbers = NDArray[np.float64]
AT_ONCE = 20_000  # clusters whose small matrices are in memory together
ALONE = 1e-9  # a row or cluster that alone decides a coefficient has no error to be measured by


class ArmTooSmall(ValueError):
    """An arm has fewer than two rows, or fewer than two clusters."""

    def __init__(self, treated: int, control: int, unit: str) -> None:
        super().__init__(
            f"处理组 {treated} {unit}、对照组 {control} {unit}，每组至少要 2 {unit}；请合并期次或增加样本"
        )
        self.treated, self.control = treated, control


class OutcomeIncomplete(ValueError):
    """An outcome or a covariate is missing: intention to treat needs it of everybody."""

    def __init__(self, what: str, gaps: int) -> None:
        super().__init__(
            f"{what}有 {gaps} 行缺失；按意向分析要求每个人都有结果，请换用能完整观察的结果，或用应答边界 (incomplete)"
        )
        self.gaps = gaps


@dataclass(frozen=True, slots=True)
class Effect:
    """`value` treated − control in units of the outcome, with its standard error, interval and two-sided p; the plain
    means of both arms; `clusters` where rows belong together; `adjusted_by` covariates that were not redundant."""

    value: float
    error: float
    low: float
    high: float
    p: float
    degrees: float
    level: float
    treated_mean: float
    control_mean: float
    treated: int
    control: int
    clusters: int | None
    adjusted_by: int

    @property
    def relative(self) -> float:
        """The effect as a share of the control's mean; nan where that is 0."""
        return self.value / self.control_mean if self.control_mean else float("nan")


def effect(
    outcome: Numbers,
    treated: Bools,
    *,
    covariates: Numbers | None = None,
    clusters: Codes | None = None,
    level: float = 0.95,
) -> Effect:
    """Effect of being `treated` (n,) on the outcome (n,), which may be 0/1 for shares.

    Least squares of the outcome on 1, T, x − x̄ and T (x − x̄) for covariates x (n, c) known *before* the assignment
    (Lin 2013, Annals of Applied Statistics 7:295–318): unbiased to first order whatever the truth, never less precise
    in large samples. Without covariates it is the difference of means. Errors: HC2 (MacKinnon & White 1985; without
    covariates exactly Neyman's s₁²/n₁ + s₀²/n₀), with clusters CR2; degrees of freedom of Bell & McCaffrey 2002 (Survey
    Methodology 28:169–181), which a small holdout needs. Columns that others already say are left out. Of an outcome of
    0 and 1 that fewer than five of an arm have, or lack, the interval is no narrower than that of two Wilson intervals
    and p no smaller than the exact one (`rare`): with nobody in an arm least squares know no error.
    Raises `OutcomeIncomplete`, `ArmTooSmall`.
    """
    _check(outcome, treated, covariates, clusters)
    design, extra = _design(treated, covariates)
    basis, triangle = np.linalg.qr(design)
    fitted = np.linalg.solve(triangle, basis.T @ outcome)
    rest = outcome - design @ fitted
    inverse = np.linalg.inv(triangle)
    shares = (
        _single(basis, rest, inverse[1])
        if clusters is None
        else _clustered(basis, rest, inverse[1], clusters)
    )
    error, degrees = shares.error(inverse[1]), shares.degrees
    groups = None if clusters is None else int(np.unique(clusters).size)
    value, reach = float(fitted[1]), error * float(student.ppf((1 + level) / 2, degrees))
    found = Effect(
        value=value,
        error=error,
        low=value - reach,
        high=value + reach,
        p=float(2 * student.sf(abs(value) / error, degrees)) if error else float(value == 0),
        degrees=degrees,
        level=level,
        treated_mean=float(outcome[treated].mean()),
        control_mean=float(outcome[~treated].mean()),
        treated=int(treated.sum()),
        control=int((~treated).sum()),
        clusters=groups,
        adjusted_by=extra,
    )
    return _no_surer(found, outcome, treated)


def _no_surer(found: Effect, outcome: Numbers, treated: Bools) -> Effect:
    """An effect as it is, or no surer than a handful of rows allow."""
    if not np.isin(outcome, (0.0, 1.0)).all():
        return found
    yes, rows = (int(outcome[treated].sum()), int(outcome[~treated].sum())), (found.treated, found.control)
    if not few(yes, rows):
        return found
    low, high = share_difference(yes, rows, level=found.level)
    low, high = min(low, found.low), max(high, found.high)
    error = (high - low) / 2 / float(student.ppf((1 + found.level) / 2, found.degrees))
    return replace(
        found, low=low, high=high, error=max(error, found.error), p=max(found.p, exact_p(yes, rows))
    )


def _check(outcome: Numbers, treated: Bools, covariates: Numbers | None, clusters: Codes | None) -> None:
    for what, values in (("结果", outcome), ("协变量", covariates)):
        if values is not None and (gaps := int((~np.isfinite(values)).sum())):
            raise OutcomeIncomplete(what, gaps)
    sizes = (int(treated.sum()), int((~treated).sum()))
    if min(sizes) < 2:
        raise ArmTooSmall(*sizes, unit="行")
    if clusters is not None:
        sizes = (np.unique(clusters[treated]).size, np.unique(clusters[~treated]).size)
        if min(sizes) < 2:
            raise ArmTooSmall(*sizes, unit="群")


def _design(treated: Bools, covariates: Numbers | None) -> tuple[Numbers, int]:
    """(n, k) columns 1, T, centred covariates, their products with T; and how many covariates were not redundant."""
    given = treated.astype(np.float64)
    plain = np.column_stack([np.ones(len(given)), given])
    if covariates is None or not covariates.shape[1]:
        return plain, 0
    centred = covariates - covariates.mean(axis=0)
    spread = centred.std(axis=0)
    known = _independent(plain, centred[:, spread > 0] / spread[spread > 0])
    return _independent_all(plain, known, known * given[:, None]), known.shape[1]


def _independent_all(plain: Numbers, known: Numbers, products: Numbers) -> Numbers:
    first = np.column_stack([plain, known])
    return np.column_stack([first, _independent(first, products)])


def _independent(first: Numbers, more: Numbers) -> Numbers:
    """The columns of `more` that neither `first` nor the columns before them already say."""
    size = first.shape[1]
    triangle = np.linalg.qr(np.column_stack([first, more]), mode="r")
    left = np.abs(np.diag(triangle))[size:]
    return more[:, left > 1e-9 * np.sqrt(len(first))]


@dataclass(frozen=True, slots=True)
class _Shares:
    """What each row or cluster g adds, (m, k) and (m,): scores Q_g'A_g e_g, and of the same with (I − H) instead of
    e the part u_g = Q_g'A_g Q_g r that all have in common and its own d_g = r'Q_g'A_g² Q_g r, for the row r of R⁻¹."""

    scores: Numbers
    common: Numbers
    own: Numbers

    def error(self, row: Numbers) -> float:
        return float(np.sqrt(((self.scores @ row) ** 2).sum()))

    @property
    def degrees(self) -> float:
        """(Σ λ)² / Σ λ² of the eigenvalues of the matrix d_g δ_gh − u_g'u_h, without building it."""
        shared = (self.common**2).sum(axis=1)
        total = (self.own - shared).sum()
        squares = ((self.own - shared) ** 2 - shared**2).sum() + ((self.common.T @ self.common) ** 2).sum()
        return float(total**2 / squares)


def _single(basis: Numbers, rest: Numbers, row: Numbers) -> _Shares:
    room = 1 - (basis**2).sum(axis=1)
    wider = np.where(room > ALONE, 1 / np.sqrt(np.maximum(room, ALONE)), 0.0)
    reach = wider * (basis @ row)
    return _Shares(basis * (wider * rest)[:, None], basis * reach[:, None], reach**2)


def _clustered(basis: Numbers, rest: Numbers, row: Numbers, clusters: Codes) -> _Shares:
    """A_g = (I − Q_g Q_g')^(−½), in matrices as small as the model: Q_g'A_g = (I − Q_g'Q_g)^(−½) Q_g'."""
    order = np.argsort(clusters, kind="stable")
    starts = np.r_[np.flatnonzero(np.r_[True, np.diff(clusters[order]) != 0]), len(order)]
    parts = []
    for chunk in range(0, len(starts) - 1, AT_ONCE):
        ends = starts[chunk : chunk + AT_ONCE + 1]
        rows = order[ends[0] : ends[-1]]
        parts.append(_cluster_shares(basis[rows], rest[rows], row, ends[:-1] - ends[0]))
    return _Shares(
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.common for part in parts]),
        np.concatenate([part.own for part in parts]),
    )


def _cluster_shares(basis: Numbers, rest: Numbers, row: Numbers, begin: Codes) -> _Shares:
    products = np.add.reduceat(basis[:, :, None] * basis[:, None, :], begin, axis=0)
    sums = np.add.reduceat(basis * rest[:, None], begin, axis=0)
    roots, axes = np.linalg.eigh(np.eye(basis.shape[1]) - products)
    wider = np.where(roots > ALONE, 1 / np.sqrt(np.maximum(roots, ALONE)), 0.0)
    turned = np.einsum("gji,gj->gi", axes, sums)
    reach = np.einsum("gji,j->gi", axes, row)
    inside = (1 - roots) * reach  # Q_g'Q_g r along the axes
    return _Shares(
        np.einsum("gij,gj->gi", axes, wider * turned),
        np.einsum("gij,gj->gi", axes, wider * inside),
        (wider**2 * inside * reach).sum(axis=1),
    )
