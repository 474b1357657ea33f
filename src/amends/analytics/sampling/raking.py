# SPDX-License-Identifier: Apache-2.0
"""Raking: weights that meet every margin at once, kept within limits, with a word on whether they got there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from amends.analytics.sampling.designs import Codes, Labels, Numbers
from amends.analytics.sampling.filling import filled
from amends.analytics.sampling.weighting import Effective, effective

FAR = 1e12  # no weight goes further from its start: where limits forbid the margins, factors would grow for ever


class MarginsMalformed(ValueError):
    """Margins that no weights meet; the words say which margin and category."""


@dataclass(frozen=True, slots=True)
class Margin:
    """One known distribution: `categories` (n,) of the respondents, `totals` of people in each category."""

    name: str
    categories: Labels
    totals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RakingSpec:
    """When to stop, and how far weights may go.

    Done when every total is met to `tolerance`, as a share of all people. Weights stay between `least` and `most`
    times the weight they started from, both scaled to the same sum (trimming; 0 and inf: no limits).
    """

    tolerance: float = 1e-10
    most_rounds: int = 200
    least: float = 0.0
    most: float = float("inf")


@dataclass(frozen=True, slots=True)
class Raked:
    """`weights` (n,); `converged` says whether all totals are met; `gap` is the largest miss as a share of all people,
    `worst` where (margin, category); `trimmed` weights stand at a limit; `before` and `after` tell what it cost."""

    weights: Numbers
    converged: bool
    rounds: int
    gap: float
    worst: tuple[str, str]
    trimmed: int
    before: Effective
    after: Effective


@dataclass(frozen=True, slots=True)
class _Side:
    """A margin in numbers: names of categories, code of each respondent, totals."""

    name: str
    names: tuple[str, ...]
    codes: Codes
    totals: Numbers


def rake(weights: Numbers, margins: Sequence[Margin], spec: RakingSpec = RakingSpec()) -> Raked:
    """Iterative proportional fitting of `weights` (n,) > 0 to all `margins` (Deming & Stephan 1940).

    With limits each category's factor is the one that meets its total after trimming, which leads to the bounded
    weights closest to the start (Deville & Särndal 1992, case 7: truncated raking), instead of trimming at the end,
    which would miss the margins again. The result says whether it converged: limits too tight for the margins do not.
    One margin is post-stratification and takes one round. Raises `MarginsMalformed`.
    """
    sides = [_side(margin, len(weights)) for margin in margins]
    _check(weights, sides, spec)
    start = weights * (sides[0].totals.sum() / weights.sum())
    low, high = start * spec.least, start * spec.most
    bounded = spec.least > 0 or np.isfinite(spec.most)
    free, found = start.copy(), start.copy()
    rounds, gap, worst = 0, *_miss(found, sides)
    while gap > spec.tolerance and rounds < spec.most_rounds:
        for side in sides:
            free = _bounded_step(free, low, high, side) if bounded else _step(free, side)
            free = np.clip(free, start / FAR, start * FAR)
        found = np.clip(free, low, high) if bounded else free
        rounds, (gap, worst) = rounds + 1, _miss(found, sides)
    trimmed = int(((free < low * (1 - 1e-12)) | (free > high * (1 + 1e-12))).sum()) if bounded else 0
    return Raked(
        found, gap <= spec.tolerance, rounds, gap, worst, trimmed, effective(weights), effective(found)
    )


def _step(free: Numbers, side: _Side) -> Numbers:
    have = np.bincount(side.codes, free, len(side.totals))
    factors = np.divide(side.totals, have, out=np.ones(len(have)), where=have > 0)
    return np.asarray(free * factors[side.codes], dtype=float)


def _bounded_step(free: Numbers, low: Numbers, high: Numbers, side: _Side) -> Numbers:
    """As `_step`, but a category's factor is chosen so that its total is met once its weights are trimmed."""
    moved = free.copy()
    for at, total in enumerate(side.totals.tolist()):
        rows = np.flatnonzero(side.codes == at)
        moved[rows] = free[rows] * _factor(free[rows], low[rows], high[rows], total)
    return moved


def _factor(free: Numbers, low: Numbers, high: Numbers, total: float) -> float:
    """λ of clip(λ·free, low, high) = total, read off a weight between its limits; 1 where the limits forbid it."""
    found = filled(free, low, high, total)
    inner = (found > low) & (found < high)
    if not inner.any():
        return _corner(free, low, high, total)
    at = int(np.argmax(inner))
    return float(found[at] / free[at])


def _corner(free: Numbers, low: Numbers, high: Numbers, total: float) -> float:
    """All weights stand at a limit: the smallest factor that keeps them there."""
    if total <= low.sum():
        return float(np.min(low / free)) if low.any() else 1.0
    return float(np.max(high[np.isfinite(high)] / free[np.isfinite(high)]))


def _miss(found: Numbers, sides: Sequence[_Side]) -> tuple[float, tuple[str, str]]:
    """Largest distance to a total as a share of all people, and where."""
    worst, place = -1.0, ("", "")
    for side in sides:
        away = np.abs(np.bincount(side.codes, found, len(side.totals)) - side.totals) / side.totals.sum()
        at = int(np.argmax(away))
        if away[at] > worst:
            worst, place = float(away[at]), (side.name, side.names[at])
    return worst, place


def _side(margin: Margin, rows: int) -> _Side:
    names, codes = np.unique(np.asarray(margin.categories).astype(str), return_inverse=True)
    if codes.size != rows:
        raise MarginsMalformed(f"边际“{margin.name}”的行数与权重不一致。")
    unknown = sorted(set(names.tolist()) - set(margin.totals))
    missing = sorted(
        name for name, total in margin.totals.items() if total > 0 and name not in set(names.tolist())
    )
    if unknown:
        raise MarginsMalformed(f"边际“{margin.name}”没有这些类别的总数：{'、'.join(unknown)}。请补充或合并。")
    if missing:
        raise MarginsMalformed(
            f"边际“{margin.name}”的这些类别没有人应答：{'、'.join(missing)}。请与相近类别合并。"
        )
    totals = np.array([margin.totals[name] for name in names.tolist()], dtype=float)
    return _Side(margin.name, tuple(names.tolist()), codes.ravel(), totals)


def _check(weights: Numbers, sides: Sequence[_Side], spec: RakingSpec) -> None:
    if not sides or not np.isfinite(weights).all() or (weights <= 0).any():
        raise MarginsMalformed("至少需要一个边际，且权重必须大于 0；未应答者请先去掉。")
    if not 0 <= spec.least <= 1 <= spec.most:
        raise MarginsMalformed("截断界限须满足 least ≤ 1 ≤ most，例如 0.3 与 3。")
    whole = sides[0].totals.sum()
    for side in sides:
        if (side.totals <= 0).any():
            raise MarginsMalformed(f"边际“{side.name}”的总数必须大于 0；总数为 0 的类别请先去掉。")
        if not np.isclose(side.totals.sum(), whole, rtol=1e-6):
            raise MarginsMalformed(
                f"边际“{side.name}”合计 {side.totals.sum():.0f}，与“{sides[0].name}”的 {whole:.0f} 不同。"
            )
