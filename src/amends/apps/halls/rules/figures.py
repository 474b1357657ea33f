# SPDX-License-Identifier: Apache-2.0
"""What tickets say of a hall: waits, walk-outs, times at the window. Seconds everywhere; a percentile is the smallest
value that at least that share of the values do not exceed (nearest rank)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

LEAST = 5  # fewer say nothing of a percentile


@dataclass(frozen=True, slots=True)
class Visit:
    """One ticket: taken, called, begun, ended, or left before it was begun."""

    business: str
    taken: datetime
    called: datetime | None = None
    begun: datetime | None = None
    ended: datetime | None = None
    left: datetime | None = None
    window: int | None = None
    steps: Mapping[str, float] = field(default_factory=dict)

    @property
    def wait(self) -> float | None:
        """Seconds from the ticket to the call."""
        return (self.called - self.taken).total_seconds() if self.called else None

    @property
    def handling(self) -> float | None:
        """Seconds at the window."""
        return (self.ended - self.begun).total_seconds() if self.ended and self.begun else None

    def waited_by(self, at: datetime) -> float:
        """Seconds waited until called, gone or now."""
        return ((self.called or self.left or at) - self.taken).total_seconds()


@dataclass(frozen=True, slots=True)
class Spread:
    """Values: how many, the median and P90; None where fewer than `LEAST`."""

    n: int
    p50: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the tickets of a time: `over` of `judged` waited longer than the limit, `left` went unserved."""

    tickets: int
    wait: Spread
    over: int
    judged: int
    left: int
    handling: Spread

    @property
    def over_share(self) -> float | None:
        """The share over the limit; None where too few were judged."""
        return self.over / self.judged if self.judged >= LEAST else None

    @property
    def left_share(self) -> float | None:
        """The share that went unserved; None of too few tickets."""
        return self.left / self.tickets if self.tickets >= LEAST else None


def percentile(values: Iterable[float], share: float) -> float:
    """The nearest-rank percentile of values, at least one."""
    ordered = sorted(values)
    return ordered[max(0, ceil(round(share * len(ordered), 9)) - 1)]


def spread(values: Sequence[float]) -> Spread:
    """Median and P90, where there are enough values."""
    if len(values) < LEAST:
        return Spread(len(values), None, None)
    return Spread(len(values), percentile(values, 0.5), percentile(values, 0.9))


def figures(visits: Sequence[Visit], *, limit: float, at: datetime) -> Figures:
    """The figures of tickets. Judged by the limit: whoever was called, and whoever still waits or left and had waited
    longer than that already; who has waited less than that and is not called yet is neither."""
    waits = [each.wait for each in visits if each.wait is not None]
    over = sum(each.waited_by(at) > limit for each in visits)
    judged = sum(each.called is not None or each.waited_by(at) > limit for each in visits)
    handled = [each.handling for each in visits if each.handling is not None]
    left = sum(each.left is not None for each in visits)
    return Figures(len(visits), spread(waits), over, judged, left, spread(handled))


def of_business(visits: Iterable[Visit]) -> dict[str, list[Visit]]:
    """Tickets by kind of business."""
    found: dict[str, list[Visit]] = {}
    for each in visits:
        found.setdefault(each.business, []).append(each)
    return found
