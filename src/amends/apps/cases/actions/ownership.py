# SPDX-License-Identifier: Apache-2.0
"""Whose case it is, and who does what next by when."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import (
    IN_SCOPE,
    CannotWork,
    CaseRefused,
    Change,
    RightMissing,
    can_work,
    changing,
    checked_words,
)
from amends.apps.cases.actions.escalating import refuse_untried
from amends.apps.cases.actions.opening import tell
from amends.apps.cases.actions.texts import kept
from amends.apps.cases.models import Case, Note, Transfer
from amends.apps.cases.models.desk_words import NoteKind
from amends.apps.cases.models.work import TransferQuerySet
from amends.apps.cases.rules.clocks import FactKind
from amends.apps.cases.rules.next_action import SOON, NextAction, NextKind
from amends.apps.cases.rules.transfers import ping_pong
from amends.apps.core.actions.outbox import ours
from amends.apps.core.models import EventKind, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import RIGHTS, Right, Role


class CaseEnded(CaseRefused):
    """The case is closed; it can only be opened again."""

    sentence = _("案件已经结案，如需继续办理请先重开")


class NotYoursToAccept(CaseRefused):
    """A case was to be accepted by somebody to whom it was not handed over."""

    sentence = _("这个案件没有移交给您")


class OwnerFixed(CaseRefused):
    """A case that was passed around was to be passed on by somebody who does not assign cases."""

    sentence = _("这个案件已经多次转手，请班组长指定责任人，不再自行移交")


class NotWaiting(CaseRefused):
    """A case was to be taken that does not wait in a queue of this person's role."""

    sentence = _("这个案件不在您可以领取的队列里，可能刚被别人领走")


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
        _waiting(row).update(accepted_at=at)
        change.fact(FactKind.ACKNOWLEDGED)
        change.pass_on_lateness()
        change.note(EventKind.CASE_ACCEPTED, before=before, after=by.pk)
    return row


def hand_over(
    *, case: Case, version: int, to: User, reason: str, risk: str = "", by: User, at: datetime
) -> Case:
    """Ask `to` to take the case over; whoever owns it stays its owner until they accept.

    Only the owner, or somebody who assigns cases, may; of a case that goes in circles only the latter. `risk` says why
    a complaint goes to somebody who leads before anybody tried. Raises `WordsMissing`, `AttemptMissing`, `CaseEnded`,
    `OwnerFixed`, `AlreadyTheirs`, `CannotWork`, `CaseChanged`, `RightMissing`.
    """
    reason = checked_words(reason)
    with changing(case, version=version, by=by, at=at) as change:
        row = change.case
        _refuse_hand_over(change, to)
        risk = refuse_untried(change, upwards=to.may(Right.ASSIGN_CASES), risk=risk)
        _pass_on(change, f"{reason} · {risk}" if risk else reason, to=to)
        row.pending_owner, row.queue = to, ""
        change.pass_on_lateness()
        passed = {"owner": row.owner_id, "to": to.pk, "transfers": row.transfers}
        change.note(EventKind.CASE_HANDED_OVER, **passed, **({"risk": True} if risk else {}))
        tell(to, _("请接收案件 %(number)s："), row, at=at, key="hand_over", more=reason)
    return row


def offer(
    *, case: Case, version: int, queue: Role, reason: str, risk: str = "", by: User, at: datetime
) -> Case:
    """Put a case where somebody of a role shall take it; whoever owns it stays its owner until then.

    Raises `WordsMissing`, `AttemptMissing` (as `hand_over`), `CaseEnded`, `OwnerFixed`, `CaseChanged`, `RightMissing`.
    """
    reason = checked_words(reason)
    with changing(case, version=version, by=by, at=at) as change:
        row = change.case
        _refuse_passing(change)
        risk = refuse_untried(change, upwards=Right.ASSIGN_CASES in RIGHTS[queue], risk=risk)
        _pass_on(change, f"{reason} · {risk}" if risk else reason, queue=queue)
        row.pending_owner, row.queue = None, str(queue)
        change.pass_on_lateness(NextAction(NextKind.ACCEPT, at + SOON))
        change.note(EventKind.CASE_HANDED_OVER, owner=row.owner_id, queue=str(queue), transfers=row.transfers)
    return row


def take(*, case: Case, version: int, by: User, at: datetime) -> Case:
    """Take a case out of a queue of one's own role: from now on it is `by`'s. Of two who press, the second is refused.

    Raises `NotWaiting`, `CaseEnded`, `CaseChanged`, `RightMissing`.
    """
    with changing(case, version=version, by=by, at=at) as change:
        row = change.case
        refuse_ended(row)
        if not row.queue or not (row.queue == by.role or by.may(Right.ASSIGN_CASES)):
            raise NotWaiting
        _give(change, by)
    return row


def assign(*, case: Case, version: int, to: User, at: datetime) -> Case:
    """Give a case that waits in a queue to somebody who is on duty for it; the schedule does it, in `to`'s name.

    Raises `NotWaiting`, `CaseEnded`, `CaseChanged`, `RightMissing` (they may not work on it).
    """
    with changing(case, version=version, by=to, at=at) as change:
        refuse_ended(change.case)
        if not change.case.queue:
            raise NotWaiting
        _give(change, to)
        tell(to, _("分派给您：案件 %(number)s"), change.case, at=at, key="assigned")
    return change.case


def _give(change: Change, to: User) -> None:
    row = change.case
    before, row.owner, row.queue = row.owner_id, to, ""
    _waiting(row).update(accepted_at=change.at, after=to)
    change.fact(FactKind.ACKNOWLEDGED)
    change.pass_on_lateness()
    change.note(EventKind.CASE_ACCEPTED, before=before, after=to.pk)


def _waiting(case: Case) -> TransferQuerySet:
    rows = Transfer.objects.unscoped(IN_SCOPE).filter(case=case)
    return rows.filter(accepted_at__isnull=True, declined_at__isnull=True)


def _pass_on(change: Change, reason: str, *, to: User | None = None, queue: str = "") -> None:
    """Write the transfer; a case that goes in circles is told to the leaders, who fix its owner."""
    row = change.case
    _waiting(row).update(declined_at=change.at)  # whoever was asked before is no longer
    hands = [*hands_of(row), to.pk if to else None]
    Transfer.objects.create(case=row, before=row.owner, after=to, queue=queue, reason=reason, at=change.at)
    row.transfers += 1
    if circle := ping_pong(hands):
        change.note(EventKind.CASE_PASSED_AROUND, how=str(circle), transfers=row.transfers)
        for leader in leaders_above(row.unit, Role.TEAM_LEADER):
            words = _("案件 %(number)s 多次转手，请指定责任人：")
            tell(leader, words, row, at=change.at, key="passed_around", more=reason)


def hands_of(case: Case) -> list[int | None]:
    """Through whose hands a case went, the first receiver first; `None` is a queue. One query."""
    rows = Transfer.objects.unscoped(IN_SCOPE).filter(case=case).order_by("pk")
    return [case.first_receiver_id, *rows.values_list("after", flat=True)]


def _refuse_passing(change: Change) -> None:
    refuse_ended(change.case)
    if change.by.may(Right.ASSIGN_CASES):
        return
    if change.by.pk != change.case.owner_id:
        raise RightMissing
    if ping_pong(hands_of(change.case)):
        raise OwnerFixed


def _refuse_hand_over(change: Change, to: User) -> None:
    _refuse_passing(change)
    if to.pk == change.case.owner_id:
        raise AlreadyTheirs(name=to.name)
    if not can_work(to, change.case):
        raise CannotWork(name=to.name)


def decline(*, case: Case, version: int, reason: str, by: User, at: datetime) -> Case:
    """Send back a case that was handed over, the reason kept as a note; it stays with its owner, who is told.

    Raises `WordsMissing`, `NotYoursToAccept`, `CaseChanged`, `RightMissing`.
    """
    reason = checked_words(reason)
    with changing(case, version=version, by=by, at=at) as change:
        row = change.case
        if row.pending_owner_id is None or by.pk not in {row.pending_owner_id, row.owner_id}:
            raise NotYoursToAccept
        declined, row.pending_owner = row.pending_owner_id, None
        _waiting(row).update(declined_at=at)
        said = kept(ours(_("退回移交：%(reason)s"), reason=reason))
        Note.objects.create(case=row, kind=NoteKind.INTERNAL, text=said, at=at, by=by)
        change.follow()
        change.note(EventKind.CASE_HANDED_OVER, owner=row.owner_id, declined=declined)
        tell(row.owner, _("案件 %(number)s 被退回："), row, at=at, key="decline", more=reason)
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
            tell(owner, _("案件 %(number)s 请您办理："), change.case, at=at, key="next", more=text)
    return change.case


def refuse_ended(case: Case) -> None:
    """Raises `CaseEnded` where the case is closed."""
    if not case.is_open:
        raise CaseEnded
