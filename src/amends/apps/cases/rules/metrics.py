# SPDX-License-Identifier: Apache-2.0
"""The desk's numbers as pure definitions. A number is never shown without its base, period and what it leaves out.

A zero base gives no value, never 0. Windows and gaps are arguments: operators differ, and a number keeps its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

REPEAT_WINDOW = timedelta(days=30)
DUPLICATE_WITHIN = timedelta(hours=1)
ESCALATION_WINDOW = timedelta(days=90)
FCR_WINDOW = timedelta(days=7)
UPPER_LEVEL = 2


@dataclass(frozen=True, slots=True)
class Ratio:
    """`numerator` ÷ `denominator` × `factor`; `excluded` are the rows that were left out of both."""

    numerator: int
    denominator: int
    factor: int = 1
    excluded: int = 0

    @property
    def value(self) -> float | None:
        """`None` where there is no base."""
        return self.numerator / self.denominator * self.factor if self.denominator else None


def summed(parts: Iterable[Ratio], *, factor: int = 1) -> Ratio:
    """One ratio of many that share nothing: each customer's own, say."""
    numerator = denominator = excluded = 0
    for each in parts:
        numerator, denominator = numerator + each.numerator, denominator + each.denominator
        excluded += each.excluded
    return Ratio(numerator, denominator, factor, excluded)


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and 90th percentile of `count` durations, in seconds; `None` where there are none."""

    count: int
    median: float | None
    p90: float | None


def spread(seconds: Iterable[float]) -> Spread:
    """Median and 90th percentile by linear interpolation between the closest ranks (as numpy's default)."""
    ordered = sorted(seconds)
    return Spread(len(ordered), _quantile(ordered, 0.5), _quantile(ordered, 0.9))


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    if not ordered:
        return None
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


@dataclass(frozen=True, slots=True)
class Voiced:
    """One complaint as the counting of repeats sees it; `topic` is the second level of the taxonomy."""

    customer: int
    topic: str
    level: int
    at: datetime


def repeats(rows: Iterable[Voiced], start: datetime, *, window: timedelta = REPEAT_WINDOW) -> Ratio:
    """Customers' topics complained of since `start` and at most `window` before that too ÷ complaining customers.

    Dispatches of one key within an hour of each other are one. `rows` reach back to `start` − `window`.
    """
    again, customers, dropped = 0, set(), 0
    for (customer, _topic), moments in _by_key(rows).items():
        once = _without_duplicates(moments)
        dropped += len(moments) - len(once)
        if not once or once[-1] < start:
            continue
        customers.add(customer)
        again += any(at >= start and at - before <= window for before, at in pairwise(once))
    return Ratio(again, len(customers), excluded=dropped)


def escalations(rows: Iterable[Voiced], start: datetime, *, window: timedelta = ESCALATION_WINDOW) -> Ratio:
    """Complaints since `start` that came by an upper channel after the same matter by a first-level one ÷ complaints.

    `rows` reach back to `start` − `window`.
    """
    first: dict[tuple[int, str], list[datetime]] = defaultdict(list)
    escalated = counted = 0
    for row in sorted(rows, key=lambda each: each.at):
        key = (row.customer, row.topic)
        if row.at >= start:
            counted += 1
            before = [at for at in first[key] if row.at - at <= window]
            escalated += row.level >= UPPER_LEVEL and bool(before)
        if row.level < UPPER_LEVEL:
            first[key].append(row.at)
    return Ratio(escalated, counted)


def _by_key(rows: Iterable[Voiced]) -> dict[tuple[int, str], list[datetime]]:
    found: dict[tuple[int, str], list[datetime]] = defaultdict(list)
    for row in sorted(rows, key=lambda each: each.at):
        found[row.customer, row.topic].append(row.at)
    return found


def _without_duplicates(moments: Sequence[datetime]) -> list[datetime]:
    kept: list[datetime] = []
    for at in moments:
        if not kept or at - kept[-1] > DUPLICATE_WITHIN:
            kept.append(at)
    return kept
