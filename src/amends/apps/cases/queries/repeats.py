# SPDX-License-Identifier: Apache-2.0
"""What a customer told us before that a new complaint may be about."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from amends.apps.cases.models import Case, CaseQuerySet
from amends.apps.cases.queries.intake import intake_words
from amends.apps.cases.rules.repeats import Earlier, Nearness, near_ones
from amends.apps.cases.rules.states import PROACTIVE
from amends.apps.core.models import Asked
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer

_MOST = 30


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that a new complaint may belong to."""

    case: Case
    nearness: Nearness
    percent: int
    is_repeat: bool


def earlier_cases(customer: Customer, *, at: datetime) -> list[Earlier]:
    """The customer's complaints that are open or were received in the window, for comparison. One query.

    Whatever unit they are in: whether a complaint is a repetition does not depend on who may see the first one.
    """
    return [Earlier(*row) for row in _EARLIER(customer.pk, at - intake_words().repeat_within)]


def candidates(
    customer: Customer, scope: Scope, *, taxonomy: str, story: str, at: datetime, most: int = 6
) -> list[Candidate]:
    """The cases that a person in `scope` may join a new complaint with, the nearest first. One query."""
    since = at - intake_words().repeat_within
    cases = _recent(Case.objects.within(scope), customer.pk, since).select_related("owner")
    rows = {case.pk: case for case in cases}
    earlier = [
        Earlier(each.pk, each.received_at, each.is_open, each.taxonomy, each.story) for each in rows.values()
    ]
    near = near_ones(earlier, taxonomy=taxonomy, story=story, similar_from=intake_words().similar_from)
    return [
        Candidate(rows[each.key], each.nearness, round(each.likeness * 100), each.is_repeat)
        for each in near[:most]
    ]


def _recent(cases: CaseQuerySet, customer: int, since: datetime) -> CaseQuerySet:
    inside = Q(is_open=True) | Q(received_at__gte=since)
    voiced = cases.filter(inside, customer=customer).exclude(origin__in=sorted(PROACTIVE))
    return voiced.order_by("-received_at", "-pk")[:_MOST]


_EARLIER = Asked(
    lambda customer, since: _recent(
        Case.objects.unscoped("a repetition is one for everybody"), customer, since
    ).values_list("pk", "received_at", "is_open", "taxonomy", "story")
)
