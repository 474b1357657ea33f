# SPDX-License-Identifier: Apache-2.0
"""What complaints cost and what they were worth: of one case, and by class or unit over a period."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.timezone import get_default_timezone, make_aware

from amends.apps.cases.models import Case, CaseQuerySet, ImprovementCase, Remedy
from amends.apps.cases.models.case import IN_SCOPE
from amends.apps.cases.rules.states import CaseState
from amends.apps.core.rules.organisation import Scope
from amends.apps.reports.models import WorkEntry
from amends.apps.reports.rules.costs import CaseCost, Work, WorkKind, case_cost

GIVEN = "given"
PORTION = 500


@dataclass(frozen=True, slots=True)
class Costed:
    """One ended complaint with somebody's time entered: its class, the number of the unit that had it, its cost."""

    pk: int
    recovery_class: str
    unit: int
    cost: CaseCost


@dataclass(slots=True)
class CostRow:
    """Complaints of one class or unit that ended in a period: how many, of how many the cost is known, the parts (fen);
    what they were worth: improvements begun, customers (each once) who said it is right and whose line is there, and
    what those pay a month. `key` tells rows apart: the class, or the number of the unit, whose `name` others may
    have too."""

    key: str
    name: str
    ended: int = 0
    known: int = 0
    unpriced: int = 0
    handling: int = 0
    compensation: int = 0
    rework: int = 0
    improvements: int = 0
    kept_fee: dict[int, int] = field(default_factory=dict)  # by customer, so that each counts once
    costs: list[int] = field(default_factory=list)

    @property
    def kept(self) -> int:
        """Customers."""
        return len(self.kept_fee)

    @property
    def kept_fees(self) -> int:
        """Fen a month."""
        return sum(self.kept_fee.values())

    @property
    def total(self) -> int:
        """The parts together, of the cases whose cost is known."""
        return sum(self.costs)

    @property
    def average(self) -> float | None:
        """Fen a case, over those whose cost is known."""
        return self.total / self.known if self.known else None


def work_of(case: Case) -> Sequence[WorkEntry]:
    """What was entered for a case in hand, the oldest first. One query."""
    return list(WorkEntry.objects.unscoped(IN_SCOPE).filter(case=case).select_related("by"))


def cost_of(case: Case, entries: Iterable[WorkEntry]) -> CaseCost:
    """The cost of a case in hand: entries, and what was given to the customer. One query."""
    given = Remedy.objects.unscoped(IN_SCOPE).filter(case=case, state=GIVEN).aggregate(fen=Sum("amount"))
    return case_cost([_work(each) for each in entries], given["fen"] or 0)


def costed_cases(scope: Scope, since: date, until: date) -> list[Costed]:
    """The complaints that ended in a half-open period and have time entered. Three queries, one more for each 500."""
    ended = ended_complaints(scope, since, until)
    costs = costs_of_cases(ended.values("pk"))
    named = ended.filter(pk__in=WorkEntry.objects.within(scope).values("case"))
    rows = named.values_list("pk", "recovery_class", "unit__number")
    return [Costed(pk, kind, unit, costs[pk]) for pk, kind, unit in rows if pk in costs]


def costs_of_cases(cases: QuerySet[Any, Any]) -> Mapping[int, CaseCost]:
    """What each case cost, of those that have time entered; `cases` gives their keys. One query, one for each 500."""
    entries: dict[int, list[Work]] = defaultdict(list)
    for each in WorkEntry.objects.unscoped(IN_SCOPE).filter(case__in=cases).iterator():
        entries[each.case_id].append(_work(each))
    given = _given(list(entries))
    return {pk: case_cost(found, given.get(pk, 0)) for pk, found in entries.items()}


def cost_report(scope: Scope, since: date, until: date, *, by_unit: bool) -> list[CostRow]:
    """Cost and value of the complaints that ended in a half-open period, by class or by unit. A few queries."""
    found: dict[str, CostRow] = {}
    key, name = ("unit__number", "unit__name") if by_unit else ("recovery_class", "recovery_class")
    ended = ended_complaints(scope, since, until)
    begun = set(ImprovementCase.objects.within(scope).filter(case__in=ended).values_list("case", flat=True))
    columns = ("pk", key, name, "customer", "state", "customer__line_state", "customer__plan_fee")
    for pk, which, called, customer, state, line, fee in ended.values_list(*columns).iterator():
        row = found.setdefault(str(which), CostRow(str(which), called))
        row.ended += 1
        row.improvements += pk in begun
        if state == CaseState.RECOVERED and line != "closed":
            row.kept_fee[customer] = fee or 0
    for costed in costed_cases(scope, since, until):
        _add(found[str(costed.unit) if by_unit else costed.recovery_class], costed.cost)
    return sorted(found.values(), key=lambda row: (-row.total, -row.ended, row.name, row.key))


def ended_complaints(scope: Scope, since: date, until: date) -> CaseQuerySet:
    """Complaints that ended from `since` until before `until`."""
    rows = Case.objects.within(scope).complaints().standing(is_open=False).order_by()
    return rows.filter(closed_at__gte=_start(since), closed_at__lt=_start(until))


def _add(row: CostRow, cost: CaseCost) -> None:
    if cost.unpriced:
        row.unpriced += 1
        return
    row.known += 1
    row.costs.append(cost.total)
    row.handling += cost.handling
    row.compensation += cost.compensation
    row.rework += cost.rework


def _given(cases: Sequence[int]) -> Mapping[int, int]:
    found: dict[int, int] = {}
    for start in range(0, len(cases), PORTION):
        rows = Remedy.objects.unscoped(IN_SCOPE).filter(case__in=cases[start : start + PORTION], state=GIVEN)
        found |= dict(rows.order_by().values_list("case").annotate(Sum("amount")))
    return found


def _work(entry: WorkEntry) -> Work:
    return Work(WorkKind(entry.kind), entry.minutes, entry.expenses, entry.hour_cost)


def _start(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min), get_default_timezone())
