# SPDX-License-Identifier: Apache-2.0
"""How many servers a promise needs, and how many people so many servers can take."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from amends.analytics.queueing.erlang import Load, Performance, QueueMalformed, performance

MOST_SERVERS = 1_000_000


@dataclass(frozen=True)
class Target:
    """What is promised: at least `share` served within `within` seconds; at most `abandonment` leave, `occupancy` busy.

    None means not asked. Raises `QueueMalformed`.
    """

    share: float | None = 0.8
    within: float = 20.0
    abandonment: float | None = None
    occupancy: float | None = None

    def __post_init__(self) -> None:
        asked = [one for one in (self.share, self.abandonment, self.occupancy) if one is not None]
        if not asked or not all(0 < one < 1 for one in asked) or self.within < 0:
            raise QueueMalformed("目标要在 0 与 1 之间，至少给一项；等待秒数不能小于 0。")

    def met(self, found: Performance) -> bool:
        """Whether all that is asked holds."""
        return (
            (self.share is None or found.service_level >= self.share)
            and (self.abandonment is None or found.abandonment <= self.abandonment)
            and (self.occupancy is None or found.occupancy <= self.occupancy)
        )


@dataclass(frozen=True)
class Capacity:
    """One line of an inverse table: so many servers hold the target up to `arrivals` people a span."""

    servers: int
    arrivals: float


def servers_needed(load: Load, target: Target) -> Performance:
    """The fewest servers that hold the target, and what people then meet; 0 where nobody comes.

    Every measure only gets better with another server, so the first that holds is found by halving.
    Raises `QueueMalformed` where a million are not enough.
    """
    if load.arrivals == 0:
        return performance(load, 0, target.within)
    low, high = 0, max(1, ceil(load.erlangs))
    while not target.met(performance(load, high, target.within)):
        low, high = high, high * 2
        if high > MOST_SERVERS:
            raise QueueMalformed("一百万个坐席也达不到目标，请检查到达人数和处理时长。")
    while high - low > 1:
        middle = (low + high) // 2
        held = target.met(performance(load, middle, target.within))
        low, high = (low, middle) if held else (middle, high)
    return performance(load, high, target.within)


def on_the_roster(servers: int, shrinkage: float) -> int:
    """People to put on the roster so that `servers` are at work: servers / (1 − shrinkage), rounded up.

    `shrinkage` is the share of paid time away from the window: leave, training, breaks. Raises `QueueMalformed`.
    """
    if not 0 <= shrinkage < 1:
        raise QueueMalformed("缺勤与离席比例要在 0 与 1 之间（不含 1）。")
    return ceil(servers / (1 - shrinkage) - 1e-9)  # 14 / 0.7 is 20, not 21


def most_arrivals(load: Load, servers: int, target: Target) -> float:
    """The most people a span that so many servers take within the target; `load.arrivals` is not read.

    To one part in a million; 0 where even a trickle fails. Raises `QueueMalformed`.
    """

    def holds(arrivals: float) -> bool:
        return target.met(performance(replace(load, arrivals=arrivals), servers, target.within))

    low, high = 0.0, 1.0
    while holds(high):
        low, high = high, high * 2
    while high - low > 1e-6 * high and high > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def capacity_table(load: Load, servers: Sequence[int], target: Target) -> tuple[Capacity, ...]:
    """The inverse table: for each number of servers the most people a span within the target."""
    return tuple(Capacity(count, most_arrivals(load, count, target)) for count in servers)
