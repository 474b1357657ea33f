# SPDX-License-Identifier: Apache-2.0
"""Who is in a segment, and which segments one customer is in; both follow from the definition."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q

from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import CommunicationNeed, Customer, CustomerQuerySet, Segment
from amends.apps.customers.queries.profile import profile_of
from amends.apps.customers.rules.segments import Condition, Form, Operator, conditions, matches
from amends.kernel.periods import month_number, month_start


def segments_within(scope: Scope) -> Sequence[Segment]:
    """The definitions in force that hold for the units in scope: their own, and those of the units above."""
    mine = Segment.objects.unscoped("definitions of the units above hold below them")
    covering = Q(unit__number__lte=scope.first, unit__last__gte=scope.first)
    inside = Q(unit__number__range=(scope.first, scope.last))
    return list(
        mine.filter(covering | inside, retired_at__isnull=True).select_related("unit").order_by("code")
    )


def members(segment: Segment, scope: Scope, on: date) -> CustomerQuerySet:
    """The customers of a segment on a day, in the scope and in the segment's own unit, by code."""
    rows = Customer.objects.within(scope).within(segment.unit.scope)
    for condition in conditions(segment.conditions):
        rows = rows.filter(_sql(condition, on))
    return rows.order_by("code")


def segments_of(
    customer: Customer, needs: Iterable[CommunicationNeed], segments: Iterable[Segment], on: date
) -> list[Segment]:
    """Those of `segments` that the customer is in on a day; asks the database nothing."""
    profile = profile_of(customer, needs, on)
    return [
        each
        for each in segments
        if each.unit.scope.covers(customer.unit.number) and matches(profile, conditions(each.conditions))
    ]


def _sql(condition: Condition, on: date) -> Q:
    name = condition.attribute.name
    if condition.attribute.form is Form.WORDS:
        open_needs = CommunicationNeed.objects.unscoped("inside a query that names the scope")
        wanted = open_needs.filter(need__in=condition.values, ended_at__isnull=True)
        return Q(pk__in=wanted.values("customer"))
    if condition.attribute.form is Form.WORD:
        return Q(**{f"{'unit__code' if name == 'unit' else name}__in": condition.values})
    at_least = condition.operator is Operator.AT_LEAST
    if name == "tenure_months":
        first_too_new = month_start(month_number(on) - condition.bound + 1)
        return Q(**{f"joined_date__{'lt' if at_least else 'gte'}": first_too_new})
    return Q(**{f"{name}__{'gte' if at_least else 'lt'}": condition.bound})


COUNTED_TO = 1_000
PAGE = 25


def counted(segments: Iterable[Segment], scope: Scope, on: date) -> list[tuple[Segment, int]]:
    """Each segment with how many of its customers are in scope, counted up to 1,001: one short query each."""
    return [(each, members(each, scope, on).order_by()[: COUNTED_TO + 1].count()) for each in segments]


def members_page(rows: CustomerQuerySet, *, after: str = "", size: int = PAGE) -> tuple[list[Customer], str]:
    """A page of members behind a code, and the code behind which the next page begins (empty at the end)."""
    page = list(rows.filter(code__gt=after).select_related("unit")[: size + 1])
    return page[:size], page[size - 1].code if len(page) > size else ""
