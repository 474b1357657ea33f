# SPDX-License-Identifier: Apache-2.0
"""Important tariff problems: complaints by leaf, how their customers score, what they pay."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, F, FloatField
from django.db.models.functions import Cast

from amends.apps.cases.models import Case
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.cases.rules.taxonomy import Leaf
from amends.apps.core.rules.organisation import Scope
from amends.apps.recovery.rules.tariff.pareto import Heard, Problem, pareto
from amends.apps.surveys.models import Answer

PERIOD = timedelta(days=90)
LISTENED = timedelta(days=365)  # how far back the newest score of a customer may lie
PREFIX = "TF-"
LOW = 60.0  # on 0–100: below it a score is low
JUDGED = ("csat", "satisfaction")
POINTS = (
    100.0 * (F("number") - F("item__minimum")) / Cast(F("item__maximum") - F("item__minimum"), FloatField())
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A leaf of the tariff topics, and what it weighs."""

    leaf: Leaf | None
    problem: Problem


def tariff_problems(scope: Scope, *, at: datetime) -> tuple[Weighed, ...]:
    """The tariff problems of ninety days within a person's units, the most important first. Three queries."""
    rows = (
        Case.objects.within(scope)
        .complaints()
        .filter(taxonomy__startswith=PREFIX, received_at__gt=at - PERIOD, received_at__lte=at)
    )
    told = rows.order_by().values("taxonomy").annotate(
        complaints=Count("pk"), people=Count("customer", distinct=True), fee=Avg("customer__plan_fee")
    )  # fmt: skip
    scores, whose = _newest_scores(scope, at), defaultdict[str, set[int]](set)
    for code, customer in rows.order_by().values_list("taxonomy", "customer").distinct():
        whose[code].add(customer)
    heard = [_heard(row, scores, whose) for row in told]
    return tuple(Weighed(taxonomy().leaves.get(each.heard.code), each) for each in pareto(heard))


def _heard(row: Mapping[str, object], scores: Mapping[int, float], whose: Mapping[str, set[int]]) -> Heard:
    code, fee = str(row["taxonomy"]), row["fee"]
    given = [scores[each] for each in whose[code] if each in scores]
    return Heard(
        code,
        int(str(row["complaints"])),
        int(str(row["people"])),
        len(given),
        sum(each < LOW for each in given),
        None if fee is None else float(str(fee)),
    )


def _newest_scores(scope: Scope, at: datetime) -> dict[int, float]:
    """The newest overall score of each customer with a tariff complaint, on 0–100. One query."""
    cases = Case.objects.within(scope).complaints().filter(
        taxonomy__startswith=PREFIX, received_at__gt=at - PERIOD, received_at__lte=at
    )  # fmt: skip
    rows = Answer.objects.within(scope).filter(
        item__measure__in=JUDGED, number__isnull=False, item__maximum__gt=F("item__minimum"),
        response__complete=True, response__customer__in=cases.values("customer"),
        response__submitted_at__gt=at - LISTENED, response__submitted_at__lte=at,
    )  # fmt: skip
    told = rows.annotate(points=POINTS).order_by("response__submitted_at", "item__order", "pk")
    return dict(told.values_list("response__customer", "points"))
