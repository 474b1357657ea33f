# SPDX-License-Identifier: Apache-2.0
"""How promises end: kept with proof, broken with an answer, withdrawn by the customer."""

from dataclasses import replace

import pytest

from amends.apps.core.actions.log import subject_key
from amends.apps.core.models import Event, EventKind
from amends.apps.promises.actions.change import MomentImpossible, PromiseChanged, PromiseEnded, WordsMissing
from amends.apps.promises.actions.end import (
    CustomerUnanswered,
    break_promise,
    keep_promise,
    withdraw_promise,
)
from amends.apps.promises.actions.make import BeyondAuthority
from amends.apps.promises.models import Promise
from amends.apps.promises.rules.states import PromiseState
from tests.apps.promises.conftest import BENEFIT, CALL_BACK, DAY, HOUR, REFUND, Make, stored
from tests.people import NOON, People

AT = NOON + HOUR


def _kinds(promise: Promise) -> list[str]:
    return list(
        Event.objects.unscoped("a test").filter(subject=subject_key(promise)).values_list("kind", flat=True)
    )


def test_promise_is_kept_with_proof(make: Make, people: People) -> None:
    promise = make()
    keep_promise(promise=promise, version=1, proof=" 通话 8812 ", by=people.bob, at=AT)
    now = stored(promise)
    assert (now.kept_at, now.kept_by, now.proof, now.is_open) == (AT, people.bob, "通话 8812", False)
    assert now.state(AT) is PromiseState.KEPT
    assert _kinds(promise) == [EventKind.PROMISE_MADE, EventKind.PROMISE_KEPT]


def test_keeping_needs_a_proof(make: Make, people: People) -> None:
    promise = make()
    with pytest.raises(WordsMissing) as refused:
        keep_promise(promise=promise, version=1, proof="\u3000", by=people.alice, at=AT)
    assert refused.value.field == "proof"
    assert stored(promise).is_open


def test_promise_kept_yesterday_and_recorded_today_was_kept_yesterday(make: Make, people: People) -> None:
    promise = make()
    keep_promise(
        promise=promise, version=1, proof="通话 1", by=people.alice, at=NOON + 2 * DAY, kept_at=NOON + DAY
    )
    assert stored(promise).state(NOON + 2 * DAY) is PromiseState.KEPT
    event = Event.objects.unscoped("a test").get(kind=EventKind.PROMISE_KEPT)
    assert (event.at, event.payload["on_time"]) == (NOON + 2 * DAY, True)


@pytest.mark.parametrize("kept_at", [NOON - HOUR, AT + HOUR])
def test_promise_cannot_be_kept_before_it_was_made_or_in_the_future(
    make: Make, people: People, kept_at: object
) -> None:
    with pytest.raises(MomentImpossible):
        keep_promise(promise=make(), version=1, proof="x", by=people.alice, at=AT, kept_at=kept_at)  # type: ignore[arg-type]


def test_nobodys_change_is_lost_when_two_people_write(make: Make, people: People) -> None:
    promise = make()
    Promise.objects.unscoped("somebody else was quicker").filter(pk=promise.pk).update(version=2)
    with pytest.raises(PromiseChanged) as refused:
        keep_promise(promise=promise, version=1, proof="x", by=people.alice, at=AT)
    assert refused.value.promise.version == 2
    assert _kinds(promise) == [EventKind.PROMISE_MADE]


def test_promise_ends_once(make: Make, people: People) -> None:
    promise = make()
    keep_promise(promise=promise, version=1, proof="x", by=people.alice, at=AT)
    with pytest.raises(PromiseEnded):
        withdraw_promise(promise=promise, version=2, words="不用了", by=people.alice, at=AT)
    assert stored(promise).withdrawn_at is None


def test_promise_is_broken_with_a_reason_and_a_statement(make: Make, people: People) -> None:
    promise = make()
    following = break_promise(
        promise=promise, version=1, reason="系统割接", told="已电话致歉", by=people.alice, at=AT
    )
    assert following is None
    assert stored(promise).state(AT) is PromiseState.BROKEN


def test_customer_is_answered_when_a_promise_is_broken(make: Make, people: People) -> None:
    promise = make()
    with pytest.raises(CustomerUnanswered):
        break_promise(promise=promise, version=1, reason="忘了", told=" ", by=people.alice, at=AT)
    with pytest.raises(WordsMissing):
        break_promise(promise=promise, version=1, reason="", told="已致歉", by=people.alice, at=AT)
    assert stored(promise).is_open


def test_follow_up_is_promised_to_the_same_customer_for_the_same_owner(make: Make, people: People) -> None:
    promise = make()
    following = break_promise(
        promise=promise, version=1, reason="忘了", follow_up=CALL_BACK, by=people.bob, at=AT
    )
    assert following is not None
    assert (following.customer, following.owner, following.made_by) == (
        promise.customer,
        people.alice,
        people.bob,
    )
    assert stored(promise).followed_by == following


def test_promise_stays_open_when_its_follow_up_is_refused(make: Make, people: People) -> None:
    promise = make()
    with pytest.raises(BeyondAuthority):
        break_promise(
            promise=promise,
            version=1,
            reason="忘了",
            follow_up=replace(REFUND, amount=10**6),
            by=people.alice,
            at=AT,
        )
    assert stored(promise).is_open
    assert Promise.objects.unscoped("test").count() == 1


def test_broken_benefit_may_be_promised_again_though_the_cap_is_reached(make: Make, people: People) -> None:
    make(BENEFIT)
    second = make(BENEFIT)
    again = break_promise(
        promise=second, version=1, reason="没有到账", follow_up=BENEFIT, by=people.alice, at=AT
    )
    assert again is not None


def test_promise_is_withdrawn_in_the_customers_words(make: Make, people: People) -> None:
    promise = make()
    withdraw_promise(promise=promise, version=1, words="已经好了，不用来了", by=people.alice, at=AT)
    assert stored(promise).state(AT) is PromiseState.WITHDRAWN
    assert _kinds(promise)[-1] == EventKind.PROMISE_WITHDRAWN
