# SPDX-License-Identifier: Apache-2.0
"""Questions about improvements: the list, one with its cases, whose customers are told, which demands come again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from amends.apps.cases.models import Case, Improvement, ImprovementCase, Intake
from amends.apps.cases.models.governance_words import Feedback
from amends.apps.cases.queries.governance_content import number
from amends.apps.cases.queries.intake import causes
from amends.apps.cases.rules.improvements import needs_more_departments
from amends.apps.cases.rules.intake.causes import same_demand
from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models import Customer
from amends.apps.customers.queries.profile import standing_consents
from amends.apps.customers.rules.consents import Decision, Purpose, allows

MOST = 200
_WHY = "what comes again is looked for in all units"


def improvements(scope: Scope, *, closed: bool = False) -> list[Improvement]:
    """The improvements of a person's units, the soonest due first (closed: the latest first), with how many cases each
    answers as `cases`. One query."""
    rows = Improvement.objects.within(scope).filter(closed_at__isnull=not closed)
    counted = rows.select_related("owner", "unit").annotate(cases=Count("case_rows"))
    return list(counted.order_by(*(("-closed_at", "-pk") if closed else ("due_date", "pk")))[:MOST])


def improvement(pk: int, scope: Scope) -> Improvement | None:
    """One improvement of a person's units."""
    return Improvement.objects.within(scope).select_related("owner", "unit").filter(pk=pk).first()


def cases_of(found: Improvement, scope: Scope) -> Sequence[ImprovementCase]:
    """The cases that it answers, as far as a person may see them."""
    rows = ImprovementCase.objects.within(scope).filter(improvement=found)
    return list(rows.select_related("case", "case__customer").order_by("-case__received_at")[:MOST])


def improvements_of(case: Case, scope: Scope) -> Sequence[ImprovementCase]:
    """The improvements that answer a case."""
    return list(case.improvements.within(scope).select_related("improvement__unit"))


def lacks_departments(gap: int | None, departments: Iterable[str]) -> bool:
    """Whether an improvement of that gap warns that too few departments own it."""
    return needs_more_departments(
        gap,
        [*departments],
        at_least=number("cross_department", "at_least"),
        gap_asks=number("cross_department", "gap"),
    )


def commonest_domain(cases: Iterable[Case]) -> str:
    """The domain in which the roots of most of these cases lie, of several alike the first; empty where none says. One
    query."""
    keys = [each.pk for each in cases]
    if not keys:
        return ""
    rows = Intake.objects.unscoped(_WHY).filter(case__in=keys).exclude(root_domain="")
    counted = rows.values("root_domain").annotate(found=Count("pk")).order_by("-found", "root_domain")
    first = counted.first()
    return str(first["root_domain"]) if first else ""


def wants_feedback(customer: Customer) -> bool:
    """Whether a customer may be told what became of their complaint after it ended: neither wants to be left alone
    nor refused to be asked or told anything beyond the matter itself. One query."""
    if customer.do_not_contact:
        return False
    standing = standing_consents(customer, customer.unit.scope).get(Purpose.SURVEY)
    return allows(Purpose.SURVEY, Decision(standing.decision) if standing else None)


@dataclass(frozen=True, slots=True)
class Demand:
    """A demand beyond the standard that came several times: its words as one customer's case has them, its cases."""

    key: str
    words: str
    standard: str
    cases: Sequence[Case]


def repeated_demands(*, at: datetime) -> list[Demand]:
    """The demands beyond a standard that enough cases made lately: counted by their words, whoever wrote them."""
    rules = causes()
    codes = [code for code, cause in rules.causes.items() if cause.standard_review]
    rows = Intake.objects.unscoped(_WHY).filter(
        cause__in=codes, case__received_at__gt=at - rules.review_within
    )
    found: dict[str, list[Intake]] = defaultdict(list)
    for row in rows.filter(~Q(demand="")).select_related("case__unit", "case__owner").order_by("case_id"):
        found[same_demand(row.demand)].append(row)
    return [
        Demand(key, group[0].demand, group[0].standard, [each.case for each in group])
        for key, group in found.items()
        if len(group) >= rules.review_at_least
    ]


def told_before(found: Improvement, customer: Customer) -> bool:
    """Whether a customer was told of an improvement already, about another of their cases."""
    rows = ImprovementCase.objects.unscoped(_WHY).filter(improvement=found, case__customer=customer)
    return rows.filter(feedback=Feedback.TASK).exists()


def may_lead(person: User, found: Improvement) -> bool:
    """Whether somebody may change an improvement: its owner, or who leads in its unit."""
    return person.pk == found.owner_id or (
        person.may(Right.ASSIGN_CASES) and person.scope.covers(found.unit.number)
    )
