# SPDX-License-Identifier: Apache-2.0
"""Questions in writing, and who answers them."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from amends.apps.core.models import Unit, User
from amends.apps.halls.models.questions import Question
from amends.apps.halls.rules.hotline.standard import standard

_OWN = "one's own questions, and those put to one's unit"


def units_to_ask(person: User) -> QuerySet[Unit]:
    """Where somebody may ask: the own unit and those above it, the nearest first."""
    if person.unit is None:
        return Unit.objects.none()
    above = Unit.objects.filter(number__lte=person.unit.number, last__gte=person.unit.number)
    return above.order_by("-number")


def experts_of(unit: Unit, *, but: Collection[int]) -> QuerySet[User]:
    """The active people who work in a unit itself, in a steady order."""
    return User.objects.filter(unit=unit, is_active=True).exclude(pk__in=but).order_by("pk")


def asked_by(person: User) -> list[Question]:
    """The last questions of somebody, the newest first. One query."""
    rows = _rows().filter(asked_by=person)
    return list(rows.order_by("-asked_at", "-pk")[:5])


def put_to(person: User) -> list[Question]:
    """Questions that wait for an answer of somebody's unit, the oldest first. One query."""
    rows = _rows().filter(group_id=person.unit_id, answered_at__isnull=True).exclude(asked_by=person)
    return list(rows.order_by("asked_at", "pk")[:20])


def question_for(code: str, person: User) -> Question | None:
    """A question that somebody asked, or that their unit may answer."""
    return _rows().filter(Q(asked_by=person) | Q(group_id=person.unit_id)).filter(code=code).first()


def unanswered(at: datetime) -> list[Question]:
    """Questions whose turn is over."""
    rows = Question.objects.unscoped("a job passes on every question").select_related(
        "group", "unit", "asked_by"
    )
    return list(rows.filter(answered_at__isnull=True, sent_at__lte=at - standard().answer_within))


def _rows() -> QuerySet[Question]:
    rows = Question.objects.unscoped(_OWN)
    return rows.select_related("asked_by", "sent_to", "answered_by", "group", "call")
