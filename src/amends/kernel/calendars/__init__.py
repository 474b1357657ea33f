# SPDX-License-Identifier: Apache-2.0
"""Working calendars: exact working time, working days of the law, holidays and make-up days, by version."""

from amends.kernel.calendars.reading import CalendarMalformed, read_calendar
from amends.kernel.calendars.shifts import ALL_DAY, CalendarRefused, Shift, Shifts, shift
from amends.kernel.calendars.versions import CalendarUnknown, CalendarVersion, CalendarVersions
from amends.kernel.calendars.working import DayKind, SpecialDay, WorkingCalendar, add_hours

__all__ = [
    "ALL_DAY",
    "CalendarMalformed",
    "CalendarRefused",
    "CalendarUnknown",
    "CalendarVersion",
    "CalendarVersions",
    "DayKind",
    "Shift",
    "Shifts",
    "SpecialDay",
    "WorkingCalendar",
    "add_hours",
    "read_calendar",
    "shift",
]
