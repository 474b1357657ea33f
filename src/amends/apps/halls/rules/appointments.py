# SPDX-License-Identifier: Apache-2.0
"""When customers may be asked to come, how many at once, and when a code still holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from amends.apps.halls.rules.staffing import SLOT

ALPHABET = "2345679ACDEFHJKMNPRTUVWXY"  # nothing that sounds or looks like another
CODE_LENGTH = 4


class Way(StrEnum):
    """Where somebody is sent who would wait too long."""

    HALL = "hall"
    LATER = "later"
    MACHINE = "machine"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class BookingRules:
    """Opening hours, the share of what the windows can serve that may be booked, and how long before and after the
    begin of its half hour a code still holds."""

    opens: time
    closes: time
    share: float
    grace: timedelta


def slots_of_day(day: date, rules: BookingRules, zone: ZoneInfo) -> Iterator[datetime]:
    """The begins of the half hours in which a hall is open."""
    start, end = (datetime.combine(day, each, zone) for each in (rules.opens, rules.closes))
    while start + SLOT <= end:
        yield start
        start += SLOT


def room(windows: int, handling: float, rules: BookingRules) -> int:
    """How many may be booked for one half hour, by windows and mean `handling` seconds: who comes without is not to
    wait for those who come with. At least one, where there is a window at all."""
    return max(1, int(windows * SLOT.total_seconds() * rules.share / handling)) if windows else 0


def holds(slot: datetime, at: datetime, rules: BookingRules) -> bool:
    """Whether somebody with a code for a half hour comes in time."""
    return slot - rules.grace <= at <= slot + SLOT + rules.grace
