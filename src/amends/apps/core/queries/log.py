# SPDX-License-Identifier: Apache-2.0
"""Questions to the event log."""

from dataclasses import dataclass

from django.db.models import QuerySet

from amends.apps.core.models import Event, LogHead
from amends.apps.core.rules.chain import GENESIS, Fault, faults
from amends.apps.core.rules.organisation import Scope


def log_end() -> tuple[int, str]:
    """How many rows the log says it holds, and the hash of the last one: what to keep somewhere else."""
    head = LogHead.objects.filter(pk=1).first()
    return (head.count, head.hash) if head else (0, GENESIS)


def log_contains(count: int, computed: str) -> bool:
    """Whether the row that was once the last of `count` rows is there with the same hash."""
    rows = Event.objects.unscoped("the chain is one for all").filter(sequence=count, hash=computed)
    return rows.exists() or (count, computed) == (0, GENESIS)


def log_faults() -> list[Fault]:
    """Every edited, removed or re-ordered row of the log; reads it once, in constant memory."""
    count, head = log_end()
    rows = Event.objects.unscoped("the chain is one for all").order_by("sequence")
    return list(faults((row.entry for row in rows.iterator(chunk_size=5_000)), count=count, head=head))


def events_of(subject: str) -> QuerySet[Event]:
    """What happened to one row (`subject_key`), the oldest first. The caller has checked the scope of the row."""
    rows = Event.objects.unscoped("the caller has checked the scope of the row").filter(subject=subject)
    return rows.select_related("by").order_by("sequence")


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page of the log, and the sequence number to go on from."""

    events: list[Event]
    next_before: int | None


def log_page(scope: Scope, *, kind: str = "", before: int | None = None, most: int = 50) -> LogPage:
    """The log as a person in charge may read it: events of their units, the newest first, by keyset."""
    events = Event.objects.within(scope)
    if kind:
        events = events.filter(kind=kind)
    if before is not None:
        events = events.filter(sequence__lt=before)
    rows = list(events.select_related("by", "unit").order_by("-sequence")[: most + 1])
    return LogPage(events=rows[:most], next_before=rows[most - 1].sequence if len(rows) > most else None)
