# SPDX-License-Identifier: Apache-2.0
"""Asking by telephone: an agent is given one customer, and says how each call ended."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import Log, writing
from amends.apps.core.models import EventKind, User
from amends.apps.surveys.actions.answering import decline, locked_invitation
from amends.apps.surveys.models import Invitation
from amends.apps.surveys.queries.answering import response_to
from amends.apps.surveys.queries.calling import LEASE, UNDER_WAY, call_of, next_call, waiting_calls
from amends.apps.surveys.queries.policy import hours_for
from amends.apps.surveys.rules.design import read_design
from amends.apps.surveys.rules.hours import may_ask, next_moment
from amends.apps.surveys.rules.words import InvitationState


class CallOutcome(StrEnum):
    """How a call ended that brought no answers."""

    NO_ANSWER = "no_answer"
    LATER = "later"
    REFUSED = "refused"
    NEVER = "never"
    WRONG_NUMBER = "wrong_number"


class NotYourCall(ValueError):
    """The customer is no longer this agent's: the half hour is over, or the call has ended."""

    def __str__(self) -> str:
        return _("这通电话已经不在您手上，请取下一位")


class WrongMoment(ValueError):
    """A time to call again at which nobody may be called, or that comes too late."""

    def __str__(self) -> str:
        return _("约定的时间要晚于现在，在允许致电的时段里，并且在调查结束之前")


def take_call(*, by: User, at: datetime) -> Invitation | None:
    """Give an agent the next customer, or the one that they have; nothing where nobody waits.

    Two agents who ask at once get two customers. The agent cannot choose, and loses the customer after half an hour.
    """
    for _turn in range(5):  # another agent may take the same one a moment before
        if mine := call_of(by, at=at):
            return mine
        found = next_call(by, at=at)
        if found is None:
            return None
        if _claimed(found, by, at):
            return call_of(by, at=at)
    return None


class _Gone(Exception):
    """Another agent was faster."""


def _claimed(found: Invitation, by: User, at: datetime) -> bool:
    try:
        with writing(by=by, at=at) as log:
            skip = connection.features.has_select_for_update_skip_locked
            rows = waiting_calls(by, at=at).filter(pk=found.pk)
            row = rows.select_for_update(skip_locked=skip, no_key=True, of=("self",)).first()
            if row is None:
                raise _Gone
            began = response_to(row) is not None
            row.state = InvitationState.STARTED if began else InvitationState.SENT
            row.invited_at, row.next_at = row.invited_at or at, at + LEASE
            row.save(update_fields=["state", "invited_at", "next_at"])
            log(EventKind.SURVEY_CALL_TAKEN, row, about=found.customer.code, unit=found.unit)
    except _Gone:
        return False
    return True


def hold_call(*, invitation: Invitation, by: User, at: datetime) -> None:
    """The call goes on: another half hour. Raises `NotYourCall`."""
    _refuse_others(invitation, by, at)
    mine = Invitation.objects.within(by.scope).filter(pk=invitation.pk, state__in=UNDER_WAY)
    mine.update(next_at=at + LEASE)


def end_call(
    *,
    invitation: Invitation,
    outcome: CallOutcome,
    by: User,
    at: datetime,
    later_at: datetime | None = None,
) -> Invitation:
    """Say how a call ended that brought no answers; `later_at` is when the customer asked to be called again.

    A customer who does not answer is tried on another day, as often as the design says, then counts as unreachable.
    Raises `NotYourCall`, `WrongMoment`.
    """
    with writing(by=by, at=at) as log:
        row = locked_invitation(invitation)
        _refuse_others(row, by, at)  # behind the lock: a second tab may have ended the call meanwhile
        if outcome in {CallOutcome.REFUSED, CallOutcome.NEVER}:
            row = decline(invitation=row, for_good=outcome is CallOutcome.NEVER, by=by, at=at)
        else:
            _set(row, outcome, later_at, at)
        row.calls += 1
        row.save(update_fields=["state", "ended_at", "next_at", "calls"])
        _tell(log, row, outcome)
    return row


def _refuse_others(invitation: Invitation, by: User, at: datetime) -> None:
    mine = call_of(by, at=at)
    if mine is None or mine.pk != invitation.pk:
        raise NotYourCall


def _set(row: Invitation, outcome: CallOutcome, later_at: datetime | None, at: datetime) -> None:
    hours = hours_for(row.customer.region)
    if outcome is CallOutcome.LATER:
        if later_at is None or not at < later_at < row.expires_at or not may_ask(later_at, hours):
            raise WrongMoment
        row.state, row.next_at = InvitationState.WAITING, later_at
        return
    tries = read_design(row.wave.design).call_attempts
    if outcome is CallOutcome.WRONG_NUMBER or row.calls + 1 >= tries:
        row.state, row.ended_at, row.next_at = InvitationState.UNREACHABLE, at, None
        return
    row.state, row.next_at = InvitationState.WAITING, next_moment(at + timedelta(days=1), hours)


def _tell(log: Log, row: Invitation, outcome: CallOutcome) -> None:
    log(
        EventKind.SURVEY_CALLED,
        row,
        about=row.customer.code,
        unit=row.unit,
        outcome=str(outcome),
        calls=row.calls,
    )
