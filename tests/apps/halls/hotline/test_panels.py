# SPDX-License-Identifier: Apache-2.0
"""The last calls of a customer stand beside their page and their cases, for those who may see them."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from amends.apps.halls.actions.hotline.calls import answer_call, end_call, hold_call, offer_call
from amends.apps.halls.rules.hotline.words import Direction, Outcome
from tests.apps.cases.conftest import make_customer
from tests.apps.cases.course import complaint
from tests.apps.halls.hotline.conftest import browser
from tests.people import People


def test_calls_of_a_customer_stand_beside_their_cases(
    people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    customer, now = make_customer(people), timezone.now()
    for number, (days, outcome) in enumerate(
        [(1, Outcome.SERVED), (5, Outcome.CALL_BACK), (200, Outcome.SERVED)]
    ):
        began = now - timedelta(days=days)
        call = offer_call(
            code=f"c{number}", customer=customer, direction=Direction.IN, by=people.alice, at=began
        )
        call = answer_call(call=call, by=people.alice, at=began + timedelta(seconds=8))
        call = hold_call(call=call, by=people.alice, at=began + timedelta(seconds=60))
        end_call(call=call, outcome=outcome, by=people.alice, at=began + timedelta(seconds=400))
    case = complaint(people, customer)
    panel = reverse("halls:case_panel", args=[case.number])
    alice = browser(people.alice)
    with django_assert_max_num_queries(6):
        shown = alice.get(panel, headers={"HX-Request": "true"}).content.decode()
    assert shown.count("<li>") == 2  # none that is older than three months
    assert shown.index("已办理") < shown.index("约好回电")
    assert "通话 6 分" in shown
    assert "等待 5 分" in shown
    assert shown.count("欠一个回电") == 1
    assert browser(people.charlie).get(panel).status_code == 404
    own = reverse("halls:customer_panel", args=[customer.code])
    assert "约好回电" in browser(people.alice).get(own).content.decode()
    assert browser(people.charlie).get(own).status_code == 404


def test_customer_without_calls_is_told_so(people: People) -> None:
    own = reverse("halls:customer_panel", args=[make_customer(people).code])
    assert "近三个月没有通话记录" in browser(people.alice).get(own).content.decode()
