# SPDX-License-Identifier: Apache-2.0
"""Who works when: the cheapest set of shifts, breaks included, that puts enough people in every span.

Integer programme over (shift, when its break begins), after Dantzig 1954; solved by branch and bound (HiGHS, through
scipy.optimize.milp). First as little lack as possible, then, where nothing lacks, the least cost.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from amends.analytics.queueing.erlang import QueueMalformed

Numbers = NDArray[np.float64]


class NotEnough(ValueError):
    """No roster covers the need; `lacks` says by span (0 is the first) how many people the best one is short of."""

    def __init__(self, lacks: dict[int, int]) -> None:
        said = "、".join(f"第 {span + 1} 个时段缺 {people} 人" for span, people in lacks.items())
        super().__init__(f"按这些班次和人数排不满：{said}。")
        self.lacks = lacks


class Unsolved(RuntimeError):
    """No roster was found in the time allowed."""

    def __init__(self) -> None:
        super().__init__("限定时间内没有排出班，请减少班次或延长时间。")


@dataclass(frozen=True)
class Shift:
    """From span `start` for `length` spans, with a break of `rest` spans that begins at one of the spans `breaks`.

    All counted from the beginning of the day. `cost` of a person on it; None is the spans worked. Raises
    `QueueMalformed`.
    """

    name: str
    start: int
    length: int
    breaks: tuple[int, ...] = ()
    rest: int = 1
    cost: float | None = None

    def __post_init__(self) -> None:
        inside = all(self.start < at and at + self.rest < self.start + self.length for at in self.breaks)
        if self.start < 0 or self.length < 1 or self.rest < 1 or not inside:
            raise QueueMalformed(f"班次“{self.name}”不成立：休息要在上班时间之内。")

    @property
    def price(self) -> float:
        """What a person on this shift costs."""
        return float(self.length - self.rest * bool(self.breaks)) if self.cost is None else self.cost


@dataclass(frozen=True)
class Placed:
    """So many `people` on a shift whose break begins at span `rests` (None: it has none)."""

    shift: Shift
    rests: int | None
    people: int


@dataclass(frozen=True)
class Roster:
    """The shifts taken, people at work in each span, and what it costs; `proved` cheapest, or best in the time."""

    placed: tuple[Placed, ...]
    cover: tuple[int, ...]
    cost: float
    proved: bool

    @property
    def people(self) -> int:
        """People on the roster."""
        return sum(one.people for one in self.placed)


def roster(
    needed: Sequence[int], shifts: Sequence[Shift], *, people: int | None = None, seconds: float = 20.0
) -> Roster:
    """The cheapest roster with at least `needed` at work in each span, at most `people` in all.

    Raises `NotEnough`, saying which spans lack how many; `Unsolved` after twice `seconds`; `QueueMalformed`.
    """
    if not shifts or min(needed, default=-1) < 0 or (people is not None and people < 0):
        raise QueueMalformed("至少要有一个班次和一个时段，人数不能小于 0。")
    patterns = [(shift, at) for shift in shifts for at in (shift.breaks or (None,))]
    work = np.array([_at_work(shift, at, len(needed)) for shift, at in patterns]).T
    short = _least_lack(work, needed, people, seconds)
    if short:
        raise NotEnough(short)
    price = np.array([shift.price for shift, _ in patterns])
    taken, proved = _solved(price, [LinearConstraint(work, lb=needed), *_at_most(people, work)], seconds)
    counts = np.rint(taken).astype(int)
    placed = tuple(Placed(*patterns[at], int(counts[at])) for at in np.flatnonzero(counts))
    return Roster(placed, tuple((work @ counts).astype(int).tolist()), float(price @ counts), proved)


def _at_work(shift: Shift, rests: int | None, spans: int) -> Numbers:
    found = np.zeros(spans)
    found[shift.start : shift.start + shift.length] = 1
    if rests is not None:
        found[rests : rests + shift.rest] = 0
    return found


def _least_lack(work: Numbers, needed: Sequence[int], people: int | None, seconds: float) -> dict[int, int]:
    """People that the best roster is short of, by span."""
    spans, patterns = work.shape
    lacking = LinearConstraint(np.c_[work, np.eye(spans)], lb=needed)
    cost = np.r_[np.zeros(patterns), np.ones(spans)]
    found, _ = _solved(cost, [lacking, *_at_most(people, work, spans)], seconds)
    short = np.rint(found[patterns:]).astype(int)
    return {int(at): int(short[at]) for at in np.flatnonzero(short)}


def _at_most(people: int | None, work: Numbers, others: int = 0) -> list[LinearConstraint]:
    if people is None:
        return []
    return [LinearConstraint(np.r_[np.ones(work.shape[1]), np.zeros(others)][None], ub=people)]


def _solved(cost: Numbers, constraints: list[LinearConstraint], seconds: float) -> tuple[Numbers, bool]:
    """The cheapest whole numbers ≥ 0 within the constraints, and whether they are proved so."""
    found = milp(
        cost,
        integrality=np.ones(len(cost)),
        bounds=Bounds(0, np.inf),
        constraints=constraints,
        options={"time_limit": seconds},
    )
    if found.x is None:
        raise Unsolved
    return found.x, found.status == 0
