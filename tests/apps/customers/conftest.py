# SPDX-License-Identifier: Apache-2.0
"""Customers of the tests: Wang Xiaoming in the east, Li Jing in the west."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amends.apps.customers.actions.identity import Personal
from amends.apps.customers.actions.profiles import upsert_profiles
from amends.apps.customers.models import Customer
from tests.people import NOON, People

WANG = {
    "customer_id": "C-1",
    "unit_code": "G-P-E-T",
    "region": "东市",
    "plan_code": "P59",
    "plan_name": "畅享59",
    "plan_fee": 5_900,
    "value_tier": "gold",
    "joined_date": date(2021, 5, 20),
    "do_not_contact": False,
}
LI = WANG | {"customer_id": "C-2", "unit_code": "G-P-W-T", "region": "西市", "value_tier": "silver"}
PERSONAL = {"C-1": Personal("王小明", "13800001215"), "C-2": Personal("李静", "13900002333")}


@pytest.fixture
def wang(people: People) -> Customer:
    """A customer of Alice's team."""
    return _customer(WANG)


@pytest.fixture
def li(people: People) -> Customer:
    """A customer of Charlie's team, whom Alice must not see."""
    return _customer(LI)


def _customer(row: dict[str, object]) -> Customer:
    upsert_profiles([row], PERSONAL, by=None, at=NOON)
    found = Customer.objects.unscoped("a fixture").select_related("unit", "preferences")
    return found.get(code=row["customer_id"])


@pytest.fixture
def cost(client: Client) -> Callable[[str], int]:
    """How many queries a page asks beyond those of an empty page: session, person, last activity."""

    def queries(place: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(place).status_code == 200
        return len(asked)

    def above_an_empty_page(place: str) -> int:
        empty = reverse("customers:search")
        queries(empty)
        return queries(place) - queries(empty)

    return above_an_empty_page
