# SPDX-License-Identifier: Apache-2.0
"""What a clock is: from when it runs, until when, and what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class ClockKind(StrEnum):
    """What is due when a clock runs out."""

    ACKNOWLEDGE = "acknowledge"
    FIRST_CONTACT = "first_contact"
    NEXT_PROGRESS = "next_progress"
    RESOLVE = "resolve"
    PROMISED = "promised"
    STATUTORY = "statutory"
    REGULATOR = "regulator"
    ON_SITE = "on_site"
    STEP = "step"


# The clocks that say when a case is due; the others say when the next word or visit is.
FINAL: Final = frozenset({ClockKind.RESOLVE, ClockKind.PROMISED, ClockKind.STATUTORY, ClockKind.REGULATOR})


@dataclass(frozen=True, slots=True, order=True)
class Level:
    """A warning, the breach, or a rung of the escalation: when it comes and whom it calls."""

    at: datetime
    code: str
    role: str


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit of a case. All moments are in UTC; `due_at` itself is still on time.

    `met_at` is when what was due was done, `ended_at` when the clock stopped for any reason (done, case over, promise
    replaced). `budget`, `paused` and `elapsed` are in the time of its `calendar` (code and version; empty for the wall
    clock); `paused` and `elapsed` stand as of `ended_at`, else of the `now` that was given, else are `None` or as
    foreseen. `set_at` is since when the limit holds: a limit cannot have been missed before. `binding`: no stricter
    statutory limit of the same duty applies. `uncertain`: it reaches into a year whose holidays are not published.
    """

    kind: ClockKind
    code: str
    round: int
    number: int
    start: datetime
    due_at: datetime
    budget: timedelta
    basis: str
    set_at: datetime
    calendar: str = ""
    met_at: datetime | None = None
    ended_at: datetime | None = None
    can_pause: bool = False
    paused: timedelta = timedelta(0)
    paused_until: datetime | None = None
    elapsed: timedelta | None = None
    binding: bool = True
    uncertain: bool = False
    warnings: tuple[Level, ...] = ()

    @property
    def key(self) -> str:
        """Its name within the case, the same however often the clocks are computed."""
        return f"{self.kind}:{self.code}:{self.round}:{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it still runs, or is paused."""
        return self.ended_at is None

    @property
    def was_over(self) -> bool:
        """Whether the limit was over when it was set: then it tells nobody anything new."""
        return self.due_at <= self.set_at and self.set_at > self.start

    @property
    def on_time(self) -> bool | None:
        """Whether it ended in time; `None` while it runs."""
        return None if self.ended_at is None else self.ended_at <= self.due_at

    def breached(self, now: datetime) -> bool:
        """Whether it ran out by then, unmet."""
        return self.due_at < min(now, self.ended_at or now)
