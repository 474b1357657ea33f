# SPDX-License-Identifier: Apache-2.0
"""Whom an outage reaches, and how many of them will be told: what the page shows is what is sent."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Value, When

from amends.apps.customers.models import Customer, CustomerQuerySet, Identity
from amends.apps.recovery.models import PlannedOutage
from amends.apps.recovery.rules.notices import About, Why, is_by_law

_INSIDE = "inside a query that names the scope"


@dataclass(frozen=True, slots=True)
class Reach:
    """How many customers an outage reaches, and how many of them will not be told, by reason."""

    people: int
    skipped: Mapping[Why, int]
    unknown: int = 0  # codes of the list that no customer of the unit has

    @property
    def told(self) -> int:
        """How many a notice is written for."""
        return self.people - sum(self.skipped.values())


def segment(outage: PlannedOutage) -> CustomerQuerySet:
    """The customers that an outage reaches, in no order."""
    rows = Customer.objects.within(outage.unit.scope)
    if outage.codes:
        return rows.filter(code__in=outage.codes)
    if outage.regions:
        rows = rows.filter(region__in=outage.regions)
    return rows.filter(settlement=outage.settlement) if outage.settlement else rows


def with_why(rows: CustomerQuerySet, *, by_law: bool) -> Any:  # django-stubs loses the annotation
    """The same customers with `why_not`: the reason for which no notice is written, or nothing. As
    `rules.notices.skipped` has it."""
    sealed = Identity.objects.unscoped(_INSIDE).filter(customer=OuterRef("pk")).exclude(number_index="")
    whens = [
        When(~Q(line_state="active"), then=Value(str(Why.LINE_NOT_ACTIVE))),
        When(~Exists(sealed), then=Value(str(Why.NO_NUMBER))),
    ]
    if not by_law:
        whens.append(When(do_not_contact=True, then=Value(str(Why.DECLINED))))
    why = Case(*whens, default=Value(""), output_field=CharField())
    return rows.annotate(why_not=why)


def reach(outage: PlannedOutage) -> Reach:
    """How many will be told. One query."""
    rows = with_why(segment(outage), by_law=is_by_law(About.OUTAGE, outage.kind)).order_by()
    counts = Counter(dict(rows.values_list("why_not").annotate(n=Count("pk"))))
    people = sum(counts.values())
    skipped = {why: counts[str(why)] for why in Why if counts[str(why)]}
    return Reach(people, skipped, max(len(set(outage.codes)) - people, 0))
