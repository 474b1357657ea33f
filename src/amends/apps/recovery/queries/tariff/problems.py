# SPDX-License-Identifier: Apache-2.0
"""Important tariff problems: complaints by leaf, how their customers score, what they pay."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, FloatField
from django.db.models.functions import Cast

from amends.apps.cases.models import Case
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.cases.rules.taxonomy import Leaf
from amends.apps.core.rules.organisation import Scope
from amends.apps.recovery.rules.tariff.pareto import Everybody, Heard, Problem, pareto
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


@dataclass(frozen=True, slots=True)
class TariffProblems:
    """The problems, the most important first, and all customers who have one, each once."""

    rows: tuple[Weighed, ...]
    everybody: Everybody


def tariff_problems(scope: Scope, *, at: datetime) -> TariffProblems:
    """The tariff problems of ninety days within a person's units. Three queries."""
    rows = (
        Case.objects.within(scope)
        .complaints()
        .filter(taxonomy__startswith=PREFIX, received_at__gt=at - PERIOD, received_at__lte=at)
    )
    counts = dict(rows.order_by().values_list("taxonomy").annotate(complaints=Count("pk")))
    scores, whose = _newest_scores(scope, at), defaultdict[str, dict[int, int | None]](dict)
    told = rows.order_by().values_list("taxonomy", "customer", "customer__plan_fee").distinct()
    for code, customer, fee in told:
        whose[code][customer] = fee
    heard = [_heard(code, counts.get(code, 0), fees, scores) for code, fees in whose.items()]
    everybody = _everybody({key: fee for fees in whose.values() for key, fee in fees.items()}, scores)
    weighed = (Weighed(taxonomy().leaves.get(each.heard.code), each) for each in pareto(heard, everybody))
    return TariffProblems(tuple(weighed), everybody)


def _heard(code: str, complaints: int, fees: Mapping[int, int | None], scores: Mapping[int, float]) -> Heard:
    found = _everybody(fees, scores)
    return Heard(code, complaints, found.customers, found.answered, found.low, found.mean_fee_fen)


def _everybody(fees: Mapping[int, int | None], scores: Mapping[int, float]) -> Everybody:
    """Customers, each once, by their fee and their newest score."""
    given = [scores[each] for each in fees if each in scores]
    known = [fee for fee in fees.values() if fee is not None]
    mean = sum(known) / len(known) if known else None
    return Everybody(len(fees), len(given), sum(each < LOW for each in given), mean)


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
