# SPDX-License-Identifier: Apache-2.0
"""The periods that reports are about, and the one each is held against."""

from dataclasses import dataclass
from datetime import date, timedelta

from amends.kernel.periods import Period, month_number, month_start

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Spell:
    """A period, and the one right before it."""

    period: Period
    before: Period


def month_of(day: date) -> Spell:
    """The calendar month of a day, and the month before it."""
    number = month_number(day)
    starts = [month_start(number + step) for step in (-1, 0, 1)]
    return Spell(Period(starts[1], starts[2]), Period(starts[0], starts[1]))


def month_before(day: date) -> Spell:
    """The last whole calendar month before a day."""
    return month_of(month_start(month_number(day) - 1))


def week_before(day: date) -> Spell:
    """The last whole week, Monday to Sunday, before a day."""
    end = day - timedelta(days=day.weekday())
    return Spell(Period(end - WEEK, end), Period(end - 2 * WEEK, end - WEEK))


def spell_of(first: date, until: date) -> Spell:
    """A period with the one before it: of a whole month the month before, else as many days."""
    month = month_of(first)
    if month.period == Period(first, until):
        return month
    return Spell(Period(first, until), Period(first - (until - first), first))
