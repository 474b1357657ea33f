# SPDX-License-Identifier: Apache-2.0
"""The catalogue of plans with its line, and how many customers stand on each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.apps.recovery.models import Plan
from amends.apps.recovery.rules.tariff.lineage import Fault, Offer, Standing, faults, line, standing


@dataclass(frozen=True, slots=True)
class Line:
    """A plan on a day: where it stands, the plans that follow it, what is wrong, and how many customers have it."""

    plan: Plan
    standing: Standing
    following: tuple[Plan, ...]
    fault: Fault | None
    customers: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All plans; `unknown`: (code, customers) of plans that customers have and the catalogue lacks."""

    lines: tuple[Line, ...]
    unknown: tuple[tuple[str, int], ...]

    @property
    def gaps(self) -> tuple[Line, ...]:
        """Plans that ended, or will, without a way on: most customers first."""
        rows = [each for each in self.lines if each.fault]
        return tuple(sorted(rows, key=lambda each: (-each.customers, each.plan.code)))

    @property
    def left(self) -> int:
        """Customers on plans that have ended without a way on."""
        return sum(each.customers for each in self.gaps if each.standing is Standing.RETIRED)

    @property
    def coming(self) -> tuple[Line, ...]:
        """Plans whose end is set, the next first."""
        rows = [each for each in self.lines if each.standing is Standing.RETIRING]
        return tuple(sorted(rows, key=lambda each: (str(each.plan.retired_date), each.plan.code)))


def catalogue(scope: Scope, *, today: date) -> Catalogue:
    """The catalogue; customers are counted within a person's units, lines that were closed left out. Two queries."""
    plans = {each.code: each for each in Plan.objects.select_related("successor")}
    offers = _offers(plans.values())
    wrong, counts = faults(offers.values(), today), _customers(scope)
    lines = [
        Line(
            plan,
            standing(offers[code], today),
            tuple(plans[each] for each in line(code, offers)[1:]),
            wrong.get(code),
            counts.get(code, 0),
        )
        for code, plan in plans.items()
    ]
    unknown = sorted(
        ((code, n) for code, n in counts.items() if code not in plans), key=lambda row: (-row[1], row[0])
    )
    return Catalogue(tuple(lines), tuple(unknown))


def _offers(plans: Iterable[Plan]) -> dict[str, Offer]:
    return {
        each.code: Offer(
            each.code,
            each.on_sale_date,
            each.retired_date,
            each.successor.code if each.successor else "",
            each.path,
        )
        for each in plans
    }


def _customers(scope: Scope) -> dict[str, int]:
    rows = Customer.objects.within(scope).exclude(plan_code="").exclude(line_state="closed").order_by()
    return dict(rows.values_list("plan_code").annotate(number_of=Count("pk")))
