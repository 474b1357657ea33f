# SPDX-License-Identifier: Apache-2.0
"""Are groups served alike: the same numbers for each group that is large enough, with how sure a difference is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Final

Z_95: Final = 1.959964
SLOWER_BY: Final = 1.25  # a mean that is a quarter longer than the others' is worth a look


@dataclass(frozen=True, slots=True)
class GroupCount:
    """What was counted of one group: cases, those answered for with their mean hours, those that ended, well or not.

    `wait_hours` is the mean from receipt to the first time the customer was reached, `handling_hours` from receipt to
    the end; `None` where there was none."""

    name: str
    cases: int
    waited: int
    wait_hours: float | None
    ended: int
    handling_hours: float | None
    resolved: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group beside all others: shares and means, and whether a difference is worth a look."""

    name: str
    cases: int
    wait_hours: float | None
    handling_hours: float | None
    resolution: float | None
    resolution_gap: float | None
    gap_low: float | None
    gap_high: float | None
    waits_longer: bool
    takes_longer: bool

    @property
    def differs(self) -> bool:
        """Whether something is worth a look: an interval without zero, or a mean that is a quarter longer."""
        unlike = (
            self.gap_low is not None and self.gap_high is not None and (self.gap_low > 0 or self.gap_high < 0)
        )
        return unlike or self.waits_longer or self.takes_longer

    @property
    def resolution_shown(self) -> str:
        """The share of cases that ended well, in per cent."""
        return "—" if self.resolution is None else f"{self.resolution:.1%}"

    @property
    def gap_shown(self) -> str:
        """The difference from the others with its interval, in percentage points."""
        if self.resolution_gap is None or self.gap_low is None or self.gap_high is None:
            return "—"
        parts = (f"{100 * each:+.1f}" for each in (self.resolution_gap, self.gap_low, self.gap_high))
        gap, low, high = parts
        return f"{gap}（{low} … {high}）"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The groups of one attribute that are large enough, and how many cases are in groups that are not."""

    rows: Sequence[GroupRow]
    hidden_groups: int
    hidden_cases: int


def compared(groups: Iterable[GroupCount], *, fewest: int) -> Comparison:
    """Each group of at least `fewest` ended cases beside all the others together; smaller ones are only counted."""
    found = list(groups)
    large = [each for each in found if each.ended >= fewest]
    small = [each for each in found if each.ended < fewest]
    rows = [_row(each, [other for other in found if other is not each]) for each in large]
    return Comparison(rows, len(small), sum(each.cases for each in small))


def _row(group: GroupCount, others: Sequence[GroupCount]) -> GroupRow:
    rest_ended, rest_resolved = sum(each.ended for each in others), sum(each.resolved for each in others)
    gap = difference(group.resolved, group.ended, rest_resolved, rest_ended)
    return GroupRow(
        name=group.name,
        cases=group.cases,
        wait_hours=group.wait_hours,
        handling_hours=group.handling_hours,
        resolution=group.resolved / group.ended if group.ended else None,
        resolution_gap=gap[0] if gap else None,
        gap_low=gap[1] if gap else None,
        gap_high=gap[2] if gap else None,
        waits_longer=_longer(group.wait_hours, _mean([(each.wait_hours, each.waited) for each in others])),
        takes_longer=_longer(
            group.handling_hours, _mean([(each.handling_hours, each.ended) for each in others])
        ),
    )


def difference(hits: int, n: int, other_hits: int, other_n: int) -> tuple[float, float, float] | None:
    """The difference of two shares with its 95% interval by Newcombe's method (two Wilson intervals), which holds near
    0 and 1 and for small numbers; `None` where a side is empty."""
    if not n or not other_n:
        return None
    low, high = wilson(hits, n)
    other_low, other_high = wilson(other_hits, other_n)
    p, q = hits / n, other_hits / other_n
    below = sqrt((p - low) ** 2 + (other_high - q) ** 2)
    above = sqrt((high - p) ** 2 + (q - other_low) ** 2)
    return p - q, p - q - below, p - q + above


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95% Wilson interval of a share."""
    p, z2 = hits / n, Z_95**2
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return max(centre - half, 0.0), min(centre + half, 1.0)


def _mean(parts: Sequence[tuple[float | None, int]]) -> float | None:
    known = [(value, n) for value, n in parts if value is not None and n]
    total = sum(n for _value, n in known)
    return sum(value * n for value, n in known) / total if total else None


def _longer(value: float | None, others: float | None) -> bool:
    return value is not None and others is not None and others > 0 and value > SLOWER_BY * others


def quarter(text: str, today: date) -> tuple[int, int]:
    """A quarter as people write it (`2026Q4`); the one that ended last before `today` where the text is none."""
    year, mark, number = text.strip().upper().partition("Q")
    if mark and year.isdecimal() and len(year) == 4 and number in {"1", "2", "3", "4"} and int(year) >= 2000:
        return int(year), int(number)
    this = (today.month - 1) // 3 + 1
    return (today.year, this - 1) if this > 1 else (today.year - 1, 4)


def quarter_days(year: int, number: int) -> tuple[date, date]:
    """The first day of a quarter, and the first of the next."""
    first = date(year, 3 * number - 2, 1)
    return first, date(year + (number == 4), 1 if number == 4 else 3 * number + 1, 1)
