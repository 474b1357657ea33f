# SPDX-License-Identifier: Apache-2.0
"""Remedies: proposed by whoever works on the case, approved by whoever has the authority, given with proof.

What is approved is a promise of money, and stands in the ledger of promises with its day; nothing here depends on
a score or a withdrawal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.carrying import end_where_carried
from amends.apps.cases.actions.change import (
    IN_SCOPE,
    CaseRefused,
    Change,
    RightMissing,
    changing,
    checked_words,
    refuse_blank,
)
from amends.apps.cases.actions.opening import tell
from amends.apps.cases.actions.ownership import DuePassed, refuse_ended
from amends.apps.cases.actions.remedy_promises import promise_of, promise_refusals, promised
from amends.apps.cases.actions.tasks import add_task, settle_tasks
from amends.apps.cases.actions.texts import kept, kept_proof
from amends.apps.cases.models import Case, Remedy
from amends.apps.cases.models.desk_words import REMEDY_KINDS, RemedyKind, RemedyState, TaskKind
from amends.apps.cases.queries.remedies import approver_for, is_beyond_ordinary, may_decide, own_refusal
from amends.apps.cases.rules.clocks import FactKind
from amends.apps.cases.rules.next_action import A_DAY
from amends.apps.cases.rules.remedies import Tie, missing_interests, tie_in, yuan
from amends.apps.core.actions.outbox import notify, ours
from amends.apps.core.models import EventKind, User
from amends.apps.promises.actions.end import keep_promise, withdraw_promise
from amends.apps.promises.rules.authority import Refusal
from amends.apps.promises.rules.terms import Channel

_TIES = {
    Tie.SCORE: _("补偿不能以好评或高分为条件"),
    Tie.WITHDRAWAL: _("补偿不能以撤诉或不再投诉为条件"),
    Tie.SILENCE: _("补偿不能以删帖或不对外说为条件"),
}


class TiedRemedy(CaseRefused):
    """The words make the remedy depend on a score, a withdrawal or silence."""

    sentence = _("%(tie)s，请改正内容和理由")


class BeyondOrdinary(CaseRefused):
    """A reporter was to get more than everybody gets."""

    sentence = _("媒体人员的事按普通标准办：关怀补偿不得超出一般权限，也不能按例外提高")


class InterestsMissing(CaseRefused):
    """A goodwill beyond the own limit does not say what it means to the customer, the company and others."""

    sentence = _("超出您的关怀限额，请写明对客户、企业和其他人三方的考虑，再送审批")


class NobodyToApprove(CaseRefused):
    """Nobody above the case has the authority."""

    sentence = _("金额需要%(role)s审批，但上级机构里没有这个岗位的人，请联系管理员")


class NobodyMayApprove(CaseRefused):
    """No row of the table of authority covers it."""

    sentence = _("超出权限表的最高权限，请转合规负责人处理")


class NotYoursToDecide(CaseRefused):
    """Who proposed it, or who lacks the authority, was to approve a remedy."""

    sentence = _("审批要由提出人以外、有相应权限的上级来做")


class RemedySettled(CaseRefused):
    """The remedy is no longer in the state that the verb needs."""

    sentence = _("这项补偿已经处理过了，请看最新情况")


@dataclass(frozen=True, slots=True)
class Offer:
    """What is to be given: `amount` in fen, money with the customer by `due_at`. `interests` by `Interest`."""

    kind: RemedyKind
    words: str
    amount: int
    reason: str
    due_at: datetime
    channel: Channel = Channel.PHONE
    interests: Mapping[str, str] = field(default_factory=dict)


def propose_remedy(*, case: Case, version: int, offer: Offer, by: User, at: datetime) -> Remedy:
    """Within the person's authority the remedy is approved and promised at once; beyond it, it waits for the
    nearest person above who has the authority.

    Raises `WordsMissing`, `DuePassed`, `TiedRemedy`, `BeyondOrdinary`, `InterestsMissing`, `NobodyToApprove`,
    `NobodyMayApprove`, `PromiseNotKept`, `CaseEnded`, `CaseChanged`, `RightMissing`.
    """
    _refuse_words(offer, at)
    with changing(case, version=version, by=by, at=at) as change:
        refuse_ended(change.case)
        if is_beyond_ordinary(change.case, kind=offer.kind, amount=offer.amount, at=at):
            raise BeyondOrdinary
        against = own_refusal(change.case, by, kind=offer.kind, amount=offer.amount, at=at)
        if against and offer.kind == RemedyKind.GOODWILL and missing_interests(offer.interests):
            raise InterestsMissing
        return _wait(change, offer, against) if against else _approved_at_once(change, offer)


def _refuse_words(offer: Offer, at: datetime) -> None:
    refuse_blank(offer.words, offer.reason)
    if tie := tie_in(offer.words, offer.reason, *offer.interests.values()):
        raise TiedRemedy(tie=_TIES[tie])
    if offer.due_at <= at:
        raise DuePassed


def _new(change: Change, offer: Offer, state: RemedyState) -> Remedy:
    return Remedy(
        case=change.case,
        kind=offer.kind,
        leaf=change.case.taxonomy,
        words=kept(offer.words)[:200],
        amount=offer.amount,
        reason=kept(offer.reason)[:400],
        interests={name: kept(words) for name, words in offer.interests.items()},
        due_at=offer.due_at,
        channel=offer.channel,
        state=state,
        proposed_at=change.at,
        proposed_by=change.by,
    )


def _approved_at_once(change: Change, offer: Offer) -> Remedy:
    remedy = _new(change, offer, RemedyState.APPROVED)
    remedy.promise = promised(change, remedy)
    remedy.save(force_insert=True)
    _tell_clock(change, FactKind.REFUND_ASKED, remedy)
    _note(change, EventKind.REMEDY_PROPOSED, remedy)
    _note(change, EventKind.REMEDY_APPROVED, remedy)
    return remedy


def _wait(change: Change, offer: Offer, against: Refusal) -> Remedy:
    if against.ask is None:
        raise NobodyMayApprove
    approver = approver_for(change.case, against.ask, proposer=change.by)
    if approver is None:
        raise NobodyToApprove(role=gettext(against.ask.name))
    remedy = _new(change, offer, RemedyState.WAITING)
    remedy.asked = against.ask.role
    remedy.save(force_insert=True)
    _tell_clock(change, FactKind.REFUND_ASKED, remedy)
    add_task(
        change,
        TaskKind.APPROVAL,
        owner=approver,
        key=_task_key(remedy),
        text=ours(_("%(kind)s %(yuan)s 元"), kind=REMEDY_KINDS[remedy.kind], yuan=yuan(remedy.amount)),
        facts={"remedy": remedy.pk},
        due_at=min(change.at + A_DAY, offer.due_at),
    )
    _ask(approver, change, remedy)
    _note(change, EventKind.REMEDY_PROPOSED, remedy)
    return remedy


def _ask(approver: User, change: Change, remedy: Remedy) -> None:
    """The notice leads to the remedy itself."""
    case = change.case
    notify(
        to=approver,
        subject=ours(_("案件 %(number)s 有补偿等您审批"), number=case.number),
        at=change.at,
        link=f"{reverse('cases:remedies_panel', args=[case.number])}#remedy{remedy.pk}",
        key=f"case:{case.pk}:{_task_key(remedy)}:{approver.pk}",
    )


def decide_remedy(
    *, remedy: Remedy, version: int, approve: bool, words: str = "", by: User, at: datetime
) -> Remedy:
    """Approve a remedy that waits, which promises it, or refuse it with the reason; `version` is the case's.

    Raises `NotYoursToDecide` (the proposer, or no authority), `RemedySettled`, `WordsMissing`, `BeyondOrdinary`,
    `DuePassed` (its day went by while it waited), `PromiseNotKept`, `CaseChanged`, `RightMissing`.
    """
    words = kept(words) if approve else checked_words(words)
    with changing(remedy.case, version=version, by=by, at=at) as change:
        row = _locked(change, remedy, RemedyState.WAITING)
        if not may_decide(row, by, at=at):
            raise NotYoursToDecide
        row.decided_by, row.decided_at, row.decision = by, at, words[:400]
        if approve:
            _approve(change, row)
        else:
            _refuse(change, row)
        row.save()
        settle_tasks(change, key=_task_key(row), result=str(row.get_state_display()))
        tell(
            row.proposed_by,
            _("案件 %(number)s 的补偿已有审批结果"),
            change.case,
            at=at,
            key=f"r{row.pk}",
        )
    return row


def _approve(change: Change, row: Remedy) -> None:
    if is_beyond_ordinary(change.case, kind=row.kind, amount=row.amount, at=change.at):
        raise BeyondOrdinary
    if row.due_at <= change.at:
        raise DuePassed
    row.state, row.promise = RemedyState.APPROVED, promised(change, row)
    _note(change, EventKind.REMEDY_APPROVED, row)


def _refuse(change: Change, row: Remedy) -> None:
    row.state = RemedyState.REFUSED
    _tell_clock(change, FactKind.REFUND_ANSWERED, row)
    _note(change, EventKind.REMEDY_REFUSED, row)


def give_remedy(
    *, remedy: Remedy, version: int, proof: str, given_at: datetime | None = None, by: User, at: datetime
) -> Remedy:
    """Note that the money arrived, with its proof: this keeps the promise in the ledger too.

    Where the ledger says already that it was kept, its proof and its moment are taken over.
    Raises `WordsMissing`, `RemedySettled`, `PromiseNotKept`, `CaseChanged`, `RightMissing`.
    """
    refuse_blank(proof)
    proof = kept_proof(proof)
    with changing(remedy.case, version=version, by=by, at=at) as change:
        row = _locked(change, remedy, RemedyState.APPROVED)
        promise = promise_of(row)
        if promise.kept_at is None:
            with promise_refusals():
                keep_promise(
                    promise=promise, version=promise.version, proof=proof, kept_at=given_at, by=by, at=at
                )
        row.state, row.given_at = RemedyState.GIVEN, promise.kept_at or given_at or at
        row.proof = (promise.proof or proof)[:200]
        row.save()
        _tell_clock(change, FactKind.REFUNDED, row, row.given_at)
        _note(change, EventKind.REMEDY_GIVEN, row)
    return row


def drop_remedy(*, remedy: Remedy, version: int, words: str, by: User, at: datetime) -> Remedy:
    """Call a remedy off: the proposer's own while it waits; once it is promised, with the customer's words.

    Raises `WordsMissing`, `RemedySettled`, `PromiseNotKept`, `CaseChanged`, `RightMissing`.
    """
    words = checked_words(words)
    with changing(remedy.case, version=version, by=by, at=at) as change:
        row = _locked(change, remedy, RemedyState.WAITING, RemedyState.APPROVED)
        if row.promise:
            promise = promise_of(row)
            with promise_refusals():
                withdraw_promise(promise=promise, version=promise.version, words=words, by=by, at=at)
        elif row.proposed_by_id != by.pk:
            raise RightMissing
        row.state, row.decision = RemedyState.DROPPED, words[:400]
        row.save()
        _tell_clock(change, FactKind.REFUND_ANSWERED, row)
        settle_tasks(change, key=_task_key(row), result=words[:400], cancelled=True)
        _note(change, EventKind.REMEDY_DROPPED, row)
    return row


def _locked(change: Change, remedy: Remedy, *states: RemedyState) -> Remedy:
    rows = Remedy.objects.unscoped(IN_SCOPE).select_related("promise", "proposed_by")
    row = rows.get(pk=remedy.pk, case=change.case)
    row.case = change.case
    if row.state not in states:
        raise RemedySettled
    return row


def _tell_clock(change: Change, kind: FactKind, row: Remedy, happened_at: datetime | None = None) -> None:
    """The limit of a refund by law runs from when it was asked for, whoever has to approve it first; it ends also in
    the case that this one was merged into meanwhile."""
    if row.kind != RemedyKind.RESTITUTION:
        return
    change.fact(kind, happened_at, key=_task_key(row))
    if kind is not FactKind.REFUND_ASKED:
        end_where_carried(change.case, change.facts[-1], by=change.by, at=change.at, log=change.log)


def _task_key(remedy: Remedy) -> str:
    return f"remedy:{remedy.pk}"


def _note(change: Change, kind: EventKind, row: Remedy) -> None:
    change.note(kind, remedy=row.pk, remedy_kind=str(row.kind), amount=row.amount, asked=row.asked)
