# SPDX-License-Identifier: Apache-2.0
"""Questions to the event log."""

from dataclasses import dataclass

from django.db.models import QuerySet

from amends.apps.core.models import Event, LogHead
from amends.apps.core.rules.chain import GENESIS, Fault, faults
from amends.apps.core.rules.organisation import Scope


def log_faults() -> list[Fault]:
    """Every edited, removed or re-ordered row of the log; reads it once, in constant memory."""
    head = LogHead.objects.filter(pk=1).first() or LogHead(count=0, hash=GENESIS)
    rows = Event.objects.order_by("sequence").iterator(chunk_size=5_000)
    return list(faults((row.entry for row in rows), count=head.count, head=head.hash))


def events_about(customer_number: str, *, most: int = 50) -> QuerySet[Event]:
    """What happened around one customer, the newest first. The caller has checked that the customer is in scope."""
    return (
        Event.objects.filter(about=customer_number).select_related("by").order_by("-at", "-sequence")[:most]
    )


def events_of(subject: str) -> QuerySet[Event]:
    """What happened to one row (`subject_key`), the oldest first. The caller has checked the scope of the row."""
    return Event.objects.filter(subject=subject).select_related("by").order_by("sequence")


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page of the log, and the sequence number to go on from."""

    events: list[Event]
    next_before: int | None


def log_page(scope: Scope, *, kind: str = "", before: int | None = None, most: int = 50) -> LogPage:
    """The log as a person in charge may read it: events of their units, the newest first, by keyset."""
    events = Event.objects.filter(unit__number__range=(scope.first, scope.last))
    if kind:
        events = events.filter(kind=kind)
    if before is not None:
        events = events.filter(sequence__lt=before)
    rows = list(events.select_related("by", "unit").order_by("-sequence")[: most + 1])
    return LogPage(events=rows[:most], next_before=rows[most - 1].sequence if len(rows) > most else None)
