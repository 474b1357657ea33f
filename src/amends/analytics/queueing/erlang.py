# SPDX-License-Identifier: Apache-2.0
"""Erlang's formulas for a steady queue: B (nobody waits), C (everybody waits), A (people lose patience).

Arrivals are Poisson, handling times and patience exponential, one queue in order of arrival. True of a span in which
nothing changes: at a lunch peak they mislead, and `simulate` is the judge.
"""

from dataclasses import dataclass
from math import ceil, exp, isfinite, log, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
HALF_HOUR = 1800.0  # seconds
MOST_STATES = 10_000_000
NODES, WEIGHTS = np.polynomial.legendre.leggauss(20)


class QueueMalformed(ValueError):
    """Numbers that no queue can have."""


@dataclass(frozen=True)
class Load:
    """What comes to a queue: `arrivals` people in `span` seconds; `handling` and `patience` are means in seconds.

    Without `patience` nobody leaves (Erlang C). Raises `QueueMalformed`.
    """

    arrivals: float
    handling: float
    patience: float | None = None
    span: float = HALF_HOUR

    def __post_init__(self) -> None:
        positive = [self.handling, self.span, *([] if self.patience is None else [self.patience])]
        if not all(isfinite(one) and one > 0 for one in positive):
            raise QueueMalformed("处理时长、耐心时长和时段长度都要大于 0 秒。")
        if not (isfinite(self.arrivals) and self.arrivals >= 0):
            raise QueueMalformed("到达人数不能小于 0。")

    @property
    def rate(self) -> float:
        """People a second."""
        return self.arrivals / self.span

    @property
    def erlangs(self) -> float:
        """People being served on average if nobody waited: rate × handling."""
        return self.rate * self.handling


@dataclass(frozen=True)
class Performance:
    """What people meet: shares in 0..1 of all who arrive, `mean_wait` in seconds (inf where the queue grows for ever).

    `service_level`: served within the seconds asked; who left counts against it. `mean_wait` is over all who arrive,
    to service or to leaving. `occupancy`: share of staffed time spent serving.
    """

    servers: int
    waiting: float
    mean_wait: float
    service_level: float
    abandonment: float
    occupancy: float


def erlang_b(servers: ArrayLike, erlangs: ArrayLike) -> Numbers:
    """Chance that all servers are busy where nobody can wait; arrays broadcast; 0 erlangs → 0 (1 with no server).

    1/B(n) = 1 + n/a · 1/B(n−1), B(0) = 1 (Jagerman 1974): sums of positive numbers only, so exact for thousands.
    Raises `QueueMalformed`.
    """
    count, load = np.broadcast_arrays(np.asarray(servers, int), np.asarray(erlangs, float))
    if not ((count >= 0).all() and (load >= 0).all() and np.isfinite(load).all()):
        raise QueueMalformed("坐席数和话务量不能小于 0。")
    with np.errstate(over="ignore", divide="ignore"):  # an infinite inverse is a chance of 0, and right
        per_load, inverse = 1 / load, np.ones(load.shape)
        for step in range(1, int(count.max(initial=0)) + 1):
            inverse = np.where(step <= count, 1 + inverse * (step * per_load), inverse)
        return np.asarray(1 / inverse, float)


def erlang_c(servers: ArrayLike, erlangs: ArrayLike) -> Numbers:
    """Chance to wait where nobody leaves; 1 where the servers cannot keep up. C = nB / (n − a(1−B)).

    Arrays broadcast. Raises `QueueMalformed`. Source: Erlang 1917; checked against published tables.
    """
    count, load = np.broadcast_arrays(np.asarray(servers, float), np.asarray(erlangs, float))
    blocked = erlang_b(count, load)
    spare = count - load * (1 - blocked)
    stable = load < count
    return np.where(stable, count * blocked / np.where(stable, spare, 1.0), 1.0)


def performance(load: Load, servers: int, within: float = 20.0) -> Performance:
    """What people meet at so many servers, service level within `within` seconds: Erlang A, or C without patience.

    Raises `QueueMalformed`. Source: Erlang A after Palm 1957 and Baccelli & Hebuterne 1981, as in Mandelbaum &
    Zeltyn, «Service engineering in action: the Palm/Erlang-A queue» (2007).
    """
    if servers < 0 or within < 0:
        raise QueueMalformed("坐席数和等待秒数不能小于 0。")
    if load.arrivals == 0:
        return Performance(servers, 0.0, 0.0, 1.0, 0.0, 0.0)
    return _patient(load, servers, within) if load.patience is None else _leaving(load, servers, within)


def _patient(load: Load, servers: int, within: float) -> Performance:
    waiting = float(erlang_c(servers, load.erlangs))
    if load.erlangs >= servers:
        return Performance(servers, 1.0, float("inf"), 0.0, 0.0, 1.0 if servers else 0.0)
    drain = (servers - load.erlangs) / load.handling
    level = 1 - waiting * exp(-drain * within)
    return Performance(servers, waiting, waiting / drain, level, 0.0, load.erlangs / servers)


def _leaving(load: Load, servers: int, within: float) -> Performance:
    patience = load.patience or 0.0
    logs = _log_weights(load, servers, patience)
    peak = float(logs.max())
    weights = np.exp(logs - peak)
    total = float(weights.sum())
    blocked = float(erlang_b(servers, load.erlangs))
    # P(all busy, nobody waits) = B / (1 − B + S·B); S may pass what a float holds, so its logarithm is carried
    log_full = _log(blocked) - float(np.logaddexp(_log(1 - blocked), _log(blocked) + peak + log(total)))
    waiting = min(1.0, exp(log_full + peak) * total)
    queue = float(np.arange(len(weights)) @ weights) * exp(log_full + peak)
    abandonment = min(1.0, queue / patience / load.rate)
    late_free = 1 - waiting + _served_waiting(load, servers, patience, within, log_full)
    busy = load.erlangs * (1 - abandonment) / servers if servers else 0.0
    return Performance(
        servers, waiting, abandonment * patience, min(1.0, max(0.0, late_free)), abandonment, min(1.0, busy)
    )


def _log_weights(load: Load, servers: int, patience: float) -> Numbers:
    """log P(j wait) / P(nobody waits, all busy): Π λ/(nμ + iθ), until what is left weighs nothing."""
    states = _states(load, servers, patience)
    leaving = servers / load.handling + np.arange(1, states) / patience
    return np.concatenate([[0.0], np.cumsum(log(load.rate) - np.log(leaving))])


def _states(load: Load, servers: int, patience: float) -> int:
    offered = load.rate * patience
    excess = max(0.0, (load.rate - servers / load.handling) * patience)
    wide = excess + 10 * sqrt(offered + excess) + 100
    if load.erlangs < servers:
        wide = min(wide, 50 / log(servers / load.erlangs) + 2)
    if wide > MOST_STATES:
        raise QueueMalformed("耐心时长太长，排队人数算不下；没有人会离开时请不填耐心时长。")
    return ceil(wide)


def _served_waiting(load: Load, servers: int, patience: float, within: float, log_full: float) -> float:
    """Share served after a wait of at most `within`: P(full)·nμ ∫ exp(λ/θ(1−e^{−θx}) − nμx − θx) dx over 0..within."""
    if servers == 0 or within == 0:
        return 0.0
    out = servers / load.handling
    bends = within * (abs(load.rate - out) + out + 1 / patience) / 8
    edges = np.linspace(0, within, min(2000, ceil(bends)) + 1)
    half = np.diff(edges)[:, None] / 2
    x = (edges[:-1, None] + half) + half * NODES
    fewer = -np.expm1(-x / patience) * load.rate * patience
    return float((half * WEIGHTS * np.exp(log_full + log(out) + fewer - out * x - x / patience)).sum())


def _log(value: float) -> float:
    return log(value) if value > 0 else float("-inf")
