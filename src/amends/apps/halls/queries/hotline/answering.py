# SPDX-License-Identifier: Apache-2.0
"""How soon incoming calls are answered, and the hotline's day by half hour. The database counts; no call is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Avg, Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import ExtractHour, TruncDate
from django.utils import timezone

from amends.apps.core.rules.organisation import Scope
from amends.apps.halls.models.hotline import Call
from amends.apps.halls.rules.hotline.day import Half, day_of
from amends.apps.halls.rules.hotline.standard import Rung, standard
from amends.apps.halls.rules.hotline.words import Direction

_HALF_HOUR = ("hour", "minute")
_GROUPS = {
    "unit": ("unit__name",),
    "agent": ("unit__name", "answered_by__name", "agent__name"),
    "half_hour": _HALF_HOUR,
}
_LOST = Q(answered_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Day:
    """The half hours of a span, each the mean of its `days` with calls; `handling` in seconds, None where no call was
    answered."""

    halves: Sequence[Half]
    days: int
    handling: float | None


def rung(scope: Scope, since: datetime, until: datetime, by: str) -> list[Rung]:
    """Incoming calls of a half-open span by how long they rang, and by unit, agent or half hour. One query."""
    told = _halved(_incoming(scope, since, until)).values_list("ring_seconds", "is_lost", *_GROUPS[by])
    rows = told.annotate(calls=Count("pk")).order_by()
    return [Rung(seconds, not lost, _group(by, group), calls) for seconds, lost, *group, calls in rows]


def whole_days(since: datetime, until: datetime, at: datetime) -> datetime:
    """The end of a span without the day of `at`, whose last hours nobody has seen; its own if there is no other day."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(until, midnight) if since < midnight else until


def day(scope: Scope, since: datetime, until: datetime) -> Day:
    """The hotline's day over a half-open span. Three queries."""
    rows = _halved(_incoming(scope, since, until))
    length = Avg(F("ended_at") - F("answered_at"), filter=~_LOST)
    found = rows.order_by().aggregate(days=Count(TruncDate("offered_at"), distinct=True), handling=length)
    if found["handling"] is None:
        return Day((), found["days"], None)
    calls = rows.values(*_HALF_HOUR).order_by().annotate(offered=Count("pk"), left=Count("pk", filter=_LOST))
    came = {_start(each): (each["offered"], each["left"]) for each in calls}
    people = rows.exclude(_LOST).values("day", *_HALF_HOUR).order_by()
    on_line: dict[time, int] = {}
    for each in people.annotate(people=Count("answered_by", distinct=True)):
        on_line[_start(each)] = on_line.get(_start(each), 0) + each["people"]
    handling = found["handling"].total_seconds()
    return Day(
        day_of(came, on_line, days=found["days"], handling=handling, held_to=standard()),
        found["days"],
        handling,
    )


def _incoming(scope: Scope, since: datetime, until: datetime) -> "QuerySet[Call, Any]":
    rows = Call.objects.within(scope).filter(direction=Direction.IN, ring_seconds__isnull=False)
    return rows.filter(offered_at__gte=since, offered_at__lt=until)


def _halved(rows: "QuerySet[Call, Any]") -> "QuerySet[Call, Any]":
    """With the half hour in which each call came, in the operator's time, and whether nobody answered it."""
    return rows.annotate(
        day=TruncDate("offered_at"),
        hour=ExtractHour("offered_at"),
        minute=Case(When(offered_at__minute__lt=30, then=Value(0)), default=Value(30)),
        is_lost=_LOST,
    )


def _start(row: dict[str, Any]) -> time:
    return time(row["hour"], row["minute"])


def _group(by: str, named: Sequence[Any]) -> str:
    if by == "unit":
        return str(named[0])
    if by == "agent":
        unit, answered_by, agent = named
        return f"{unit} {answered_by or agent or '—'}"
    hour, minute = named
    return f"{hour:02}:{minute:02}–{hour + minute // 30:02}:{30 - minute:02}"
