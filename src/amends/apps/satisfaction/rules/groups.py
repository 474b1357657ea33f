# SPDX-License-Identifier: Apache-2.0
"""One score by group: means with intervals, low-score shares, differences from everybody; small groups hidden."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.analytics.distributions import student
from amends.analytics.sampling.designs import Lonely, SurveyDesign
from amends.analytics.sampling.estimates import Estimate, means_by
from amends.analytics.several_tests import holm
from amends.apps.satisfaction.rules.cells import LEAST, hidden_cells
from amends.apps.satisfaction.rules.elements import LEVEL, LOW, Numbers

Words = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Group:
    """One group on 0–100: `n` who gave a score, mean with its 95 % interval, share of 6 of 10 or less, and how far the
    mean is from that of everybody, with interval and p after Holm over all groups shown. Where `hidden` (too few, or
    given away by the others) all figures are None."""

    key: str
    n: int
    hidden: bool
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    low_share: float | None = None
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None
    p_holm: float | None = None
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Breakdown:
    """All groups, the lowest mean first and the hidden ones last; the mean of everybody, None below the least cell."""

    groups: tuple[Group, ...]
    n: int
    mean: float | None


def breakdown(
    score: Numbers, weights: Numbers, strata: Words, keys: Sequence[str], *, least: int = LEAST
) -> Breakdown:
    """`score` (n,) on 0–100, nan where not given, by `keys` (n,), "" for those whose group is not known (left out of
    groups, counted in the mean of everybody by being a group that is not named).

    Means and their covariance come from one linearised estimate under weights and strata; a group's difference is
    from the mean of everybody, of which it is a part (a contrast of all groups by their weight). p by t, Holm's
    correction over all groups shown.
    """
    inside = np.isfinite(score)
    values, weight, names = score[inside], weights[inside], np.array(keys, dtype=object)[inside].astype(str)
    if len(values) < least:
        return Breakdown((), len(values), None)
    design = SurveyDesign(weight, strata=strata[inside], lonely=Lonely.CENTRE)
    found, estimate = means_by(design, values, names)
    counts = [int((names == name).sum()) for name in found]
    shares = np.array([weight[names == name].sum() for name in found]) / weight.sum()
    hidden = hidden_cells(counts, least)
    rows = [_group(at, found, estimate, shares, counts[at], hidden=hidden[at]) for at in range(len(found))]
    lows = {
        n: float(weight[m] @ (values[m] <= LOW + 1e-9) / weight[m].sum()) for n in found for m in [names == n]
    }
    return Breakdown(_judged(rows, lows), len(values), float(shares @ estimate.values))


def _group(
    at: int, names: Sequence[str], estimate: Estimate, shares: Numbers, n: int, *, hidden: bool
) -> tuple[Group, float]:
    """A group and the p-value of its difference."""
    if hidden:
        return Group(names[at], n, hidden=True), float("nan")
    low, high = estimate.interval(LEVEL)[at].tolist()
    contrast = -shares
    contrast[at] += 1
    difference = float(contrast @ estimate.values)
    error = max(float(contrast @ estimate.covariance @ contrast), 0.0) ** 0.5
    reach = float(student.ppf((1 + LEVEL) / 2, estimate.degrees_of_freedom)) * error
    p = float(2 * student.sf(abs(difference) / error, estimate.degrees_of_freedom)) if error > 0 else 1.0
    group = Group(
        names[at], n, hidden=False, mean=float(estimate.values[at]), low=low, high=high, difference=difference,
        difference_low=difference - reach, difference_high=difference + reach,
    )  # fmt: skip
    return group, p


def _judged(rows: Sequence[tuple[Group, float]], lows: dict[str, float]) -> tuple[Group, ...]:
    adjusted = holm(np.array([p for _group, p in rows])).tolist()
    found = [
        group
        if group.hidden
        else Group(
            group.key, group.n, hidden=False, mean=group.mean, low=group.low, high=group.high,
            low_share=lows[group.key], difference=group.difference, difference_low=group.difference_low,
            difference_high=group.difference_high, p_holm=p, differs=p <= 1 - LEVEL,
        )
        for (group, _raw), p in zip(rows, adjusted, strict=True)
    ]  # fmt: skip
    return tuple(sorted((g for g in found if g.key), key=lambda g: (g.hidden, g.mean or 0.0, g.key)))
