# SPDX-License-Identifier: Apache-2.0
"""Who eats when, so that at noon as many windows stay open as the usual arrivals need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from itertools import combinations_with_replacement

BEGINS = (time(11), time(11, 30), time(12), time(12, 30), time(13), time(13, 30))  # half hours of noon
LASTS = 2  # half hours of each one's lunch
MOST = 16  # clerks for whom every way is tried, 4,845 at most; a larger hall plans by shifts of its own


@dataclass(frozen=True, slots=True)
class Lunch:
    """`away` (begin → how many go then), windows open and lacking in each half hour of `BEGINS`."""

    away: dict[time, int]
    open: tuple[int, ...]
    lacking: tuple[int, ...]


def lunch_relief(needed: Sequence[int], clerks: int) -> Lunch | None:
    """The plan for `clerks` at as many windows with the fewest windows lacking against `needed` (one number a half hour
    of `BEGINS`), of those the one with the most open at once, of those the one nearest to noon; None where nobody could
    relieve anybody, or for more than `MOST`."""
    if not 2 <= clerks <= MOST:
        return None
    starts = range(len(BEGINS) - LASTS + 1)
    best = min(combinations_with_replacement(starts, clerks), key=lambda way: _price(way, needed))
    there = _open(best)
    return Lunch({BEGINS[at]: best.count(at) for at in sorted(set(best))}, there, _lacking(needed, there))


def _price(way: Sequence[int], needed: Sequence[int]) -> tuple[int, int, int]:
    there = _open(way)
    return sum(_lacking(needed, there)), -min(there), sum(abs(2 * at - (len(BEGINS) - LASTS)) for at in way)


def _lacking(needed: Sequence[int], there: Sequence[int]) -> tuple[int, ...]:
    return tuple(max(0, need - got) for need, got in zip(needed, there, strict=True))


def _open(way: Sequence[int]) -> tuple[int, ...]:
    return tuple(len(way) - sum(at <= slot < at + LASTS for at in way) for slot in range(len(BEGINS)))
