# SPDX-License-Identifier: Apache-2.0
"""The proof of a case for an appeal: all of it, alike each time, and whoever changes a byte is found out."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from amends.apps.cases.actions.change import RightMissing
from amends.apps.cases.actions.evidence import evidence_pack
from amends.apps.cases.actions.intake import receive
from amends.apps.cases.actions.joining import link
from amends.apps.cases.actions.replies import Draft, send_reply
from amends.apps.cases.actions.visits import agree_visit, move_visit
from amends.apps.cases.models import Case, Task
from amends.apps.cases.models.desk_words import LinkKind
from amends.apps.cases.rules.evidence import packed, verify_pack
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Event, EventKind, User
from amends.apps.core.rules.roles import Role
from amends.apps.customers.actions.identity import Personal, sealed_identity
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import make_customer
from tests.apps.cases.course import complaint, through
from tests.people import NOON, PASSWORD, People

AT = NOON + timedelta(hours=2)
STORY = "上个月账单多扣了两笔钱，打 13800001215 没人管。"
TEXT = "您反映的两笔费用已核实，将在三天内退回原号码。"


@pytest.fixture
def case(people: People, customer: Customer) -> Case:
    """A complaint that Alice took and answered in writing."""
    taken = receive(
        customer=customer, channel="CH-HOTLINE", story=STORY, taxonomy="TF-02-02", by=people.alice, at=NOON
    )
    draft = Draft(text=TEXT, channel="letter")
    send_reply(case=taken, version=taken.version, draft=draft, by=people.alice, at=AT)
    return Case.objects.unscoped("a test").select_related("customer", "unit", "procedure").get(pk=taken.pk)


def _files(pack: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def test_pack_keeps_proof_for_the_appeal(case: Case, people: People) -> None:
    files = _files(evidence_pack(case=case, by=people.alice, at=AT))
    assert sorted(files) == ["case.html", "case.json", "manifest.json", "replies/001.txt"]
    manifest, record = json.loads(files["manifest.json"]), json.loads(files["case.json"])
    for name in ("case.html", "case.json", "replies/001.txt"):
        assert manifest["files"][name] == hashlib.sha256(files[name]).hexdigest()
    assert files["replies/001.txt"].decode() == TEXT
    assert record["replies"][0]["digest"] == manifest["files"]["replies/001.txt"]
    assert (record["case"]["received_at"], record["case"]["owner"]) == (NOON.isoformat(), "alice")
    assert record["contacts"][0]["result"] == "reached"
    assert {"cases.opened", "cases.reply_sent"} <= {each["kind"] for each in record["events"]}
    assert any(each["kind"] == "statutory" for each in record["clocks"])
    page = files["case.html"].decode()
    assert all(each in page for each in (case.number, "上个月账单多扣了两笔钱", TEXT, "2026-11-02 12:00"))
    assert "<script" not in page
    assert "http" not in page  # it stands alone


def test_pack_is_the_same_for_the_same_record(case: Case, people: People) -> None:
    first = evidence_pack(case=case, by=people.alice, at=AT)
    assert evidence_pack(case=case, by=people.bob, at=AT + timedelta(hours=1)) == first


def test_pack_as_it_was_made_holds(case: Case, people: People) -> None:
    assert verify_pack(evidence_pack(case=case, by=people.alice, at=AT)) == []


@pytest.mark.parametrize("name", ["case.html", "case.json", "replies/001.txt"])
def test_changed_file_is_found(case: Case, people: People, name: str) -> None:
    files = _files(evidence_pack(case=case, by=people.alice, at=AT))
    files[name] = files[name].replace("账单".encode(), "话费".encode()) + b" "
    assert f"{name} was changed" in verify_pack(_packed(files))


def test_files_of_customers_are_dense_already_and_stored_as_they_are() -> None:
    pack, _whole = packed({"case.json": b"x" * 999, "attachments/001-a.pdf": b"x" * 999}, {})
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        sizes = {each.filename: each.compress_size for each in archive.infolist()}
    assert sizes["attachments/001-a.pdf"] == 999
    assert sizes["case.json"] < 99


def test_removed_added_and_unreadable_are_found(case: Case, people: People) -> None:
    files = _files(evidence_pack(case=case, by=people.alice, at=AT))
    reply = files.pop("replies/001.txt")
    assert verify_pack(_packed(files)) == ["replies/001.txt is missing"]
    more = {**files, "replies/001.txt": reply, "replies/002.txt": b"x"}
    assert verify_pack(_packed(more)) == ["replies/002.txt was added"]
    del files["manifest.json"]
    assert verify_pack(_packed(files)) == ["manifest.json is missing or unreadable"]
    assert verify_pack(b"no zip") != []


def test_pack_with_a_byte_changed_on_the_way_is_told_and_breaks_nothing(case: Case, people: People) -> None:
    pack = evidence_pack(case=case, by=people.alice, at=AT)
    told = 0
    for at in range(0, len(pack), 41):
        told += bool(verify_pack(pack[:at] + bytes([pack[at] ^ 0x55]) + pack[at + 1 :]))
    assert told > len(pack) / 41 / 2  # dates and marks of the archive change nothing of what it holds


def test_event_that_was_rewritten_is_found_though_all_digests_are_new(case: Case, people: People) -> None:
    files = _files(evidence_pack(case=case, by=people.alice, at=AT))
    del files["manifest.json"]
    record = json.loads(files["case.json"])
    record["events"][0]["at"] = (NOON - timedelta(days=1)).isoformat()
    pack, _ = packed({**files, "case.json": json.dumps(record).encode()}, {})
    sequence = record["events"][0]["sequence"]
    assert verify_pack(pack) == [f"event {sequence} was changed: its content does not match its hash"]


def test_pack_is_masked_and_logged(case: Case, people: People) -> None:
    pack = evidence_pack(case=case, by=people.alice, at=AT)
    everything = b"".join(_files(pack).values()).decode()
    assert "13800001215" not in everything
    assert "张*明" in everything
    event = Event.objects.unscoped("a test").get(kind=EventKind.CASE_EVIDENCE_PACKED)
    assert (event.by, event.payload["full"]) == (people.alice, False)
    assert event.payload["whole"] == json.loads(_files(pack)["manifest.json"])["whole"]


def test_pack_holds_every_promise_and_visit(people: People, customer: Customer) -> None:
    case = through(complaint(people, customer), people, "classify")
    at = AT.replace(hour=7) + timedelta(days=1)
    case = agree_visit(
        case=case,
        version=case.version,
        visit_at=at,
        purpose="看信号",
        wish="客户下午在家",
        by=people.alice,
        at=AT,
    )
    task = Task.objects.unscoped("a test").get(case=case, kind="visit")
    move_visit(
        case=case,
        version=case.version,
        task=task,
        visit_at=at + timedelta(days=1),
        told="",
        by=people.alice,
        at=AT,
    )
    files = _files(evidence_pack(case=case, by=people.alice, at=AT))
    promises = json.loads(files["case.json"])["promises"]
    assert [each["kind"] for each in promises] == ["call_back", "visit", "visit"]
    page = files["case.html"].decode()
    assert all(each["words"] in page for each in promises)
    assert "看信号" in page


def test_pack_names_no_linked_case_of_another_unit(case: Case, people: People) -> None:
    west = make_customer(people, "W-1", west=True)
    there = receive(customer=west, channel="CH-HOTLINE", story="没有信号", by=people.charlie, at=NOON)
    link(case=case, version=case.version, other=there, kind=LinkKind.REPEAT, by=people.alice, at=NOON)
    record = _files(evidence_pack(case=case, by=people.alice, at=AT))["case.json"].decode()
    assert json.loads(record)["links"] == []


def test_page_offers_the_full_pack_to_who_may_have_it(case: Case, people: People) -> None:
    words, url = "含客户的完整姓名和号码", f"/cases/{case.number}/"
    paul = add_user(
        username="paul", name="保罗", password=PASSWORD, role=Role.COMPLAINT_OFFICER,
        unit=people.east_team, by=None, at=NOON,
    )  # fmt: skip
    assert words in _client(people.alice).get(url).content.decode()
    assert words not in _client(paul).get(url).content.decode()


def test_full_pack_tells_the_name_and_logs_the_look(case: Case, people: People) -> None:
    told = Personal(name="张小明", number="13800001215")
    sealed_identity(case.customer.pk, case.customer.code, told, None).save()
    record = json.loads(_files(evidence_pack(case=case, full=True, by=people.alice, at=AT))["case.json"])
    assert (record["customer"]["name"], record["customer"]["number"]) == ("张小明", "13800001215")
    looks = Event.objects.unscoped("a test").filter(kind=EventKind.IDENTITY_LOOKED_AT)
    assert {each.payload["field"] for each in looks} == {"name", "number"}
    assert Event.objects.unscoped("a test").get(kind=EventKind.CASE_EVIDENCE_PACKED).payload["full"] is True


def test_pack_is_for_the_owner_and_leaders_of_the_unit(case: Case, people: People) -> None:
    evidence_pack(case=case, by=people.bob, at=AT)
    for person in (people.charlie, people.ed):
        with pytest.raises(RightMissing):
            evidence_pack(case=case, by=person, at=AT)


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_page_links_to_the_download(case: Case, people: People) -> None:
    alice, url = _client(people.alice), f"/cases/{case.number}/evidence/"
    assert url in alice.get(f"/cases/{case.number}/").content.decode()
    answer: Any = alice.get(url + "?full=yes")  # a link never unmasks
    assert answer["Content-Disposition"] == f'attachment; filename="{case.number}-evidence.zip"'
    assert json.loads(_files(answer.content)["manifest.json"])["personal_data"] == "masked"
    asked: Any = alice.post(url, {"full": "yes"})
    assert json.loads(_files(asked.content)["manifest.json"])["personal_data"] == "full"
    assert _client(people.charlie).get(url).status_code == 404
