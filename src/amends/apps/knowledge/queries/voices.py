# SPDX-License-Identifier: Apache-2.0
"""Where customers are heard, and which of it is stale."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from amends.apps.core.models import Event, EventKind
from amends.apps.core.rules.organisation import Scope
from amends.apps.knowledge.models import VoiceSource

# What may bring a source up to date by itself: imports and surveys that the log tells of.
FOLLOWED: tuple[EventKind, ...] = (
    EventKind.SCORES_IMPORTED,
    EventKind.READINGS_IMPORTED,
    EventKind.WAVE_CLOSED,
    EventKind.SURVEY_ANSWERED,
    EventKind.CASE_OPENED,
    EventKind.MISMATCH_REPORTED,
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A source and when it was last brought up to date; `due_at` is when it becomes stale."""

    source: VoiceSource
    refreshed_at: datetime | None
    due_at: datetime
    is_stale: bool


def heard(scope: Scope, at: datetime) -> list[Heard]:
    """The sources that concern a person's units, the stalest first. One query, and one for each that follows events."""
    rows = VoiceSource.objects.concerning(scope).filter(ended_at__isnull=True).select_related("unit", "owner")
    return sorted((_heard(each, at) for each in rows.order_by("name")), key=lambda each: each.due_at)


def _heard(source: VoiceSource, at: datetime) -> Heard:
    moments = [each for each in (source.refreshed_at, _followed(source, at)) if each]
    last = max(moments) if moments else None
    due = (last or source.made_at) + timedelta(days=source.cadence_days)
    return Heard(source, last, due, due < at)


def _followed(source: VoiceSource, at: datetime) -> datetime | None:
    """When what a source follows last happened in its units, by the log."""
    if not source.follows:
        return None
    inside = Q(unit__number__range=(source.unit.number, source.unit.last)) | Q(unit__isnull=True)
    events = Event.objects.unscoped("only the moment is told").filter(inside, kind=source.follows, at__lte=at)
    return events.order_by("-at").values_list("at", flat=True).first()
