# SPDX-License-Identifier: Apache-2.0
"""The database refuses promises that are half told, and says the same of states as the rules do."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from amends.apps.core.models import ScopeMissing
from amends.apps.promises.models import Promise, in_state
from amends.apps.promises.rules.states import PromiseState
from tests.apps.promises.conftest import BENEFIT, DAY, HOUR, REFUND, Make, stored
from tests.people import NOON, People

LATER = NOON + HOUR


def _refused(promise: Promise, constraint: str, **values: object) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Promise.objects.unscoped("a test writes a bad row").filter(pk=promise.pk).update(**values)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("promise_kind_known", {"kind": "gift"}),
        ("promise_channel_known", {"channel": "pigeon"}),
        ("promise_has_words", {"words": ""}),
        ("promise_due_after_made", {"due_at": NOON}),
        ("promise_amount_matches_kind", {"amount": 100}),
        ("promise_amended_with_agreement", {"amended_at": LATER, "agreement": "好"}),
        ("promise_amended_with_agreement", {"agreement": "好"}),
        ("promise_kept_with_proof", {"kept_at": LATER, "proof": "流水 1"}),
        ("promise_kept_with_proof", {"proof": "流水 1"}),
        ("promise_broken_with_reason", {"broken_at": LATER, "broken_reason": "忘了", "told": "已致歉"}),
        ("promise_broken_is_answered", {"told": "已致歉"}),
        ("promise_withdrawn_with_words", {"withdrawn_at": LATER, "withdrawn_words": "不用了"}),
    ],
)
def test_database_refuses_a_bad_row(make: Make, constraint: str, values: dict[str, object]) -> None:
    _refused(make(), constraint, **values)


@pytest.mark.parametrize("amount", [None, 0, -1])
def test_database_refuses_a_refund_without_a_positive_amount(make: Make, amount: int | None) -> None:
    _refused(make(REFUND), "promise_amount_matches_kind", amount=amount)


def test_database_refuses_a_benefit_without_a_reason(make: Make) -> None:
    _refused(make(BENEFIT), "promise_benefit_has_reason", reason="")


def test_database_refuses_a_kept_promise_without_proof(make: Make, people: People) -> None:
    _refused(make(), "promise_kept_with_proof", kept_at=LATER, kept_by=people.alice)


def test_database_refuses_a_broken_promise_that_nobody_answered(make: Make, people: People) -> None:
    _refused(
        make(),
        "promise_broken_is_answered",
        broken_at=LATER,
        broken_by=people.alice,
        broken_reason="忘了",
    )


def test_database_refuses_two_endings(make: Make, people: People) -> None:
    kept = {"kept_at": LATER, "kept_by": people.alice, "proof": "流水 1"}
    withdrawn = {"withdrawn_at": LATER, "withdrawn_by": people.alice, "withdrawn_words": "不用了"}
    _refused(make(), "promise_ends_once", **kept, **withdrawn)


def test_database_refuses_an_ending_before_the_beginning(make: Make, people: People) -> None:
    _refused(make(), "promise_ends_after_made", kept_at=NOON - HOUR, kept_by=people.alice, proof="流水 1")


def test_database_refuses_the_same_key_of_the_same_person_twice(make: Make) -> None:
    first, second = make(), make()
    Promise.objects.unscoped("test").filter(pk=first.pk).update(key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.unscoped("test").filter(pk=second.pk).update(key="k")


@pytest.mark.parametrize("at", [NOON + HOUR, NOON + DAY, NOON + 2 * DAY])
def test_database_and_rules_agree_on_states(make: Make, people: People, at: datetime) -> None:
    endings: tuple[dict[str, object], ...] = (
        {},
        {"kept_at": NOON + DAY, "kept_by": people.alice, "proof": "短信 7"},
        {"kept_at": NOON + 2 * DAY, "kept_by": people.alice, "proof": "短信 7"},
        {"broken_at": LATER, "broken_by": people.alice, "broken_reason": "忘了", "told": "已致歉"},
        {"withdrawn_at": LATER, "withdrawn_by": people.alice, "withdrawn_words": "不用了"},
    )
    rows = Promise.objects.unscoped("test")
    for ending in endings:
        rows.filter(pk=make().pk).update(**ending)
    promises = [stored(row) for row in rows.all()]
    assert len(promises) == 5
    for state in PromiseState:
        found = set(rows.filter(in_state(state, at)))
        assert found == {each for each in promises if each.state(at) is state}, state


def test_ledger_is_not_read_when_no_scope_is_named(make: Make) -> None:
    with pytest.raises(ScopeMissing):
        list(Promise.objects.all())
