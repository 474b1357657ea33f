# SPDX-License-Identifier: Apache-2.0
"""Working on a case: facts, plan, steps, and the owner's word that it is handled."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused, Change, MoveRefused, changing, checked_words
from amends.apps.cases.actions.ownership import DuePassed, refuse_ended
from amends.apps.cases.actions.tasks import add_task
from amends.apps.cases.actions.texts import kept
from amends.apps.cases.models import Case, Step
from amends.apps.cases.models.desk_words import TaskKind
from amends.apps.cases.models.words import STATES
from amends.apps.cases.queries.standing import measures
from amends.apps.cases.rules.clocks import FactKind
from amends.apps.cases.rules.next_action import NextAction, NextKind
from amends.apps.cases.rules.states import HANDLING, CaseState
from amends.apps.core.models import EventKind, User


class NotPlanned(CaseRefused):
    """Something was to be done before the facts and the plan stand."""

    sentence = _("先核实事实、定下修复安排，再办理和联系客户")


class NoSuchStep(CaseRefused):
    """The procedure has no such step, or it is the check with the customer, which only the answers settle."""

    sentence = _("规程里没有这一步，或者这一步要由客户的回答来完成")


class StepRecorded(CaseRefused):
    """The step is settled already."""

    sentence = _("第 %(order)s 步已经登记过")


class MeasuresOpen(CaseRefused):
    """The case was to be called handled while something that was decided for the customer is not done."""

    sentence = _("还有 %(count)s 项处理措施没有办完：办完登记结果，不再办的写明原因取消")


class StepsOpen(CaseRefused):
    """The case was to be called handled while steps are open."""

    sentence = _("还有步骤没有登记：第 %(orders)s 步。办了的登记已办，不需要的写明原因")


def confirm_facts(*, case: Case, version: int, findings: str, by: User, at: datetime) -> Case:
    """Note what was found when the causes were checked: located → verified.

    Raises `WordsMissing`, `MoveRefused`, `CaseChanged`, `RightMissing`.
    """
    findings = checked_words(findings)
    with changing(case, version=version, by=by, at=at) as change:
        change.move(CaseState.VERIFIED)
        change.case.findings = findings
        change.follow()
        change.note(EventKind.CASE_FACTS_CONFIRMED)
    return change.case


def make_plan(*, case: Case, version: int, plan: str, by: User, at: datetime) -> Case:
    """Note what will be done for the customer: verified → planned; the hours of the steps run from now.

    Raises `WordsMissing`, `MoveRefused`, `CaseChanged`, `RightMissing`.
    """
    plan = checked_words(plan)
    with changing(case, version=version, by=by, at=at) as change:
        change.move(CaseState.PLANNED)
        change.case.plan, change.case.planned_at = plan, at
        for each in change.procedure.measures:
            minutes = max(int(each.within.total_seconds() // 60), 1)
            change.fact(FactKind.STEP_STARTED, step=str(each.order), minutes=minutes)
        change.follow()
        change.note(EventKind.CASE_PLANNED)
    return change.case


def record_step(
    *, case: Case, version: int, order: int, result: str = "done", note: str = "", by: User, at: datetime
) -> Case:
    """Settle one step of the procedure as `done`, or as `not_needed` with the reason.

    Raises `CaseEnded`, `NotPlanned`, `NoSuchStep`, `StepRecorded`, `WordsMissing`, `CaseChanged`, `RightMissing`.
    """
    note = kept(note) if result == "done" else checked_words(note)
    with changing(case, version=version, by=by, at=at) as change:
        refuse_unplanned(change)
        if change.case.procedure.code == HANDLING or order not in _orders(change):
            raise NoSuchStep
        if order in change.settled():
            raise StepRecorded(order=order)
        settle(change, order, result, note)
        change.follow()
        change.note(EventKind.CASE_STEP_RECORDED, order=order, result=result)
    return change.case


def _orders(change: Change) -> set[int]:
    return {each.order for each in change.procedure.measures}


def settle(
    change: Change, order: int, result: str, note: str, record: Mapping[str, object] | None = None
) -> None:
    """Write one step of this round, with what was recorded by the fields' codes; a clock of it ends."""
    Step.objects.create(
        case=change.case,
        round=change.case.reopened,
        order=order,
        result=result,
        note=note,
        record=dict(record or {}),
        at=change.at,
        by=change.by,
    )
    if limit_of(change.case, order) is not None:
        change.fact(FactKind.STEP_ENDED, step=str(order))


def limit_of(case: Case, order: int) -> timedelta | None:
    """How long a step may take from when it begins, where it has a limit; the check with the customer has none."""
    if case.procedure.code == HANDLING:
        return next(each.limit for each in case.procedure.handling.steps if each.order == order)
    return next((each.within for each in case.procedure.procedure.measures if each.order == order), None)


def mark_handled(*, case: Case, version: int, by: User, at: datetime) -> Case:
    """The owner's word that all is done: fixing or resolving → verifying. Whether it is right, only the customer can
    say.

    Raises `StepsOpen`, `MeasuresOpen`, `MoveRefused`, `CaseChanged`, `RightMissing`.
    """
    with changing(case, version=version, by=by, at=at) as change:
        if change.case.procedure.code == HANDLING:
            _refuse_open_work(change)
        else:
            _refuse_open_steps(change, [each.order for each in change.procedure.measures], CaseState.FIXING)
        change.move(CaseState.VERIFYING)
        change.case.handled_at = at
        change.follow()
        change.note(EventKind.CASE_HANDLED)
    return change.case


def _refuse_open_steps(change: Change, orders: list[int], state: CaseState) -> None:
    settled = change.settled()
    open_steps = [each for each in orders if each not in settled]
    if change.state is state and open_steps:
        raise StepsOpen(orders=gettext("、").join(map(str, open_steps)))


def _refuse_open_work(change: Change) -> None:
    handling = change.case.procedure.handling
    before = [
        step.order for phase in handling.phases if phase.state != CaseState.VERIFYING for step in phase.steps
    ]
    _refuse_open_steps(change, before, CaseState.RESOLVING)
    waiting = measures(change.case).filter(done_at=None).count()
    if change.state is CaseState.RESOLVING and waiting:
        raise MeasuresOpen(count=waiting)


def resume_fixing(*, case: Case, version: int, what: str, due_at: datetime, by: User, at: datetime) -> Case:
    """Go on after the customer did not find it right: verifying → fixing (or resolving), with what is done now and by
    when.

    Raises `WordsMissing`, `DuePassed`, `MoveRefused`, `CaseChanged`, `RightMissing`.
    """
    what = checked_words(what)
    if due_at <= at:
        raise DuePassed
    with changing(case, version=version, by=by, at=at) as change:
        row, handled = change.case, change.case.procedure.code == HANDLING
        back = CaseState.RESOLVING if handled else CaseState.FIXING
        if change.state is not CaseState.VERIFYING:
            raise MoveRefused(before=STATES[change.state], after=STATES[back])
        change.move(back, what)
        row.handled_at = row.sign_off_asked_by = None
        if handled:  # one more measure: it must be done before the case can be called handled again
            add_task(change, TaskKind.MEASURE, owner=row.owner, key=None, text=what, due_at=due_at)
            change.follow()
        else:
            change.set_next(NextAction(NextKind.OTHER, due_at, what[:200]), row.owner)
        change.note(EventKind.CASE_RESUMED)
    return change.case


def refuse_unplanned(change: Change) -> None:
    """Raises `CaseEnded`, or `NotPlanned` where the plan of a playbook does not stand yet. Who came to us may be
    called at any step."""
    refuse_ended(change.case)
    if change.case.planned_at is None and change.case.procedure.code != HANDLING:
        raise NotPlanned
