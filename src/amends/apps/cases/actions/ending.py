# SPDX-License-Identifier: Apache-2.0
"""How a case of the twelve steps ends: heard, reviewed, with its cause; withdrawn only in the customer's own words."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import (
    IN_SCOPE,
    CaseRefused,
    Change,
    MoveRefused,
    changing,
    checked_words,
)
from amends.apps.cases.actions.effects import keep_answer_promise
from amends.apps.cases.actions.handling import settle
from amends.apps.cases.actions.opening import tell
from amends.apps.cases.actions.ownership import refuse_ended
from amends.apps.cases.actions.tasks import add_task, settle_tasks
from amends.apps.cases.actions.texts import health_agreed
from amends.apps.cases.models import Case, Contact, Remedy, Task
from amends.apps.cases.models.desk_words import REQUEST_TYPES, RequestType, TaskKind
from amends.apps.cases.models.words import STATES
from amends.apps.cases.queries.intake import causes
from amends.apps.cases.queries.standing import intake_of, last_word, settled_orders
from amends.apps.cases.rules.contact import ResultCode
from amends.apps.cases.rules.course import INFORM, REVIEW
from amends.apps.cases.rules.intake.causes import CauseNeeds, cause_refusal
from amends.apps.cases.rules.next_action import A_DAY
from amends.apps.cases.rules.remedies import withdrawal_refused
from amends.apps.cases.rules.signing import is_second_person
from amends.apps.cases.rules.states import HANDLING, CaseState
from amends.apps.cases.rules.success import Answers
from amends.apps.core.actions.outbox import ours
from amends.apps.core.models import EventKind, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Right, Role


class CauseMissing(CaseRefused):
    """A complaint was to end without its cause."""

    sentence = _("结案前先在「总结」里选定投诉原因")


class CauseIncomplete(CaseRefused):
    """The cause asks for something that is not known."""

    sentence = _("这一投诉原因还要写明：%(what)s")


class CauseNotReviewed(CaseRefused):
    """The cause says something about the customer: a second person must agree."""

    sentence = _("这一投诉原因要由另一位有分派权限的同事复审以后才能结案")


class KpiIsNoVerdict(CaseRefused):
    """A case was to end because the technical figures are fine, without the customer's word."""

    sentence = _("技术指标正常不等于客户满意：先把结果告诉客户并听到客户的话，再结案")


class TypeMissing(CaseRefused):
    """A complaint was to be called none without saying what it is."""

    sentence = _("写明它其实是什么：咨询、查询、办理、建议或举报")


class NotTheirWord(CaseRefused):
    """A complaint was to be withdrawn without the customer having said so to us."""

    sentence = _("撤回要有客户本人的话：先登记和客户本人的这次联系")


class WithdrawalBought(CaseRefused):
    """A withdrawal was not given freely."""

    sentence = _("撤诉不能作为补偿或办理的条件；客户没有自愿撤回，就继续办理")


class ReasonNotNeutral(CaseRefused):
    """A withdrawal follows an offer within the same contact, and its reason is none or speaks of money."""

    sentence = _("这次联系里刚提过补偿：客户为什么撤回，写明与补偿无关的原因；没有就继续办理")


class NoReviewAsked(CaseRefused):
    """Nobody asked for a second review of the cause."""

    sentence = _("没有等待复审的投诉原因")


class ReviewerUnsuited(CaseRefused):
    """Whoever chose the cause, or owns the case, was to review it."""

    sentence = _("复审要由另一位有分派权限的人来做")


def answer_given(change: Change, contact: Contact, answers: Answers, recovered: bool) -> None:
    """The customer was told and asked: the step is settled, the promised answer was given; a case that was summed up
    before ends with their yes."""
    case = change.case
    step = case.procedure.handling.step(INFORM)
    if step.order not in settled_orders(case):
        told = {"result_notice_at": change.at.isoformat(), "satisfaction_answer": dict(answers)}
        settle(
            change,
            step.order,
            "done",
            "",
            told | ({} if recovered else {"dissatisfaction_reason": contact.note}),
        )
    keep_answer_promise(change, contact.pk)
    if recovered and _is_reviewed(case) and cause_needs(case) is None:
        change.move(CaseState.RECOVERED)


def _is_reviewed(case: Case) -> bool:
    return case.procedure.handling.step(REVIEW).order in settled_orders(case)


def close_when_reviewed(change: Change) -> None:
    """End a case that was summed up, where the customer's last word was yes. A cause that says something about the
    customer waits for a second person.

    Raises `CauseMissing`, `CauseIncomplete`.
    """
    needs = cause_needs(change.case)
    if needs is CauseNeeds.SECOND_REVIEW:
        _ask_second_review(change)
        return
    word = last_word(change.case)
    if word and word.recovered:
        refuse_without_cause(change)
        change.move(CaseState.RECOVERED)


def cause_needs(case: Case) -> CauseNeeds | None:
    """What the cause still needs before the case may end; `None` also where there is no cause yet."""
    intake = intake_of(case)
    if not intake.cause:
        return None
    columns = {name: getattr(intake, name) for name in (*causes().asks,)}
    return cause_refusal(causes().cause(intake.cause), columns, reviewed=_agreed(case, intake.cause))


def refuse_without_cause(change: Change, *, reviewed: bool = False) -> None:
    """Every complaint ends with its cause. Raises `CauseMissing`, `CauseIncomplete`, `CauseNotReviewed`."""
    if not intake_of(change.case).cause:
        raise CauseMissing
    needs = cause_needs(change.case)
    if needs is CauseNeeds.SECOND_REVIEW:
        if not reviewed:
            raise CauseNotReviewed
    elif needs:
        raise CauseIncomplete(what=causes().asks[needs])


def _review_tasks(case: Case, cause: str) -> QuerySet[Task]:
    key = review_key(case, cause)
    return Task.objects.unscoped(IN_SCOPE).filter(case=case, key=key)


def review_key(case: Case, cause: str) -> str:
    """What the second review of a cause is called among the tasks: one for each cause in a round."""
    return f"cause:{case.reopened}:{cause}"


def _agreed(case: Case, cause: str) -> bool:
    done = _review_tasks(case, cause).filter(done_at__isnull=False, cancelled=False)
    return done.exists()


def _ask_second_review(change: Change) -> None:
    case, cause = change.case, intake_of(change.case).cause
    above = leaders_above(case.owner.unit or case.unit, Role.TEAM_LEADER)
    others = [each for each in above if each.pk not in {case.owner_id, change.by.pk}]
    if not others:
        others = [*leaders_above(case.unit, Role.CITY_MANAGER)]
    if not others:
        raise CauseNotReviewed
    text = ours(_("复审投诉原因：%(cause)s"), cause=causes().cause(cause).name)
    facts = {"cause": cause, "asker": change.by.pk}
    key = review_key(case, cause)
    add_task(
        change,
        TaskKind.SECOND_REVIEW,
        owner=others[0],
        key=key,
        text=text,
        facts=facts,
        due_at=change.at + A_DAY,
    )
    words = _("案件 %(number)s 请您复审投诉原因")
    tell(others[0], words, case, at=change.at, key=key)


def review_cause(*, case: Case, version: int, agrees: bool, words: str, by: User, at: datetime) -> Case:
    """Say as a second person whether the cause is right. Agreed, a case whose customer said yes ends; refused, the
    cause is taken back and the case is summed up again.

    Raises `WordsMissing`, `NoReviewAsked`, `ReviewerUnsuited`, `CaseEnded`, `CaseChanged`, `RightMissing`.
    """
    words = checked_words(words, health=health_agreed(case))
    with changing(case, version=version, by=by, at=at) as change:
        row = change.case
        refuse_ended(row)
        if row.procedure.code != HANDLING:
            raise NoReviewAsked
        intake = intake_of(row)
        task = _review_tasks(row, intake.cause).filter(done_at__isnull=True).first() if intake.cause else None
        if task is None:
            raise NoReviewAsked
        asker, leads = int(task.facts["asker"]), by.may(Right.ASSIGN_CASES)
        if not is_second_person(by.pk, asker=asker, owner=row.owner_id, may_assign=leads):
            raise ReviewerUnsuited
        settle_tasks(change, key=str(task.key), result=words, cancelled=not agrees)
        change.note(EventKind.CASE_CAUSE_REVIEWED, cause=intake.cause, agrees=agrees)
        if agrees:
            close_when_reviewed(change)
        else:
            Task.objects.unscoped(IN_SCOPE).filter(pk=task.pk).update(
                key=None
            )  # the same cause may be asked again
            intake.cause = ""
            intake.save(update_fields=["cause"])
        change.follow()
    return row


def refuse_open_end(change: Change) -> None:
    """A complaint ends without the customer's answer only when it was handled, and with its cause; what was tried in
    vain stands in the step that tells the result.

    Raises `MoveRefused`, `CauseMissing`, `CauseIncomplete`, `CauseNotReviewed`.
    """
    case = change.case
    if case.procedure.code != HANDLING:
        return
    if change.state is not CaseState.VERIFYING:
        raise MoveRefused(before=STATES[change.state], after=STATES[CaseState.UNREACHABLE])
    refuse_without_cause(change)
    step = case.procedure.handling.step(INFORM)
    if step.order not in settled_orders(case):
        settle(change, step.order, "not_needed", ours(_("按规定次数联系未果，或客户拒绝联系")))


def reclassify(change: Change, request_type: str) -> None:
    """Say what a case is that is no complaint: figures that are fine make it none, unless the customer says so as well.

    Raises `TypeMissing`, `KpiIsNoVerdict`.
    """
    word = last_word(change.case)
    if intake_of(change.case).facts.get("kpi_ok") and not (word and word.recovered):
        raise KpiIsNoVerdict
    if request_type not in REQUEST_TYPES or request_type == RequestType.COMPLAINT:
        raise TypeMissing
    change.case.request_type = request_type


def withdraw(*, case: Case, version: int, words: str, freely: bool, by: User, at: datetime) -> Case:
    """End a complaint because the customer takes it back: in their own words, said to us, and never in exchange for
    anything. What was promised or granted stays due. Where something was offered in the same contact, the words must
    give a reason that is none of money.

    Raises `WordsMissing`, `WithdrawalBought`, `ReasonNotNeutral`, `NotTheirWord`, `MoveRefused` (it is none of the
    twelve steps), `CaseEnded`, `CaseChanged`, `RightMissing`.
    """
    words = checked_words(words, health=health_agreed(case))
    with changing(case, version=version, by=by, at=at) as change:
        refuse_ended(change.case)
        if not freely:
            raise WithdrawalBought
        spoken = Contact.objects.unscoped(IN_SCOPE).filter(
            case=change.case, round=change.case.reopened, result=ResultCode.REACHED
        )
        if not spoken.exists():
            raise NotTheirWord
        _refuse_after_offer(change, words, [each.at for each in spoken])
        change.move(CaseState.WITHDRAWN, words)
    return change.case


def _refuse_after_offer(change: Change, words: str, contacts: Sequence[datetime]) -> None:
    offers = Remedy.objects.unscoped(IN_SCOPE).filter(case=change.case).values_list("proposed_at", flat=True)
    if withdrawal_refused(words, offers=offers, contacts=contacts, at=change.at):
        raise ReasonNotNeutral
