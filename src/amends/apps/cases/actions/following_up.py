# SPDX-License-Identifier: Apache-2.0
"""What a contact leaves to be done: a redial at once, a number to be put right; and settling what was to be done."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from amends.apps.cases.actions.change import IN_SCOPE, CaseRefused, Change, changing, checked_words
from amends.apps.cases.actions.tasks import add_task
from amends.apps.cases.models import Case, Task
from amends.apps.cases.models.desk_words import TaskKind
from amends.apps.cases.rules.contact import ContactRules, ResultCode, next_allowed
from amends.apps.core.models import EventKind, User

A_DAY = timedelta(days=1)
# What only its own verb settles: an approval is given, a review is written, a visit is made, a check is answered.
ELSEWHERE = frozenset(
    {
        TaskKind.APPROVAL,
        TaskKind.EXCEPTION,
        TaskKind.LEGAL_REVIEW,
        TaskKind.PRESS_REVIEW,
        TaskKind.EXPERT_REVIEW,
        TaskKind.SECOND_REVIEW,
        TaskKind.VISIT,
        TaskKind.COMPLIANCE,
        TaskKind.CRISIS,
    }
)


class TaskSettled(CaseRefused):
    """The task is done, or must be settled where it belongs."""

    sentence = _("这件待办已经完成，或者要在它自己的地方办理")


def after_contact(change: Change, result: ResultCode, rules: ContactRules) -> None:
    """Queue what a contact calls for: whoever spoke calls back a dropped line within minutes; a wrong number is put
    right before anyone dials it again."""
    if result is ResultCode.DROPPED:
        add_task(
            change,
            TaskKind.REDIAL,
            owner=change.by,
            key=f"redial:{change.at.isoformat()}",
            text=gettext_noop("通话中断，请马上回拨"),
            due_at=change.at + rules.redial_within,
        )
    if result is ResultCode.WRONG_NUMBER:
        add_task(
            change,
            TaskKind.FIX_NUMBER,
            owner=change.case.owner,
            key="fix_number",
            text=gettext_noop("打错了号码：向对方致歉，核对客户的联系号码"),
            due_at=change.at + A_DAY,
        )


def settle_redials(change: Change) -> None:
    """A new conversation settles the redial that waited for it."""
    rows = Task.objects.unscoped(IN_SCOPE).filter(case=change.case, kind=TaskKind.REDIAL, done_at=None)
    rows.update(done_at=change.at, done_by=change.by)


def number_to_fix(case: Case) -> bool:
    """Whether nobody may dial before the number was put right. One query."""
    return Task.objects.unscoped(IN_SCOPE).filter(case=case, kind=TaskKind.FIX_NUMBER, done_at=None).exists()


def finish_task(*, case: Case, version: int, task: Task, result: str, by: User, at: datetime) -> Case:
    """Settle a task with what came of it.

    Raises `TaskSettled`, `WordsMissing`, `CaseChanged`, `RightMissing`.
    """
    result = checked_words(result)
    with changing(case, version=version, by=by, at=at) as change:
        rows = Task.objects.unscoped(IN_SCOPE).filter(pk=task.pk, case=change.case, done_at=None)
        if task.kind in ELSEWHERE or not rows.update(done_at=at, done_by=by, result=result[:400]):
            raise TaskSettled
        change.follow()
        change.note(EventKind.CASE_TASK_DONE, task=task.pk, task_kind=str(task.kind))
    return change.case


def ask_progress(case: Case, *, clock: str, rules: ContactRules, at: datetime) -> Task:
    """Queue a word on how it goes, for when the customer may be called: once for each interval that ran out."""
    due = next_allowed(at, [], rules) or at
    found, _made = Task.objects.unscoped(IN_SCOPE).get_or_create(
        case=case,
        key=f"progress:{clock}",
        defaults={
            "kind": TaskKind.PROGRESS,
            "owner": case.owner,
            "text": gettext_noop("告诉客户办到哪一步、下一步是什么"),
            "due_at": due,
            "made_at": at,
        },
    )
    return found


def settle_progress(change: Change) -> None:
    """A conversation with the customer settles the word on how it goes that was due."""
    rows = Task.objects.unscoped(IN_SCOPE).filter(case=change.case, kind=TaskKind.PROGRESS, done_at=None)
    rows.update(done_at=change.at, done_by=change.by)
