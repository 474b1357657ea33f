# SPDX-License-Identifier: Apache-2.0
"""The header `Idempotency-Key`, over HTTP and with threads that send at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from amends.apps.core.models import ApiToken, IdempotentRequest
from amends.apps.core.rules.roles import Right
from tests.apps.core.api.notes import Program, api, notes
from tests.people import People, make_people

BODY = {"words": "一", "version": 1}


@pytest.mark.peer("django-helpdesk: same form posted twice makes 2 tickets")
def test_repeated_request_is_answered_alike_and_done_once(people: People) -> None:
    program = Program(people.alice)
    first, again = (program.send(BODY, Idempotency_Key="k-1") for _ in range(2))
    assert (first.status_code, first.json()) == (201, {"words": "一", "count": 1})
    assert (again.status_code, again.content) == (201, first.content)
    assert [again[name] for name in ("ETag", "Location", "Content-Type")] == [
        first[name] for name in ("ETag", "Location", "Content-Type")
    ]
    assert "Idempotent-Replay" not in first
    assert again["Idempotent-Replay"] == "true"
    assert notes() == 1


def test_body_may_be_written_in_another_order(people: People) -> None:
    program = Program(people.alice)
    program.send('{"words": "一", "version": 1}', Idempotency_Key="k")
    again = program.send('{"version":1,"words":"\\u4e00"}', Idempotency_Key="k")
    assert (again.status_code, again["Idempotent-Replay"]) == (201, "true")


def test_key_with_another_body_is_refused(people: People) -> None:
    program = Program(people.alice)
    program.send(BODY, Idempotency_Key="k")
    assert program.send({**BODY, "words": "二"}, Idempotency_Key="k").status_code == 422
    assert notes() == 1


def test_requests_without_a_key_are_each_done(people: People) -> None:
    program = Program(people.alice)
    assert [program.send(BODY).status_code for _ in range(2)] == [201, 201]
    assert (notes(), IdempotentRequest.objects.count()) == (2, 0)


def test_key_belongs_to_its_token(people: People) -> None:
    for program in (Program(people.alice, "one"), Program(people.alice, "two")):
        assert "Idempotent-Replay" not in program.send(BODY, Idempotency_Key="k")
    assert notes() == 2


def test_key_opens_nothing_for_who_may_not(people: People) -> None:
    Program(people.alice).send(BODY, Idempotency_Key="k")
    outsider = Program(people.alice, "other", (Right.WORK_CASES,))
    assert outsider.send(BODY, Idempotency_Key="k").status_code == 403


def test_refusal_takes_the_work_back_and_frees_the_key(people: People) -> None:
    program = Program(people.alice)
    refused = program.send({**BODY, "refuse": True}, Idempotency_Key="k")
    assert (refused.status_code, notes(), IdempotentRequest.objects.count()) == (409, 0, 0)
    assert program.send(BODY, Idempotency_Key="k").status_code == 201


def test_work_is_taken_back_where_its_answer_cannot_be_kept(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("amends.apps.core.api.idempotency.keep_answer", dies)
    with pytest.raises(KeyboardInterrupt):
        Program(people.alice).send(BODY, Idempotency_Key="k")
    assert (notes(), IdempotentRequest.objects.count()) == (0, 0)


@pytest.mark.parametrize("key", ["", " ", "有", "a b", "x" * 129])
def test_key_that_is_no_key_is_refused(people: People, key: str) -> None:
    assert Program(people.alice).send(BODY, Idempotency_Key=key).status_code == 400
    assert notes() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("bodies", [[BODY] * 4, [BODY, {**BODY, "words": "二"}]], ids=["same", "another"])
def test_request_in_flight_twice_is_done_once(bodies: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    program, together = Program(make_people().alice), Barrier(len(bodies))
    before = notes()

    def send(body: object) -> tuple[int, bytes]:
        try:
            together.wait(timeout=20)
            answer = program.send(body, Idempotency_Key="k")
            return answer.status_code, answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(len(bodies)) as pool:
        answers = list(pool.map(send, bodies))
    done = [content for status, content in answers if status == 201]
    assert sorted(status for status, _ in answers) == sorted(
        [201] * len(done) + [422] * (len(bodies) - len(done))
    )
    assert len(done) == bodies.count(bodies[0]) if bodies[0] == bodies[-1] else 1
    assert (notes() - before, len(set(done))) == (1, 1)


def test_database_that_stops_waiting_says_when_to_come_back(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def busy(**_: object) -> None:
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr("amends.apps.core.api.idempotency.claim_key", busy)
    answer = Program(people.alice).send(BODY, Idempotency_Key="k")
    assert answer.status_code == 409


def test_header_is_described(people: People) -> None:
    operation = api.get_openapi_schema()["paths"]["/t/notes"]["post"]
    assert [each["name"] for each in operation["parameters"]] == ["Idempotency-Key"]


def test_answer_is_not_given_again_to_who_lost_the_right(people: People) -> None:
    program = Program(people.alice)
    assert program.send(BODY, Idempotency_Key="k").status_code == 201
    ApiToken.objects.filter(pk=program.token.pk).update(rights=[])
    assert program.send(BODY, Idempotency_Key="k").status_code == 403
    assert notes() == 1
