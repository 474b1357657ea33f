# SPDX-License-Identifier: Apache-2.0
"""Versions of working calendars: an old case keeps the hours that were in force when it came."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from amends.kernel.calendars.shifts import CalendarRefused
from amends.kernel.calendars.working import WorkingCalendar


class CalendarUnknown(LookupError):
    """A calendar was asked for by a code that there is not."""

    def __init__(self, code: str, there: tuple[str, ...]) -> None:
        super().__init__(f"there is no working calendar {code!r}; there are {', '.join(there)}")
        self.code = code


@dataclass(frozen=True)
class CalendarVersion:
    """The calendars in force from a date on, by code."""

    version: str
    effective_from: date
    calendars: Mapping[str, WorkingCalendar]

    def __getitem__(self, code: str) -> WorkingCalendar:
        """The calendar of a code. Raises `CalendarUnknown`."""
        if code not in self.calendars:
            raise CalendarUnknown(code, tuple(self.calendars))
        return self.calendars[code]


@dataclass(frozen=True)
class CalendarVersions:
    """Versions by the dates from which they hold. Raises `CalendarRefused` for none, or for two on one date."""

    versions: tuple[CalendarVersion, ...]

    def __post_init__(self) -> None:
        dates = [each.effective_from for each in self.versions]
        if not dates or dates != sorted(set(dates)):
            raise CalendarRefused("versions of a calendar need dates that follow each other")

    def at(self, day: date) -> CalendarVersion:
        """The version in force on a day; the first for a day before all of them."""
        dates = [each.effective_from for each in self.versions]
        return self.versions[max(bisect_right(dates, day) - 1, 0)]

    def latest(self) -> CalendarVersion:
        """The version that was set last."""
        return self.versions[-1]
