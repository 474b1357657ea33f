# SPDX-License-Identifier: Apache-2.0
"""Messages for colleagues, as pages and jobs ask for them."""

from datetime import datetime

from django.db.models import Q, QuerySet

from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.halls.models.messages import PhoneMessage
from amends.apps.halls.queries.hotline.questions import units_to_ask

_OWN = "one's own messages, and those one took"


def colleagues(person: User) -> QuerySet[User]:
    """For whom somebody may take a message: who works in the own unit or one above it."""
    found = User.objects.filter(unit__in=units_to_ask(person), is_active=True).exclude(pk=person.pk)
    return found.select_related("unit").order_by("-unit__number", "username")


def open_messages(person: User) -> list[PhoneMessage]:
    """Whom somebody is to call back, the most urgent first. One query."""
    rows = _rows().filter(recipient=person, done_at__isnull=True)
    return list(rows.order_by("due_at", "pk")[:20])


def messages_of(person: User) -> list[PhoneMessage]:
    """Messages that somebody got or took, the newest first; of a leader's people too. One query."""
    own = Q(recipient=person) | Q(taken_by=person)
    if person.may(Right.ASSIGN_CASES):
        own |= Q(unit__number__range=(person.scope.first, person.scope.last))
    return list(_rows().filter(own).order_by("-taken_at", "-pk")[:50])


def message_for(code: str, person: User) -> PhoneMessage | None:
    """A message that somebody got or took, or that one of a leader's people got."""
    row = _rows().filter(code=code).first()
    if row is None or person.pk in (row.recipient_id, row.taken_by_id):
        return row
    return row if person.may(Right.ASSIGN_CASES) and person.scope.covers(row.unit.number) else None


def late_messages(at: datetime) -> list[PhoneMessage]:
    """Messages past their time whose leader has not heard yet."""
    rows = PhoneMessage.objects.unscoped("a job looks at every message").select_related("unit", "recipient")
    return list(rows.filter(done_at__isnull=True, escalated_at__isnull=True, due_at__lte=at)[:500])


def _rows() -> QuerySet[PhoneMessage]:
    rows = PhoneMessage.objects.unscoped(_OWN)
    return rows.select_related("recipient", "taken_by", "unit")
