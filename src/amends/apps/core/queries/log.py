# SPDX-License-Identifier: Apache-2.0
"""Questions to the event log."""

from django.db.models import Q, QuerySet

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


def events_within(scope: Scope) -> QuerySet[Event]:
    """The log as a person in charge may read it: events of their units, and those of no unit that they caused."""
    spanned = Q(unit__number__range=(scope.first, scope.last))
    return Event.objects.filter(spanned).select_related("by", "unit").order_by("-sequence")
