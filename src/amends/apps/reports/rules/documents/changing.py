# SPDX-License-Identifier: Apache-2.0
"""Whether figures of two periods differ by more than chance, and what a change of counts is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from amends.analytics.several_tests import holm

ALPHA = 0.05
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Flow:
    """How many came in so many days."""

    count: int
    days: float

    @property
    def daily(self) -> float:
        """How many a day; 0 where no day has passed."""
        return self.count / self.days if self.days > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Piece:
    """One cause's part of a change: so many a day more, and its share of the change of all."""

    name: str
    daily: float
    share: float


def flows_differ(now: Flow, before: Flow) -> float:
    """p of the hypothesis that both came at one rate: given their sum, one count is binomial with the share of its
    days (exact, two-sided; Przyborowski & Wilenski 1940). nan where nothing came or no day has passed."""
    total = now.count + before.count
    if not total or min(now.days, before.days) <= 0:
        return NAN
    return float(stats.binomtest(now.count, total, now.days / (now.days + before.days)).pvalue)


def shares_differ(now: tuple[int, int], before: tuple[int, int]) -> float:
    """p of the hypothesis that both shares (hits, of how many) are one: Fisher's exact test, two-sided. nan where one
    has no base, or is no share."""
    if any(base <= 0 or not 0 <= hits <= base for hits, base in (now, before)):
        return NAN
    table = [[hits, base - hits] for hits, base in (now, before)]
    return float(stats.fisher_exact(table)[1])


def beyond_chance(p_values: Sequence[float]) -> list[bool]:
    """Which of the differences are claimed: Holm's correction over all that were looked at, at 5 %."""
    return [bool(each <= ALPHA) for each in holm(np.array(p_values, dtype=np.float64))]


def pieces(now: Mapping[str, int], before: Mapping[str, int], days: tuple[float, float]) -> list[Piece]:
    """What each cause adds to the change of the daily count, most in the direction of the whole first; Σ `daily` is
    the change. None where nothing changed or no day has passed."""
    if min(days) <= 0:
        return []
    apart = {
        name: now.get(name, 0) / days[0] - before.get(name, 0) / days[1]
        for name in sorted({*now, *before})
    }  # fmt: skip
    whole = sum(apart.values())
    if abs(whole) < 1e-9:
        return []
    found = [Piece(name, each, each / whole) for name, each in apart.items()]
    return sorted(found, key=lambda each: -each.share)
