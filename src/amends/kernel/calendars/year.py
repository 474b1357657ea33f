# SPDX-License-Identifier: Apache-2.0
"""One local year of a working calendar as sorted numbers, so that a question about it is one search."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Year:
    """Openings in microseconds since 1970, the working time before each of them, and the working days as ordinals."""

    opens: tuple[int, ...]
    closes: tuple[int, ...]
    before: tuple[int, ...]
    total: int
    working_days: tuple[int, ...]

    def worked(self, instant: int) -> int:
        """The working microseconds of this year before an instant."""
        index = bisect_right(self.opens, instant) - 1
        if index < 0:
            return 0
        return self.before[index] + min(instant, self.closes[index]) - self.opens[index]

    def reached(self, worked: int) -> int:
        """The first instant before which so many microseconds (0 < worked ≤ total) of this year were worked."""
        index = bisect_left(self.before, worked) - 1
        return self.opens[index] + worked - self.before[index]

    def is_open(self, instant: int) -> bool:
        """Whether an instant is working time."""
        index = bisect_right(self.opens, instant) - 1
        return index >= 0 and instant < self.closes[index]

    def next_open(self, instant: int) -> int | None:
        """The first working instant of this year, not before `instant`."""
        if self.is_open(instant):
            return instant
        index = bisect_left(self.opens, instant)
        return self.opens[index] if index < len(self.opens) else None


def year_of(openings: Iterable[tuple[int, int]], working_days: Iterable[int]) -> Year:
    """A year from its openings (begin, end) by time; one that a jump of the clocks ate is left out."""
    opens, closes, before, total = [], [], [], 0
    for begin, end in openings:
        if begin < end:
            opens.append(begin)
            closes.append(end)
            before.append(total)
            total += end - begin
    return Year(tuple(opens), tuple(closes), tuple(before), total, tuple(working_days))
