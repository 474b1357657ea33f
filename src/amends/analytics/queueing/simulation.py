# SPDX-License-Identifier: Apache-2.0
"""A day of a queue played through: arrivals that change by half hour, people who leave, lanes, windows that close.

Event by event on a heap. Lanes go first in the order given; nobody's service is broken off: a window that closes (for
lunch, say) finishes whom it serves. After the last span the windows of it stay until nobody waits; where it has none,
who still waits then has left. The judge of plans that steady formulas made.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from amends.analytics.queueing.erlang import HALF_HOUR, Load, QueueMalformed

Numbers = NDArray[np.float64]
CHANGE, DONE, ARRIVE, LEAVE = range(4)  # at one moment in this order: a window is free before somebody comes


@dataclass(frozen=True)
class Lane:
    """People of one kind: mean `arrivals` in each span; mean seconds of `handling` and `patience` (None: endless)."""

    name: str
    arrivals: tuple[float, ...]
    handling: float
    patience: float | None = None


@dataclass(frozen=True)
class Day:
    """Lanes, those served first in front, and how many windows are open in each span of `span` seconds.

    Raises `QueueMalformed`.
    """

    lanes: tuple[Lane, ...]
    windows: tuple[int, ...]
    span: float = HALF_HOUR

    def __post_init__(self) -> None:
        if not self.lanes or not self.windows or min(self.windows) < 0:
            raise QueueMalformed("至少要有一类客户和一个时段，窗口数不能小于 0。")
        for lane in self.lanes:
            if len(lane.arrivals) != len(self.windows):
                raise QueueMalformed(f"“{lane.name}”的到达人数和窗口数时段不一样多。")
            for arrivals in lane.arrivals:
                Load(arrivals, lane.handling, lane.patience, self.span)


@dataclass(frozen=True)
class Estimate:
    """A mean over replications with its interval (Student's t, as a ratio of sums where it is a share)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Met:
    """What people met who came in one span or lane: `walk_outs` people a day, waits in seconds to service or leaving.

    `service_level`: share of all who came that was served within the seconds asked. Quantiles are over everybody in
    every replication; nan where nobody came.
    """

    arrivals: float
    walk_outs: Estimate
    service_level: Estimate
    mean_wait: Estimate
    wait_p50: float
    wait_p90: float


@dataclass(frozen=True)
class Simulated:
    """The day, by span and by lane, and the whole of it; and how many times it was played."""

    whole: Met
    spans: tuple[Met, ...]
    lanes: tuple[Met, ...]
    replications: int


@dataclass(frozen=True)
class _People:
    """Everybody of all replications, in order of arrival: `wait` to service or to leaving."""

    play: NDArray[np.int64]
    span: NDArray[np.int64]
    lane: NDArray[np.int64]
    wait: Numbers
    left: NDArray[np.bool_]


def simulate(
    day: Day,
    rng: np.random.Generator,
    *,
    within: float = 20.0,
    replications: int = 30,
    level: float = 0.95,
) -> Simulated:
    """The day played `replications` times, each with a stream of its own from `rng`. Raises `QueueMalformed`.

    Source: next-event simulation after Law, «Simulation modeling and analysis» (2015), chapters 1 and 9.
    """
    if replications < 2 or not 0 < level < 1:
        raise QueueMalformed("至少要模拟两次，区间水平要在 0 与 1 之间。")
    people = _joined([_played(day, each) for each in rng.spawn(replications)])

    def met(those: NDArray[np.bool_]) -> Met:
        return _met(people, those, within, replications, level)

    return Simulated(
        met(np.ones(len(people.wait), bool)),
        tuple(met(people.span == at) for at in range(len(day.windows))),
        tuple(met(people.lane == at) for at in range(len(day.lanes))),
        replications,
    )


def _joined(plays: list[_People]) -> _People:
    return _People(
        np.repeat(np.arange(len(plays)), [len(one.wait) for one in plays]),
        np.concatenate([one.span for one in plays]),
        np.concatenate([one.lane for one in plays]),
        np.concatenate([one.wait for one in plays]),
        np.concatenate([one.left for one in plays]),
    )


def _played(day: Day, rng: np.random.Generator) -> _People:
    means = np.array([lane.arrivals for lane in day.lanes])
    counts = rng.poisson(means)
    lane, span = (np.repeat(each, counts.ravel()) for each in np.indices(counts.shape).reshape(2, -1))
    at = (span + rng.random(len(span))) * day.span
    order = np.argsort(at, kind="stable")
    at, lane, span = at[order], lane[order], span[order]
    handling = rng.exponential(np.array([one.handling for one in day.lanes])[lane])
    bearing = np.array([np.inf if one.patience is None else one.patience for one in day.lanes])[lane]
    patience = np.where(np.isinf(bearing), np.inf, rng.exponential(np.where(np.isinf(bearing), 1, bearing)))
    served = _Windows(day, at, lane, handling, patience).run()
    end = len(day.windows) * day.span
    shut = np.minimum(
        patience, np.maximum(end - at, 0)
    )  # nobody came for them, and they went or were sent home
    wait = np.where(np.isnan(served), shut, served - at)
    return _People(np.zeros(len(at), np.int64), span, lane, wait, np.isnan(served))


class _Windows:
    """The state of one play: who waits in which lane, how many windows are open and busy, what happens next."""

    def __init__(
        self, day: Day, at: Numbers, lane: NDArray[np.int64], handling: Numbers, patience: Numbers
    ) -> None:
        self.lane, self.handling = lane.tolist(), handling.tolist()
        self.waiting: list[deque[int]] = [deque() for _ in day.lanes]
        self.gone = [False] * len(at)  # began service, or left
        self.served = np.full(len(at), np.nan)
        self.open = self.busy = 0
        self.events: list[tuple[float, int, int]] = [
            *((number * day.span, CHANGE, windows) for number, windows in enumerate(day.windows)),
            *((when, ARRIVE, who) for who, when in enumerate(at.tolist())),
            *((when, LEAVE, who) for who, when in enumerate((at + patience).tolist()) if when < np.inf),
        ]
        heapify(self.events)

    def run(self) -> Numbers:
        """When each began to be served; nan who never was."""
        while self.events:
            now, kind, who = heappop(self.events)
            if kind == CHANGE:
                self.open = who
            elif kind == DONE:
                self.busy -= 1
            elif kind == ARRIVE:
                self.waiting[self.lane[who]].append(who)
            else:
                self.gone[who] = True
            self._call(now)
        return self.served

    def _call(self, now: float) -> None:
        """Free windows take the next, first lane first."""
        while self.busy < self.open and (who := self._next()) is not None:
            self.busy += 1
            self.gone[who] = True
            self.served[who] = now
            heappush(self.events, (now + self.handling[who], DONE, who))

    def _next(self) -> int | None:
        return next((who for line in self.waiting for who in self._taken(line)), None)

    def _taken(self, line: deque[int]) -> Iterator[int]:
        while line:
            who = line.popleft()
            if not self.gone[who]:
                yield who


def _met(people: _People, those: NDArray[np.bool_], within: float, plays: int, level: float) -> Met:
    wait, left, play = people.wait[those], people.left[those], people.play[those]

    def sums(weights: Numbers) -> Numbers:
        return np.bincount(play, weights, plays).astype(float)

    came = sums(np.ones(len(wait)))
    half = float(student.ppf((1 + level) / 2, plays - 1))
    quantiles = np.quantile(wait, [0.5, 0.9]) if len(wait) else [np.nan, np.nan]
    return Met(
        float(came.mean()),
        _estimate(sums(left.astype(float)), np.ones(plays), half),
        _estimate(sums((~left & (wait <= within)).astype(float)), came, half),
        _estimate(sums(wait), came, half),
        float(quantiles[0]),
        float(quantiles[1]),
    )


def _estimate(above: Numbers, below: Numbers, half: float) -> Estimate:
    """Σ above / Σ below over replications, with the error of a ratio."""
    base = float(below.mean())
    if base == 0:
        return Estimate(np.nan, np.nan, np.nan)
    value = float(above.mean()) / base
    error = float(np.std(above - value * below, ddof=1)) / np.sqrt(len(above)) / base
    return Estimate(value, value - half * error, value + half * error)
