# SPDX-License-Identifier: Apache-2.0
"""What is to be done on cases beside their next action."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.timezone import localtime

from amends.apps.cases.models import Case, Contact, Task
from amends.apps.cases.models.desk_words import TaskKind
from amends.apps.cases.rules.visits import is_confirmed
from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.packs import load


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as the panel shows it; of a visit whether it was confirmed on its day."""

    task: Task
    confirmed: bool | None


def tasks_of(case: Case, scope: Scope) -> Sequence[TaskRow]:
    """The tasks of a case, what is open first. One query."""
    rows = case.tasks.within(scope).select_related("owner", "done_by")
    ordered = sorted(rows, key=lambda each: (each.done_at is not None, each.due_at))
    return [TaskRow(each, _confirmed(each)) for each in ordered]


def _confirmed(task: Task) -> bool | None:
    if task.kind != TaskKind.VISIT:
        return None
    said = [datetime.fromisoformat(each) for each in task.facts.get("confirmed", [])]
    return is_confirmed(said, localtime(task.due_at))


def my_tasks(person: User, *, most: int = 8) -> Sequence[Task]:
    """What a person is to do, the soonest due first. One query."""
    rows = Task.objects.within(person.scope).filter(owner=person, done_at=None)
    return list(rows.select_related("case", "case__customer").order_by("due_at", "pk")[:most])


def task_in(case: Case, scope: Scope, key: int) -> Task | None:
    """One task of a case."""
    return case.tasks.within(scope).filter(pk=key).select_related("owner").first()


def visit_kit() -> Sequence[str]:
    """What to take along on a visit, from the pack."""
    kit = load("contact_policy")["visit"]
    found = kit.get("kit_zh", ()) if isinstance(kit, Mapping) else ()
    return [str(each) for each in found] if isinstance(found, tuple) else []


def hung_up_first(scope: Scope, start: datetime, end: datetime) -> tuple[int, int]:
    """Calls that we ended first, and calls of which the telephone system said who did."""
    rows = Contact.objects.within(scope).filter(at__gte=start, at__lt=end, hung_up_first__isnull=False)
    found = rows.order_by().aggregate(n=Count("pk"), ours=Count("pk", filter=Q(hung_up_first=True)))
    return found["ours"], found["n"]
