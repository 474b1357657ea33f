# SPDX-License-Identifier: Apache-2.0
"""The programme of the gaps: who answers for each, how many roots and improvements carry it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from django.db.models import Count, Q

from amends.analytics.drivers.gaps import Gap
from amends.apps.cases.models import Case, Improvement
from amends.apps.cases.models.governance_words import ImprovementKind
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.models import GapCharge
from amends.apps.satisfaction.rules.gaps import CAUSES, GapPlan, GapState, Programme, read_programme
from amends.packs import load


@cache
def programme() -> Programme:
    """What today's pack says of the gaps."""
    return read_programme(cast(Mapping[str, object], load("gap_actions")))


@dataclass(frozen=True, slots=True)
class Charge:
    """Who answers for a gap in a unit and where the work stands; `version` 0 where only the pack says so."""

    owner_role: str
    state: GapState
    note: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One gap on the board. `roots` are complaints that ended in the span with their root in this gap, `open`, `late`
    and `done` improvements (done within the span); those of the fifth are the sums of the other four."""

    plan: GapPlan
    charge: Charge
    roots: int
    open: int
    late: int
    done: int


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when: `start` belongs to it, `end` does not."""

    start: datetime
    end: datetime


def board(unit: Unit | None, scope: Scope, span: Span, *, today: date) -> list[Line]:
    """The five gaps with their counts. Three queries."""
    charges, roots = charges_of(unit, scope), _roots(scope, span)
    improvements = {each["gap"]: each for each in _improvements(scope, span, today)}
    lines = []
    for gap, plan in programme().gaps.items():
        of = CAUSES if gap is Gap.CUSTOMER else (gap,)
        counted = {
            name: sum(improvements.get(int(each), {}).get(name, 0) for each in of)
            for name in ("open", "late", "done")
        }
        lines.append(Line(plan, charges[gap], roots=sum(roots[each] for each in of), **counted))
    return lines


def charges_of(unit: Unit | None, scope: Scope) -> dict[Gap, Charge]:
    """Who answers for each gap in a unit: every gap has somebody, as the pack says where the unit said nothing. One
    query."""
    rows = GapCharge.objects.within(scope).filter(unit=unit) if unit else GapCharge.objects.none()
    known = {Gap(row.gap): _charge(row) for row in rows}
    plans = programme().gaps
    return {gap: known.get(gap) or Charge(plans[gap].owner_role, GapState.WATCHING) for gap in Gap}


def _charge(row: GapCharge) -> Charge:
    return Charge(row.owner_role, GapState(row.state), row.note, row.version)


def _roots(scope: Scope, span: Span) -> Counter[Gap]:
    ended = Case.objects.within(scope).complaints()
    rows = ended.filter(is_open=False, closed_at__gte=span.start, closed_at__lt=span.end)
    counted = rows.exclude(intake__gap_code="").order_by().values("intake__gap_code").annotate(n=Count("pk"))
    return Counter(
        {Gap(int(row["intake__gap_code"])): row["n"] for row in counted if row["intake__gap_code"]}
    )


def _improvements(scope: Scope, span: Span, today: date) -> Iterable[Mapping[str, Any]]:
    is_open = Q(closed_at__isnull=True)
    done = Q(state="done", closed_at__gte=span.start, closed_at__lt=span.end)
    rows = Improvement.objects.within(scope).filter(gap__isnull=False).order_by().values("gap")
    late = is_open & Q(due_date__lt=today)
    counts: dict[str, Any] = {
        name: Count("pk", filter=q) for name, q in (("open", is_open), ("late", late), ("done", done))
    }
    return cast(Iterable[Mapping[str, Any]], rows.annotate(**counts))


def improvements_of(gap: Gap, scope: Scope, *, most: int = 20) -> list[Improvement]:
    """The open improvements of a gap, the soonest due first; of the fifth, those of the other four and of the programme
    as a whole. One query."""
    rows = Improvement.objects.within(scope).filter(closed_at__isnull=True).select_related("owner", "unit")
    whole = Q(gap__isnull=False) | Q(kind=ImprovementKind.PROGRAMME)
    kept = rows.filter(whole if gap is Gap.CUSTOMER else Q(gap=int(gap)))
    return list(kept.order_by("due_date", "pk")[:most])
