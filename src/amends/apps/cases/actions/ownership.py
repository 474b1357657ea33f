# SPDX-License-Identifier: Apache-2.0
"""Whose case it is, and who does what next by when."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import (
    CannotWork,
    CaseRefused,
    Change,
    RightMissing,
    can_work,
    changing,
    checked_words,
)
from amends.apps.cases.actions.opening import tell
from amends.apps.cases.models import Case
from amends.apps.cases.rules.clocks import FactKind
from amends.apps.cases.rules.next_action import NextAction, NextKind
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right


class CaseEnded(CaseRefused):
    """The case is closed; it can only be opened again."""

    sentence = _("案件已经结案，如需继续办理请先重开")


class NotYoursToAccept(CaseRefused):
    """A case was to be accepted by somebody to whom it was not handed over."""

    sentence = _("这个案件没有移交给您")


class AlreadyTheirs(CaseRefused):
    """A case was to be handed over to its owner."""

    sentence = _("%(name)s 已经是责任人")


class DuePassed(CaseRefused):
    """A next action was to be due in the past."""

    sentence = _("下一步的时限必须晚于现在")


def accept(*, case: Case, version: int, by: User, at: datetime) -> Case:
    """Take over a case that was handed over: from now on it is `by`'s.

    Raises `NotYoursToAccept`, `CaseChanged`, `RightMissing`.
    """
    with changing(case, version=version, by=by, at=at) as change:
        row = change.case
        if row.pending_owner_id != by.pk:
            raise NotYoursToAccept
        before, row.owner, row.pending_owner = row.owner_id, by, None
        change.fact(FactKind.ACKNOWLEDGED)
        change.follow()
        change.note(EventKind.CASE_ACCEPTED, before=before, after=by.pk)
    return row


def hand_over(*, case: Case, version: int, to: User, reason: str, by: User, at: datetime) -> Case:
    """Ask `to` to take the case over; whoever owns it stays its owner until they accept.

    Only the owner, or somebody who assigns cases, may. Raises `WordsMissing`, `CaseEnded`, `AlreadyTheirs`,
    `CannotWork`, `CaseChanged`, `RightMissing`.
    """
    reason = checked_words(reason)
    with changing(case, version=version, by=by, at=at) as change:
        row = change.case
        _refuse_hand_over(change, to)
        row.pending_owner, row.transfers = to, row.transfers + 1
        change.follow()
        change.note(EventKind.CASE_HANDED_OVER, owner=row.owner_id, to=to.pk, transfers=row.transfers)
        tell(to, gettext("请接收案件 %(number)s："), row, at=at, key="hand_over", more=reason)
    return row


def _refuse_hand_over(change: Change, to: User) -> None:
    refuse_ended(change.case)
    if change.by.pk != change.case.owner_id and not change.by.may(Right.ASSIGN_CASES):
        raise RightMissing
    if to.pk == change.case.owner_id:
        raise AlreadyTheirs(name=to.name)
    if not can_work(to, change.case):
        raise CannotWork(name=to.name)


def decline(*, case: Case, version: int, reason: str, by: User, at: datetime) -> Case:
    """Send back a case that was handed over, with the reason; it stays with its owner, who is told.

    Raises `WordsMissing`, `NotYoursToAccept`, `CaseChanged`, `RightMissing`.
    """
    reason = checked_words(reason)
    with changing(case, version=version, by=by, at=at) as change:
        row = change.case
        if row.pending_owner_id is None or by.pk not in {row.pending_owner_id, row.owner_id}:
            raise NotYoursToAccept
        declined, row.pending_owner = row.pending_owner_id, None
        change.follow()
        change.note(EventKind.CASE_HANDED_OVER, owner=row.owner_id, declined=declined)
        tell(row.owner, gettext("案件 %(number)s 被退回："), row, at=at, key="decline", more=reason)
    return row


def set_next_action(
    *, case: Case, version: int, text: str, owner: User, due_at: datetime, by: User, at: datetime
) -> Case:
    """Say in one's own words what is to be done next, by whom, by when.

    Raises `WordsMissing`, `DuePassed`, `CaseEnded`, `CannotWork`, `CaseChanged`, `RightMissing`.
    """
    text = checked_words(text)
    if due_at <= at:
        raise DuePassed
    with changing(case, version=version, by=by, at=at) as change:
        refuse_ended(change.case)
        if not can_work(owner, change.case):
            raise CannotWork(name=owner.name)
        change.set_next(NextAction(NextKind.OTHER, due_at, text[:200]), owner)
        change.note(EventKind.CASE_NEXT_ACTION_SET, owner=owner.pk, due_at=due_at.isoformat())
        if owner != by:
            tell(owner, gettext("案件 %(number)s 请您办理："), change.case, at=at, key="next", more=text)
    return change.case


def refuse_ended(case: Case) -> None:
    """Raises `CaseEnded` where the case is closed."""
    if not case.is_open:
        raise CaseEnded
