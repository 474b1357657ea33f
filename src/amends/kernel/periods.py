# SPDX-License-Identifier: Apache-2.0
"""Half-open periods: `start` belongs to them, `end` does not. Months are counted, never subtracted."""

from dataclasses import dataclass
from datetime import date, datetime, time


def month_number(day: date) -> int:
    """Months since year 0 (2026-11 → 24322), so that a difference of months is a difference of integers."""
    return day.year * 12 + day.month - 1


def month_start(number: int) -> date:
    """The first day of a counted month; the inverse of `month_number`."""
    return date(number // 12, number % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open span of days."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.end


@dataclass(frozen=True, slots=True)
class DailyWindow:
    """A half-open span of clock time within one day; `end` may be 24:00, written as `time.max`."""

    start: time
    end: time

    def __contains__(self, moment: object) -> bool:
        if isinstance(moment, datetime):
            moment = moment.time()
        return isinstance(moment, time) and self.start <= moment.replace(tzinfo=None) < self.end
