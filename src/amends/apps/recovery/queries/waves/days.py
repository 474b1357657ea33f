# SPDX-License-Identifier: Apache-2.0
"""On which days a wave may approach anybody: as the contact policy says of holidays and working days."""

from datetime import date
from functools import cache
from typing import cast

from amends.apps.cases.queries import limits
from amends.apps.cases.rules.contact import DayRule, OnHolidays
from amends.apps.recovery.rules.waves.words import Purpose
from amends.packs import Document, load

_WINDOWS = {Purpose.RECOVERY: "service", Purpose.COMMERCIAL: "commercial"}


def is_contact_day(day: date, purpose: Purpose) -> bool:
    """Whether a batch may go out that day. Where the policy asks to agree a holiday with the customer first, nothing
    goes out by itself: whoever works the case may still agree it. The hours are kept by the desk at each call."""
    calendar = limits.calendars().latest()[limits.policy().statutory_calendar]
    return not _rule(purpose).is_off(day, calendar)


@cache
def _rule(purpose: Purpose) -> DayRule:
    rows = cast(tuple[Document, ...], load("contact_policy")["windows"])
    row = next(each for each in rows if each["code"] == _WINDOWS[purpose])
    return DayRule(OnHolidays(str(row.get("holiday", "allow"))), row.get("days") == "working_day")
