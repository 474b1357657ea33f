# SPDX-License-Identifier: Apache-2.0
"""The closing message lists what was done: promises kept since the case came, and none that were not."""

from datetime import timedelta

import pytest

from amends.apps.cases.actions.intake import receive
from amends.apps.cases.models import Case
from amends.apps.cases.queries.canned import filled_for
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.end import keep_promise
from amends.apps.promises.actions.make import make_promise
from amends.apps.promises.models import Promise
from amends.apps.promises.queries.proofs import proof_lines
from tests.apps.promises.conftest import CALL_BACK, REFUND
from tests.people import NOON, People

LATER = NOON + timedelta(hours=3)


@pytest.fixture
def case(people: People, customer: Customer) -> Case:
    """A complaint of Alice's about a charge."""
    return receive(customer=customer, by=people.alice, at=NOON, channel="CH-HOTLINE", story="多扣了二十元")


def _kept(case: Case, people: People) -> Promise:
    made = make_promise(customer=case.customer, terms=REFUND, by=people.alice, at=NOON)
    keep_promise(promise=made, version=1, proof="流水 9", by=people.alice, at=LATER)
    return made


@pytest.mark.requirement("S3-021")
def test_closing_message_lists_the_actions_done(case: Case, people: People) -> None:
    make_promise(customer=case.customer, terms=CALL_BACK, by=people.alice, at=NOON)
    before = filled_for(case, "CR-DONE")
    assert "【已办好的事，一行一件】" in before
    _kept(case, people)
    text = filled_for(case, "CR-DONE")
    assert "11月2日 已办：退费 30.00 元（答应您的是“三天内退还多收的 30 元”）" in text
    assert "【已办好的事" not in text
    assert CALL_BACK.words not in text


def test_what_the_bill_contradicts_or_was_before_is_not_claimed(case: Case, people: People) -> None:
    made = _kept(case, people)
    assert len(proof_lines(case.customer, NOON)) == 1
    assert proof_lines(case.customer, LATER + timedelta(minutes=1)) == []
    Promise.objects.unscoped("a test").filter(pk=made.pk).update(fact_missing_at=LATER)
    assert proof_lines(case.customer, NOON) == []
