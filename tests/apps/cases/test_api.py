# SPDX-License-Identifier: Apache-2.0
"""Cases over JSON: opened once, changed only as they were seen, within the caller's units, each change logged."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amends.apps.cases.actions.contacting import record_contact
from amends.apps.cases.actions.ownership import set_next_action
from amends.apps.cases.models import Case
from amends.apps.core.actions.accounts import issue_token
from amends.apps.core.actions.webhooks.targets import Terms, add_target
from amends.apps.core.models import Event, EventKind, User, WebhookDelivery
from amends.apps.core.rules.roles import RIGHTS, Right, Role
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import Opened, make_customer, stored
from tests.apps.cases.course import complaint, records
from tests.people import NOON, People, make_people

URL = "/api/v1/cases"
NOW = NOON + timedelta(hours=2)  # 14:00 in Shanghai: a call may be made
LATER = "2026-11-03T18:00:00+08:00"
BODY: dict[str, Any] = {
    "customer": "C-1",
    "channel": "CH-HOTLINE",
    "story": "上个月账单多扣了两笔钱，打 13800001215 没人管。",
    "taxonomy": "TF-02-02",
    "facts": {"what": "多扣两笔", "when": "上个月"},
    "aims": [],
    "event_date": "2026-10-03",
    "emotion": "angry",
}


class Program:
    """A program with a token; each call uses a client of its own."""

    def __init__(self, user: User, *rights: Right) -> None:
        self.secret = f"secret-of-{user.username}-{len(rights)}"
        given = rights or tuple(RIGHTS[Role(user.role)])
        issue_token(user=user, name="test", rights=given, secret=self.secret, by=user, at=NOON)

    def get(self, path: str = "", **query: str | int) -> Any:
        return Client().get(URL + path, query, headers={"Authorization": f"Bearer {self.secret}"})

    def send(self, method: str, path: str, body: object, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Authorization"] = f"Bearer {self.secret}"
        return getattr(Client(), method)(URL + path, body, content_type="application/json", headers=named)

    def post(self, path: str, body: object, **headers: str) -> Any:
        return self.send("post", path, body, **headers)

    def patch(self, path: str, body: object, **headers: str) -> Any:
        return self.send("patch", path, body, **headers)


@pytest.fixture(autouse=True)
def _two_hours_after_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def alice(people: People, customer: Customer) -> Program:
    return Program(people.alice)


def _count() -> int:
    return Case.objects.unscoped("a test counts").count()


def _events(case: str) -> list[str]:
    rows = Event.objects.unscoped("a test").filter(payload__number=case).order_by("sequence")
    return list(rows.values_list("kind", flat=True))


def _refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_case_is_opened_and_read_back(alice: Program, people: People) -> None:
    made = alice.post("", BODY)
    assert made.status_code == 201, made.content
    number = made.json()["number"]
    again = alice.get(f"/{number}")
    assert (made["Location"], made["ETag"]) == (f"{URL}/{number}", again["ETag"])
    assert again.json() == made.json()
    told = made.json()
    assert (told["owner"], told["state"], told["taxonomy"], told["closed"]) == (
        "alice",
        "receiving",
        "TF-02-02",
        False,
    )
    assert told["intake"]["facts"]["what"] == "多扣两笔"
    assert (told["intake"]["event_date"], told["intake"]["emotion_before"]) == ("2026-10-03", "angry")


def test_answers_mask_personal_data_and_tell_moments_in_utc(alice: Program) -> None:
    made = alice.post("", BODY)
    assert "13800001215" not in made.content.decode()
    assert (made.json()["customer_name"], made.json()["customer_number"]) == ("张*明", "138****1215")
    assert made.json()["opened_at"] == "2026-11-02T06:00:00Z"


@pytest.mark.peer("django-helpdesk: same form posted twice")
def test_same_request_twice_opens_one_case(alice: Program) -> None:
    first, again = (alice.post("", BODY, Idempotency_Key="k-1") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.content, first["ETag"]) == (again.content, again["ETag"])
    assert _count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_threads_with_one_key_open_one_case() -> None:
    people = make_people()
    make_customer(people)
    program, together = Program(people.alice), Barrier(2)

    def send(_: int) -> tuple[int, bytes]:
        try:
            together.wait(timeout=60)
            answer = program.post("", BODY, Idempotency_Key="k")
            return answer.status_code, answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, range(2)))
    assert [status for status, _ in answers] == [201, 201]
    assert len(set(answers)) == _count() == 1


def test_key_with_another_body_opens_nothing(alice: Program) -> None:
    alice.post("", BODY, Idempotency_Key="k-1")
    other = alice.post("", {**BODY, "story": "另一件事"}, Idempotency_Key="k-1")
    assert _refusal(other) == (422, "key_reused")
    assert _count() == 1


def test_number_of_the_regulator_is_one_case(alice: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    body = {**BODY, "channel": "CH-12315", "reference": "2026-88"}
    first = alice.post("", body)
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=1))
    again = alice.post("", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["number"] == first.json()["number"]


def test_reference_of_another_unit_tells_nothing(
    alice: Program, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_customer(people, "C-2", west=True)
    body = {**BODY, "channel": "CH-12315", "reference": "2026-88"}
    number = alice.post("", body).json()["number"]
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=1))
    refused = Program(people.charlie).post("", {**body, "customer": "C-2"})
    assert _refusal(refused) == (409, "received_elsewhere")
    assert number not in refused.content.decode()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"customer": "C-9"}, "customer_unknown"),
        ({"channel": "CH-NONE"}, "not_taken"),
        ({"taxonomy": "XX"}, "not_taken"),
        ({"aims": ["xx"]}, "not_taken"),
        ({"story": "  "}, "nothing_said"),
        ({"received_at": LATER}, "received_at_impossible"),
        ({"owner": "nobody"}, "person_unknown"),
        ({"event_date": "0001-01-01"}, "invalid"),
    ],
)
def test_what_cannot_be_taken_is_refused(alice: Program, change: dict[str, Any], code: str) -> None:
    assert _refusal(alice.post("", {**BODY, **change})) == (422, code)
    assert _count() == 0


@pytest.mark.peer("django-helpdesk: dead webhook target fails the request")
def test_dead_webhook_target_costs_the_customer_nothing(
    alice: Program, people: People, settings: Any
) -> None:
    settings.AMENDS_WEBHOOK_PRIVATE = True
    terms = Terms(
        name="工单总线", url="http://127.0.0.1:9/x", unit=people.group, kinds=(EventKind.CASE_OPENED,)
    )
    add_target(terms=terms, secret="a-secret-of-the-other-system", by=people.ed, at=NOON)
    made = alice.post("", BODY)
    assert made.status_code == 201
    delivery = WebhookDelivery.objects.get()
    assert (delivery.sent_at, delivery.payload["data"]["number"]) == (None, made.json()["number"])


def test_charlie_sees_nothing_of_alices(alice: Program, people: People) -> None:
    number = alice.post("", BODY).json()["number"]
    charlie = Program(people.charlie)
    assert charlie.get(f"/{number}").status_code == 404
    assert charlie.get().json() == {"items": [], "next": None}
    tag = {"If_Match": "*"}
    assert charlie.patch(f"/{number}", {}, **tag).status_code == 404
    for path, body in (
        ("steps", {}),
        ("contacts", {"result": "reached"}),
        ("transitions", {"verb": "accept"}),
    ):
        assert charlie.post(f"/{number}/{path}", body, **tag).status_code == 404
    assert _refusal(charlie.post("", BODY)) == (422, "customer_unknown")


def test_token_without_the_right_is_refused(people: People, customer: Customer) -> None:
    reader = Program(people.bob, Right.SEE_CUSTOMERS)
    assert (reader.get().status_code, reader.post("", BODY).status_code) == (403, 403)
    worker = Program(people.bob, Right.WORK_CASES, Right.SEE_CUSTOMERS)
    number = worker.post("", BODY).json()["number"]
    supervise = worker.post(f"/{number}/transitions", {"verb": "supervise", "reason": "急"}, If_Match="*")
    assert supervise.status_code == 403


def test_verb_heeds_what_the_token_may_not_what_its_person_may(people: People, customer: Customer) -> None:
    number = complaint(people, customer).number
    body = {"priority": "p4", "reason": "客户不急"}
    narrow = Program(people.bob, Right.WORK_CASES)
    assert _refusal(narrow.patch(f"/{number}", body, If_Match="*")) == (422, "lowering_needs_leader")
    whole = Program(people.bob)
    assert whole.patch(f"/{number}", body, If_Match="*").status_code == 200


def test_changes_at_once_take_the_end_of_the_log_once(
    alice: Program, people: People, customer: Customer
) -> None:
    number = complaint(people, customer).number
    later = {"text": "核对账单", "owner": "alice", "due_at": LATER}
    body = {"priority": "p1", "reason": "老人独居", "outlet": "东门厅", "next_action": later}
    said: list[str] = []

    def heard(run: Callable[..., object], sql: str, *others: object) -> object:
        said.append(sql)
        return run(sql, *others)

    with connection.execute_wrapper(heard):
        assert alice.patch(f"/{number}", body, If_Match="*").status_code == 200
    assert sum("UPDATE core_loghead" in each for each in said) == 1
    kinds = [each.kind for each in Event.objects.unscoped("a test").filter(about=customer.code)]
    assert {"cases.corrected", "cases.priority_set", "cases.next_action_set"} <= set(kinds)
    assert alice.patch(f"/{number}", {}, If_Match="*").status_code == 200


def test_misspelt_field_is_refused_and_changes_nothing(
    alice: Program, people: People, customer: Customer
) -> None:
    number = complaint(people, customer).number
    answer = alice.patch(f"/{number}", {"priorty": "p1", "reason": "老人独居"}, If_Match="*")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"][-1] == "priorty"
    assert alice.post("", {**BODY, "storry": "断网"}).status_code == 422


@pytest.mark.peer("django-helpdesk: PATCH writes no history")
def test_every_change_is_in_the_log(alice: Program, customer: Customer) -> None:
    made = alice.post("", {**BODY, "taxonomy": "TE-03-01"})
    number, before = made.json()["number"], made.json()["priority"]
    body = {
        "priority": "p1",
        "reason": "老人独居",
        "taxonomy": "TF-02-02",
        "facts": {"who": "号码 13800001215"},
        "outlet": "东门厅",
        "next_action": {"text": "核对账单", "owner": "alice", "due_at": LATER},
    }
    changed = alice.patch(f"/{number}", body, If_Match=made["ETag"])
    assert changed.status_code == 200, changed.content
    told = changed.json()
    assert (before, told["priority"], told["taxonomy"], told["recovery_class"]) == (
        "p4",
        "p1",
        "TF-02-02",
        "tariff",
    )
    assert (told["next_action"]["text"], told["intake"]["outlet"]) == ("核对账单", "东门厅")
    assert (told["intake"]["facts"]["who"], told["intake"]["facts"]["what"]) == (
        "号码 138****1215",
        "多扣两笔",
    )
    assert _events(number)[-3:] == ["cases.corrected", "cases.priority_set", "cases.next_action_set"]
    event = Event.objects.unscoped("a test").get(kind=EventKind.CASE_CORRECTED)
    assert (event.payload["before"], event.payload["after"]) == ("TE-03-01", "TF-02-02")
    assert "13800001215" not in str(event.payload)


def test_change_that_is_refused_in_part_changes_nothing(alice: Program) -> None:
    made = alice.post("", BODY)
    number = made.json()["number"]
    body = {"outlet": "东门厅", "priority": "p4", "reason": "不急"}  # only leaders lower a priority
    assert _refusal(alice.patch(f"/{number}", body, If_Match=made["ETag"])) == (
        422,
        "lowering_needs_leader",
    )
    assert alice.get(f"/{number}").json()["intake"]["outlet"] == ""
    assert "cases.corrected" not in _events(number)


@pytest.mark.peer("glpi #18490")
def test_second_writer_does_not_overwrite_the_first(alice: Program, people: People) -> None:
    made = alice.post("", BODY)
    number, bob = made.json()["number"], Program(people.bob)
    seen = bob.get(f"/{number}")["ETag"]
    first = alice.patch(f"/{number}", {"desired_outcome": "退款"}, If_Match=made["ETag"])
    assert first["ETag"] != seen
    second = bob.patch(f"/{number}", {"desired_outcome": "道歉"}, If_Match=seen)
    assert (_refusal(second), second["ETag"]) == ((412, "changed"), first["ETag"])
    assert alice.get(f"/{number}").json()["intake"]["desired_outcome"] == "退款"


def test_change_between_reading_and_locking_is_refused(
    alice: Program, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = alice.post("", BODY)

    def overtaken(**doing: Any) -> Case:
        case = doing["case"]
        set_next_action(
            case=case,
            version=case.version,
            text="先办这个",
            owner=people.bob,
            due_at=datetime.fromisoformat(LATER),
            by=people.bob,
            at=NOW,
        )
        return record_contact(**doing)

    monkeypatch.setattr("amends.apps.cases.api.operations.record_contact", overtaken)
    answer = alice.post(
        f"/{made.json()['number']}/contacts", {"result": "reached", "inbound": True}, If_Match="*"
    )
    assert _refusal(answer) == (412, "changed")


def test_version_must_be_said(alice: Program) -> None:
    number = alice.post("", BODY).json()["number"]
    assert _refusal(alice.patch(f"/{number}", {"outlet": "x"})) == (428, "version_missing")
    assert alice.post(f"/{number}/contacts", {"result": "reached"}).status_code == 428


def test_step_is_done_and_set_aside(alice: Program, people: People, customer: Customer) -> None:
    case = complaint(people, customer)
    path = f"/{case.number}/steps"
    listened = alice.post(path, {"code": "listen", "record": records(people)["listen"]}, If_Match="*")
    assert listened.status_code == 200, listened.content
    early = alice.post(path, {"code": "explain", "record": records(people)["explain"]}, If_Match="*")
    assert _refusal(early) == (422, "gate_closed")
    assert early.json()["detail"]
    skipped = alice.post(path, {"code": "soothe", "skip": True, "note": "客户很平静"}, If_Match="*")
    assert skipped.status_code == 200, skipped.content
    assert list(case.steps.unscoped("a test").values_list("order", "result")) == [
        (1, "done"),
        (3, "not_needed"),
    ]


def test_step_of_a_playbook_is_by_order(alice: Program, brought: Any) -> None:
    case = brought("fixing")
    answer = alice.post(f"/{case.number}/steps", {"order": 1, "note": "已退"}, If_Match=f'"{case.version}"')
    assert answer.status_code == 200
    again = alice.post(f"/{case.number}/steps", {"order": 1}, If_Match="*")
    assert _refusal(again) == (409, "step_recorded")


def test_contact_within_the_rules_only(
    alice: Program, people: People, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = complaint(people, customer)
    path = f"/{case.number}/contacts"
    key = {"If_Match": "*", "Idempotency_Key": "call-1"}
    first, again = (alice.post(path, {"result": "no_answer"}, **key) for _ in range(2))
    assert (first.status_code, again.content) == (201, first.content)
    assert case.contacts.unscoped("a test").count() == 1
    monkeypatch.setattr(timezone, "now", lambda: NOON - timedelta(hours=10))  # two in the morning
    assert _refusal(alice.post(path, {"result": "reached"}, If_Match="*")) == (422, "contact_refused")


def test_retried_change_is_answered_though_the_version_moved_on(
    alice: Program, people: People, customer: Customer
) -> None:
    case = complaint(people, customer)
    headers = {"If_Match": f'"{case.version}"', "Idempotency_Key": "k"}
    body = {"result": "reached", "inbound": True}
    first, again = (alice.post(f"/{case.number}/contacts", body, **headers) for _ in range(2))
    assert (first.status_code, again.status_code, again["Idempotent-Replay"]) == (201, 201, "true")


def test_remedy_within_authority_is_promised(alice: Program, people: People, customer: Customer) -> None:
    case = complaint(people, customer)
    body = {
        "kind": "restitution",
        "words": "退还多收的两笔",
        "amount": 1200,
        "reason": "系统重复扣费",
        "due_at": LATER,
    }
    proposed = alice.post(f"/{case.number}/remedies", body, If_Match=f'"{case.version}"')
    assert proposed.status_code == 201, proposed.content
    assert (proposed.json()["state"], proposed.json()["amount"]) == ("approved", 1200)
    assert proposed.json()["promise"]
    assert proposed["ETag"] == f'"{stored(case).version}"'
    tied = alice.post(
        f"/{case.number}/remedies", {**body, "reason": "客户撤诉后给"}, If_Match=proposed["ETag"]
    )
    assert _refusal(tied) == (422, "tied_remedy")


def test_case_goes_from_hand_to_hand(alice: Program, people: People, customer: Customer) -> None:
    case = complaint(people, customer)
    path, bob = f"/{case.number}/transitions", Program(people.bob)
    body = {"verb": "hand_over", "to": "bob", "reason": "涉及专线"}
    assert _refusal(alice.post(path, body, If_Match="*")) == (422, "attempt_missing")  # bob leads the team
    given = alice.post(path, {**body, "risk": "医院专线中断，等不得"}, If_Match="*")
    assert (given.json()["owner"], given.json()["pending_owner"]) == ("alice", "bob")
    taken = bob.post(path, {"verb": "accept"}, If_Match=given["ETag"])
    assert (taken.json()["owner"], taken.json()["pending_owner"]) == ("bob", None)
    assert _refusal(alice.post(path, {"verb": "accept"}, If_Match="*")) == (422, "not_yours_to_accept")
    assert _refusal(alice.post(path, {"verb": "take"}, If_Match="*")) == (409, "not_waiting")
    assert _refusal(bob.post(path, {"verb": "offer", "reason": "x"}, If_Match="*")) == (422, "invalid")


def test_clock_is_paused_and_urged(alice: Program, people: People, customer: Customer) -> None:
    case = complaint(people, customer)
    path = f"/{case.number}/transitions"
    pause = {"verb": "pause", "pause_reason": "waiting_customer", "until": "2026-11-02T20:00:00+08:00"}
    assert _refusal(alice.post(path, pause, If_Match="*")) == (422, "words_missing")
    urged = alice.post(path, {"verb": "urge", "reason": "又来电"}, If_Match=f'"{case.version}"')
    assert (urged.status_code, urged["ETag"]) == (200, f'"{case.version}"')  # nobody's text is lost by it
    assert stored(case).urged == 1


def test_verbs_bring_a_case_to_its_end_and_back(alice: Program, brought: Any) -> None:
    case = brought("verifying")
    path = f"/{case.number}/transitions"
    assert _refusal(alice.post(path, {"verb": "handled"}, If_Match="*")) == (409, "move_refused")
    answers = {"Q1": "清楚了", "Q2": "收到了", "Q3": 9}
    contact = {"result": "reached", "inbound": True}
    body = {"verb": "verify", "answers": answers, "told_result": True, "contact": contact}
    ended = alice.post(path, body, If_Match="*")
    assert (ended.status_code, ended.json().get("outcome")) == (200, "recovered"), ended.content
    assert ended.json()["next_action"] is None
    again = alice.post(path, {"verb": "reopen", "reason": "客户又来电"}, If_Match="*")
    assert (again.json()["state"], again.json()["reopened"]) == ("located", 1)


def test_list_goes_on_behind_the_last_and_is_cut(
    alice: Program, people: People, opened: Opened, django_assert_max_num_queries: Any
) -> None:
    numbers = [opened(customer=make_customer(people, f"P-{each}"), at=NOON).number for each in range(5)]
    first = alice.get(size=3).json()
    assert [each["number"] for each in first["items"]] == numbers[:1:-1]
    with django_assert_max_num_queries(8):
        rest = alice.get(size=3, after=first["next"]).json()
    assert ([each["number"] for each in rest["items"]], rest["next"]) == (numbers[1::-1], None)
    assert alice.get(state="verified").json()["items"] == []
    assert len(alice.get(owner="alice", priority="p3").json()["items"]) == 5
    assert alice.get(updated_since="2026-11-02T05:00:00Z").json()["items"] == []
    assert alice.get(closed="true").json()["items"] == []
    assert alice.get(after="x").status_code == 422


def test_creating_takes_few_queries(alice: Program) -> None:
    alice.post("", BODY)  # contents of the pack are read once
    with CaptureQueriesContext(connection) as seen:
        assert alice.post("", {**BODY, "taxonomy": "TE-03-01"}, Idempotency_Key="k").status_code == 201
    assert len(seen) <= 30, [each["sql"][:120] for each in seen.captured_queries]


def test_going_on_takes_the_whole_of_what_is_said_or_refuses(
    alice: Program, people: People, customer: Customer
) -> None:
    case = complaint(people, customer)
    path = f"/{case.number}/transitions"
    body = {"verb": "go_on", "reason": "再" * 201, "until": "2026-11-09T20:00:00+08:00"}
    assert _refusal(alice.post(path, body, If_Match="*")) == (422, "too_long")
    short = alice.post(path, {**body, "reason": "再" * 200}, If_Match="*")
    assert _refusal(short)[1] != "too_long"
