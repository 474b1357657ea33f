# SPDX-License-Identifier: Apache-2.0
"""What was told and what came of it: outages, months of bills, and the notices of each by state and reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.db.models import Count, Q

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.apps.recovery.models import NoticeQuerySet, PlannedOutage, ProactiveNotice
from amends.apps.recovery.rules.notices import About, NoticeState

S = NoticeState
_EACH = {str(state): Count("notices", filter=Q(notices__state=str(state))) for state in NoticeState}


@dataclass(frozen=True, slots=True)
class Results:
    """Notices by state, and those that did not go by (state, reason)."""

    states: Mapping[NoticeState, int]
    reasons: Mapping[tuple[str, str], int]

    @property
    def total(self) -> int:
        """How many customers were looked at."""
        return sum(self.states.values())


Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of rows, and the key to go on from."""

    rows: list[Row]
    next_after: str


def outage_page(scope: Scope, *, after: str = "", most: int = 30) -> Page[PlannedOutage]:
    """Outages of a scope, the latest noted first, each with its counts `left`, `sent`, `failed`, `skipped`."""
    rows = PlannedOutage.objects.within(scope)
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.select_related("unit").annotate(**_EACH).order_by("-pk")[: most + 1])
    return Page(found[:most], str(found[most - 1].pk) if len(found) > most else "")


def outage_within(pk: int, scope: Scope) -> PlannedOutage | None:
    """One outage, where a person in `scope` may see it."""
    return PlannedOutage.objects.within(scope).select_related("unit", "made_by").filter(pk=pk).first()


def results_of(outage: PlannedOutage) -> Results:
    """What came of the notices of an outage within the reader's scope. One query."""
    return _results(ProactiveNotice.objects.unscoped("of an outage in scope").filter(outage=outage))


def bill_months(scope: Scope) -> list[tuple[date, Results]]:
    """The months of risen bills with what came of them, the newest first. One query."""
    rows = _bills(scope).values_list("month", "state", "why").annotate(n=Count("pk")).order_by("-month")
    found: dict[date, list[tuple[str, str, int]]] = {}
    for month, state, why, n in rows:
        if month:
            found.setdefault(month, []).append((state, why, n))
    return [(month, _counted(lines)) for month, lines in list(found.items())[:12]]


def bill_results(scope: Scope, month: date) -> Results:
    """What came of one month's list. One query."""
    return _results(_bills(scope).filter(month=month))


def bill_page(scope: Scope, month: date, *, after: str = "", most: int = 50) -> Page[ProactiveNotice]:
    """One page of a month's list in the order of the rows' keys."""
    rows = _bills(scope).filter(month=month)
    if after.isdecimal():
        rows = rows.filter(pk__gt=int(after))
    found = list(rows.select_related("customer", "unit").order_by("pk")[: most + 1])
    return Page(found[:most], str(found[most - 1].pk) if len(found) > most else "")


def regions_within(scope: Scope) -> list[str]:
    """The regions of the customers in a scope. One query."""
    rows = Customer.objects.within(scope).exclude(region="").order_by("region")
    return list(rows.values_list("region", flat=True).distinct()[:500])


def units_within(scope: Scope) -> list[Unit]:
    """The units of a scope in the order of the organisation. One query."""
    return list(Unit.objects.filter(number__range=(scope.first, scope.last)).order_by("number"))


def _bills(scope: Scope) -> NoticeQuerySet:
    return ProactiveNotice.objects.within(scope).filter(about=str(About.BILL)).order_by()


def _results(rows: NoticeQuerySet) -> Results:
    counted = rows.order_by().values_list("state", "why").annotate(n=Count("pk"))
    return _counted([(state, why, n) for state, why, n in counted])


def _counted(lines: list[tuple[str, str, int]]) -> Results:
    states = {each: sum(n for state, _why, n in lines if state == each) for each in NoticeState}
    return Results(states, {(state, why): n for state, why, n in lines if why})
