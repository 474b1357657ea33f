# SPDX-License-Identifier: Apache-2.0
"""Customers who complained or answered, as bare rows: what happened to them is what these tests are about."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from django.core.cache import cache
from django.test import Client

from amends.apps.cases.models import Case, PinnedProcedure
from amends.apps.core.models import Unit, User
from amends.apps.customers.models import Customer
from amends.apps.reports.models import LineEnd
from tests.people import NOON, People

WHY = "a test makes its rows"
DAY = timedelta(days=1)
TODAY = date(2026, 11, 2)
_NUMBERS = count(1)


def make_customer(unit: Unit, **fields: object) -> Customer:
    """One customer of a unit, with a line that is there, since four years, for 50 yuan."""
    usual = {"plan_fee": 5_000, "joined_date": date(2022, 11, 2), "updated_at": NOON}
    return Customer.objects.create(code=f"R-{next(_NUMBERS)}", unit=unit, **{**usual, **fields})


def make_case(people: People, customer: Customer, *, days_ago: int, state: str = "recovered", hours: int = 10,
              **fields: object) -> Case:  # fmt: skip
    """A complaint of some days ago that ended; `hours` is how long it was handled."""
    received = NOON - days_ago * DAY
    told = received + timedelta(hours=hours)
    usual: dict[str, object] = {
        "number": f"T-{next(_NUMBERS)}", "customer": customer, "unit": customer.unit, "origin": "complaint",
        "recovery_class": "tariff", "procedure": _procedure(), "state": state, "is_open": False, "outcome": state,
        "owner": people.alice, "first_receiver": people.alice, "received_at": received, "opened_at": received,
        "active_at": told, "handled_at": told, "result_told_at": told, "closed_at": told,
    }  # fmt: skip
    if state == "not_recovered":
        usual |= {"signed_off_by": people.bob, "sign_off_asked_by": people.alice, "outer_channel_told": True}
    return Case.objects.create(**{**usual, **fields})


def leave(customer: Customer, *, days_ago: int, seen_before: int | None = 1) -> None:
    """The line ended: noted so many days ago, there the day before unless nobody had looked."""
    Customer.objects.unscoped(WHY).filter(pk=customer.pk).update(line_state="closed")
    seen = TODAY - days_ago * DAY
    LineEnd.objects.create(
        customer=customer,
        seen_date=seen,
        alive_date=None if seen_before is None else seen - seen_before * DAY,
    )


def as_user(user: User) -> Client:
    """Somebody's browser, logged in."""
    client = Client()
    client.force_login(user)
    return client


def moment(days_ago: int) -> datetime:
    """Noon of some days ago."""
    return NOON - days_ago * DAY


def _procedure() -> PinnedProcedure:
    found = PinnedProcedure.objects.first()
    return found or PinnedProcedure.objects.create(
        code="handling", version="1", digest="d", content={}, pinned_at=NOON
    )


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """What pages keep is kept by the keys of rows, which tests use again."""
    cache.clear()
    yield
    cache.clear()
