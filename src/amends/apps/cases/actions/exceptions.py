# SPDX-License-Identifier: Apache-2.0
"""Exceptions to a rule, what goes to compliance, and decisions with their checks: «the rules say so» ends nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import (
    IN_SCOPE,
    CannotWork,
    CaseRefused,
    Change,
    changing,
    checked_words,
)
from amends.apps.cases.actions.opening import tell
from amends.apps.cases.actions.ownership import refuse_ended
from amends.apps.cases.actions.special import NobodyToReview
from amends.apps.cases.actions.tasks import add_task
from amends.apps.cases.actions.texts import kept
from amends.apps.cases.models import Case, Note, Task
from amends.apps.cases.models.desk_words import NoteKind, TaskKind
from amends.apps.cases.queries.governance_content import number
from amends.apps.cases.queries.special import first_leader, may_decide
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right, Role

CHECKS = ("law", "authority", "customer_interest")


class NotYoursToGrant(CaseRefused):
    """An exception was to be decided by who asked for it, or by somebody who neither was asked nor leads here."""

    sentence = _("由被请的审批人或上级主管决定，申请人不能自己批")


class ExceptionSettled(CaseRefused):
    """The request was decided already."""

    sentence = _("这项申请已经有结果了")


class CheckMissing(CaseRefused):
    """A decision does not say how law, authority and the customer's interest were looked at."""

    sentence = _("决定要写明依据的法律和公开承诺、谁有权决定、对客户意味着什么")


@dataclass(frozen=True, slots=True)
class ExceptionAsked:
    """Which rule is in the way, why it should not hold here, and what could be done instead."""

    rule: str
    reason: str
    options: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision and its checks: what law and published promises say, who had the authority, what it means for the
    customer."""

    text: str
    law: str
    authority: str
    customer_interest: str

    @property
    def checks(self) -> Mapping[str, str]:
        """The checks by their code."""
        return {name: getattr(self, name).strip() for name in CHECKS}


def request_exception(
    *, case: Case, version: int, asked: ExceptionAsked, approver: User, by: User, at: datetime
) -> Task:
    """Ask somebody who leads to let a rule not hold here; the case cannot end before they have answered.

    Raises `WordsMissing`, `CannotWork` (who is asked leads nothing here, or asks themselves), `CaseEnded`,
    `CaseChanged`, `RightMissing`.
    """
    facts = {
        "rule": checked_words(asked.rule),
        "reason": checked_words(asked.reason),
        "options": checked_words(asked.options),
    }
    with changing(case, version=version, by=by, at=at) as change:
        refuse_ended(change.case)
        leads = approver.may(Right.ASSIGN_CASES) and approver.scope.covers(change.case.unit.number)
        if approver.pk == by.pk or not leads:
            raise CannotWork(name=approver.name)
        due = at + timedelta(hours=number("exceptions", "hours"))
        task = add_task(
            change, TaskKind.EXCEPTION, owner=approver, key=None, text=facts["rule"], facts=facts, due_at=due
        )
        tell(approver, _("案件 %(number)s 申请例外，请您决定"), change.case, at=at, key=f"x{task.pk}")
        change.note(EventKind.EXCEPTION_ASKED, task=task.pk, approver=approver.pk)
    return task


def decide_exception(
    *, task: Task, version: int, granted: bool, decision: Decision, by: User, at: datetime
) -> Task:
    """Grant an exception or not; the decision with its checks goes into the decision log. `version` is the case's.

    Raises `NotYoursToGrant`, `ExceptionSettled`, `CheckMissing`, `WordsMissing`, `CaseChanged`, `RightMissing`.
    """
    with changing(task.case, version=version, by=by, at=at) as change:
        row = Task.objects.unscoped(IN_SCOPE).get(pk=task.pk, case=change.case, kind=TaskKind.EXCEPTION)
        if not may_decide(row, by, change.case):
            raise NotYoursToGrant
        if row.done_at is not None:
            raise ExceptionSettled
        note = _log_decision(change, decision, exception=row.pk, granted=granted)
        row.facts = {**row.facts, "granted": granted}
        row.done_at, row.done_by, row.result = at, by, note.text[:400]
        row.save()
        change.note(EventKind.EXCEPTION_DECIDED, task=row.pk, granted=granted)
        tell(
            change.case.owner,
            _("案件 %(number)s 的例外申请已有决定"),
            change.case,
            at=at,
            key=f"y{row.pk}",
        )
    return row


def record_decision(*, case: Case, version: int, decision: Decision, by: User, at: datetime) -> Note:
    """Write a decision into the case's decision log. Raises `CheckMissing`, `WordsMissing`, `CaseChanged`."""
    with changing(case, version=version, by=by, at=at) as change:
        return _log_decision(change, decision)


def _log_decision(change: Change, decision: Decision, **more: object) -> Note:
    text = checked_words(decision.text)
    if not all(decision.checks.values()):
        raise CheckMissing
    note = Note.objects.create(
        case=change.case,
        kind=NoteKind.DECISION,
        text=text,
        facts={name: kept(words) for name, words in decision.checks.items()} | more,
        at=change.at,
        by=change.by,
    )
    change.note(EventKind.DECISION_RECORDED, note=note.pk)
    return note


def ask_compliance(*, case: Case, version: int, reason: str, by: User, at: datetime) -> Task:
    """Give a case to compliance where the law may ask for more than the table of authority (fraud: three times the
    price, at least 500 yuan): it is theirs to judge, and the case cannot end before they have.

    Raises `WordsMissing`, `NobodyToReview`, `CaseEnded`, `CaseChanged`, `RightMissing`.
    """
    reason = checked_words(reason)
    with changing(case, version=version, by=by, at=at) as change:
        refuse_ended(change.case)
        lead = first_leader(change.case, Role.COMPLIANCE_LEAD, Role.CITY_MANAGER, Role.RECOVERY_MANAGER)
        if lead is None:
            raise NobodyToReview
        task = add_task(
            change,
            TaskKind.COMPLIANCE,
            owner=lead,
            key=f"compliance:{change.case.reopened}",
            text=reason,
            due_at=at + timedelta(hours=number("exceptions", "hours")),
        )
        tell(lead, _("案件 %(number)s 可能依法加倍赔偿，请您处理"), change.case, at=at, key=f"c{task.pk}")
        change.note(EventKind.COMPLIANCE_ASKED, task=task.pk)
    return task


def finish_compliance(*, task: Task, version: int, decision: Decision, by: User, at: datetime) -> Task:
    """What compliance found, as a decision with its checks. Raises `NotYoursToGrant`, `ExceptionSettled`,
    `CheckMissing`, `WordsMissing`, `CaseChanged`, `RightMissing`."""
    with changing(task.case, version=version, by=by, at=at) as change:
        row = Task.objects.unscoped(IN_SCOPE).get(pk=task.pk, case=change.case, kind=TaskKind.COMPLIANCE)
        if not may_decide(row, by, change.case):
            raise NotYoursToGrant
        if row.done_at is not None:
            raise ExceptionSettled
        note = _log_decision(change, decision, compliance=row.pk)
        row.done_at, row.done_by, row.result = at, by, note.text[:400]
        row.save()
        tell(change.case.owner, _("案件 %(number)s 合规已有结论"), change.case, at=at, key=f"z{row.pk}")
    return row
