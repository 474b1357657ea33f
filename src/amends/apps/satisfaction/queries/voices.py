# SPDX-License-Identifier: Apache-2.0
"""Needs and the drivers of expectations: what is tagged, what may be tagged, what stands in the backlog."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from amends.apps.cases.models import Case
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import PersonalNeed
from amends.apps.satisfaction.models import DriverTag, Need, NeedMention
from amends.apps.satisfaction.rules.voices import Driver, need_key, shares
from amends.apps.surveys.models import Answer

MOST = 200
MOST_WORDS = 30
_ALL_UNITS = "what enough customers need is counted through the company; only the number is shown"


@dataclass(frozen=True, slots=True)
class DriverReport:
    """How often each driver is what an expectation mainly comes from: counts sum to `tagged`, of cases and of answers
    likewise."""

    tagged: int
    of_cases: Mapping[Driver, tuple[int, float]]
    of_answers: Mapping[Driver, tuple[int, float]]
    together: Mapping[Driver, tuple[int, float]]


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need: from how many customers of the whole company, of them in the reader's units."""

    need: Need
    customers: int
    within: int


def driver_report(scope: Scope, start: datetime, end: datetime) -> DriverReport:
    """The drivers tagged in a span. One query."""
    rows = DriverTag.objects.within(scope).filter(at__gte=start, at__lt=end).order_by()
    cases: Counter[Driver] = Counter()
    answers: Counter[Driver] = Counter()
    for row in rows.values("driver").annotate(of_cases=Count("case"), of_answers=Count("response")):
        cases[Driver(row["driver"])] += row["of_cases"]
        answers[Driver(row["driver"])] += row["of_answers"]
    both = cases + answers
    return DriverReport(both.total(), shares(cases), shares(answers), shares(both))


def driver_of(case: Case, scope: Scope) -> DriverTag | None:
    """The tag of a case. One query."""
    return DriverTag.objects.within(scope).filter(case=case).select_related("by").first()


def backlog(scope: Scope, *, raised: bool = True) -> list[NeedLine]:
    """The needs that enough customers raised, those to be decided first, the most wanted first; or those that were only
    heard so far. Two queries."""
    rows = Need.objects.exclude(state="heard") if raised else Need.objects.filter(state="heard")
    counted = rows.select_related("improvement", "decided_by").annotate(customers=Count("mentions"))
    inside = _within(scope)
    found = [
        NeedLine(each, each.customers, inside.get(each.pk, 0))
        for each in counted.order_by("-customers", "pk")[:MOST]
    ]
    return sorted(found, key=lambda each: each.need.state != "backlog")


def _within(scope: Scope) -> dict[int, int]:
    rows = NeedMention.objects.within(scope).order_by().values("need").annotate(n=Count("pk"))
    return {row["need"]: row["n"] for row in rows}


def customers_of(need: Need) -> int:
    """How many customers of the whole company raised a need. One query."""
    return NeedMention.objects.unscoped(_ALL_UNITS).filter(need=need).count()


def mentions_of(need: Need, scope: Scope) -> list[NeedMention]:
    """Who raised a need, of a person's units, the latest first. One query."""
    rows = NeedMention.objects.within(scope).filter(need=need).select_related("customer", "case", "unit")
    return list(rows.order_by("-at", "-pk")[:MOST])


def needs_of(case: Case, scope: Scope) -> list[Need]:
    """The needs that were noted with a case. One query."""
    rows = NeedMention.objects.within(scope).filter(case=case).select_related("need")
    return [each.need for each in rows.order_by("pk")]


def known_needs() -> list[str]:
    """What needs are called that may be chosen again, the latest first. One query."""
    return list(Need.objects.order_by("-made_at", "-pk").values_list("name", flat=True)[:MOST])


def open_words(scope: Scope, since: datetime) -> Sequence[Answer]:
    """The latest open words of surveys by customers whom we know, without a need noted yet. One query."""
    noted = NeedMention.objects.within(scope).filter(response__isnull=False).values("response")
    rows = Answer.objects.within(scope).filter(item__measure="open", response__submitted_at__gte=since)
    rows = rows.filter(response__customer__isnull=False).exclude(words="").exclude(response__in=noted)
    related = rows.select_related("item", "response__customer", "response__unit", "response__driver_tag")
    return list(related.order_by("-response__submitted_at", "-pk")[:MOST_WORDS])


def same_personal_needs(at_least: int) -> dict[str, list[PersonalNeed]]:
    """The personal needs that enough customers have in the same words, by their one spelling. One query."""
    rows = PersonalNeed.objects.unscoped(_ALL_UNITS).filter(Q(ended_at__isnull=True))
    found: dict[str, dict[int, PersonalNeed]] = {}
    for row in rows.select_related("customer__unit").order_by("pk").iterator():
        if key := need_key(row.text):
            found.setdefault(key, {}).setdefault(row.customer_id, row)
    return {key: [*of.values()] for key, of in found.items() if len(of) >= at_least}
