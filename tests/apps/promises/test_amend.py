# SPDX-License-Identifier: Apache-2.0
"""Changing an open promise: another day with the customer's agreement, another owner."""

import pytest

from amends.apps.core.models import Event, EventKind, Message
from amends.apps.promises.actions.amend import TooLateToAmend, amend_promise, hand_over
from amends.apps.promises.actions.change import PromiseChanged, PromiseEnded, TermsIncomplete, WordsMissing
from amends.apps.promises.actions.end import keep_promise
from amends.apps.promises.actions.make import OwnerUnsuited
from amends.apps.promises.models import Promise
from tests.apps.promises.conftest import DAY, HOUR, Make, stored
from tests.people import NOON, People

AT, NEW_DUE = NOON + HOUR, NOON + 3 * DAY


def _amend(promise: Promise, people: People, **changes: object) -> None:
    values = {"version": 1, "due_at": NEW_DUE, "agreement": "客户说周四也行", "at": AT} | changes
    amend_promise(promise=promise, by=people.alice, **values)  # type: ignore[arg-type]


def test_due_time_moves_with_the_customers_agreement(make: Make, people: People) -> None:
    promise = make()
    _amend(promise, people)
    now = stored(promise)
    assert (now.due_at, now.amended_at, now.amended_by, now.agreement) == (
        NEW_DUE,
        AT,
        people.alice,
        "客户说周四也行",
    )


def test_log_keeps_both_times_and_no_words_of_the_customer(make: Make, people: People) -> None:
    _amend(make(), people, agreement="周四打 13800001215")
    payload = Event.objects.unscoped("a test").get(kind=EventKind.PROMISE_AMENDED).payload
    assert (payload["due_before"], payload["due_after"]) == (
        (NOON + DAY).isoformat(),
        NEW_DUE.isoformat(),
    )
    assert payload.keys() == {"due_before", "due_after"}


def test_due_time_stays_when_nobody_agreed(make: Make, people: People) -> None:
    promise = make()
    with pytest.raises(WordsMissing):
        _amend(promise, people, agreement="")
    assert stored(promise).due_at == NOON + DAY


@pytest.mark.requirement("S2-052")
def test_late_promise_is_not_amended_into_a_kept_one(make: Make, people: People) -> None:
    promise = make()
    with pytest.raises(TooLateToAmend):
        _amend(promise, people, at=NOON + DAY + HOUR)
    assert stored(promise).due_at == NOON + DAY


def test_due_time_does_not_move_into_the_past(make: Make, people: People) -> None:
    with pytest.raises(TermsIncomplete):
        _amend(make(), people, due_at=AT)


def test_second_change_is_refused_when_the_first_was_not_seen(make: Make, people: People) -> None:
    promise = make()
    _amend(promise, people)
    with pytest.raises(PromiseChanged):
        _amend(promise, people, due_at=NEW_DUE + DAY)
    assert stored(promise).due_at == NEW_DUE


def test_settled_promise_is_not_amended(make: Make, people: People) -> None:
    promise = make()
    keep_promise(promise=promise, version=1, proof="x", by=people.alice, at=AT)
    with pytest.raises(PromiseEnded):
        _amend(promise, people, version=2)


def test_new_owner_is_told_once_when_a_promise_is_handed_over(make: Make, people: People) -> None:
    promise = make()
    hand_over(promise=promise, version=1, owner=people.bob, by=people.alice, at=AT)
    assert stored(promise).owner == people.bob
    message = Message.objects.get(to=people.bob)
    payload = Event.objects.unscoped("a test").get(kind=EventKind.PROMISE_HANDED_OVER).payload
    assert payload == {"owner_before": people.alice.pk, "owner_after": people.bob.pk}
    assert promise.number in message.subject
    assert message.link == f"/promises/{promise.number}/"


def test_promise_is_not_handed_to_who_cannot_see_the_customer(make: Make, people: People) -> None:
    promise = make()
    with pytest.raises(OwnerUnsuited):
        hand_over(promise=promise, version=1, owner=people.charlie, by=people.alice, at=AT)
    assert stored(promise).owner == people.alice
