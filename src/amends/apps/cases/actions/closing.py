# SPDX-License-Identifier: Apache-2.0
"""How a case ends: with the customer's word, with a recorded failure to reach them, or signed by a second person."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import (
    IN_SCOPE,
    CannotWork,
    CaseRefused,
    Change,
    MoveRefused,
    changing,
    checked_words,
)
from amends.apps.cases.actions.contacting import ContactMade, add_contact
from amends.apps.cases.actions.ending import (
    answer_given,
    reclassify,
    refuse_open_end,
    refuse_without_cause,
)
from amends.apps.cases.actions.handling import settle
from amends.apps.cases.actions.opening import tell
from amends.apps.cases.actions.texts import kept
from amends.apps.cases.models import Case, Contact, Verification
from amends.apps.cases.models.words import STATES
from amends.apps.cases.queries.asking import asking_of
from amends.apps.cases.queries.one import may_sign
from amends.apps.cases.queries.policy import rules_for
from amends.apps.cases.rules.clocks import FactKind
from amends.apps.cases.rules.contact import Channel, ResultCode, missed, refused, used_up
from amends.apps.cases.rules.next_action import A_DAY, NextAction, NextKind
from amends.apps.cases.rules.procedure import AnswerRefused, Asking
from amends.apps.cases.rules.states import HANDLING, PROACTIVE, CaseState
from amends.apps.cases.rules.success import Answers
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right


class ResultNotTold(CaseRefused):
    """The customer was to be asked before they were told the result."""

    sentence = _("先把处理结果告诉客户，再请客户确认")


class AnswerMissing(CaseRefused):
    """A question of the callback has no valid answer."""

    sentence = _("请登记客户的回答：%(question)s")


class AttemptsLeft(CaseRefused):
    """The case was to end as unreachable before the allowed attempts failed."""

    sentence = _("还没有试够：已有 %(made)s 次未接通，要有 %(wanted)s 次、在不同的日子")


class NoRefusal(CaseRefused):
    """The case was to end as refused without the customer's refusal on record."""

    sentence = _("没有客户拒绝联系的记录，不能按客户拒绝结案")


class NotAsked(CaseRefused):
    """The case was to end as not recovered without the customer's answers, or without anyone asking for it."""

    sentence = _("要先有客户的回答，并由责任人提请复核")


class OuterChannelNotTold(CaseRefused):
    """The customer was not told which outer channel they may use."""

    sentence = _("先告诉客户还可以向哪里反映，再提请复核")


class SecondPersonNeeded(CaseRefused):
    """Whoever asks for a sign-off was to sign it."""

    sentence = _("复核要由另一位有分派权限的人来做")


def verify(
    *,
    case: Case,
    version: int,
    answers: Answers,
    made: ContactMade,
    told_result: bool,
    by: User,
    at: datetime,
) -> Case:
    """Note the customer's word. Where the success rule holds, a case of a playbook ends as recovered, and one of the
    twelve steps when it was reviewed; else it stays open.

    `answers` are by question code (`queries.asking.asking_of`). A contact in which the customer was reached since the
    case was handled is used where there is one; else `made` is recorded, within the rules of contact.
    Raises `MoveRefused` (it is not handled), `ResultNotTold`, `AnswerMissing`, and what `record_contact` raises.
    """
    with changing(case, version=version, by=by, at=at) as change:
        _refuse_verification(change, told_result)
        asking = asking_of(change.case)
        checked = _checked(asking, answers)
        contact = _unused_contact(change) or add_contact(change, made)
        recovered = asking.succeeded(checked)
        _write(change, contact, checked, asking.score(checked), recovered)
        if change.case.procedure.code == HANDLING:
            answer_given(change, contact, checked, recovered)
        elif recovered:
            change.move(CaseState.RECOVERED)
        change.follow()
    return change.case


def _refuse_verification(change: Change, told_result: bool) -> None:
    if change.state is not CaseState.VERIFYING:
        raise MoveRefused(before=STATES[change.state], after=STATES[CaseState.RECOVERED])
    if not told_result:
        raise ResultNotTold


def _checked(asking: Asking, answers: Answers) -> Answers:
    try:
        checked = asking.checked_answers(answers)
    except AnswerRefused as error:
        raise AnswerMissing(question=error.question.text) from error
    free = {each.code for each in asking.questions if each.is_text}
    return {code: kept(str(said)) if code in free else said for code, said in checked.items()}


def _unused_contact(change: Change) -> Contact | None:
    """The last conversation since the case was handled that no answers were noted of. What the customer wrote, by the
    web, by letter or by mail, is none: nobody told them the result in it."""
    reached = Contact.objects.unscoped(IN_SCOPE).filter(
        case=change.case, result=ResultCode.REACHED, at__gte=change.case.handled_at, verification=None
    )
    written = Q(direction="inbound", channel__in=[str(Channel.ONLINE), str(Channel.SMS)])
    return reached.exclude(written).order_by("-at").first()


def _write(change: Change, contact: Contact, answers: Answers, score: int | None, recovered: bool) -> None:
    case = change.case
    Verification.objects.create(
        case=case,
        contact=contact,
        round=case.reopened,
        at=change.at,
        by=change.by,
        answers=dict(answers),
        score=score,
        recovered=recovered,
    )
    case.result_told_at = change.at
    if all(each.kind is not FactKind.REPLIED for each in change.facts):
        change.fact(FactKind.REPLIED)
    last = None if case.procedure.code == HANDLING else change.procedure.follow_up.order
    if last and last not in change.settled():
        settle(change, last, "done", "")
    change.note(EventKind.CASE_VERIFIED, score=score, recovered=recovered)


def close_unreachable(*, case: Case, version: int, note: str = "", by: User, at: datetime) -> Case:
    """End a case whose customer could not be reached: only after the allowed attempts, each with its result code
    and, where the policy says so, on days of their own.

    Raises `AttemptsLeft`, `MoveRefused`, `CaseChanged`, `RightMissing`.
    """
    with changing(case, version=version, by=by, at=at) as change:
        rules, attempts = rules_for(change.case), change.attempts()
        if not used_up(attempts, rules):
            raise AttemptsLeft(made=missed(attempts, rules), wanted=rules.max_attempts)
        refuse_open_end(change)
        change.move(CaseState.UNREACHABLE, kept(note))
    return change.case


def close_refused(*, case: Case, version: int, note: str = "", by: User, at: datetime) -> Case:
    """End a case whose customer does not want to be contacted: only with their refusal on record. Where we went to
    them, that their profile says so is enough; who complained is owed an answer until they refuse it.

    Raises `NoRefusal`, `MoveRefused`, `CaseChanged`, `RightMissing`.
    """
    with changing(case, version=version, by=by, at=at) as change:
        ours = change.case.origin in PROACTIVE and change.case.customer.do_not_contact
        if not (ours or refused(change.attempts())):
            raise NoRefusal
        refuse_open_end(change)
        change.move(CaseState.REFUSED, kept(note))
    return change.case


def close_ineligible(
    *, case: Case, version: int, reason: str, request_type: str = "", by: User, at: datetime
) -> Case:
    """End a case that should not have been one, with the reason. What a customer brought is no complaint only as
    something else: `request_type` says what it is.

    Raises `WordsMissing`, `TypeMissing`, `KpiIsNoVerdict`, `MoveRefused` (the customer was reached already),
    `CaseChanged`, `RightMissing`.
    """
    reason = checked_words(reason)
    with changing(case, version=version, by=by, at=at) as change:
        if change.case.procedure.code == HANDLING:
            reclassify(change, request_type)
        change.move(CaseState.INELIGIBLE, reason)
    return change.case


def ask_sign_off(
    *, case: Case, version: int, reason: str, outer_channel_told: bool, signer: User, by: User, at: datetime
) -> Case:
    """Ask a second person to agree that the case ends without the customer's consent. The reason must say more than
    that rules are rules, and no exception, approval or review may be open.

    Raises `WordsMissing`, `NotAsked` (no answers of the customer), `OuterChannelNotTold`, `SecondPersonNeeded`,
    `ClosingRefused`, `CannotWork`, `CaseChanged`, `RightMissing`.
    """
    reason = checked_words(reason)
    with changing(case, version=version, by=by, at=at) as change:
        _refuse_sign_off(change, outer_channel_told, signer)
        change.refuse_end(CaseState.NOT_RECOVERED, reason)
        row = change.case
        row.sign_off_asked_by, row.outer_channel_told, row.close_reason = by, True, reason
        change.set_next(NextAction(NextKind.SIGN_OFF, at + A_DAY), signer)
        change.note(EventKind.CASE_SIGN_OFF_ASKED, signer=signer.pk)
        tell(signer, _("案件 %(number)s 请您复核未修复结论"), row, at=at, key="sign_off")
    return row


def _refuse_sign_off(change: Change, outer_channel_told: bool, signer: User) -> None:
    answered = Verification.objects.unscoped(IN_SCOPE).filter(case=change.case, round=change.case.reopened)
    if change.state is not CaseState.VERIFYING or not answered.exists():
        raise NotAsked
    if change.case.procedure.code == HANDLING:  # whoever signs is the second pair of eyes on the cause, too
        refuse_without_cause(change, reviewed=True)
    if not outer_channel_told:
        raise OuterChannelNotTold
    if signer == change.by or not signer.may(Right.ASSIGN_CASES):
        raise SecondPersonNeeded
    if not signer.scope.covers(change.case.unit.number):
        raise CannotWork(name=signer.name)


def close_not_recovered(*, case: Case, version: int, by: User, at: datetime) -> Case:
    """Agree, as a second person, that the case ends without the customer's consent.

    Raises `NotAsked`, `SecondPersonNeeded`, `MoveRefused`, `CaseChanged`, `RightMissing`.
    """
    with changing(case, version=version, by=by, at=at) as change:
        row = change.case
        if row.sign_off_asked_by_id is None:
            raise NotAsked
        if not may_sign(row, by):
            raise SecondPersonNeeded
        row.signed_off_by = by
        change.move(CaseState.NOT_RECOVERED, row.close_reason)
    return row
