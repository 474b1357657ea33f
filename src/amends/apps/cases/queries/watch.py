# SPDX-License-Identifier: Apache-2.0
"""What the schedule asks: whose next action is late, and which case is in nobody's hands."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from amends.apps.cases.models import Case, CaseQuerySet, Timer

LEADERS_AFTER = timedelta(hours=4)
STALE = timedelta(minutes=15)
TOLD_OWNER, TOLD_LEADERS = 1, 2
WHY = "the schedule looks after everybody's cases"


def overdue(at: datetime) -> list[Case]:
    """Open cases whose next action is late and whose turn it is was not told, the latest first."""
    return list(_late(at).filter(overdue_told__lt=TOLD_OWNER))


def long_overdue(at: datetime) -> list[Case]:
    """Open cases whose next action is late for `LEADERS_AFTER` and whose leaders were not told."""
    return list(_late(at - LEADERS_AFTER).filter(overdue_told__lt=TOLD_LEADERS))


def due(at: datetime) -> Iterator[Timer]:
    """Timers that are due and were not fired, read in portions, so that one that stays does not hide the rest."""
    last, most = 0, 500
    while rows := list(
        Timer.objects.filter(fired_at=None, due_at__lte=at, pk__gt=last).order_by("pk")[:most]
    ):
        yield from rows
        last = rows[-1].pk


def waiting_too_long(at: datetime) -> int:
    """How many timers should have been fired `STALE` ago: more than none says that nobody fires them."""
    return Timer.objects.filter(fired_at=None, due_at__lte=at - STALE).count()


def unattended() -> CaseQuerySet:
    """Open cases whose owner, or who has the next action, no longer works here. No owner and no next action at
    all cannot be: the database refuses such a row."""
    cases = (
        Case.objects.unscoped(WHY).open().filter(Q(owner__is_active=False) | Q(next_owner__is_active=False))
    )
    return cases.select_related("customer", "unit", "owner__unit", "next_owner").order_by("pk")


def _late(at: datetime) -> CaseQuerySet:
    cases = Case.objects.unscoped(WHY).open().filter(next_due_at__lt=at)
    return cases.select_related("customer", "unit", "owner__unit", "next_owner__unit").order_by(
        "next_due_at", "pk"
    )
