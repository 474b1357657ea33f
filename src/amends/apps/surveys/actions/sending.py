# SPDX-License-Identifier: Apache-2.0
"""Inviting and reminding: each portion in one transaction with its messages and events, so that a worker killed in the
middle has invited nobody of it, and one killed behind it nobody twice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from amends.apps.core.actions.log import Log, writing
from amends.apps.core.actions.outbox import send_filled
from amends.apps.core.models import EventKind, Message, MessageChannel
from amends.apps.surveys.actions.ending import FILLER, message_key
from amends.apps.surveys.models import Invitation, SurveyWave
from amends.apps.surveys.queries.frame import asked_since, open_matters, refusals
from amends.apps.surveys.queries.policy import hours_for
from amends.apps.surveys.rules.design import Design, read_design
from amends.apps.surveys.rules.hours import may_ask, next_moment
from amends.apps.surveys.rules.steps import SENT_BY_US
from amends.apps.surveys.rules.words import AskedBy, InvitationState, WaveState

PORTION, MOST = 200, 1_000  # in one transaction; in one run of the job
_WHY = "the job sees every wave"
_LATER = timedelta(days=1)  # when to look again at a customer with an open matter
_REMINDED = (InvitationState.SENT, InvitationState.OPENED, InvitationState.STARTED)
S = InvitationState


@dataclass(slots=True)
class Portion:
    """Invitations taken together, sorted by what becomes of them."""

    go: list[Invitation] = field(default_factory=list)
    ended: list[tuple[Invitation, InvitationState]] = field(default_factory=list)
    later: list[tuple[Invitation, datetime]] = field(default_factory=list)


def send_due(*, at: datetime, most: int = MOST) -> int:
    """Invite who waits in open waves, inside the hours of their region; returns how many were invited."""
    waiting = Q(state=S.WAITING) & (Q(next_at=None) | Q(next_at__lte=at))
    return _each_wave(at, most, waiting, _invite, fresh=True)


def remind_due(*, at: datetime, most: int = MOST) -> int:
    """Remind who was invited and has not answered, as often as the plan says; returns how many were reminded."""
    silent = Q(state__in=_REMINDED, next_at__lte=at, expires_at__gt=at)
    return _each_wave(at, most, silent, _remind, fresh=False)


Sends = Callable[[SurveyWave, Design, Invitation, datetime, Log], None]


def _each_wave(at: datetime, most: int, due: Q, send: Sends, *, fresh: bool) -> int:
    waves = SurveyWave.objects.unscoped(_WHY).filter(
        state=WaveState.OPEN, way__in=SENT_BY_US, starts_at__lte=at, ends_at__gt=at
    )
    count = 0
    for wave in waves.order_by("ends_at", "pk"):
        done = PORTION
        while done and count < most:
            done, sent = _portion(wave, due, send, at, fresh=fresh)
            count += sent
    return count


def _portion(wave: SurveyWave, due: Q, send: Sends, at: datetime, *, fresh: bool) -> tuple[int, int]:
    """One portion; how many were looked at, and how many of them were sent something."""
    design = read_design(wave.design)
    with transaction.atomic():
        rows = _taken(Invitation.objects.unscoped(_WHY).filter(due, wave=wave))
        sorted_ = _sorted(rows, wave, design, at, fresh=fresh)
        for row, moment in sorted_.later:
            Invitation.objects.unscoped(_WHY).filter(pk=row.pk).update(next_at=moment)
        if sorted_.go or sorted_.ended:
            with writing(by=None, at=at) as log:
                for row in sorted_.go:
                    send(wave, design, row, at, log)
                for row, state in sorted_.ended:
                    _end(row, state, at, log)
    return len(rows), len(sorted_.go)


def _taken(rows: QuerySet[Invitation]) -> list[Invitation]:
    """The next of them, locked; those that another worker holds are left to it."""
    chosen = rows.select_related("customer", "unit").order_by("pk")
    skip = connection.features.has_select_for_update_skip_locked
    return list(chosen.select_for_update(skip_locked=skip, no_key=True, of=("self",))[:PORTION])


def _sorted(
    rows: list[Invitation], wave: SurveyWave, design: Design, at: datetime, *, fresh: bool
) -> Portion:
    """What becomes of each: what was true when the sample was drawn may no longer be. Four queries at most."""
    keys, codes = [row.customer_id for row in rows], [row.customer.code for row in rows]
    refused = set(refusals().filter(customer__in=keys).values_list("customer_id", flat=True))
    open_since = open_matters(at - timedelta(days=design.complaint_days))
    open_case = set(open_since.filter(about__in=codes).values_list("about", flat=True))
    rest = at - timedelta(days=design.rest_days)
    others = asked_since(rest, wave.pk, at=at).filter(invited_at__gte=rest, customer__in=keys)
    asked = set(others.values_list("customer_id", flat=True)) if fresh else set()
    left = {} if fresh else _left_at(rows)
    portion = Portion()
    for row in rows:
        customer, hours = row.customer, hours_for(row.customer.region)
        if customer.do_not_contact or customer.pk in refused:
            portion.ended.append((row, S.REFUSED))
        elif customer.line_state != "active":
            portion.ended.append((row, S.SCREENED_OUT))  # out of service: no longer one of those surveyed
        elif customer.pk in asked:
            portion.ended.append((row, S.UNREACHABLE))  # belongs, but we may not ask: counts as not reached
        elif row.pk in left and (rested := _reminder_from(left[row.pk], design, at)) > at:
            portion.later.append((row, rested))
        elif customer.code in open_case:
            portion.later.append((row, at + _LATER))
        elif not may_ask(at, hours):
            portion.later.append((row, next_moment(at, hours)))
        else:
            portion.go.append(row)
    return portion


def _left_at(rows: list[Invitation]) -> dict[int, datetime | None]:
    """When the last message to each left the outbox; nothing where it still lies there. One query."""
    keys = {message_key(row.pk, row.reminders): row.pk for row in rows}
    messages = Message.objects.filter(key__in=keys, given_up_at=None).values_list("key", "sent_at")
    return {keys[key]: sent_at for key, sent_at in messages if key}


def _reminder_from(left_at: datetime | None, design: Design, at: datetime) -> datetime:
    """The first moment at which a reminder may follow a message: never before, or right behind, what it reminds of."""
    return left_at + timedelta(days=design.remind_after_days) if left_at else at + _LATER


def _invite(wave: SurveyWave, design: Design, row: Invitation, at: datetime, log: Log) -> None:
    after = timedelta(days=design.remind_after_days)
    row.state, row.invited_at = S.SENT, at
    row.next_at = at + after if design.reminders else None
    row.expires_at = min(wave.ends_at, at + timedelta(days=design.valid_days))
    row.save(update_fields=["state", "invited_at", "next_at", "expires_at"])
    _leave(wave, row, "invite", at)
    log(EventKind.CUSTOMER_INVITED, row, about=row.customer.code, unit=row.unit, wave=wave.pk, way=wave.way)


def _remind(wave: SurveyWave, design: Design, row: Invitation, at: datetime, log: Log) -> None:
    row.reminders += 1
    more = row.reminders < design.reminders
    row.next_at = at + timedelta(days=design.remind_after_days) if more else None
    row.save(update_fields=["reminders", "next_at"])
    _leave(wave, row, "remind", at)
    log(EventKind.CUSTOMER_REMINDED, row, about=row.customer.code, unit=row.unit, wave=wave.pk)


def _leave(wave: SurveyWave, row: Invitation, text: str, at: datetime) -> None:
    """Leave the message in the outbox. Its words hold neither the number nor the link."""
    send_filled(
        channel=MessageChannel.EMAIL if wave.way == AskedBy.EMAIL else MessageChannel.SMS,
        filled_by=FILLER,
        subject=wave.words.get("subject", wave.name),
        body=wave.words.get(text) or wave.words["invite"],
        key=message_key(row.pk, row.reminders),
        at=at,
        not_before=at,
    )


def _end(row: Invitation, state: InvitationState, at: datetime, log: Log) -> None:
    row.state, row.ended_at, row.next_at = state, at, None
    row.save(update_fields=["state", "ended_at", "next_at"])
    log(EventKind.INVITATION_ENDED, row, about=row.customer.code, unit=row.unit, state=str(state))
