# SPDX-License-Identifier: Apache-2.0
"""What is known of one customer, as pages and the areas above ask for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Model, QuerySet

from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import (
    CommunicationNeed,
    Consent,
    Customer,
    Expectation,
    HandlingNote,
    PersonalNeed,
    Preferences,
    StageEntry,
    TierEntry,
)
from amends.apps.customers.rules.consents import Purpose
from amends.apps.customers.rules.segments import Profile, tenure_months

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Header:
    """What must be seen before anybody calls."""

    customer: Customer
    preferences: Preferences | None
    consents: dict[Purpose, Consent]
    needs: Sequence[CommunicationNeed]
    tier: TierEntry | None
    handling: HandlingNote | None


@dataclass(frozen=True, slots=True)
class Relation:
    """The slower facts of a relationship: tiers and stages with their history, expectations, personal needs."""

    tiers: Sequence[TierEntry]
    stages: Sequence[StageEntry]
    expectations: Sequence[Expectation]
    personal_needs: Sequence[PersonalNeed]


def customer_by_code(code: str, scope: Scope) -> Customer | None:
    """The customer of that code, when in scope; with unit and preferences."""
    rows = Customer.objects.within(scope).select_related("unit", "preferences")
    return rows.filter(code=code).first()


def header(customer: Customer, scope: Scope, on: date) -> Header:
    """What stands at the top of the customer's page on a day; four queries."""
    handling = HandlingNote.objects.within(scope).filter(customer=customer).order_by("-id").first()
    return Header(
        customer=customer,
        preferences=getattr(customer, "preferences", None),
        consents=standing_consents(customer, scope),
        needs=list(_open(CommunicationNeed.objects.within(scope).filter(customer=customer))),
        tier=TierEntry.objects.within(scope).filter(customer=customer).order_by("-id").first(),
        handling=handling if handling and handling.until_date > on else None,
    )


def _open(rows: QuerySet[M]) -> QuerySet[M]:
    return rows.filter(ended_at__isnull=True).order_by("id")


def standing_consents(customer: Customer, scope: Scope) -> dict[Purpose, Consent]:
    """The newest line of the ledger on each purpose."""
    lines = Consent.objects.within(scope).filter(customer=customer).order_by("id")
    return {Purpose(line.purpose): line for line in lines}


def relation(customer: Customer, scope: Scope) -> Relation:
    """The relationship in full, the newest first; four queries."""
    return Relation(
        tiers=list(_newest(TierEntry.objects.within(scope), customer)),
        stages=list(_newest(StageEntry.objects.within(scope), customer)),
        expectations=list(_newest(Expectation.objects.within(scope), customer)),
        personal_needs=list(_open(PersonalNeed.objects.within(scope).filter(customer=customer))),
    )


def _newest(rows: QuerySet[M], customer: Customer) -> QuerySet[M]:
    return rows.filter(customer=customer).select_related("by").order_by("-id")[:20]


def profile_of(customer: Customer, needs: Iterable[CommunicationNeed], on: date) -> Profile:
    """The attributes that segments ask for, of one customer on a day."""
    return {
        "plan_code": customer.plan_code,
        "plan_name": customer.plan_name,
        "region": customer.region,
        "settlement": customer.settlement,
        "unit": customer.unit.code,
        "value_tier": customer.value_tier,
        "plan_fee": customer.plan_fee,
        "customer_kind": customer.customer_kind,
        "line_state": customer.line_state,
        "tenure_months": tenure_months(customer.joined_date, on),
        "need": frozenset(each.need for each in needs),
    }
