# SPDX-License-Identifier: Apache-2.0
"""Questions about yearly targets and the tasks of response plans."""

from django.db.models import F

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.models import PlanTask, YearTarget

_ABOVE = "the target of a unit above holds where a unit has none of its own"


def target(element: str, unit: Unit, year: int) -> YearTarget | None:
    """The target of an element (`OVERALL` for everything) in a year; see `targets`."""
    return targets(unit, year).get(element)


def targets(unit: Unit, year: int) -> dict[str, YearTarget]:
    """The targets that hold by element: the unit's own, else that of the nearest unit above (each says its `unit`). One
    query."""
    rows = YearTarget.objects.unscoped(_ABOVE).filter(
        year=year, replaced_by__isnull=True, unit__number__lte=unit.number, unit__last__gte=unit.number
    )
    found: dict[str, YearTarget] = {}
    for each in rows.select_related("unit", "set_by", "replaces").order_by("-unit__number"):
        found.setdefault(each.element, each)
    return found


def tasks(unit: Unit, year: int, scope: Scope) -> list[PlanTask]:
    """The tasks of a unit and the units below it, as far as a person may see them: the open ones first, the soonest due
    first. One query."""
    inside = {"unit__number__gte": unit.number, "unit__number__lte": unit.last}
    rows = PlanTask.objects.within(scope).filter(year=year, **inside).select_related("owner", "unit")
    return list(rows.order_by(F("ended_at").asc(nulls_first=True), "due_date", "pk")[:200])


def task_within(pk: int, scope: Scope) -> PlanTask | None:
    """One task of a person's units."""
    return PlanTask.objects.within(scope).select_related("owner", "unit").filter(pk=pk).first()
