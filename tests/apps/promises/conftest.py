# SPDX-License-Identifier: Apache-2.0
"""What most tests of promises need: a customer of Alice's team, and promises made to them the usual way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from amends.apps.core.models import User
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.make import make_promise
from amends.apps.promises.models import Promise
from amends.apps.promises.rules.terms import Channel, PromiseKind, Terms
from tests.people import NOON, People

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CALL_BACK = Terms(PromiseKind.CALL_BACK, "明天中午前给您回电", Channel.PHONE, due_at=NOON + DAY)
REFUND = replace(CALL_BACK, kind=PromiseKind.REFUND, words="三天内退还多收的 30 元", amount=3_000)
BENEFIT = replace(REFUND, kind=PromiseKind.BENEFIT, words="送您 10 元话费", amount=1_000, reason="等候太久")
Make = Callable[..., Promise]


def make_customer(code: str, people: People, *, west: bool = False) -> Customer:
    """A customer of Alice's team, or of Charlie's."""
    unit = people.west_team if west else people.east_team
    return Customer.objects.create(
        code=code, unit=unit, name_shown="张*明", number_shown="138****1215", updated_at=NOON
    )


@pytest.fixture
def customer(people: People) -> Customer:
    """A customer of Alice's team."""
    return make_customer("C-1", people)


@pytest.fixture
def make(people: People, customer: Customer) -> Make:
    """`make(terms, by=, to=, **changes of terms)`: a promise by Alice at noon, due a day later."""

    def made(
        terms: Terms = CALL_BACK, *, by: User = people.alice, to: Customer = customer, **changes: object
    ) -> Promise:
        return make_promise(customer=to, terms=replace(terms, **changes), by=by, at=NOON)  # type: ignore[arg-type]

    return made


def stored(promise: Promise) -> Promise:
    """The promise as the database has it now."""
    return Promise.objects.unscoped("a test looks").get(pk=promise.pk)
