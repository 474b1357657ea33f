# SPDX-License-Identifier: Apache-2.0
"""The API, with a token and with a session: the same rights, the same scope, the same refusals as the pages."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amends.apps.core.actions.accounts import issue_token, revoke_token
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models import Customer
from amends.apps.promises.models import Promise
from tests.apps.promises.conftest import HOUR, Make, make_customer, stored
from tests.people import NOON, People

URL = "/api/v1/promises"
BODY = {
    "customer": "C-1",
    "kind": "call_back",
    "words": "周三前回电",
    "channel": "phone",
    "due_at": "2026-11-04T18:00:00+08:00",
}
BOTH = (Right.SEE_CUSTOMERS, Right.MAKE_PROMISES)


class Program:
    """A program with a token."""

    def __init__(self, user: User, *rights: Right) -> None:
        self.secret = f"secret-of-{user.username}-{len(rights)}"
        self.token = issue_token(
            user=user, name="test", rights=rights or BOTH, secret=self.secret, by=user, at=NOON
        )

    def get(self, path: str = "", **query: str | int | list[str]) -> Any:
        return Client().get(URL + path, query, headers={"Authorization": f"Bearer {self.secret}"})

    def post(self, path: str, body: object, **headers: str) -> Any:
        headers["Authorization"] = f"Bearer {self.secret}"
        return Client().post(URL + path, body, content_type="application/json", headers=headers)


@pytest.fixture(autouse=True)
def _an_hour_after_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON + HOUR)


def _count() -> int:
    return Promise.objects.unscoped("a test counts").count()


def test_promise_is_made_and_read_back(people: People, customer: Customer) -> None:
    alice = Program(people.alice)
    made = alice.post("", BODY)
    assert made.status_code == 201
    again = alice.get(f"/{made.json()['number']}")
    assert again.json() == made.json()
    assert (again.json()["state"], again.json()["owner"], again.json()["customer"]) == (
        "open",
        "alice",
        "C-1",
    )


def test_retry_with_the_same_key_makes_one(people: People, customer: Customer) -> None:
    alice = Program(people.alice)
    answers = [alice.post("", BODY, **{"Idempotency-Key": "k"}) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert _count() == 1


def test_key_of_another_promise_is_refused(people: People, customer: Customer) -> None:
    alice = Program(people.alice)
    alice.post("", BODY, **{"Idempotency-Key": "k"})
    other = alice.post("", {**BODY, "words": "另一件事"}, **{"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert _count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "gift"},
        {"words": ""},
        {"words": "a\x00b"},
        {"due_at": "2026-11-04T18:00:00"},
        {"due_at": "2026-11-01T18:00:00+08:00"},
        {"kind": "refund"},
        {"kind": "refund", "amount": 30_001},
        {"kind": "refund", "amount": 10**30},
        {"owner": "nobody"},
        {"owner": "charlie"},
    ],
)
def test_promise_that_may_not_be_is_refused(
    people: People, customer: Customer, changes: dict[str, object]
) -> None:
    answer = Program(people.alice).post("", {**BODY, **changes})
    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert _count() == 0


@pytest.mark.parametrize("code", ["C-9", "W-1"])
def test_customer_outside_the_scope_is_not_found(people: People, customer: Customer, code: str) -> None:
    make_customer("W-1", people, west=True)
    assert Program(people.alice).post("", {**BODY, "customer": code}).status_code == 404


def test_nobody_comes_in_without_a_token_or_with_a_revoked_one(people: People, make: Make) -> None:
    alice = Program(people.alice)
    revoke_token(token=alice.token, by=people.ed, at=NOON)
    number = make().number
    assert Client().get(URL).status_code == 401
    assert alice.get().status_code == alice.get(f"/{number}").status_code == 401
    assert alice.post("", BODY).status_code == 401


def test_token_cannot_do_more_than_its_rights(people: People, make: Make) -> None:
    reader = Program(people.alice, Right.SEE_CUSTOMERS)
    number = make().number
    assert reader.get(f"/{number}").status_code == 200
    assert reader.post("", BODY).status_code == 403
    assert reader.post(f"/{number}/keep", {"version": 1, "proof": "x"}).status_code == 403


def test_charlie_never_sees_what_is_alices(people: People, make: Make) -> None:
    number = make().number
    charlie = Program(people.charlie)
    assert charlie.get().json() == {"items": [], "count": 0, "next": None}
    assert charlie.get(f"/{number}").status_code == 404
    assert charlie.post(f"/{number}/keep", {"version": 1, "proof": "x"}).status_code == 404
    broken = charlie.post(f"/{number}/break", {"version": 1, "reason": "x", "told": "x"})
    assert broken.status_code == 404


def test_session_opens_the_api_as_it_opens_the_pages(people: People, make: Make) -> None:
    number = make().number
    for user, status in ((people.alice, 200), (people.charlie, 404), (people.ed, 403)):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(f"{URL}/{number}").status_code == status


def test_session_cannot_write_from_another_site(people: People, customer: Customer) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.alice, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(URL, BODY, content_type="application/json").status_code == 403
    assert _count() == 0


def test_pages_lead_through_the_whole_ledger(people: People, make: Make) -> None:
    numbers = [make().number for _ in range(5)]
    alice = Program(people.alice)
    seen: list[str] = []
    start: str | None = ""
    for _ in range(3):
        page = alice.get(size=2, **{"from": start or ""}).json()
        seen += [each["number"] for each in page["items"]]
        start = page["next"]
    assert seen == numbers
    assert start is None
    assert alice.get(**{"from": "nonsense"}).status_code == 422


def test_ledger_is_filtered_by_owner_state_and_text(people: People, make: Make) -> None:
    mine = make(by=people.bob)
    make()
    bob = Program(people.bob)
    assert [each["number"] for each in bob.get(mine=True).json()["items"]] == [mine.number]
    assert bob.get(state=["kept", "broken"]).json()["count"] == 0
    assert bob.get(text=mine.number).json()["count"] == 1


def test_promise_is_kept_once(people: People, make: Make) -> None:
    promise = make()
    alice = Program(people.alice)
    kept = alice.post(f"/{promise.number}/keep", {"version": 1, "proof": "短信 8"})
    assert (kept.status_code, kept.json()["state"], kept.json()["version"]) == (200, "kept", 2)
    again = alice.post(f"/{promise.number}/keep", {"version": 2, "proof": "短信 8"})
    assert again.status_code == 409
    assert alice.post(f"/{make().number}/keep", {"version": 1, "proof": " "}).status_code == 422


def test_change_of_an_outdated_version_is_a_conflict(people: People, make: Make) -> None:
    promise = make()
    answer = Program(people.alice).post(f"/{promise.number}/keep", {"version": 7, "proof": "x"})
    assert answer.status_code == 409
    assert stored(promise).is_open


def test_promise_is_broken_with_a_follow_up(people: People, make: Make) -> None:
    promise = make()
    follow_up = {name: value for name, value in BODY.items() if name != "customer"}
    alice = Program(people.alice)
    unanswered = alice.post(f"/{promise.number}/break", {"version": 1, "reason": "忘了"})
    broken = alice.post(f"/{promise.number}/break", {"version": 1, "reason": "忘了", "follow_up": follow_up})
    assert (unanswered.status_code, broken.status_code) == (422, 200)
    assert broken.json()["state"] == "broken"
    assert _count() == 2
