# SPDX-License-Identifier: Apache-2.0
"""Questions about mystery visits: the form, what visitors found, and whether both of a pair were treated alike."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope, UnitKind
from amends.apps.quality.models import MysteryVisit
from amends.apps.quality.queries.checks import checklists
from amends.apps.quality.rules.checks import VisitItem, unlike


def visit_form() -> tuple[VisitItem, ...]:
    """What a visitor notes."""
    return checklists().visit


def item_names() -> dict[str, str]:
    """The items in words, by code."""
    return {each.code: each.name for each in visit_form()}


def halls(scope: Scope) -> list[Unit]:
    """The halls that may be visited. One query."""
    return list(Unit.objects.within(scope).filter(kind=UnitKind.HALL)[:500])


def visits(scope: Scope, *, most: int = 100) -> list[MysteryVisit]:
    """The newest visits. One query."""
    rows = MysteryVisit.objects.within(scope).select_related("unit", "by")
    return list(rows.order_by("-visited_at", "-pk")[:most])


def visit_seen(pk: int, scope: Scope) -> MysteryVisit | None:
    """One visit, if its hall is within the scope. One query."""
    return MysteryVisit.objects.within(scope).select_related("unit", "by").filter(pk=pk).first()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two visits for the same thing to the same hall by visitors who presented themselves differently; `differs` names
    the items in which they were treated differently."""

    first: MysteryVisit
    second: MysteryVisit
    differs: tuple[str, ...]


def pairs(scope: Scope, *, since: datetime | None = None, most: int = 100) -> list[Pair]:
    """Pairs whose two sides are there, the newest first. One query."""
    rows = MysteryVisit.objects.within(scope).exclude(pair="").select_related("unit", "by")
    rows = rows.filter(visited_at__gte=since) if since else rows
    sides: dict[tuple[int, str], dict[str, MysteryVisit]] = defaultdict(dict)
    for each in rows.order_by("-visited_at", "-pk")[: most * 2]:
        sides[each.unit_id, each.pair][each.side] = each
    return [_pair(each["a"], each["b"]) for each in sides.values() if set(each) == {"a", "b"}]


def _pair(first: MysteryVisit, second: MysteryVisit) -> Pair:
    return Pair(first, second, unlike(visit_form(), first.answers, second.answers))


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item over many visits: how many answered, how many were in order."""

    item: VisitItem
    n: int
    good: int


def results(rows: Sequence[MysteryVisit]) -> list[ItemResult]:
    """How each item did in some visits."""
    found = []
    for item in visit_form():
        asked = [each for each in rows if item.code in each.answers]
        good = sum(1 for each in asked if item.code not in each.failed)
        found.append(ItemResult(item, len(asked), good))
    return found
