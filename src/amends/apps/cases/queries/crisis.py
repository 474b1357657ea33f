# SPDX-License-Identifier: Apache-2.0
"""The seven checks of a major incident, and whether a case is one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from amends.apps.cases.models import Case, Task
from amends.apps.cases.models.case import IN_SCOPE
from amends.apps.cases.models.desk_words import Priority, TaskKind
from amends.apps.cases.queries.governance_content import governance, number
from amends.apps.cases.queries.special import first_leader
from amends.apps.cases.queries.standing import channel_level
from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Role
from amends.packs import load

Plain = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CrisisCheck:
    """One of the seven: what to ask, who owns it (their task's owner where there is one), within how many hours."""

    code: str
    name: str
    ask: str
    role: str
    within_hours: int
    owner: User | None
    task: Task | None = None


def is_major_incident(case: Case, *, affected: int) -> bool:
    """Whether the seven checks are called for: urgent and before an outer body, or of very many customers."""
    before_others = channel_level(case.channel) >= number("crisis", "at_least_level")
    return (case.priority == Priority.P1 and before_others) or affected >= number(
        "crisis", "affected_customers"
    )


def affected_customers(case: Case) -> int:
    """How many customers' cases belong to the same incident, this one's included. One query."""
    root = case.parent_id or case.pk
    return Case.objects.unscoped(IN_SCOPE).filter(parent=root).values("customer").distinct().count() + 1


def crisis_started(case: Case) -> bool:
    """Whether somebody marked the case as a major incident."""
    return Task.objects.unscoped(IN_SCOPE).filter(case=case, kind=TaskKind.CRISIS).exists()


def checks_of(case: Case, scope: Scope | None = None) -> list[CrisisCheck]:
    """The seven checks in order, each with its owner: of the task where it is queued (with `scope` only), else the
    nearest person with the role, else the owner of the case."""
    tasks = (
        case.tasks.within(scope).filter(kind=TaskKind.CRISIS).select_related("owner", "done_by")
        if scope
        else ()
    )
    by_key = {each.key: each for each in tasks}
    owners = {str(row["code"]): row for row in _rows(governance(), "crisis", "owners")}
    found: dict[str, User] = {}
    return [
        _check(case, row, owners[str(row["code"])], by_key.get(f"crisis:{row['code']}"), found)
        for row in _rows(cast(Plain, load("channels_and_roles")), "crisis_seven", "items")
    ]


def _rows(content: Plain, section: str, name: str) -> Sequence[Plain]:
    return cast(Sequence[Plain], cast(Plain, content[section])[name])


def _check(case: Case, row: Plain, owned: Plain, task: Task | None, found: dict[str, User]) -> CrisisCheck:
    role = str(owned["owner_role"])
    if task is None and role not in found:
        found[role] = _owner(case, role)
    return CrisisCheck(
        code=str(row["code"]),
        name=str(row["name_zh"]),
        ask=str(row["check_zh"]),
        role=role,
        within_hours=int(str(owned["within_hours"])),
        owner=task.owner if task else found[role],
        task=task,
    )


def _owner(case: Case, role: str) -> User:
    return first_leader(case, Role(role), Role.CITY_MANAGER, Role.RECOVERY_MANAGER) or case.owner
