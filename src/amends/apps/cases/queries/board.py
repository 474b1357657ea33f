# SPDX-License-Identifier: Apache-2.0
"""What a supervisor watches: open, due soon, overdue, by team, as of now; and the flow of the last days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate, TruncMonth
from django.utils.timezone import localtime

from amends.apps.cases.models import Breach, Case
from amends.apps.cases.queries.limits import policy
from amends.apps.cases.queries.measures.month import span_of
from amends.apps.cases.queries.watch import waiting_too_long
from amends.apps.cases.rules.clocks import tighter_target
from amends.apps.cases.rules.clocks.urgency import MonthResult
from amends.apps.cases.rules.desk import SOON, CaseFilter, Choice, Desk, Sort, asked_for
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.organisation import Scope
from amends.kernel.periods import Period, month_number, month_start

DAYS = 30
# What is counted, and how the list of cases is cut to exactly that.
CUTS: Mapping[str, Mapping[str, str]] = {
    "open": {},
    "soon": {"due": "soon"},
    "overdue": {"due": "overdue"},
    "urgent": {"priority": "p1"},
    "waiting": {"turn": "open"},
}
COUNTED = tuple(CUTS)


@dataclass(frozen=True, slots=True)
class Load:
    """The open cases of a unit and all below it."""

    unit: Unit
    cut: str  # the code of the unit, where the list must be cut to it
    open: int = 0
    soon: int = 0  # their earliest limit, or their next action, comes within `SOON`
    overdue: int = 0  # one of these has passed
    urgent: int = 0
    waiting: int = 0  # offered to a queue, or not accepted yet

    @property
    def lists(self) -> dict[str, str]:
        """Of each number, what an address asks the list of cases for to see exactly those."""
        cuts = {name: CaseFilter(unit=self.cut, **cut) for name, cut in CUTS.items()}
        return {name: urlencode(asked_for(Choice(Desk.UNIT, Sort.DUE, cut))) for name, cut in cuts.items()}


@dataclass(frozen=True, slots=True)
class Board:
    """Everybody's open cases, by the units right below the person's own."""

    whole: Load
    teams: tuple[Load, ...]
    late_timers: int

    @property
    def mark(self) -> str:
        """Changes when a number does: a page that shows the same needs nothing new."""
        rows = (self.whole, *self.teams)
        return "-".join(
            f"{each.open}.{each.soon}.{each.overdue}.{each.urgent}.{each.waiting}" for each in rows
        )


def board(person: User, *, at: datetime) -> Board:
    """The board of a person. Three queries, each over open cases only."""
    home = person.unit
    units = list(_below(home))
    counted = _counted(person.scope, at)
    teams = tuple(_sum(unit, counted, cut=unit.code) for unit in units)
    whole = _sum(home or Unit(name="", number=0, last=2**31 - 1), counted)
    return Board(whole, tuple(each for each in teams if each.open), waiting_too_long(at))


def _below(home: Unit | None) -> Iterable[Unit]:
    """The units right below one's own; one's own where there is none below."""
    below = Unit.objects.filter(parent=home).order_by("number")
    return below if below else ([home] if home else [])


def _counted(scope: Scope, at: datetime) -> dict[int, dict[str, int]]:
    """Counts by the number of the case's unit. One query."""
    passed, near = Q(soonest_at__lt=at), Q(soonest_at__gte=at, soonest_at__lt=at + SOON)
    rows = Case.objects.within(scope).open().order_by().values("unit__number")
    found = rows.annotate(
        open=Count("pk"),
        overdue=Count("pk", filter=passed),
        soon=Count("pk", filter=near),
        urgent=Count("pk", filter=Q(priority="p1")),
        waiting=Count("pk", filter=~Q(queue="") | Q(pending_owner__isnull=False)),
    )
    return {
        row["unit__number"]: {name: cast(Mapping[str, int], row)[name] for name in COUNTED} for row in found
    }


def _sum(unit: Unit, counted: dict[int, dict[str, int]], *, cut: str = "") -> Load:
    inside = [row for number, row in counted.items() if unit.number <= number <= unit.last]
    return Load(unit, cut, **{name: sum(row[name] for row in inside) for name in COUNTED})


@dataclass(frozen=True, slots=True)
class Flow:
    """What came in and what ended on one local day, and how many cases missed a limit on it."""

    day: date
    received: int
    closed: int
    breached: int


def flow(scope: Scope, *, at: datetime, days: int = DAYS) -> list[Flow]:
    """The last days, each with its numbers, days of nothing included. Three queries."""
    span = span_of(scope, Period(at.date() - timedelta(days=days - 1), at.date() + timedelta(days=1)), at=at)
    received = _by_day(span.received(), "received_at")
    closed = _by_day(span.closed(), "closed_at")
    late = Breach.objects.within(scope).filter(due_at__gte=span.start, due_at__lt=span.end)
    breached = _by_day(late, "due_at", "case")
    every = (span.period.start + timedelta(days=n) for n in range(days))
    return [Flow(day, received[day], closed[day], breached[day]) for day in every]


def _by_day(rows: QuerySet[Any], field: str, what: str = "pk") -> dict[date, int]:
    """How many different ones there are on each local day."""
    days = rows.order_by().annotate(day=TruncDate(field)).values("day")
    found = days.annotate(n=Count(what, distinct=True))
    return defaultdict(int, {row["day"]: row["n"] for row in found})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A tighter internal limit that three months would have borne; somebody decides, nothing is changed."""

    priority: str
    limit: timedelta
    tighter: timedelta


def suggestions(scope: Scope, *, at: datetime) -> list[Suggestion]:
    """Priorities whose limit was met so well for so long that a tighter one may be set. One query."""
    this, found = month_number(localtime(at).date()), []
    numbers = range(this - policy().tighter.months, this)
    results = _results(scope, numbers, at)
    for code, priority in policy().priorities.items():
        months = [results.get((code, each)) or MonthResult(month_start(each), 0, 0) for each in numbers]
        if tighter := tighter_target(priority.resolve, months, policy=policy()):
            found.append(Suggestion(code, priority.resolve, tighter))
    return found


def _results(scope: Scope, numbers: range, at: datetime) -> dict[tuple[str, int], MonthResult]:
    """What was closed in each of the months, and of that on time, by priority and month."""
    span = span_of(scope, Period(month_start(numbers.start), month_start(numbers.stop)), at=at)
    late = Breach.objects.within(scope).filter(case=OuterRef("pk"), kind="resolve")
    closed = span.closed().order_by().annotate(month=TruncMonth("closed_at"), late=Exists(late))
    rows = closed.values("priority", "month").annotate(n=Count("pk"), met=Count("pk", filter=Q(late=False)))
    found = [(row["priority"], row["month"].date(), row["met"], row["n"]) for row in rows]
    return {(code, month_number(day)): MonthResult(day, met, n) for code, day, met, n in found}


def no_action(scope: Scope) -> list[Case]:
    """Open cases without a next action: the database refuses them, so that this list stays empty (S0-080)."""
    rows = Case.objects.within(scope).open().filter(Q(next_due_at__isnull=True) | Q(next_kind=""))
    return list(rows.select_related("owner")[:100])


def by_cause(scope: Scope, period: Period, *, at: datetime) -> list[tuple[str, int]]:
    """Complaints received in a period by their cause, the most frequent first; those without one as ''."""
    span = span_of(scope, period, at=at)
    rows = span.received().complaints().order_by().values("intake__cause").annotate(n=Count("pk"))
    return sorted(((row["intake__cause"] or "", row["n"]) for row in rows), key=lambda each: -each[1])
