# SPDX-License-Identifier: Apache-2.0
"""How far the same service differs between places or people, beyond what chance alone would bring."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

LEAST_CASES = 30  # a group of fewer says nothing
LEAST_GROUPS = 2


@dataclass(frozen=True, slots=True)
class Unevenness:
    """Standard deviation between groups in percentage points beyond chance; None where there is nothing to compare.
    `n` are the cases of the groups compared, `groups` how many they are."""

    points: float | None
    n: int
    groups: int


def unevenness(groups: Iterable[tuple[int, int]]) -> Unevenness:
    """From (good, all) of each group of at least thirty: √max(0, Σ nᵢ(pᵢ − p)² ÷ Σ nᵢ − p(1 − p)(k − 1) ÷ Σ nᵢ), ×100.

    The first term is the weighted variance of the groups' shares; the second what it would be if all k groups had the
    same true share p, in which case Σ nᵢ(pᵢ − p)² ÷ (p(1 − p)) is expected to be k − 1 (Pearson's chi-squared).
    """
    kept = [(good, n) for good, n in groups if n >= LEAST_CASES]
    total = sum(n for _good, n in kept)
    if len(kept) < LEAST_GROUPS:
        return Unevenness(None, total, len(kept))
    share = sum(good for good, _n in kept) / total
    between = sum(n * (good / n - share) ** 2 for good, n in kept) / total
    by_chance = share * (1 - share) * (len(kept) - 1) / total
    return Unevenness(100 * sqrt(max(0.0, between - by_chance)), total, len(kept))
