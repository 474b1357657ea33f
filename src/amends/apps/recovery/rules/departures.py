# SPDX-License-Identifier: Apache-2.0
"""Who left silently counts once: in the month in which the data showed it first."""

from datetime import date, timedelta


def month_of(day: date) -> date:
    """The first of the day's month."""
    return day.replace(day=1)


def month_before(day: date) -> date:
    """The first of the month before the day's: the last bill that a run of that day knows."""
    return month_of(month_of(day) - timedelta(days=1))
