# SPDX-License-Identifier: Apache-2.0
"""When customers may be asked: the windows of the contact policy for surveys, on the customer's own clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from amends.kernel.calendars import WorkingCalendar
from amends.kernel.periods import DailyWindow

FARTHEST = 60  # days that a search for an open window looks ahead


class NoHours(ValueError):
    """A policy that leaves no time to ask anybody."""


@dataclass(frozen=True, slots=True)
class Hours:
    """`windows` of a day, half-open, in their order, on the clock of `zone`. With a `calendar`, nobody is asked on a
    public holiday or the weekend right after it."""

    windows: tuple[DailyWindow, ...]
    zone: tzinfo
    calendar: WorkingCalendar | None = None


def read_hours(policy: Mapping[str, Any], *, zone: tzinfo, calendar: WorkingCalendar | None) -> Hours:
    """The hours that the window `survey` of a contact policy says. Raises `NoHours` where there is none."""
    row = next((each for each in policy["windows"] if each["code"] == "survey"), None)
    if row is None or not row["allow"]:
        raise NoHours("the contact policy has no window for surveys")
    windows = sorted((_window(*pair) for pair in row["allow"]), key=lambda each: each.start)
    return Hours(tuple(windows), zone, None if row.get("holiday", "allow") == "allow" else calendar)


def may_ask(moment: datetime, hours: Hours) -> bool:
    """Whether a customer may be asked at that moment."""
    local = moment.astimezone(hours.zone)
    return not _is_off(local, hours) and any(local in each for each in hours.windows)


def next_moment(moment: datetime, hours: Hours) -> datetime:
    """The first moment, not before this one, at which a customer may be asked. Raises `NoHours` where none is near."""
    local = moment.astimezone(hours.zone)
    for ahead in range(FARTHEST):
        day = local.date() + timedelta(days=ahead)
        noon = datetime.combine(day, time(12), hours.zone)
        if _is_off(noon, hours):
            continue
        for window in hours.windows:
            opens = datetime.combine(day, window.start, hours.zone)
            if ahead == 0 and local in window:
                return moment
            if opens >= local:
                return opens.astimezone(moment.tzinfo)
    raise NoHours("no window for surveys opens in the next two months")


def _is_off(local: datetime, hours: Hours) -> bool:
    return hours.calendar is not None and hours.calendar.in_holiday(local.date())


def _window(start: str, end: str) -> DailyWindow:
    return DailyWindow(_clock(start), _clock(end))


def _clock(text: str) -> time:
    return time.max if text == "24:00" else time.fromisoformat(text)


def zone_of(region: str, zones: Sequence[tuple[str, tzinfo]], usual: tzinfo) -> tzinfo:
    """The clock of a customer's region; the operator's own where the policy names none."""
    return next((zone for name, zone in zones if region.startswith(name)), usual)
