# SPDX-License-Identifier: Apache-2.0
"""Making promises: within authority, once, for somebody who can keep them."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest

from amends.apps.core.actions.log import subject_key
from amends.apps.core.models import Event, EventKind
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from amends.apps.promises.actions import make as making
from amends.apps.promises.actions.change import TermsIncomplete
from amends.apps.promises.actions.end import withdraw_promise
from amends.apps.promises.actions.make import BeyondAuthority, KeyReused, OwnerUnsuited, make_promise
from amends.apps.promises.models import Promise
from amends.apps.promises.rules.states import PromiseState
from tests.apps.promises.conftest import BENEFIT, CALL_BACK, DAY, REFUND, Make, make_customer
from tests.people import NOON, People


def _number_of_promises() -> int:
    return Promise.objects.unscoped("a test counts").count()


def test_promise_is_open_its_makers_own_and_logged_when_made(make: Make, people: People) -> None:
    promise = make(REFUND)
    assert (promise.owner, promise.made_by, promise.unit) == (people.alice, people.alice, people.east_team)
    assert promise.state(NOON) is PromiseState.OPEN
    event = Event.objects.unscoped("a test").get(subject=subject_key(promise))
    assert (event.kind, event.about, event.by) == (EventKind.PROMISE_MADE, "C-1", people.alice)
    assert event.payload["amount"] == 3_000


def test_words_of_the_promise_stay_out_of_the_log(make: Make) -> None:
    promise = make()
    event = Event.objects.unscoped("a test").get(subject=subject_key(promise))
    assert promise.words not in str(event.payload)


@pytest.mark.requirement("S3-022")
def test_promise_is_refused_when_its_terms_are_incomplete(make: Make) -> None:
    with pytest.raises(TermsIncomplete, match="到期时间") as refused:
        make(due_at=NOON)
    assert refused.value.field == "due_at"
    assert _number_of_promises() == 0


@pytest.mark.requirement("S2-044")
def test_promise_above_the_role_limit_is_refused_and_says_who_may(make: Make, people: People) -> None:
    with pytest.raises(BeyondAuthority, match=r"300 元.*班组长") as refused:
        make(REFUND, amount=30_001)
    assert refused.value.field == "amount"
    assert make(REFUND, amount=30_001, by=people.bob).amount == 30_001


def test_frontline_may_not_promise_a_result(make: Make, people: People) -> None:
    people.alice.role = Role.HOTLINE_AGENT
    with pytest.raises(BeyondAuthority, match="投诉专员"):
        make(kind="repair")


def test_benefits_of_a_customer_are_capped_whoever_promises_them(
    make: Make, people: People, customer: Customer
) -> None:
    first = make(BENEFIT)
    make(BENEFIT, by=people.bob)
    with pytest.raises(BeyondAuthority, match="2 次"):
        make(BENEFIT)
    make(BENEFIT, to=make_customer("C-2", people))
    withdraw_promise(promise=first, version=1, words="不用送了", by=people.alice, at=NOON)
    assert make(BENEFIT).amount == 1_000


def test_cap_ends_when_ninety_days_have_passed(make: Make, people: People, customer: Customer) -> None:
    make(BENEFIT)
    make(BENEFIT)
    later = NOON + timedelta(days=90)
    terms = replace(BENEFIT, due_at=later + DAY)
    assert make_promise(customer=customer, terms=terms, by=people.alice, at=later).pk


@pytest.mark.parametrize("name", ["charlie", "ed"])
def test_owner_who_cannot_keep_it_is_refused(people: People, customer: Customer, name: str) -> None:
    owner = getattr(people, name)
    with pytest.raises(OwnerUnsuited) as refused:
        make_promise(customer=customer, terms=CALL_BACK, by=people.alice, at=NOON, owner=owner)
    assert refused.value.owner == owner


def test_owner_whose_account_is_off_is_refused(people: People, customer: Customer) -> None:
    people.bob.is_active = False
    with pytest.raises(OwnerUnsuited):
        make_promise(customer=customer, terms=CALL_BACK, by=people.alice, at=NOON, owner=people.bob)


def test_double_click_makes_one(people: People, customer: Customer) -> None:
    made = [
        make_promise(customer=customer, terms=CALL_BACK, by=people.alice, at=NOON, key="k") for _ in range(2)
    ]
    assert made[0] == made[1]
    assert (
        _number_of_promises()
        == Event.objects.unscoped("a test").filter(kind=EventKind.PROMISE_MADE).count()
        == 1
    )


def test_two_people_may_use_the_same_key(people: People, customer: Customer) -> None:
    for by in (people.alice, people.bob):
        make_promise(customer=customer, terms=CALL_BACK, by=by, at=NOON, key="k")
    assert _number_of_promises() == 2


def test_key_is_refused_for_another_promise(people: People, customer: Customer) -> None:
    make_promise(customer=customer, terms=CALL_BACK, by=people.alice, at=NOON, key="k")
    other = replace(CALL_BACK, words="后天给您回电")
    with pytest.raises(KeyReused):
        make_promise(customer=customer, terms=other, by=people.alice, at=NOON, key="k")


def test_second_of_two_simultaneous_requests_gets_the_first_ones_promise(
    people: People, customer: Customer
) -> None:
    first = make_promise(customer=customer, terms=CALL_BACK, by=people.alice, at=NOON, key="k")
    looked = [None, first]  # the second request looks before the first one has committed
    with patch.object(making, "_made_with", side_effect=looked):
        second = make_promise(customer=customer, terms=CALL_BACK, by=people.alice, at=NOON, key="k")
    assert second == first
    assert _number_of_promises() == 1
