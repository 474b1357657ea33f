# SPDX-License-Identifier: Apache-2.0
"""Verbs on the clocks: pause and go on, set the priority, urge, supervise."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused, RightMissing, changing, checked_words
from amends.apps.cases.actions.noting import keep_words_of
from amends.apps.cases.actions.opening import tell
from amends.apps.cases.actions.ownership import DuePassed, refuse_ended
from amends.apps.cases.actions.searching import keep_words
from amends.apps.cases.actions.texts import kept
from amends.apps.cases.models import Case, Contact
from amends.apps.cases.models.desk_words import PRIORITIES
from amends.apps.cases.queries.limits import clocks_of, policy
from amends.apps.cases.rules.clocks import FactKind
from amends.apps.cases.rules.contact import Channel, ResultCode
from amends.apps.cases.rules.next_action import NextAction, NextKind
from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import ours
from amends.apps.core.models import EventKind, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Right, Role

LEADERS_FROM = 3  # an owner who was urged so often is no longer left alone with it


class PauseRefused(CaseRefused):
    """A pause for a reason that the policy does not know, or for too long."""

    sentence = _("这个原因最多暂停 %(hours)s 小时；法定时限在任何情况下都不暂停")


class NothingToPause(CaseRefused):
    """No clock of the case can be paused now, or one is paused already."""

    sentence = _("现在没有可以暂停的内部时限，或者已经在暂停中")


class NotPaused(CaseRefused):
    """There is no pause to end."""

    sentence = _("这个案件没有在暂停")


class PriorityUnchanged(CaseRefused):
    """The case has this priority already."""

    sentence = _("优先级没有变化")


class LoweringNeedsLeader(CaseRefused):
    """Only who assigns cases makes one less urgent."""

    sentence = _("降低优先级要由有分派权限的人来做")


def pause(
    *, case: Case, version: int, reason: str, until: datetime, note: str, by: User, at: datetime
) -> Case:
    """Stop the internal clocks until a time, for a reason of the policy; what the law sets goes on.

    Raises `PauseRefused`, `NothingToPause`, `DuePassed`, `WordsMissing`, `CaseEnded`, `CaseChanged`, `RightMissing`.
    """
    note = checked_words(note)
    known = policy().pauses.reasons.get(reason)
    if until <= at:
        raise DuePassed
    if known is None or until - at > known.at_most:
        raise PauseRefused(hours=int(known.at_most.total_seconds() // 3600) if known else 0)
    with changing(case, version=version, by=by, at=at) as change:
        refuse_ended(change.case)
        _refuse_pause(change.case, at)
        change.fact(FactKind.PAUSED, reason=reason, until=until)
        change.set_next(NextAction(NextKind.OTHER, until, note[:200]), change.case.owner)
        words = keep_words_of(change.case, _("暂停内部时限"), note, by=by, at=at)
        change.note(EventKind.CASE_PAUSED, reason=reason, until=until.isoformat(), note=words.pk)
    return change.case


def _refuse_pause(case: Case, at: datetime) -> None:
    open_clocks = [each for each in clocks_of(case, at=at) if each.is_open and each.can_pause]
    if not open_clocks or any(each.paused_until for each in open_clocks):
        raise NothingToPause


def resume(*, case: Case, version: int, by: User, at: datetime) -> Case:
    """End a pause before its time. Raises `NotPaused`, `CaseEnded`, `CaseChanged`, `RightMissing`."""
    with changing(case, version=version, by=by, at=at) as change:
        refuse_ended(change.case)
        if not any(each.paused_until for each in clocks_of(change.case, at=at)):
            raise NotPaused
        change.fact(FactKind.RESUMED)
        change.follow()
        change.note(EventKind.CASE_RESUMED_CLOCK)
    return change.case


def set_priority(*, case: Case, version: int, priority: str, reason: str, by: User, at: datetime) -> Case:
    """Make a case more or less urgent; its limits follow over its whole history, nothing that passed is lost.

    Raises `WordsMissing`, `PriorityUnchanged`, `LoweringNeedsLeader`, `CaseEnded`, `CaseChanged`, `RightMissing`.
    """
    reason = checked_words(reason)
    with changing(case, version=version, by=by, at=at) as change:
        row = change.case
        refuse_ended(row)
        ranks = {code: each.rank for code, each in policy().priorities.items()}
        if priority not in ranks or priority == row.priority:
            raise PriorityUnchanged
        # a priority that the policy has no longer is left for any other, by anybody
        if ranks[priority] > ranks.get(row.priority, ranks[priority]) and not by.may(Right.ASSIGN_CASES):
            raise LoweringNeedsLeader
        before, row.priority = row.priority, priority
        change.fact(FactKind.PRIORITY_SET, priority=priority)
        heading = ours(_("优先级改为%(after)s"), after=PRIORITIES[priority])
        words = keep_words_of(row, heading, reason, by=by, at=at)
        change.note(EventKind.CASE_PRIORITY_SET, before=before, after=priority, note=words.pk)
    return row


def urge(*, case: Case, reason: str, by: User | None, at: datetime) -> Case:
    """Say that it takes too long: the owner is told, from the third time their leaders too. Anyone who sees the case
    may, and the customer (`by=None`); the text somebody else is writing meanwhile stays valid.

    Raises `CaseEnded`.
    """
    with writing(by=by, at=at) as log:
        rows = Case.objects.unscoped("who may see the case was asked before").select_related(
            "owner__unit", "unit"
        )
        row = rows.select_related("customer").select_for_update(no_key=True, of=("self",)).get(pk=case.pk)
        refuse_ended(row)
        row.urged, reason = row.urged + 1, kept(reason)
        row.save(update_fields=["urged"])
        _keep_urging(row, reason, by, at)
        log(EventKind.CASE_URGED, row, about=row.customer.code, unit=row.unit, times=row.urged)
        readers = [row.owner, *([row.pending_owner] if row.pending_owner else [])]
        if row.urged >= LEADERS_FROM:
            readers += leaders_above(row.owner.unit or row.unit, Role.TEAM_LEADER)
        for reader in dict.fromkeys(readers):
            words = _("案件 %(number)s 被催办：")
            tell(reader, words, row, at=at, key=f"urge:{row.urged}", more=reason)
    return row


def _keep_urging(case: Case, reason: str, by: User | None, at: datetime) -> None:
    """Of the customer as what they wrote, of a colleague as a note."""
    if not reason.strip():
        return
    if by:
        keep_words_of(case, _("催办"), reason, by=by, at=at)
    else:
        Contact.objects.create(
            case=case,
            round=case.reopened,
            at=at,
            channel=str(Channel.ONLINE),
            direction="inbound",
            result=ResultCode.REACHED,
            note=reason,
        )
    keep_words(case)


def supervise(*, case: Case, version: int, reason: str, by: User, at: datetime) -> Case:
    """Watch over a case by name until it is right: the owner is told, and every warning goes to `by` too.

    Raises `WordsMissing`, `CaseEnded`, `CaseChanged`, `RightMissing` (who does not assign cases).
    """
    reason = checked_words(reason)
    with changing(case, version=version, by=by, at=at) as change:
        refuse_ended(change.case)
        if not by.may(Right.ASSIGN_CASES):
            raise RightMissing
        change.case.supervisor = by
        words = keep_words_of(change.case, _("督办"), reason, by=by, at=at)
        change.note(EventKind.CASE_SUPERVISED, note=words.pk)
        tell(
            change.case.owner,
            _("案件 %(number)s 被督办："),
            change.case,
            at=at,
            key="supervise",
            more=reason,
        )
    return change.case
