# SPDX-License-Identifier: Apache-2.0
"""Questions about how halls fare: figures of today and of four weeks, each hall within a scope."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.halls.models import Ticket, Window
from amends.apps.halls.queries.queue import halls, queue_rules
from amends.apps.halls.rules.figures import Figures, Visit, figures

WEEKS = timedelta(days=28)
_FIELDS = ("business", "taken_at", "called_at", "begun_at", "ended_at", "left_at", "window", "steps")


@dataclass(frozen=True, slots=True)
class HallNow:
    """One hall today: its figures, who waits now, how many windows are open of how many."""

    unit: Unit
    today: Figures
    waiting: int
    open: int
    windows: int


def halls_now(scope: Scope, day: date, at: datetime) -> list[HallNow]:
    """The halls of a scope, the largest share over the limit first, then the most who wait. Three queries."""
    places = halls(scope)
    rows = Ticket.objects.within(scope).filter(day=day).values_list("unit_id", *_FIELDS)
    tickets: dict[int, list[Visit]] = defaultdict(list)
    for unit, *rest in rows:
        tickets[unit].append(Visit(*rest))
    windows: dict[int, list[bool]] = defaultdict(list)
    for unit, clerk in Window.objects.within(scope).values_list("unit_id", "clerk_id"):
        windows[unit].append(clerk is not None)
    found = [_now(each, tickets[each.pk], windows[each.pk], at) for each in places]
    return sorted(found, key=lambda each: (-(each.today.over_share or 0), -each.waiting, each.unit.number))


def _now(unit: Unit, visits: Sequence[Visit], windows: Sequence[bool], at: datetime) -> HallNow:
    waiting = sum(each.called is None and each.left is None for each in visits)
    found = figures(visits, limit=queue_rules().wait_limit, at=at)
    return HallNow(unit, found, waiting, sum(windows), len(windows))


def visits_of(hall: Unit, first: date, last: date) -> list[Visit]:
    """The tickets of a hall from one day to another, both included, in the order of coming. One query."""
    rows = Ticket.objects.within(hall.scope).filter(unit=hall, day__range=(first, last))
    return [Visit(*row) for row in rows.order_by("taken_at", "pk").values_list(*_FIELDS)]
