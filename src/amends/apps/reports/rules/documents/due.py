# SPDX-License-Identifier: Apache-2.0
"""When a report that is sent by itself falls due, and what it is then about."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from amends.apps.reports.rules.documents.spells import Spell, month_before, week_before

LAST_DAY = 28  # every month has it


class Every(StrEnum):
    """How often."""

    MONTH = "month"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Plan:
    """Every month on day `day` (1–28), or every week on weekday `day` (1 Monday – 7 Sunday), from `since` on."""

    every: Every
    day: int
    since: date

    def due_date(self, today: date) -> date | None:
        """The last day on which it fell due, up to `today`: a day that the worker slept through is made up for. None
        before the first."""
        if self.every is Every.MONTH:
            found = today.replace(day=self.day)
            if found > today:
                found = (today.replace(day=1) - timedelta(days=1)).replace(day=self.day)
        else:
            found = today - timedelta(days=(today.isoweekday() - self.day) % 7)
        return found if found >= self.since else None

    def spell(self, due: date) -> Spell:
        """What is reported on a due day: the last whole month, or week, before it."""
        return month_before(due) if self.every is Every.MONTH else week_before(due)
