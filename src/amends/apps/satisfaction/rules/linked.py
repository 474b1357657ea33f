# SPDX-License-Identifier: Apache-2.0
"""Satisfaction beside what became of the customers: tables by group and correlations. None of it shows a cause."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.analytics.distributions import norm
from amends.analytics.sampling.intervals import Figure, share_interval
from amends.apps.satisfaction.rules.cells import LEAST, hidden_cells
from amends.apps.satisfaction.rules.elements import LEVEL, LOW, Numbers

HAPPY = 800 / 9  # 9 of 10 or more, on 0–100


@dataclass(frozen=True, slots=True)
class Outcome:
    """One group of respondents: `satisfaction` and monthly `spend` (yuan) as means with 95 % intervals, `retained` as
    the share whose line is not closed (Wilson). `spend_n` of the n have a known fee. None where hidden or unknown."""

    key: str
    n: int
    hidden: bool
    satisfaction: Figure | None = None
    retained: Figure | None = None
    spend: Figure | None = None
    spend_n: int = 0


@dataclass(frozen=True, slots=True)
class Correlation:
    """Spearman's rank correlation of two things over `n` customers with its 95 % interval (Fisher's z with the variance
    of Bonett & Wright 2000, (1 + r²/2)/(n − 3)); None below 30 customers or where one of the two does not vary."""

    first: str
    second: str
    lag: str
    n: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Linked:
    """What is known of n respondents, (n,) each: satisfaction on 0–100, whether the line is still there, monthly fee in
    yuan (nan where not known), whether somebody contacted them before they answered, complaints before and after."""

    satisfaction: Numbers
    retained: NDArray[np.bool_]
    spend: Numbers
    contacted: NDArray[np.bool_]
    complaints_before: Numbers
    complaints_after: Numbers


def bands(score: Numbers) -> list[str]:
    """For each score on 0–100 its band: low (6 of 10 or less), high (9 of 10 or more), middle."""
    return ["low" if x <= LOW + 1e-9 else "high" if x >= HAPPY - 1e-9 else "middle" for x in score.tolist()]


def outcomes(linked: Linked, keys: Sequence[str], order: Sequence[str]) -> tuple[Outcome, ...]:
    """What became of each group, in the order given; small groups, and those that subtraction gives away, hidden."""
    names = np.array(keys, dtype=object)
    rows = [names == key for key in order]
    hidden = hidden_cells([int(each.sum()) for each in rows])
    return tuple(
        _outcome(key, linked, inside, hidden=hide)
        for key, inside, hide in zip(order, rows, hidden, strict=True)
    )


def correlated(first: str, second: str, lag: str, pair: tuple[Numbers, Numbers]) -> Correlation:
    """The rank correlation of two columns over the rows where both are known."""
    there = np.isfinite(pair[0]) & np.isfinite(pair[1])
    n, (x, y) = int(there.sum()), (each[there] for each in pair)
    if n < LEAST or np.ptp(x) == 0 or np.ptp(y) == 0:
        return Correlation(first, second, lag, n, None, None, None)
    value = float(np.corrcoef(_ranks(x), _ranks(y))[0, 1])
    inner = float(np.clip(value, -0.999999, 0.999999))
    reach = float(norm.ppf((1 + LEVEL) / 2)) * float(np.sqrt((1 + inner**2 / 2) / (n - 3)))
    low, high = np.tanh(np.arctanh(inner) + np.array([-reach, reach])).tolist()
    return Correlation(first, second, lag, n, value, low, high)


def _outcome(key: str, linked: Linked, inside: NDArray[np.bool_], *, hidden: bool) -> Outcome:
    n = int(inside.sum())
    if hidden or n < LEAST:
        return Outcome(key, n, hidden=True)
    spend = linked.spend[inside]
    known = spend[np.isfinite(spend)]
    return Outcome(
        key, n, hidden=False,
        satisfaction=_mean(linked.satisfaction[inside]),
        retained=share_interval(int(linked.retained[inside].sum()), n),
        spend=_mean(known) if len(known) >= LEAST else None,
        spend_n=len(known),
    )  # fmt: skip


def _mean(values: Numbers) -> Figure:
    reach = float(norm.ppf((1 + LEVEL) / 2)) * float(values.std(ddof=1)) / len(values) ** 0.5
    mean = float(values.mean())
    return Figure(mean, mean - reach, mean + reach, len(values))


def _ranks(values: Numbers) -> Numbers:
    """Ranks from 1, ties sharing their mean."""
    _found, at, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: Numbers = (last - (counts - 1) / 2)[at]
    return ranks
