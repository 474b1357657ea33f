# SPDX-License-Identifier: Apache-2.0
"""What each source of the voice of customers brought, read from where it is kept."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Q

from amends.apps.cases.models import Case
from amends.apps.cases.rules.states import Origin
from amends.apps.core.models import ScopedQuerySet
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Expectation
from amends.apps.customers.models.words import FEEDS
from amends.apps.halls.models import Ticket
from amends.apps.halls.models.hotline import Call
from amends.apps.halls.rules.hotline.words import Direction
from amends.apps.promises.models.campaigns.afterwards import MismatchReport
from amends.apps.quality.models import MysteryVisit, Transcript
from amends.apps.recovery.models import PublishedRun, Reaction
from amends.apps.reports.rules.voices import (
    FEED_DAYS,
    FRESH_DAYS,
    PACKED,
    RECENT,
    Heard,
    Night,
    Voice,
    arrivals,
)
from amends.apps.satisfaction.models import ImportedScore, ManagerForecast
from amends.apps.satisfaction.queries.gaps.programme import programme
from amends.apps.surveys.models import Response

NIGHTS = 40  # runs that are looked back upon
KEPT = 300  # seconds: sources are watched by the day
_ORIGINS = {
    Voice.COMPLAINTS: Origin.COMPLAINT,
    Voice.HALL_COMPLAINTS: Origin.HALL,
    Voice.APPEALS: Origin.APPEAL,
    Voice.OPINION: Origin.MEDIA,
    Voice.STAFF: Origin.STAFF,
}
Told = tuple[datetime | None, int]


def voices(scope: Scope, *, at: datetime) -> list[Heard]:
    """Every source within a scope, as of the last five minutes. Thirteen queries, over each table
    once."""
    key = f"reports:voices:{scope.first}-{scope.last}"
    found: list[Heard] | None = cache.get(key)
    if found is None:
        found = list(_voices(scope, at))
        cache.set(key, found, KEPT)
    return found


def feeds(*, at: datetime) -> list[Heard]:
    """Every feed of the night, by the runs that read it. One query; these files are of the whole operator."""
    runs = PublishedRun.objects.order_by("-published_at").values_list("published_at", "summary__feeds")
    nights = sorted(runs[:NIGHTS], key=lambda each: each[0])
    fresh = timedelta(days=FEED_DAYS)
    return [
        Heard(name, *arrivals(_of_feed(nights, name), at - RECENT), fresh, at, feed=True) for name in FEEDS
    ]


def _voices(scope: Scope, at: datetime) -> Iterator[Heard]:
    since = at - RECENT
    told = {**_cases(scope, since), **_answers(scope, since), **_others(scope, since)}
    told[Voice.NIGHT] = _runs(since)
    days = {each.code: each.fresh for each in programme().sources}
    for voice in Voice:
        fresh = days[PACKED[voice]] if voice in PACKED else timedelta(days=FRESH_DAYS[voice])
        yield Heard(voice, *told[voice], fresh, at)


def _cases(scope: Scope, since: datetime) -> dict[Voice, Told]:
    """What was brought to us, by the way it came. One query."""
    rows = Case.objects.within(scope).order_by().values("origin")
    found = rows.annotate(last=Max("received_at"), n=Count("pk", filter=Q(received_at__gte=since)))
    told = {row["origin"]: (row["last"], row["n"]) for row in found}
    return {voice: told.get(str(origin), (None, 0)) for voice, origin in _ORIGINS.items()}


def _answers(scope: Scope, since: datetime) -> dict[Voice, Told]:
    """Questionnaires that customers filled in, and those that somebody filled in with them. Two queries."""
    rows = Response.objects.within(scope).filter(complete=True)
    return {
        Voice.SURVEYS: _told(rows.filter(taken_by__isnull=True), "submitted_at", since),
        Voice.INTERVIEWS: _told(rows.filter(taken_by__isnull=False), "submitted_at", since),
    }


def _others(scope: Scope, since: datetime) -> dict[Voice, Told]:
    """Nine queries."""
    calls = Call.objects.within(scope).filter(direction=Direction.IN)
    named: tuple[tuple[Voice, ScopedQuerySet[Any], str], ...] = (
        (Voice.EXPECTATIONS, Expectation.objects.within(scope), "noted_at"),
        (Voice.REACTIONS, Reaction.objects.within(scope), "noted_at"),
        (Voice.CALLS, calls, "offered_at"),
        (Voice.TICKETS, Ticket.objects.within(scope), "taken_at"),
        (Voice.TRANSCRIPTS, Transcript.objects.within(scope), "held_at"),
        (Voice.VISITS, MysteryVisit.objects.within(scope), "visited_at"),
        (Voice.MISMATCHES, MismatchReport.objects.within(scope), "at"),
        (Voice.SCORES, ImportedScore.objects.within(scope), "imported_at"),
        (Voice.MANAGERS, ManagerForecast.objects.within(scope), "at"),
    )
    return {voice: _told(rows, moment, since) for voice, rows, moment in named}


def _told(rows: ScopedQuerySet[Any], moment: str, since: datetime) -> Told:
    recent = Count("pk", filter=Q(**{f"{moment}__gte": since}))
    found = rows.order_by().aggregate(last=Max(moment), n=recent)
    return found["last"], found["n"]


def _runs(since: datetime) -> Told:
    """What the night found without anybody having said a word: its runs."""
    found = PublishedRun.objects.order_by().aggregate(
        last=Max("published_at"), n=Count("pk", filter=Q(published_at__gte=since))
    )
    return found["last"], found["n"]


def _of_feed(nights: list[tuple[datetime, Any]], name: str) -> list[Night]:
    return [Night(at, int(((told or {}).get(name) or {}).get("rows", 0))) for at, told in nights]
