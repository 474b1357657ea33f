# SPDX-License-Identifier: Apache-2.0
"""What the panel «special matters» of a case shows: flag, circle, exceptions, decisions, compliance, major incident."""

from collections.abc import Sequence
from dataclasses import dataclass

from amends.apps.cases.models import Case, ChurnReason, ImprovementCase, Note, SpecialFlag, Task
from amends.apps.cases.models.desk_words import NoteKind, TaskKind
from amends.apps.cases.queries.crisis import CrisisCheck, affected_customers, checks_of, is_major_incident
from amends.apps.cases.queries.improvements import improvements, improvements_of
from amends.apps.cases.queries.special import Look, in_circle, looks_at
from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Right


@dataclass(frozen=True, slots=True)
class CareView:
    """Everything around a case that governance asks for."""

    flag: SpecialFlag | None
    in_circle: bool
    looks: Sequence[Look]
    restricted: Sequence[Note]
    decisions: Sequence[Note]
    exceptions: Sequence[Task]
    compliance: Sequence[Task]
    is_major: bool
    is_started: bool
    affected: int
    checks: Sequence[CrisisCheck]
    churn: ChurnReason | None
    improvements: Sequence[ImprovementCase]
    open_improvements: Sequence[tuple[int, str]]


def care_view(case: Case, person: User, scope: Scope) -> CareView:
    """All of it, in at most sixteen queries, most of them only where the case is flagged or a major incident."""
    circle = in_circle(case, person)
    notes = list(
        case.notes.within(scope)
        .filter(kind__in=[NoteKind.DECISION, NoteKind.RESTRICTED])
        .select_related("by")
    )
    tasks = list(_tasks(case, scope))
    affected = affected_customers(case)
    started = any(each.kind == TaskKind.CRISIS for each in tasks)
    major = started or is_major_incident(case, affected=affected)
    return CareView(
        flag=SpecialFlag.objects.within(scope).select_related("by").filter(case=case).first()
        if case.special
        else None,
        in_circle=circle,
        looks=looks_at(case) if case.special and person.may(Right.SEE_LOG) else [],
        restricted=[each for each in notes if each.kind == NoteKind.RESTRICTED] if circle else [],
        decisions=[each for each in notes if each.kind == NoteKind.DECISION],
        exceptions=[each for each in tasks if each.kind == TaskKind.EXCEPTION],
        compliance=[each for each in tasks if each.kind == TaskKind.COMPLIANCE],
        is_major=major,
        is_started=started,
        affected=affected,
        checks=checks_of(case, scope) if major else [],
        churn=ChurnReason.objects.within(scope).filter(case=case).first(),
        improvements=improvements_of(case, scope),
        open_improvements=[(each.pk, each.title) for each in improvements(scope)],
    )


def _tasks(case: Case, scope: Scope) -> Sequence[Task]:
    rows = case.tasks.within(scope).filter(
        kind__in=[TaskKind.EXCEPTION, TaskKind.COMPLIANCE, TaskKind.CRISIS]
    )
    return list(rows.select_related("owner", "made_by", "done_by"))
