# SPDX-License-Identifier: Apache-2.0
"""Demands beyond our own standard that come up again and again, and whether somebody looks at the standard."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from amends.apps.cases.models import Case, Task
from amends.apps.cases.models.desk_words import TaskKind
from amends.apps.cases.queries.intake import causes
from amends.apps.cases.rules.intake.causes import same_demand
from amends.apps.core.rules.organisation import Scope

_WHY = "a standard is the same for everybody"


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand, in the words of the latest case that has it; `key` stands for all spellings of it."""

    key: str
    text: str
    count: int
    latest: Case


def demands(*, at: datetime, scope: Scope | None = None) -> list[Demand]:
    """The demands of the window that stand in enough cases, the most first: all of them, or those within a scope.
    One query."""
    found = causes()
    codes = [each.code for each in found.causes.values() if each.standard_review]
    cases = Case.objects.within(scope) if scope else Case.objects.unscoped(_WHY)
    rows = cases.filter(intake__cause__in=codes, received_at__gte=at - found.review_within)
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in rows.select_related("intake", "customer", "unit", "owner").order_by("received_at", "pk"):
        if spelled := same_demand(case.intake.demand):
            groups[spelled].append(case)
    wide = [_demand(spelled, same) for spelled, same in groups.items() if len(same) >= found.review_at_least]
    return sorted(wide, key=lambda each: (-each.count, each.key))


def repeated_demands(*, at: datetime) -> list[Demand]:
    """The demands that nobody looks at yet: no review of theirs was opened in the window. Two queries."""
    since = at - causes().review_within
    tasks = Task.objects.unscoped(_WHY).filter(kind=TaskKind.STANDARD_REVIEW, made_at__gte=since)
    known = set(tasks.values_list("facts__demand", flat=True))
    return [each for each in demands(at=at) if each.key not in known]


def _demand(spelled: str, cases: list[Case]) -> Demand:
    latest = cases[-1]
    return Demand(sha256(spelled.encode()).hexdigest()[:16], latest.intake.demand, len(cases), latest)
