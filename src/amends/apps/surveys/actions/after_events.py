# SPDX-License-Identifier: Apache-2.0
"""Asking about what has just happened: a case was closed, a promise kept. Each happening is looked at once."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from amends.apps.core.actions.log import writing
from amends.apps.core.models import Event, EventKind
from amends.apps.customers.models import Customer
from amends.apps.surveys.actions.links import new_link
from amends.apps.surveys.models import Invitation, SurveyWave
from amends.apps.surveys.queries.frame import FrameQuery
from amends.apps.surveys.rules.design import Design, read_design
from amends.apps.surveys.rules.words import InvitationState, Trigger, WaveState

WHY = "the schedule follows the events of a wave's own unit"
KINDS = {Trigger.CASE_CLOSED: EventKind.CASE_CLOSED, Trigger.PROMISE_KEPT: EventKind.PROMISE_KEPT}
# A case that ended so was nothing that we handled for the customer, or they said that they want no more of us.
NOT_ABOUT = frozenset({"ineligible", "withdrawn", "refused", "unreachable", "merged"})
CURSOR, TALLY = (
    "event",
    "after_events",
)  # in the frame of a wave: the last event looked at, and what became of them
SLACK = timedelta(days=1)  # moments of events are given by who writes them: not quite in the order of the log
ASKED = "asked"


def open_triggered(*, at: datetime) -> Sequence[SurveyWave]:
    """The open waves that ask after an event."""
    rows = SurveyWave.objects.unscoped(WHY).filter(
        state=WaveState.OPEN, trigger__in=[str(each) for each in KINDS], starts_at__lte=at, ends_at__gt=at
    )
    return list(rows.order_by("pk"))


def ask_after(*, wave: SurveyWave, at: datetime, most: int = 500) -> Counter[str]:
    """Look at the events since the last time, at most so many, and invite whom they are about, after the delay of the
    design; returns how many were asked, and left alone for which reason.

    One transaction keeps the invitations and how far we are: a worker killed in the middle loses and doubles nothing.
    """
    with transaction.atomic():
        held = (
            SurveyWave.objects.unscoped(WHY)
            .select_related("unit")
            .select_for_update(no_key=True, of=("self",))
            .get(pk=wave.pk)
        )
        if held.state != WaveState.OPEN:
            return Counter()
        events = _waiting(held, most)
        tally = Counter[str]()
        if events:
            tally = _asked(held, events, at)
            _keep(held, events[-1].sequence, tally)
    return tally


def _waiting(wave: SurveyWave, most: int) -> list[Event]:
    cursor = int(wave.frame.get(CURSOR, 0))
    since = max(wave.starts_at, _reached(cursor) - SLACK) if cursor else wave.starts_at
    happened = Event.objects.within(wave.unit.scope).filter(
        kind=KINDS[Trigger(wave.trigger)], sequence__gt=cursor, at__gte=since
    )
    return list(happened.exclude(about="").order_by("sequence")[:most])


def _reached(cursor: int) -> datetime:
    return Event.objects.unscoped(WHY).values_list("at", flat=True).get(sequence=cursor)


def _asked(wave: SurveyWave, events: Sequence[Event], at: datetime) -> Counter[str]:
    design, tally = read_design(wave.design), Counter[str]()
    known = _customers(wave, design, events, at)
    invited: set[str] = set()
    for event in events:
        customer = known.get(event.about)
        why = "surveyed" if event.about in invited and design.rest_days else _left_alone(event, customer)
        if why or customer is None:
            tally[why] += 1
        elif _invite(wave, design, customer, event, at):
            invited.add(event.about)
            tally[ASKED] += 1
        else:
            tally["asked_before"] += 1
    if invited:
        with writing(by=None, at=at) as log:
            asked, seen = tally[ASKED], len(events)
            log(EventKind.SURVEY_EVENTS_FOLLOWED, wave, unit=wave.unit, asked=asked, seen=seen)
    return tally


def _customers(wave: SurveyWave, design: Design, events: Sequence[Event], at: datetime) -> dict[str, Any]:
    """The customers of some events by their code, each with `reason`: why they are left alone. One query."""
    rows = FrameQuery(wave.unit, design, at, way=wave.way).customers().select_related("unit")
    return {each.code: each for each in rows.filter(code__in={event.about for event in events})}


def _left_alone(event: Event, customer: Any) -> str:
    """Why nobody is asked about an event; empty where its customer may be."""
    if str(event.payload.get("outcome", "")) in NOT_ABOUT:
        return "not_about"
    return "unknown" if customer is None else str(customer.reason)


def _invite(
    wave: SurveyWave, design: Design, customer: Customer, event: Event, at: datetime
) -> Invitation | None:
    """The invitation about an event; none where there is one about the same thing already."""
    due = max(event.at + timedelta(hours=design.delay_hours), at)
    expires = min(due + timedelta(days=design.valid_days), wave.ends_at)
    if expires <= due:
        return None
    row, fresh = Invitation.objects.unscoped(WHY).get_or_create(
        wave=wave,
        customer=customer,
        about=event.subject,
        defaults={
            "unit": customer.unit,
            "state": InvitationState.WAITING,
            "next_at": due,
            "expires_at": expires,
            **new_link(),
        },
    )
    return row if fresh else None


def _keep(wave: SurveyWave, cursor: int, tally: Counter[str]) -> None:
    before = Counter[str](wave.frame.get(TALLY, {}))
    wave.frame = {**wave.frame, CURSOR: cursor, TALLY: dict(before + tally)}
    wave.save(update_fields=["frame"])
