# SPDX-License-Identifier: Apache-2.0
"""Grievances as pages show them: by topic and stage, one page of a stage, those of one customer."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Case, Count, Q, Value, When

from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.apps.recovery.models import GrievanceQuerySet, GrievanceStage
from amends.apps.recovery.rules.grievances import TO_RECOVER, Stage

_WHY = "whoever shows to be dissatisfied is put in somebody's hands"


@dataclass(frozen=True, slots=True)
class GrievancePage:
    """One page of a stage, the latest sign first, and the key to go on from."""

    rows: list[GrievanceStage]
    next_after: str


def to_recover() -> Iterator[GrievanceStage]:
    """Grievances that show themselves and have no task yet, the loudest first, then the latest. One query."""
    loudness = Case(When(stage=str(Stage.POTENTIAL), then=Value(0)), default=Value(1))
    rows = GrievanceStage.objects.unscoped(_WHY).filter(
        stage__in=[str(each) for each in TO_RECOVER], case=None, settled_at=None
    )
    return iter(rows.order_by(loudness, "-last_at", "pk"))


def stage_counts(scope: Scope) -> dict[tuple[str, str], int]:
    """How many stand by (topic, stage) within a scope. One query."""
    rows = _standing(scope).order_by().values_list("topic", "stage").annotate(n=Count("pk"))
    return {(topic, stage): n for topic, stage, n in rows}


def grievance_page(
    scope: Scope, stage: Stage, *, topic: str = "", after: str = "", most: int = 50
) -> GrievancePage:
    """One page of a stage; `after` is `next_after` of the page before. One query."""
    rows = _standing(scope).filter(stage=str(stage))
    if topic:
        rows = rows.filter(topic=topic)
    if after.isdecimal() and (last := rows.filter(pk=int(after)).first()):
        rows = rows.filter(Q(last_at__lt=last.last_at) | Q(last_at=last.last_at, pk__gt=last.pk))
    found = list(rows.select_related("customer", "unit", "case").order_by("-last_at", "pk")[: most + 1])
    return GrievancePage(found[:most], str(found[most - 1].pk) if len(found) > most else "")


def grievances_of(customer: Customer, scope: Scope) -> list[GrievanceStage]:
    """What stands about one customer, the loudest first, then what was put right. One query."""
    rows = GrievanceStage.objects.within(scope).filter(customer=customer).select_related("case")
    loudest = {str(each): n for n, each in enumerate(reversed(Stage))}
    return sorted(rows, key=lambda each: (each.settled_at is not None, loudest[each.stage], -each.pk))


def _standing(scope: Scope) -> GrievanceQuerySet:
    return GrievanceStage.objects.within(scope).filter(settled_at=None)
