# SPDX-License-Identifier: Apache-2.0
"""The hotline by half hour: how many call, how many give up, who takes calls and how many people that needs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from amends.apps.halls.rules.hotline.standard import Standard
from amends.apps.halls.rules.staffing import windows_needed


@dataclass(frozen=True, slots=True)
class Half:
    """One half hour of the day, each number the mean of the days that had calls: calls, those that nobody answered,
    people who answered at least one, people needed."""

    at: time
    offered: float
    left: float
    on_line: float
    needed: int


def day_of(
    calls: Mapping[time, tuple[int, int]],
    on_line: Mapping[time, int],
    *,
    days: int,
    handling: float,
    held_to: Standard,
) -> Sequence[Half]:
    """The half hours from the first with calls to the last. `calls`: offered and unanswered of all days; `on_line`:
    people and days together; `handling`: mean seconds from answer to end. Needed are the fewest of whom the standard's
    share of callers waits no longer than its limit (Erlang C), all calls in one queue."""
    limit, share = held_to.limit_seconds, held_to.staffed_share
    found = []
    for at in _from_to(min(calls), max(calls)) if calls else ():
        offered, left = calls.get(at, (0, 0))
        needed = windows_needed(offered / days, handling=handling, limit=limit, share=share)
        found.append(Half(at, offered / days, left / days, on_line.get(at, 0) / days, needed))
    return found


def _from_to(first: time, last: time) -> Iterator[time]:
    for half in range(first.hour * 2 + first.minute // 30, last.hour * 2 + last.minute // 30 + 1):
        yield time(half // 2, half % 2 * 30)
