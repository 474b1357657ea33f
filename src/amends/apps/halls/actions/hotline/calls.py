# SPDX-License-Identifier: Apache-2.0
"""A call as its agent works it: it rings, is answered, held and taken up again, and ends."""

from datetime import datetime

from amends.apps.core.actions.log import Log, writing
from amends.apps.core.models import EventKind, User
from amends.apps.customers.models import Customer
from amends.apps.halls.actions.hotline.refusals import IN_HAND, NotSo, NotYourCall, unit_of
from amends.apps.halls.actions.hotline.risk import raise_risk
from amends.apps.halls.models.hotline import Call, Hold
from amends.apps.halls.rules.hotline.standard import seconds_between, standard
from amends.apps.halls.rules.hotline.words import Direction, Outcome

_MISSED = (Outcome.CALL_BACK, Outcome.ABANDONED)


def offer_call(*, code: str, customer: Customer | None, direction: Direction, by: User, at: datetime) -> Call:
    """A call rings at an agent's place, one at a time: a second press is refused. Raises `NoUnit`, `NotSo`."""
    unit = unit_of(by)
    with writing(by=by, at=at) as log:
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two presses wait for each other
        if Call.objects.unscoped(IN_HAND).filter(agent=by, ended_at__isnull=True).exists():
            raise NotSo
        row = Call.objects.create(
            code=code, unit=unit, agent=by, customer=customer, direction=direction, offered_at=at, live=True
        )  # fmt: skip
        log(EventKind.CALL_OFFERED, row, about=customer.code if customer else "", unit=unit)
    return row


def answer_call(*, call: Call, by: User, at: datetime) -> Call:
    """The agent takes the call. Raises `NotYourCall`, `NotSo`."""
    with writing(by=by, at=at) as log:
        row = _locked(call, by)
        if row.answered_at is not None:
            raise NotSo
        row.answered_at, row.ring_seconds = at, seconds_between(row.offered_at, at)
        row.answered_by = by
        row.save(update_fields=["answered_at", "ring_seconds", "answered_by"])
        log(EventKind.CALL_ANSWERED, row, unit=row.unit, ring_seconds=row.ring_seconds)
    return row


def hold_call(*, call: Call, by: User, at: datetime) -> Call:
    """The customer is asked to wait. Raises `NotYourCall`, `NotSo`."""
    with writing(by=by, at=at) as log:
        row = _talking(call, by)
        if row.held_since is not None:
            raise NotSo
        row.held_since = at
        row.save(update_fields=["held_since"])
        log(EventKind.CALL_HELD, row, unit=row.unit)
    return row


def resume_call(*, call: Call, by: User, at: datetime) -> Call:
    """The agent is back with the customer. Raises `NotYourCall`, `NotSo`."""
    with writing(by=by, at=at) as log:
        row = _talking(call, by)
        if row.held_since is None:
            raise NotSo
        raise_risk(row, log, at)
        _close_hold(row, at)
        row.save(update_fields=["held_since", "held_seconds"])
        log(EventKind.CALL_RESUMED, row, unit=row.unit, held_seconds=row.held_seconds)
    return row


def end_call(*, call: Call, outcome: Outcome, by: User, at: datetime) -> Call:
    """The call is over. Where a customer was kept too long and nothing was done, somebody owes a call back.
    Raises `NotYourCall`, `NotSo`."""
    with writing(by=by, at=at) as log:
        row = _locked(call, by)
        if row.answered_at is None:
            outcome, row.ring_seconds = Outcome.ABANDONED, seconds_between(row.offered_at, at)
        raise_risk(row, log, at)
        _close_hold(row, at)
        row.ended_at, row.outcome = at, outcome
        _owe_call_back(row, at)
        row.save()
        _say_ended(row, log)
    return row


def note_called_back(*, call: Call, by: User, at: datetime) -> Call:
    """The customer was called back; noted once. Raises `NotSo` where none is owed."""
    with writing(by=by, at=at) as log:
        row = Call.objects.unscoped(IN_HAND).select_for_update(no_key=True, of=("self",)).get(pk=call.pk)
        if row.call_back_by is None or row.called_back_at is not None:
            raise NotSo
        row.called_back_at = at
        row.save(update_fields=["called_back_at"])
        log(EventKind.CALL_RETURNED, row, unit=row.unit)
    return row


def _say_ended(row: Call, log: Log) -> None:
    log(
        EventKind.CALL_ENDED, row, about=row.customer.code if row.customer else "", unit=row.unit,
        outcome=str(row.outcome), held_seconds=row.held_seconds, ring_seconds=row.ring_seconds,
    )  # fmt: skip


def _owe_call_back(row: Call, at: datetime) -> None:
    if row.risk_at and row.outcome in _MISSED:
        row.call_back_by = at + standard().call_back


def _close_hold(row: Call, at: datetime) -> None:
    if row.held_since is None:
        return
    Hold.objects.create(call=row, began_at=row.held_since, ended_at=at)
    row.held_seconds += seconds_between(row.held_since, at)
    row.held_since = None


def _talking(call: Call, by: User) -> Call:
    row = _locked(call, by)
    if row.answered_at is None:
        raise NotSo
    return row


def _locked(call: Call, by: User) -> Call:
    """The open call, locked. Raises `NotYourCall`, `NotSo`."""
    row = Call.objects.unscoped(IN_HAND).select_for_update(no_key=True, of=("self",)).get(pk=call.pk)
    if row.agent_id != by.pk:
        raise NotYourCall
    if row.ended_at is not None:
        raise NotSo
    return row
