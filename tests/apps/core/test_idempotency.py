# SPDX-License-Identifier: Apache-2.0
"""A request that is sent again is answered again, and its work is done once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from amends.apps.core.actions.idempotency import Claim, KeyReused, claim_key, keep_answer, remove_old_keys
from amends.apps.core.models import IdempotentRequest
from tests.people import NOON

CLAIM = Claim(principal="user:1", key="k", target="POST /x", digest="d" * 64)


def _kept(claim: Claim = CLAIM, body: str = "{}") -> None:
    assert claim_key(claim=claim, at=NOON) is None
    keep_answer(claim=claim, status=201, headers={"ETag": '"1"'}, body=body)


def test_key_is_claimed_once(db: None) -> None:
    _kept(body='{"a": 1}')
    before = claim_key(claim=CLAIM, at=NOON)
    assert before is not None
    assert (before.status, before.headers, before.body) == (201, {"ETag": '"1"'}, '{"a": 1}')


def test_key_with_another_body_is_refused(db: None) -> None:
    _kept()
    with pytest.raises(KeyReused):
        claim_key(claim=Claim("user:1", "k", "POST /x", "e" * 64), at=NOON)


@pytest.mark.parametrize(("principal", "target"), [("user:2", "POST /x"), ("user:1", "POST /y")])
def test_key_of_another_program_or_address_is_another(db: None, principal: str, target: str) -> None:
    _kept()
    assert claim_key(claim=Claim(principal, "k", target, "e" * 64), at=NOON) is None


def test_old_keys_are_removed_and_young_ones_stay(db: None) -> None:
    _kept()
    assert remove_old_keys(at=NOON + timedelta(days=7)) == 0
    assert remove_old_keys(at=NOON + timedelta(days=7, seconds=1)) == 1
    assert claim_key(claim=CLAIM, at=NOON) is None


@pytest.mark.parametrize("bad", [{"status": 404}, {"status": 500}, {"key": ""}])
def test_database_refuses_an_answer_that_did_no_work(db: None, bad: dict[str, object]) -> None:
    values: dict[str, object] = {"principal": "user:1", "key": "k", "target": "POST /x", "created_at": NOON}
    with pytest.raises(IntegrityError), transaction.atomic():
        IdempotentRequest.objects.create(**{**values, **bad})


def test_database_refuses_a_key_twice(db: None) -> None:
    values = {"principal": "user:1", "key": "k", "target": "POST /x", "created_at": NOON}
    IdempotentRequest.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        IdempotentRequest.objects.create(**values)
