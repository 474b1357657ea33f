# SPDX-License-Identifier: Apache-2.0
"""What the schedule asks: whose next action is late, and which case is in nobody's hands."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from amends.apps.cases.models import Case, CaseQuerySet, Timer
from amends.apps.core.models import Event, EventKind
from amends.apps.promises.models import Promise

LEADERS_AFTER = timedelta(hours=4)
STALE = timedelta(minutes=15)
PORTION = 500
NEWS_WITHIN = timedelta(minutes=30)  # an older change is noticed when a timer of the case is due
_NEWS = (
    EventKind.PROMISE_AMENDED,
    EventKind.PROMISE_KEPT,
    EventKind.PROMISE_WITHDRAWN,
    EventKind.PROMISE_BROKEN,
)
TOLD_OWNER, TOLD_LEADERS = 1, 2
WHY = "the schedule looks after everybody's cases"


def overdue(at: datetime) -> Iterator[Case]:
    """Open cases whose next action is late and whose turn it is was not told, the latest first, read in portions."""
    return in_portions(_late(at).filter(overdue_told__lt=TOLD_OWNER))


def long_overdue(at: datetime) -> Iterator[Case]:
    """Open cases whose next action is late for `LEADERS_AFTER` and whose leaders were not told, read in portions."""
    return in_portions(_late(at - LEADERS_AFTER).filter(overdue_told__lt=TOLD_LEADERS))


def in_portions(cases: CaseQuerySet, *, portion: int = 500) -> Iterator[Case]:
    """Open cases in the order of their next actions, each portion from behind the last, so that telling of some hides
    no others."""
    ordered, behind = cases.order_by("next_due_at", "pk"), Q()
    while rows := list(ordered.filter(behind)[:portion]):
        yield from rows
        last = rows[-1]
        behind = Q(next_due_at__gt=last.next_due_at) | Q(next_due_at=last.next_due_at, pk__gt=last.pk)


def due(at: datetime) -> Iterator[Timer]:
    """Timers whose moment has passed and that were not fired, the earliest first, read in portions, so that one that
    stays does not hide the rest. As of a clock, the moment itself is still on time."""
    waiting = Timer.objects.filter(fired_at=None, due_at__lt=at).order_by("due_at", "pk")
    rows = list(waiting[:PORTION])
    while rows:
        yield from rows
        last = rows[-1]
        behind = Q(due_at__gt=last.due_at) | Q(due_at=last.due_at, pk__gt=last.pk)
        rows = list(waiting.filter(behind, due_at__gte=last.due_at)[:PORTION])


def with_news_of_promises(at: datetime) -> CaseQuerySet:
    """Cases of whose promises the ledger has news of the last minutes. Two queries."""
    news = Event.objects.unscoped(WHY).filter(kind__in=_NEWS, at__gt=at - NEWS_WITHIN, at__lte=at)
    rows = [subject.partition(":")[2] for subject in news.values_list("subject", flat=True)]
    keys = Promise.objects.unscoped(WHY).filter(pk__in=rows, key__startswith="case:")
    cases = {key.split(":")[1] for key in keys.values_list("key", flat=True) if key}
    return Case.objects.unscoped(WHY).filter(pk__in=cases).order_by("pk")


def waiting_too_long(at: datetime) -> int:
    """How many timers should have been fired `STALE` ago: more than none says that nobody fires them."""
    return Timer.objects.filter(fired_at=None, due_at__lt=at - STALE).count()


def unattended() -> Iterator[Case]:
    """Open cases whose owner, or who has the next action, no longer works here. No owner and no next action at
    all cannot be: the database refuses such a row. Read in portions."""
    cases = (
        Case.objects.unscoped(WHY).open().filter(Q(owner__is_active=False) | Q(next_owner__is_active=False))
    )
    return in_portions(cases.select_related("customer", "unit", "owner__unit", "next_owner"))


def _late(at: datetime) -> CaseQuerySet:
    cases = Case.objects.unscoped(WHY).open().filter(next_due_at__lt=at)
    return cases.select_related("customer", "unit", "owner__unit", "next_owner__unit")
