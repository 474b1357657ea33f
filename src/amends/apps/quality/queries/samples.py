# SPDX-License-Identifier: Apache-2.0
"""What was drawn of each week, and what came in after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count
from django.utils.timezone import localdate, make_aware

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.quality.models import Drawn, SamplePlan, Transcript
from amends.apps.quality.models.inspections import TranscriptQuerySet

WEEK = timedelta(days=7)
MOST_PLANS = 8
_IN_HAND = "of the unit in hand and those below it"


def monday_of(day: date) -> date:
    """The first day of a week."""
    return day - timedelta(days=day.weekday())


def last_plan(unit: Unit, week_date: date) -> SamplePlan | None:
    """The last draw of a week. One query."""
    return (
        SamplePlan.objects.unscoped(_IN_HAND).filter(unit=unit, week_date=week_date).order_by("-turn").first()
    )


def undrawn(unit: Unit, week_date: date, last: SamplePlan | None) -> TranscriptQuerySet:
    """The conversations of a week that no draw has seen: all of them, or those that came in since the `last`."""
    first = make_aware(datetime.combine(week_date, time()))
    rows = Transcript.objects.unscoped(_IN_HAND).filter(
        unit__number__range=(unit.number, unit.last), held_at__gte=first, held_at__lt=first + WEEK,
        drawn__isnull=True, forgotten_at__isnull=True,
    )  # fmt: skip
    return rows.filter(taken_at__gt=last.made_at) if last else rows


@dataclass(frozen=True, slots=True)
class Week:
    """The draws of one week, the first one first, and whether something came in since the last."""

    week_date: date
    plans: Sequence[SamplePlan]
    came_late: bool


def weeks_of(unit: Unit, scope: Scope) -> list[Week]:
    """The draws of a unit's last weeks, the newest week first; each plan with `count` drawn. One query, and one a
    week, of which there are few."""
    rows = SamplePlan.objects.within(scope).filter(unit=unit).annotate(count=Count("drawn"))
    weeks: dict[date, list[SamplePlan]] = {}
    for each in rows.order_by("-week_date", "turn")[:MOST_PLANS]:
        weeks.setdefault(each.week_date, []).append(each)
    return [Week(day, plans, undrawn(unit, day, plans[-1]).exists()) for day, plans in weeks.items()]


def came_too_late(row: Transcript) -> bool:
    """Whether the week of a conversation was drawn, for its unit or one above, without it. Two queries."""
    if Drawn.objects.unscoped("of the conversation in hand").filter(transcript=row).exists():
        return False
    plans = SamplePlan.objects.unscoped("of the units that the conversation belongs to").filter(
        week_date=monday_of(localdate(row.held_at)), unit__number__lte=row.unit.number
    )
    return plans.filter(unit__last__gte=row.unit.number).exists()
