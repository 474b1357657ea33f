# SPDX-License-Identifier: Apache-2.0
"""Answers over JSON: none is told again to who may no longer see it, 412 names the version, remedies come to an end."""

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from amends.apps.cases.actions.contacting import record_contact
from amends.apps.cases.actions.ownership import set_next_action
from amends.apps.cases.models import Case, Remedy
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import stored
from tests.apps.cases.course import complaint
from tests.apps.cases.test_api import BODY, LATER, NOW, Program
from tests.people import People

WHY = "a test looks"
OFFER: dict[str, Any] = {
    "kind": "restitution",
    "words": "退还多收的两笔",
    "amount": 1200,
    "reason": "系统重复扣费",
    "due_at": LATER,
}


@pytest.fixture(autouse=True)
def _two_hours_after_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def alice(people: People, customer: Customer) -> Program:
    return Program(people.alice)


@pytest.fixture
def case(people: People, customer: Customer) -> Case:
    return complaint(people, customer)


def _moved(people: People) -> None:
    User.objects.filter(pk=people.alice.pk).update(unit=people.west_team)


def test_opened_case_is_not_answered_again_to_who_went_to_another_unit(
    alice: Program, people: People
) -> None:
    assert alice.post("", BODY, Idempotency_Key="k").status_code == 201
    _moved(people)
    assert alice.post("", BODY, Idempotency_Key="k").status_code == 422


@pytest.mark.parametrize(("path", "body"), [("contacts", {"result": "no_answer"}), ("remedies", OFFER)])
def test_change_is_not_answered_again_to_who_went_to_another_unit(
    alice: Program, case: Case, people: People, path: str, body: dict[str, Any]
) -> None:
    headers = {"If_Match": "*", "Idempotency_Key": "k"}
    assert alice.post(f"/{case.number}/{path}", body, **headers).status_code == 201
    _moved(people)
    assert alice.post(f"/{case.number}/{path}", body, **headers).status_code == 404


def test_change_under_the_lock_is_answered_with_the_version_to_read(
    alice: Program, case: Case, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(**doing: Any) -> Case:
        set_next_action(
            case=doing["case"],
            version=doing["version"],
            text="先办这个",
            owner=people.bob,
            due_at=datetime.fromisoformat(LATER),
            by=people.bob,
            at=NOW,
        )
        return record_contact(**doing)

    monkeypatch.setattr("amends.apps.cases.api.operations.record_contact", overtaken)
    answer = alice.post(f"/{case.number}/contacts", {"result": "no_answer"}, If_Match="*")
    assert answer.status_code == 412
    assert answer["ETag"] == f'"{stored(case).version}"' != f'"{case.version}"'


def _proposed(program: Program, case: Case, **changes: Any) -> str:
    answer = program.post(f"/{case.number}/remedies", OFFER | changes, If_Match="*")
    assert answer.status_code == 201
    return f"/{case.number}/remedies/{answer.json()['id']}"


def _settled(program: Program, path: str, **body: Any) -> tuple[int, str]:
    answer = program.post(path, body, If_Match="*")
    told = answer.json()
    return answer.status_code, told.get("state") or told["code"]


def test_remedy_beyond_the_limit_is_decided_by_somebody_above(
    alice: Program, case: Case, people: People
) -> None:
    path, bob = _proposed(alice, case, amount=40_000), Program(people.bob)
    assert _settled(alice, path, verb="approve") == (422, "not_yours_to_decide")
    assert _settled(bob, path, verb="refuse") == (422, "words_missing")
    assert _settled(bob, path, verb="approve", words="属实") == (200, "approved")
    assert _settled(bob, path, verb="approve") == (409, "remedy_settled")
    assert Remedy.objects.unscoped(WHY).get().promise is not None


def test_remedy_is_given_with_its_proof_once(alice: Program, case: Case) -> None:
    path = _proposed(alice, case)
    assert _settled(alice, path, verb="give") == (422, "words_missing")
    answer = alice.post(path, {"verb": "give", "proof": "流水 8831"}, If_Match="*", Idempotency_Key="k")
    assert (answer.json()["state"], answer["ETag"]) == ("given", f'"{stored(case).version}"')
    again = alice.post(path, {"verb": "give", "proof": "流水 8831"}, If_Match="*", Idempotency_Key="k")
    assert (again.status_code, again["Idempotent-Replay"]) == (200, "true")


def test_remedy_is_called_off_with_the_reason(alice: Program, case: Case, people: People) -> None:
    path = _proposed(alice, case)
    assert _settled(alice, path, verb="drop", words="客户同意改为补办业务") == (200, "dropped")
    assert _settled(alice, f"/{case.number}/remedies/99", verb="drop", words="x") == (404, "not_found")
    weak = Program(people.alice, Right.WORK_CASES)
    assert _settled(weak, path, verb="drop", words="x") == (403, "not_allowed")
    assert _settled(Program(people.charlie), path, verb="drop", words="x") == (404, "not_found")
