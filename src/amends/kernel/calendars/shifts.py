# SPDX-License-Identifier: Apache-2.0
"""Working time within one day, and the moment that a local clock time is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Final

DAY_MINUTES: Final = 24 * 60
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = 1_000_000


class CalendarRefused(ValueError):
    """A calendar would not work: it has no working time, or its shifts make no sense."""


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """Half-open working time in minutes since midnight: 510 is 08:30, 1440 is 24:00. Raises `CalendarRefused`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= DAY_MINUTES:
            raise CalendarRefused(
                f"a shift cannot run from minute {self.start} to minute {self.end} of a day"
            )

    def __str__(self) -> str:
        return f"{_clock(self.start)}-{_clock(self.end)}"


Shifts = tuple[Shift, ...]
ALL_DAY: Final[Shifts] = (Shift(0, DAY_MINUTES),)


def shift(text: str) -> Shift:
    """The shift written as `08:30-12:00`; may end at `24:00`. Raises `CalendarRefused`."""
    start, dash, end = text.partition("-")
    if not dash:
        raise CalendarRefused(f"{text!r} is no shift; write it as 08:30-12:00")
    return Shift(_minute(start), _minute(end))


def ordered(shifts: Iterable[Shift]) -> Shifts:
    """The shifts of a day by time. Raises `CalendarRefused` where two overlap."""
    found = tuple(sorted(shifts))
    for earlier, later in pairwise(found):
        if later.start < earlier.end:
            raise CalendarRefused(f"the shifts {earlier} and {later} overlap")
    return found


def common(some: Shifts, others: Shifts) -> Shifts:
    """The time that lies in shifts of both."""
    spans = ((max(a.start, b.start), min(a.end, b.end)) for a in some for b in others)
    return tuple(Shift(start, end) for start, end in spans if start < end)


def micros(moment: datetime) -> int:
    """Microseconds since 1970, exactly. Raises `ValueError` for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return span_micros(moment - EPOCH)


def span_micros(span: timedelta) -> int:
    """A span in whole microseconds."""
    return (span.days * 86_400 + span.seconds) * _SECOND + span.microseconds


def moment_of(instant: int) -> datetime:
    """The moment, in UTC, of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=instant)


def instant_of(day: date, minute: int, zone: tzinfo) -> int:
    """When the clocks of a zone show that minute of a day: the first time where they show it twice.

    Where they skip it, the moment of the jump, so that later minutes never come earlier.
    """
    shown = datetime.combine(day, time.min) + timedelta(minutes=minute)
    local = shown.replace(tzinfo=zone)
    first, second = micros(local), micros(local.replace(fold=1))
    return first if first <= second else _jump(second, first, zone)


def _jump(before: int, after: int, zone: tzinfo) -> int:
    """The second between two instants at which the zone's clocks jump forward."""
    old = moment_of(before).astimezone(zone).utcoffset()
    low, high = before // _SECOND, after // _SECOND
    while high - low > 1:
        middle = (low + high) // 2
        same = moment_of(middle * _SECOND).astimezone(zone).utcoffset() == old
        low, high = (middle, high) if same else (low, middle)
    return high * _SECOND


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _minute(text: str) -> int:
    hour, colon, minute = text.strip().partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal() and len(minute) == 2 and int(minute) < 60):
        raise CalendarRefused(f"{text.strip()!r} is no time of day; write it as 08:30")
    return int(hour) * 60 + int(minute)
