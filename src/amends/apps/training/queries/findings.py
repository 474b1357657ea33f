# SPDX-License-Identifier: Apache-2.0
"""What inspections found of people's conversations: where practice begins, and what training is judged by."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils import timezone

from amends.apps.core.models import User
from amends.apps.quality.models import Inspection
from amends.apps.quality.queries.coaching import findings_of, total_in_force


def found_of(person: User, since: datetime) -> dict[str, int]:
    """How often each skill was found wanting since a moment. One query."""
    return dict(findings_of(person, since).by_skill)


def quality_scores(people: Collection[int], since: date, until: date) -> list[tuple[int, date, float]]:
    """The scores (0–100) of inspected conversations of some people: person, day of the conversation, score, both days
    included. Only results that were told, as they stand after an appeal. One query."""
    rows = Inspection.objects.unscoped("the effect is measured over whole teams").filter(
        agent__in=list(people),
        told_at__isnull=False,
        drawn__transcript__held_at__date__gte=since,
        drawn__transcript__held_at__date__lte=until,
    )
    found = []
    for each in rows.select_related("appeal", "drawn__transcript"):
        total, _passed = total_in_force(each)
        if total is not None:
            found.append((each.agent_id, timezone.localdate(each.drawn.transcript.held_at), total))
    return found
