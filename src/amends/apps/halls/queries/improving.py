# SPDX-License-Identifier: Apache-2.0
"""Questions about improvements of a hall: the list, and a measure over some days."""

from datetime import date, datetime, timedelta

from amends.apps.core.models import Unit, User
from amends.apps.core.queries.people import people_within
from amends.apps.halls.models import HallImprovement
from amends.apps.halls.queries.boards import visits_of
from amends.apps.halls.queries.hall_board import score_of
from amends.apps.halls.queries.queue import queue_rules
from amends.apps.halls.rules.figures import figures
from amends.apps.halls.rules.improving import Measure, of_figures


def improvements(hall: Unit) -> list[HallImprovement]:
    """The improvements of a hall, the newest first. One query."""
    rows = HallImprovement.objects.within(hall.scope).filter(unit=hall).select_related("owner")
    return list(rows.order_by("-begun_date", "-pk")[:100])


def owners(hall: Unit, by: User) -> list[User]:
    """Who can own an improvement: the people of the hall, and who begins it. One query."""
    return [by, *people_within(hall.scope).filter(is_active=True).exclude(pk=by.pk).order_by("name")[:200]]


def measured(hall: Unit, measure: Measure, first: date, days: int, at: datetime) -> tuple[float | None, int]:
    """The value of a measure over `days` from `first` on, and its base. One query."""
    if measure is Measure.SCORE:
        score = score_of(hall, first, first + timedelta(days=days))
        return score.mean, score.n
    visits = visits_of(hall, first, first + timedelta(days=days - 1))
    return of_figures(measure, figures(visits, limit=queue_rules().wait_limit, at=at))
