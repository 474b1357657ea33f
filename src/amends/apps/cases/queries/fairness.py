# SPDX-License-Identifier: Apache-2.0
"""The quarterly fairness review: wait, handling time and resolution by groups that are lawfully held.

No looks, class, race, sex or age is held anywhere, so none can be compared: groups are those of the contract and of
the place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Min, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models import Case, Contact
from amends.apps.cases.queries.governance_content import number
from amends.apps.cases.rules.contact import ResultCode
from amends.apps.cases.rules.fairness import Comparison, GroupCount, compared, quarter_days
from amends.apps.cases.rules.states import CaseState
from amends.apps.core.rules.organisation import Scope

GROUPS: Mapping[str, str | Promise] = {
    "customer__region": _("地区"),
    "customer__settlement": _("城乡"),
    "customer__plan_name": _("套餐"),
    "customer__value_tier": _("价值等级"),
    "customer__customer_kind": _("客户类别"),
}
_HOUR = timedelta(hours=1)
_ENDED = Q(is_open=False) & ~Q(state__in=[CaseState.MERGED, CaseState.INELIGIBLE, CaseState.WITHDRAWN])


@dataclass(frozen=True, slots=True)
class Review:
    """One quarter's review: a comparison by attribute, and the smallest group that is shown."""

    year: int
    number: int
    fewest: int
    comparisons: list[tuple[str | Promise, Comparison]]


def fairness_review(scope: Scope, year: int, quarter: int) -> Review:
    """Cases received in a quarter, by each group that is lawfully held. One query a group."""
    fewest = number("fairness", "min_cases")
    found = [
        (label, compared(_counts(scope, path, year, quarter), fewest=fewest))
        for path, label in GROUPS.items()
    ]
    return Review(year, quarter, fewest, found)


def _counts(scope: Scope, path: str, year: int, quarter: int) -> list[GroupCount]:
    first, after = (timezone.make_aware(datetime.combine(day, time())) for day in quarter_days(year, quarter))
    cases = (
        Case.objects.within(scope).filter(received_at__gte=first, received_at__lt=after).exclude(**{path: ""})
    )
    reached = Contact.objects.unscoped("of cases within the scope").filter(case=OuterRef("pk"))
    reached = reached.filter(result=ResultCode.REACHED, at__gte=OuterRef("received_at")).order_by()
    first_reached = Subquery(reached.values("case").annotate(first=Min("at")).values("first"))
    timed = cases.annotate(
        waited=ExpressionWrapper(first_reached - F("received_at"), output_field=DurationField()),
        took=ExpressionWrapper(F("closed_at") - F("received_at"), output_field=DurationField()),
    )
    rows = (
        timed.values(path)
        .order_by(path)
        .annotate(
            cases=Count("pk"),
            n_waited=Count("waited"),
            mean_wait=Avg("waited"),
            ended=Count("pk", filter=_ENDED),
            mean_took=Avg("took", filter=_ENDED),
            resolved=Count("pk", filter=Q(state=CaseState.RECOVERED)),
        )
    )
    return [_group(row, path) for row in rows]


def _group(row: Mapping[str, Any], path: str) -> GroupCount:
    return GroupCount(
        name=str(row[path]),
        cases=row["cases"],
        waited=row["n_waited"],
        wait_hours=_hours(row["mean_wait"]),
        ended=row["ended"],
        handling_hours=_hours(row["mean_took"]),
        resolved=row["resolved"],
    )


def _hours(span: timedelta | None) -> float | None:
    return span / _HOUR if span is not None else None
