# SPDX-License-Identifier: Apache-2.0
"""How soon a call is answered and how long somebody may be kept waiting on it, in seconds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import ceil
from typing import Any, cast

from amends.apps.halls.rules.figures import LEAST
from amends.packs import load


@dataclass(frozen=True, slots=True)
class Standard:
    """The limits of the pack; rings are stored as seconds by the length of one cycle of sound and silence."""

    ring_cycle_seconds: int
    target_rings: int
    max_rings: int
    hold_seconds: int
    call_seconds: int
    call_back: timedelta
    answer_minutes: int
    staffed_share: float

    @property
    def target_seconds(self) -> int:
        """Answered up to this is in target: two rings of 5 s are 10 s."""
        return self.target_rings * self.ring_cycle_seconds

    @property
    def limit_seconds(self) -> int:
        """Ringing longer than this is a breach: three rings of 5 s are 15 s."""
        return self.max_rings * self.ring_cycle_seconds

    @property
    def staffed_percent(self) -> str:
        """The share of callers whom enough people answer within the limit, as people read it."""
        return f"{self.staffed_share:.0%}"

    @property
    def answer_within(self) -> timedelta:
        """How long a question stays with one colleague before it goes to the next."""
        return timedelta(minutes=self.answer_minutes)

    def is_breach(self, ring_seconds: int) -> bool:
        """Whether a call rang longer than the standard allows: 15 s does not, 16 s does."""
        return ring_seconds > self.limit_seconds

    def in_target(self, ring_seconds: int) -> bool:
        """Whether a call was answered within the target."""
        return ring_seconds <= self.target_seconds

    def is_too_long(self, held: int, talked: int) -> bool:
        """Whether somebody was kept on hold, or on the telephone, longer than a mild customer bears."""
        return held >= self.hold_seconds or talked >= self.call_seconds


@cache
def standard() -> Standard:
    """The standard of the pack."""
    document = cast(Mapping[str, Any], load("ring_standard"))
    ring, hold = document["ring"], document["hold"]
    return Standard(
        ring_cycle_seconds=ring["ring_cycle_seconds"],
        target_rings=ring["target_rings"],
        max_rings=ring["max_rings"],
        hold_seconds=hold["limit_seconds"],
        call_seconds=hold["call_limit_seconds"],
        call_back=timedelta(minutes=hold["call_back_minutes"]),
        answer_minutes=document["question"]["answer_minutes"],
        staffed_share=document["staffing"]["share"],
    )


def seconds_between(start: datetime, end: datetime) -> int:
    """Whole seconds from one moment to another, begun ones counted: 15.2 s of ringing are longer than 15 s."""
    return max(0, -((start - end) // timedelta(seconds=1)))


@dataclass(frozen=True, slots=True)
class Rung:
    """So many incoming calls that rang so long: whether they were answered, and what they are counted under."""

    ring_seconds: int
    answered: bool
    group: str = ""
    calls: int = 1


@dataclass(frozen=True, slots=True)
class Shares:
    """How calls of a group were answered. `counted` is the base: answered ones, and those that rang past the limit.
    Waits are seconds of ringing of those answered; None where fewer than `LEAST` were."""

    group: str
    offered: int
    answered: int
    counted: int
    in_target: int
    over_limit: int
    wait_p50: int | None = None
    wait_p90: int | None = None

    @property
    def target_share(self) -> float | None:
        """Answered within the target, of the base; none without a base."""
        return self.in_target / self.counted if self.counted else None

    @property
    def breach_share(self) -> float | None:
        """Rang past the limit, answered or not, of the base; none without a base."""
        return self.over_limit / self.counted if self.counted else None

    @property
    def left_share(self) -> float | None:
        """Ended before anybody answered, of all; none without calls."""
        return 1 - self.answered / self.offered if self.offered else None


def shares(calls: Iterable[Rung], held_to: Standard) -> list[Shares]:
    """The shares of each group, in the order of their names. A caller who hung up before the limit says nothing of
    how soon we answer and is not in the base."""
    groups: dict[str, list[Rung]] = {}
    for each in calls:
        groups.setdefault(each.group, []).append(each)
    return [_shares(name, groups[name], held_to) for name in sorted(groups)]


def of_all(calls: Iterable[Rung], held_to: Standard) -> Shares:
    """The shares of all groups together."""
    return _shares("", list(calls), held_to)


def _shares(group: str, calls: list[Rung], held_to: Standard) -> Shares:
    over = [each for each in calls if held_to.is_breach(each.ring_seconds)]
    answered = [each for each in calls if each.answered]
    return Shares(
        group=group,
        offered=_sum(calls),
        answered=_sum(answered),
        counted=_sum(answered) + _sum(each for each in over if not each.answered),
        in_target=_sum(each for each in answered if held_to.in_target(each.ring_seconds)),
        over_limit=_sum(over),
        wait_p50=_waited(answered, 0.5),
        wait_p90=_waited(answered, 0.9),
    )


def _sum(calls: Iterable[Rung]) -> int:
    return sum(each.calls for each in calls)


def _waited(answered: list[Rung], share: float) -> int | None:
    """The nearest-rank percentile, as for the tickets of halls."""
    every = _sum(answered)
    if every < LEAST:
        return None
    rank, passed = max(1, ceil(round(share * every, 9))), 0
    for each in sorted(answered, key=lambda rung: rung.ring_seconds):
        passed += each.calls
        if passed >= rank:
            return each.ring_seconds
    return None
