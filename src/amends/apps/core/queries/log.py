# SPDX-License-Identifier: Apache-2.0
"""Questions to the event log."""

from dataclasses import dataclass

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat

from amends.apps.core.models import Event, EventKind, LogHead
from amends.apps.core.rules.chain import GENESIS, Fault, faults
from amends.apps.core.rules.organisation import Scope

# Who is asked by a survey is known to nobody, or they would be treated better while it runs.
SAMPLING = (
    EventKind.CUSTOMER_INVITED,
    EventKind.CUSTOMER_REMINDED,
    EventKind.INVITATION_ENDED,
    EventKind.RESERVE_MOVED_UP,
    EventKind.SURVEY_CALL_TAKEN,
    EventKind.SURVEY_CALLED,
    EventKind.SURVEY_STARTED,
    EventKind.SURVEY_DECLINED,
)
OVER = (EventKind.WAVE_CLOSED, EventKind.WAVE_CANCELLED)
WAVE = "surveys.surveywave:"  # how the log names a wave


def log_end() -> tuple[int, str]:
    """How many rows the log says it holds, and the hash of the last one: what to keep somewhere else."""
    head = LogHead.objects.filter(pk=1).first()
    return (head.count, head.hash) if head else (0, GENESIS)


def log_contains(count: int, computed: str) -> bool:
    """Whether the row that was once the last of `count` rows is there with the same hash."""
    rows = Event.objects.unscoped("the chain is one for all").filter(sequence=count, hash=computed)
    return rows.exists() or (count, computed) == (0, GENESIS)


def log_faults() -> list[Fault]:
    """Every edited, removed or re-ordered row of the log; reads it once, in memory that grows with what was emptied."""
    count, head = log_end()
    rows = Event.objects.unscoped("the chain is one for all").order_by("sequence")
    entries = (row.entry for row in rows.iterator(chunk_size=5_000))
    return list(faults(entries, count=count, head=head, emptied=_emptied()))


def _emptied() -> dict[int, str]:
    """What is left of rows that lost what they said of a person: told by later rows, which the chain holds."""
    told = Event.objects.unscoped("the chain is one for all").filter(kind=EventKind.LOG_EMPTIED)
    return {
        int(number): left for row in told.order_by("sequence") for number, left in row.payload["rows"].items()
    }


def events_of(subject: str) -> QuerySet[Event]:
    """What happened to one row (`subject_key`), the oldest first. The caller has checked the scope of the row."""
    rows = Event.objects.unscoped("the caller has checked the scope of the row").filter(subject=subject)
    return rows.select_related("by").order_by("sequence")


def with_sampled(events: QuerySet[Event]) -> QuerySet[Event]:
    """Events with `sampled`: whether the row tells who is asked by a survey.

    That somebody answered tells it until their wave is over; that a low answer was followed, where it led to no case.
    """
    wave = Concat(Value(WAVE), Cast(KeyTextTransform("wave", "payload"), CharField()))
    ends = Event.objects.unscoped("whether a wave is over").filter(kind__in=OVER, subject=OuterRef("of_wave"))
    running = Q(kind=EventKind.SURVEY_ANSWERED) & ~Q(Exists(ends))
    unseen = Q(kind=EventKind.SURVEY_LOW_FOLLOWED, payload__case="")
    return events.annotate(of_wave=wave).annotate(sampled=Q(kind__in=SAMPLING) | running | unseen)


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page of the log, and the sequence number to go on from."""

    events: list[Event]
    next_before: int | None


def log_page(scope: Scope, *, kind: str = "", before: int | None = None, most: int = 50) -> LogPage:
    """The log as a person in charge may read it: events of their units, the newest first, by keyset.

    Rows that tell who is asked by a survey stand there without the customer. One query.
    """
    events = Event.objects.within(scope)
    if kind:
        events = events.filter(kind=kind)
    if before is not None:
        events = events.filter(sequence__lt=before)
    rows = list(with_sampled(events).select_related("by", "unit").order_by("-sequence")[: most + 1])
    return LogPage(
        events=[_unnamed(row) for row in rows[:most]],
        next_before=rows[most - 1].sequence if len(rows) > most else None,
    )


def _unnamed(row: Event) -> Event:
    if getattr(row, "sampled", False):
        row.about = row.subject = ""
    return row
