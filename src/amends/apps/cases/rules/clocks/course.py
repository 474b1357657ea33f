# SPDX-License-Identifier: Apache-2.0
"""How the time of one clock runs: working time of a calendar, less the pauses that count.

The pauses together count up to a limit in the clock's own working time. Measured so, one more pause can only ever make
a due time later: a pause over a weekend uses nothing up, because it gives nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.kernel.calendars import WorkingCalendar

NONE = timedelta(0)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of time."""

    start: datetime
    end: datetime


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time as spans that do not touch, by time; empty ones are left out."""
    found: list[Span] = []
    for each in sorted(span for span in spans if span.start < span.end):
        if found and each.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, each.end))
        else:
            found.append(each)
    return tuple(found)


@dataclass(frozen=True)
class Course:
    """The time of a clock from `start` on; of the `pauses` (disjoint, by time) `at_most` working time counts."""

    calendar: WorkingCalendar
    start: datetime
    pauses: tuple[Span, ...] = ()
    at_most: timedelta = NONE

    def counted(self) -> Iterator[Span]:
        """The pauses as far as they count: where their time is used up the clock runs again by itself."""
        left = self.at_most
        for span in self.pauses:
            begin = max(span.start, self.start)
            length = self.calendar.elapsed(begin, span.end)
            end = span.end if length <= left else self.calendar.add(begin, left)
            if begin < end:
                yield Span(begin, end)
            left -= min(length, left)

    def reached(self, budget: timedelta) -> datetime:
        """The first moment at which the budget is used up."""
        at, left = self.start, budget
        for span in self.counted():
            worked = self.calendar.elapsed(at, span.start)
            if worked >= left:
                break
            at, left = span.end, left - worked
        return self.calendar.add(at, left)

    def paused(self, until: datetime) -> timedelta:
        """The working time that pauses took before a moment."""
        spans = ((span.start, min(span.end, until)) for span in self.counted())
        return sum((self.calendar.elapsed(start, end) for start, end in spans), NONE)

    def used(self, until: datetime) -> timedelta:
        """The working time that was charged before a moment."""
        return self.calendar.elapsed(self.start, until) - self.paused(until)

    def pause_at(self, moment: datetime) -> Span | None:
        """The pause in which a moment lies."""
        return next((span for span in self.counted() if span.start <= moment < span.end), None)
