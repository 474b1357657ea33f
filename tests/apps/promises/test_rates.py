# SPDX-License-Identifier: Apache-2.0
"""The kept rate by unit, campaign and person; a breach lowers it and asks a leader for a review."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from amends.apps.core.models import Message, User
from amends.apps.promises.actions.end import break_promise, keep_promise
from amends.apps.promises.actions.make import make_promise
from amends.apps.promises.actions.reviews import OwnReview, ReviewDone, review_promise
from amends.apps.promises.models import Promise, PromiseReview
from amends.apps.promises.queries.rates import kept_rate, rates_by_campaign, rates_by_person, rates_by_unit
from amends.apps.promises.rules.origins import Origin, Provenance
from amends.apps.promises.rules.rates import LEAST_DUE
from amends.kernel.periods import Period
from tests.apps.promises.conftest import BENEFIT, CALL_BACK, DAY, HOUR, Make, make_customer
from tests.people import NOON, People

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
LATER = NOON + 5 * DAY


def _kept(make: Make, people: People, many: int, **changes: Any) -> None:
    for _ in range(many):
        promise = make(**changes)
        keep_promise(promise=promise, version=1, proof="x", by=people.alice, at=NOON + HOUR)


def _broken(make: Make, people: People, by: User | None = None) -> Promise:
    promise = make()
    break_promise(
        promise=promise, version=1, reason="忘了", told="已道歉", by=by or people.alice, at=NOON + HOUR
    )
    return promise


def _review(promise: Promise) -> PromiseReview:
    return PromiseReview.objects.unscoped("a test").select_related("promise__owner").get(promise=promise)


@pytest.mark.requirement("S4-006")
def test_broken_promise_lowers_the_rate_of_its_person(make: Make, people: People) -> None:
    _kept(make, people, LEAST_DUE)
    ((_, before),) = rates_by_person(people.east.scope, NOVEMBER, at=LATER)
    _broken(make, people)
    ((name, after),) = rates_by_person(people.east.scope, NOVEMBER, at=LATER)
    assert (name, before.value, after.due, after.broken) == ("艾丽", 1.0, LEAST_DUE + 1, 1)
    assert after.value == LEAST_DUE / (LEAST_DUE + 1)


@pytest.mark.requirement("S4-006")
def test_broken_promise_opens_a_review_that_a_leader_is_told_of(make: Make, people: People) -> None:
    promise = _broken(make, people)
    assert _review(promise).reader == people.bob
    told = Message.objects.get(to=people.bob)
    assert promise.number in told.subject
    assert told.link == reverse("promises:review", args=[promise.number])


def test_who_had_a_hand_in_it_is_not_asked_and_cannot_review(make: Make, people: People) -> None:
    promise = _broken(make, people, by=people.bob)
    assert _review(promise).reader is None
    with pytest.raises(OwnReview):
        review_promise(review=_review(promise), finding="没事", by=people.bob, at=LATER)
    with pytest.raises(OwnReview):
        review_promise(review=_review(promise), finding="没事", by=people.alice, at=LATER)


def test_review_is_closed_once_with_a_finding(make: Make, people: People, client: Client) -> None:
    promise = _broken(make, people)
    client.force_login(people.bob)
    answer = client.post(reverse("promises:review", args=[promise.number]), {"finding": "提醒没有设"})
    assert answer.status_code == 302
    review = _review(promise)
    assert (review.finding, review.done_by) == ("提醒没有设", people.bob)
    with pytest.raises(ReviewDone):
        review_promise(review=review, finding="再看", by=people.bob, at=LATER)


def test_nobody_from_elsewhere_reviews(make: Make, people: People, client: Client) -> None:
    promise = _broken(make, people)
    client.force_login(people.charlie)
    assert client.get(reverse("promises:review", args=[promise.number])).status_code in (403, 404)


def test_too_few_promises_have_counts_and_no_rate(make: Make, people: People) -> None:
    _kept(make, people, LEAST_DUE - 1)
    ((_, counted),) = rates_by_person(people.east.scope, NOVEMBER, at=LATER)
    assert (counted.due, counted.value) == (LEAST_DUE - 1, None)


def test_units_are_told_with_all_below_them(make: Make, people: People) -> None:
    _kept(make, people, 2)
    west = make_customer("W-1", people, west=True)
    make_promise(customer=west, terms=CALL_BACK, by=people.charlie, at=NOON)
    found = dict(rates_by_unit(people.province, NOVEMBER, at=LATER))
    assert {name: (each.due, each.kept, each.waiting) for name, each in found.items()} == {
        "东市": (2, 2, 0),
        "西市": (1, 0, 1),
    }


def test_campaigns_are_told_by_their_code(make: Make, people: People) -> None:
    customer = make().customer
    came = Provenance(Origin.CAMPAIGN, reference="HD-1")
    make_promise(customer=customer, terms=BENEFIT, by=people.alice, at=NOON, came=came)
    ((code, counted),) = rates_by_campaign(people.east.scope, NOVEMBER, at=LATER)
    assert (code, counted.due, counted.kept) == ("HD-1", 1, 0)


@pytest.mark.requirement("S4-006")
def test_total_is_of_all_groups_though_the_table_is_cut(
    make: Make, people: People, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amends.apps.promises.views.rates.LISTED", 1)
    _kept(make, people, LEAST_DUE)
    make(by=people.bob)
    page = _page(client, people.bob, by="person")
    assert f"按时 {LEAST_DUE} / 到期 {LEAST_DUE + 1}" in page


def test_benefits_by_rule_do_not_hide_broken_promises(make: Make, people: People) -> None:
    _kept(make, people, 3)
    rows = Promise.objects.unscoped("a test")
    rows.filter(pk__in=rows.values("pk")[:2]).update(origin=Origin.RULE, reference="HOT")
    assert kept_rate(people.east.scope, NOVEMBER, at=LATER).due == 1
    ((_, counted),) = rates_by_person(people.east.scope, NOVEMBER, at=LATER)
    assert counted.due == 1


def test_promise_that_the_bill_contradicts_is_not_kept(make: Make, people: People) -> None:
    _kept(make, people, 2)
    rows = Promise.objects.unscoped("a test")
    rows.filter(pk=rows.order_by("pk")[0].pk).update(fact_missing_at=NOON + DAY)
    found = kept_rate(people.east.scope, NOVEMBER, at=LATER)
    ((_, counted),) = rates_by_person(people.east.scope, NOVEMBER, at=LATER)
    assert (found.kept_on_time, found.due) == (1, 2)
    assert (counted.kept, counted.contradicted) == (1, 1)


def _page(client: Client, user: User, **query: str) -> str:
    client.force_login(user)
    days = {"start": "2026-11-01", "end": "2026-11-30"}
    answer = client.get(reverse("promises:rates"), {**days, **query})
    assert answer.status_code == 200
    return answer.content.decode()


def test_person_sees_only_themselves_and_a_leader_everybody(
    make: Make, people: People, client: Client
) -> None:
    make()
    make(by=people.bob)
    mine = _page(client, people.alice, by="person")
    assert "艾丽</" in mine
    assert "按人只看得到自己的" in mine
    assert "鲍勃" not in mine
    assert "鲍勃" in _page(client, people.bob, by="person")


def test_page_says_base_period_and_what_waits_for_review(make: Make, people: People, client: Client) -> None:
    promise = _broken(make, people)
    _kept(make, people, LEAST_DUE)
    page = _page(client, people.bob)
    assert "90.9%" in page
    assert f"按时 {LEAST_DUE} / 到期 {LEAST_DUE + 1}" in page
    assert "2026-11-01 至 2026-11-30" in page
    assert promise.number in page


def test_page_with_nothing_due_says_what_to_do(people: People, client: Client) -> None:
    assert "换一段时间" in _page(client, people.bob, start="2020-01-01", end="2020-02-01")


@pytest.mark.usefixtures("people")
def test_page_asks_little_however_many_promises(
    make: Make, people: People, client: Client, django_assert_max_num_queries: Any
) -> None:
    _kept(make, people, 5)
    client.force_login(people.bob)
    for by in ("unit", "campaign", "person"):
        with django_assert_max_num_queries(12):
            client.get(reverse("promises:rates"), {"by": by})


def test_database_refuses_a_review_that_is_done_without_a_finding(make: Make, people: People) -> None:
    promise = _broken(make, people)
    rows = PromiseReview.objects.unscoped("a test").filter(promise=promise)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(done_at=NOON)
