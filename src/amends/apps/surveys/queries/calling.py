# SPDX-License-Identifier: Apache-2.0
"""Whom an agent calls next: the system says so, one at a time, and never somebody whose case the agent handled."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from amends.apps.core.actions.log import subject_key
from amends.apps.core.models import Event, EventKind, User
from amends.apps.surveys.models import Invitation
from amends.apps.surveys.models.waves import InvitationQuerySet
from amends.apps.surveys.queries.frame import open_matters, refusals
from amends.apps.surveys.queries.policy import hours_for
from amends.apps.surveys.rules.design import read_design
from amends.apps.surveys.rules.hours import may_ask
from amends.apps.surveys.rules.words import AskedBy, InvitationState, WaveState

LEASE = timedelta(minutes=30)  # how long a call may take; then another agent may get the customer
LONGEST = timedelta(hours=12)  # no call is longer: how far back somebody's last one is looked for
LOOKED_AT, MOST_LOOKS = 50, 20
COUNT_CAP = 500
UNDER_WAY = (InvitationState.SENT, InvitationState.OPENED, InvitationState.STARTED)
_HANDLED = Q(kind__startswith="cases.") | Q(kind__startswith="promises.") | Q(kind=EventKind.CONTACT_NOTED)


def waiting_calls(person: User, *, at: datetime) -> InvitationQuerySet:
    """Invitations by telephone of a person's units that may be called now, but for customers that they handled
    something for: nobody collects the score on their own work."""
    free = Q(state=InvitationState.WAITING) & (Q(next_at=None) | Q(next_at__lte=at))
    left = Q(state__in=UNDER_WAY, next_at__lte=at)  # whoever had it did not finish
    rows = Invitation.objects.within(person.scope).filter(
        free | left,
        wave__way=AskedBy.HOTLINE,
        wave__state=WaveState.OPEN,
        wave__starts_at__lte=at,
        expires_at__gt=at,
        customer__do_not_contact=False,
        customer__line_state="active",
    )
    handled = Event.objects.unscoped("of what the person did themselves").filter(
        _HANDLED, about=OuterRef("customer__code"), by=person
    )
    return rows.filter(~Exists(handled)).exclude(customer__in=refusals())


def next_call(person: User, *, at: datetime) -> Invitation | None:
    """The next customer to be called: in the order that the sample was drawn in, within the hours of their region, with
    no matter of theirs open. Two queries for each portion that is looked at, `MOST_LOOKS` portions at most."""
    for candidates in _portions(person, at):
        busy = _busy(candidates, at)
        for row in candidates:
            if row.customer.code not in busy and may_ask(at, hours_for(row.customer.region)):
                return row
    return None


def _portions(person: User, at: datetime) -> Iterator[list[Invitation]]:
    """Who waits, in their order: those at the head may be asleep or have a matter open while others wait behind."""
    rows = waiting_calls(person, at=at).select_related("customer", "wave").order_by("position", "pk")
    behind = Q()
    for _look in range(MOST_LOOKS):
        portion = list(rows.filter(behind)[:LOOKED_AT])
        yield portion
        if len(portion) < LOOKED_AT:
            return
        last = portion[-1]
        behind = Q(position__gt=last.position) | Q(position=last.position, pk__gt=last.pk)


def _busy(rows: list[Invitation], at: datetime) -> set[str]:
    """The codes of customers with a matter open."""
    if not rows:
        return set()
    days = max(read_design(row.wave.design).complaint_days for row in rows)
    return set(
        open_matters(at - timedelta(days=days))
        .filter(about__in=[row.customer.code for row in rows])
        .values_list("about", flat=True)
    )


def calls_waiting(person: User, *, at: datetime) -> int:
    """How many wait, counted no further than `COUNT_CAP`. One query."""
    return waiting_calls(person, at=at).order_by()[:COUNT_CAP].count()


def call_of(person: User, *, at: datetime) -> Invitation | None:
    """The customer whom a person is calling: the last that they were given, while nobody else was given them since and
    the call is not over. Three queries at most."""
    mine = Event.objects.unscoped("a person's own calls").filter(kind=EventKind.SURVEY_CALL_TAKEN, by=person)
    last = mine.filter(at__gt=at - LONGEST).order_by("-at", "-sequence").first()
    if last is None:
        return None
    rows = Invitation.objects.within(person.scope).filter(pk=int(last.subject.split(":")[1]))
    row = (
        rows.filter(state__in=UNDER_WAY, next_at__gt=at)
        .select_related("customer", "unit", "wave__version__questionnaire")
        .first()
    )
    return row if row and _holder(row) == person.pk else None


def _holder(row: Invitation) -> int | None:
    taken = Event.objects.unscoped("who was given a call last").filter(
        subject=subject_key(row), kind=EventKind.SURVEY_CALL_TAKEN
    )
    return taken.order_by("-sequence").values_list("by", flat=True).first()
