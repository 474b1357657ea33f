# SPDX-License-Identifier: Apache-2.0
"""Major incidents: seven checks, each with its owner and its time."""

from datetime import datetime, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import IN_SCOPE, CaseRefused, RightMissing, changing, checked_words
from amends.apps.cases.actions.opening import tell
from amends.apps.cases.actions.ownership import refuse_ended
from amends.apps.cases.actions.tasks import add_task
from amends.apps.cases.models import Case, Task
from amends.apps.cases.models.desk_words import TaskKind
from amends.apps.cases.queries.crisis import CrisisCheck, checks_of
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right


class CheckSettled(CaseRefused):
    """The check was done already."""

    sentence = _("这项检查已经完成")


def start_crisis(*, case: Case, version: int, by: User, at: datetime) -> list[Task]:
    """Handle a case as a major incident: each of the seven checks becomes a task of its owner. Doing it twice changes
    nothing. Raises `CaseEnded`, `CaseChanged`, `RightMissing`."""
    with changing(case, version=version, by=by, at=at) as change:
        refuse_ended(change.case)
        tasks = []
        for check in checks_of(change.case):
            task = add_task(
                change,
                TaskKind.CRISIS,
                owner=check.owner or change.case.owner,
                key=task_key(check),
                text=gettext("%(check)s：%(ask)s") % {"check": check.name, "ask": check.ask},
                due_at=at + timedelta(hours=check.within_hours),
            )
            tasks.append(task)
            tell(
                task.owner,
                _("重大事项 %(number)s，请您检查："),
                change.case,
                at=at,
                key=check.code,
                more=check.name,
            )
        change.note(EventKind.CRISIS_STARTED, checks=len(tasks))
    return tasks


def task_key(check: CrisisCheck) -> str:
    """The key of a check's task: one a case."""
    return f"crisis:{check.code}"


def finish_check(*, task: Task, version: int, result: str, by: User, at: datetime) -> Task:
    """Say what a check found. Its owner, or a leader. Raises `WordsMissing`, `CheckSettled`, `RightMissing`."""
    result = checked_words(result)
    with changing(task.case, version=version, by=by, at=at) as change:
        row = Task.objects.unscoped(IN_SCOPE).get(pk=task.pk, case=change.case, kind=TaskKind.CRISIS)
        if row.owner_id != by.pk and not by.may(Right.ASSIGN_CASES):
            raise RightMissing
        if row.done_at is not None:
            raise CheckSettled
        row.done_at, row.done_by, row.result = at, by, result[:400]
        row.save()
        change.note(EventKind.CRISIS_CHECKED, task=row.pk)
    return row
