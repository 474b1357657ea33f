# SPDX-License-Identifier: Apache-2.0
"""Files that customers send: kept whole, once, in scope only, handed out and never shown, each time on record."""

import hashlib
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django import Settings as DjangoSettings

from amends.apps.cases.actions import evidence
from amends.apps.cases.actions.evidence import evidence_pack
from amends.apps.cases.actions.mail.fetching import InboxFault
from amends.apps.cases.actions.mail.files import FileLost, file_content, place_of
from amends.apps.cases.actions.mail.taking import take_mail
from amends.apps.cases.jobs import tidy_intake
from amends.apps.cases.models import Attachment, Case, Inbox, Mail
from amends.apps.cases.queries.attachments import attachments_of
from amends.apps.cases.rules.evidence import packed, verify_pack
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Event, EventKind, User
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import DAY, HOUR, make_customer
from tests.apps.cases.mail.conftest import all_cases, all_mails
from tests.apps.cases.mail.files import JPEG, PAGE, PDF, PNG, PROGRAM
from tests.apps.cases.mail.letters import letter, post
from tests.apps.cases.test_clocks import Later, complain
from tests.people import NOON, PASSWORD, People

WHY = "a test looks"
SENT = {"账单.pdf": PDF, "木马.pdf": PROGRAM, "照片 110101199003078515.png": PNG}


def kept() -> list[Attachment]:
    """Every row, in the order in which the files came."""
    rows = Attachment.objects.unscoped(WHY).select_related("mail", "case__customer", "case__unit")
    return list(rows.order_by("pk"))


def _take(inbox: Inbox, *, number: int = 1, **more: Any) -> Mail | None:
    raw = letter(**({"attached": SENT, "message_id": f"<{number}@example.com>"} | more))
    return take_mail(inbox=inbox, post=post(raw, number), at=NOON)


def _stored(uploads: Path) -> list[str]:
    return sorted(each.name for each in uploads.glob("*/*"))


@pytest.fixture
def case(people: People, customer: Customer, inbox: Inbox) -> Case:
    """A complaint of Alice's, to which the customer wrote a mail with three files."""
    case = complain(people, customer)
    _take(inbox, subject=f"Re: {case.number}")
    return Case.objects.unscoped(WHY).select_related("customer", "unit", "procedure", "owner").get(pk=case.pk)


def test_files_of_a_mail_are_kept_and_the_others_say_why(inbox: Inbox, uploads: Path) -> None:
    _take(inbox)
    pdf, program, photo = kept()
    assert [(each.number, each.name, each.kind, each.refused) for each in (pdf, program, photo)] == [
        (1, "账单.pdf", "pdf", ""),
        (2, "木马.pdf", "", "kind"),
        (3, "照片_[身份证号].png", "png", ""),
    ]
    assert (pdf.digest, pdf.size) == (hashlib.sha256(PDF).hexdigest(), len(PDF))
    assert (file_content(pdf), file_content(photo)) == (PDF, PNG)
    assert _stored(uploads) == [place_of(pdf).name, place_of(photo).name]
    assert oct(place_of(pdf).stat().st_mode & 0o777) == "0o600"
    (mail,), (case,) = all_mails(), all_cases()
    assert (mail.attached, mail.attached_kept) == (3, 2)
    assert "［附件 2 个：账单.pdf、照片_[身份证号].png］" in case.story
    assert "［附件 1 个没有收：木马.pdf（这种文件不收）；原件在邮箱里］" in case.story


def test_mail_that_is_read_again_keeps_nothing_twice(inbox: Inbox, uploads: Path) -> None:
    for _twice in range(2):
        _take(inbox)
    assert len(kept()) == 3
    assert len(_stored(uploads)) == 2


def test_run_that_is_killed_between_file_and_row_leaves_nothing_half(inbox: Inbox, uploads: Path) -> None:
    killed = patch.object(Attachment.objects, "bulk_create", side_effect=KeyboardInterrupt)
    with killed, pytest.raises(KeyboardInterrupt):
        _take(inbox)
    assert (kept(), all_mails(), all_cases()) == ([], [], [])
    before = _stored(uploads)
    assert len(before) == 2
    _take(inbox)
    assert (_stored(uploads), len(all_cases())) == (before, 1)


def test_file_that_is_half_written_never_has_its_name(inbox: Inbox, uploads: Path) -> None:
    with patch("os.fsync", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        _take(inbox)
    assert [each for each in _stored(uploads) if not each.startswith(".part-")] == []


def test_mail_waits_where_the_disk_is_full(inbox: Inbox) -> None:
    full = patch("os.replace", side_effect=OSError(28, "No space left on device"))
    with full, pytest.raises(InboxFault, match="附件存不下：No space left"):
        _take(inbox)
    assert (all_mails(), all_cases()) == ([], [])


def test_operator_sets_how_much_is_kept(inbox: Inbox, settings: DjangoSettings) -> None:
    settings.AMENDS_ATTACHMENTS, settings.AMENDS_ATTACHMENT_MB = 1, 1
    big = PDF.ljust(1024 * 1024 + 1)
    _take(inbox, attached={"big.pdf": big, "a.pdf": PDF, "b.png": PNG})
    assert [each.refused for each in kept()] == ["too_large", "", "too_many"]


def test_room_of_a_case_is_what_its_files_left(case: Case, inbox: Inbox, settings: DjangoSettings) -> None:
    settings.AMENDS_ATTACHMENTS_MB = 1
    for number in (2, 3):
        big = PDF.ljust(700_000) + bytes([48 + number])
        _take(inbox, number=number, subject=f"Re: {case.number}", attached={"b.pdf": big})
    assert [each.refused for each in kept()][3:] == ["", "no_room"]


def test_mail_of_very_many_files_is_counted_and_not_listed(inbox: Inbox) -> None:
    _take(inbox, attached={f"{number}.exe": PROGRAM for number in range(120)})
    assert (len(kept()), all_mails()[0].attached) == (100, 120)


def test_mail_that_is_left_out_keeps_no_file(inbox: Inbox, uploads: Path) -> None:
    _take(inbox, headers={"Precedence": "bulk"})
    assert (kept(), _stored(uploads), all_mails()[0].attached) == ([], [], 3)


def _download(case: Case, row: Attachment, who: Any) -> Any:
    client = Client()
    client.force_login(who)
    return client.get(reverse("cases:attachment", args=[case.number, row.pk]))


def test_file_is_a_download_that_no_browser_shows(case: Case, people: People) -> None:
    answer = _download(case, kept()[0], people.alice)
    assert (answer.status_code, answer.content) == (200, PDF)
    told = {name: answer[name] for name in ("X-Content-Type-Options", "Cache-Control", "Content-Type")}
    assert list(told.values()) == ["nosniff", "no-store", "application/octet-stream"]
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E8%B4%A6%E5%8D%95.pdf"


def test_each_download_is_on_record_without_the_name_of_the_file(case: Case, people: People) -> None:
    row = kept()[0]
    for _twice in range(2):
        _download(case, row, people.alice)
    events = Event.objects.unscoped(WHY).filter(kind=EventKind.CASE_FILE_TAKEN, by=people.alice)
    assert [each.payload["digest"] for each in events] == [row.digest] * 2
    assert "账单" not in str([each.payload for each in events])
    assert {each.about for each in events} == {case.customer.code}


def test_file_is_there_for_those_of_its_case_only(case: Case, people: People) -> None:
    pdf, program, _photo = kept()
    assert _download(case, pdf, people.charlie).status_code == 404
    assert _download(case, program, people.alice).status_code == 404
    other = complain(people, make_customer(people, "C-2"))
    assert _download(other, pdf, people.alice).status_code == 404
    url = reverse("cases:attachment", args=[case.number, pdf.pk])
    assert Client().get(url).status_code == 302
    assert not Event.objects.unscoped(WHY).filter(kind=EventKind.CASE_FILE_TAKEN).exists()


@pytest.mark.parametrize("content", [None, b"%PDF-1.7 changed"])
def test_file_that_is_lost_or_was_changed_is_not_handed_out(
    case: Case, people: People, content: bytes | None
) -> None:
    place = place_of(kept()[0])
    place.unlink()
    if content:
        place.write_bytes(content)
    assert _download(case, kept()[0], people.alice).status_code == 302
    with pytest.raises(FileLost):
        file_content(kept()[0])
    assert not Event.objects.unscoped(WHY).filter(kind=EventKind.CASE_FILE_TAKEN).exists()


def test_page_of_the_case_lists_the_files(case: Case, people: People, client: Client) -> None:
    client.force_login(people.alice)
    page = client.get(f"/cases/{case.number}/replies/").content.decode()
    assert reverse("cases:attachment", args=[case.number, kept()[0].pk]) in page
    assert "木马.pdf" in page
    assert "没有收：这种文件不收" in page
    client.force_login(people.dora)
    assert "附件 2 个；附件 1 个没有收" in client.get("/cases/new/mail/").content.decode()


def test_list_of_files_takes_one_query_however_many_there_are(
    case: Case,
    people: People,
    inbox: Inbox,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(people.alice)
    page = f"/cases/{case.number}/replies/"
    client.get(page)
    with django_assert_num_queries(1):
        few = attachments_of(case, people.alice)
    with CaptureQueriesContext(connection) as before:
        client.get(page)
    for number in (2, 3):
        _take(inbox, number=number, subject=f"Re: {case.number}", attached={"a.pdf": PDF, "b.png": PNG})
    with django_assert_num_queries(len(before)):
        client.get(page)
    many = attachments_of(case, people.alice)
    assert few
    assert many
    assert (len(few.rows), len(many.rows)) == (3, 7)


@pytest.mark.parametrize("role", [Role.COMPLIANCE_LEAD, Role.PR_LEAD])
def test_who_may_not_see_names_and_numbers_reads_that_there_is_a_file_and_opens_none(
    case: Case, people: People, client: Client, role: Role
) -> None:
    named = {"username": "rita", "name": "rita", "role": role, "password": PASSWORD}
    reader = add_user(**named, unit=people.province, by=None, at=NOON)  # type: ignore[arg-type]
    client.force_login(reader)
    page = client.get(f"/cases/{case.number}/replies/").content.decode()
    assert "账单.pdf" in page
    assert "无法隐去" in page
    assert "/files/" not in page
    assert _download(case, kept()[0], reader).status_code == 403
    assert not Event.objects.unscoped(WHY).filter(kind=EventKind.CASE_FILE_TAKEN).exists()


def _pack(case: Case, who: Any, *, full: bool) -> dict[str, bytes]:
    pack = evidence_pack(case=case, full=full, by=who, at=NOON + HOUR)
    assert verify_pack(pack) == []
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def leader(people: People) -> User:
    """Who leads Alice's team, and may make the full pack."""
    named = {"username": "lena", "name": "lena", "role": Role.TEAM_LEADER, "password": PASSWORD}
    return add_user(**named, unit=people.east_team, by=None, at=NOON)  # type: ignore[arg-type]


@pytest.mark.parametrize("content", [None, b"%PDF-1.7 changed"])
def test_pack_of_proof_says_which_file_is_lost(
    case: Case, leader: User, caplog: pytest.LogCaptureFixture, content: bytes | None
) -> None:
    place = place_of(kept()[0])
    place.unlink()
    if content:
        place.write_bytes(content)
    whole = _pack(case, leader, full=True)
    assert json.loads(whole["manifest.json"])["missing"] == ["attachments/001-账单.pdf"]
    assert [each.get("lost") for each in json.loads(whole["case.json"])["attachments"]] == [True, None, None]
    assert whole["case.html"].decode().count("文件丢失或已经损坏") == 1
    assert [name for name in whole if name.startswith("attachments/")] == [
        "attachments/003-照片_[身份证号].png"
    ]
    assert [each.levelname for each in caplog.records if "are lost" in each.message] == ["ERROR"]


def test_pack_of_proof_is_made_before_its_transaction_and_tells_that_nothing_is_missing(
    case: Case, leader: User
) -> None:
    within: list[int] = []

    def seen(*told: Any) -> Any:
        within.append(len(connection.savepoint_ids))
        return packed(*told)

    with (
        patch.object(evidence, "packed", side_effect=seen),
        patch.object(evidence, "file_content", side_effect=lambda row: seen({}, {}) and file_content(row)),
    ):
        whole = _pack(case, leader, full=True)
    assert within == [0, 0, 0]
    assert json.loads(whole["manifest.json"])["missing"] == []


def test_pack_of_proof_names_the_files_and_in_full_holds_them(case: Case, leader: User) -> None:
    masked, whole = _pack(case, leader, full=False), _pack(case, leader, full=True)
    rows = json.loads(masked["case.json"])["attachments"]
    assert [each["digest"] for each in rows] == [each.digest for each in kept()]
    assert [name for name in masked if name.startswith("attachments/")] == []
    assert whole["attachments/001-账单.pdf"] == PDF
    assert sorted(name for name in whole if name.startswith("attachments/"))[1:] == [
        "attachments/003-照片_[身份证号].png"
    ]
    page = masked["case.html"].decode()
    assert all(each in page for each in ("账单.pdf", hashlib.sha256(PDF).hexdigest(), "这种文件不收"))


def test_stray_files_go_after_a_week_and_no_others(case: Case, uploads: Path) -> None:
    stray, part = uploads / "ab" / f"{'ab' * 32}-1", uploads / "ab" / ".part-x"
    fresh = uploads / "cd" / f"{'cd' * 32}-1"
    for each in (stray, part, fresh):
        each.parent.mkdir(parents=True, exist_ok=True)
        each.write_bytes(JPEG)
    late = NOON + 8 * DAY
    for each in [*uploads.glob("*/*")]:
        os.utime(each, (NOON.timestamp(), NOON.timestamp()))
    os.utime(fresh, (late.timestamp(), late.timestamp()))
    assert tidy_intake(Later(late))["files"] == 2
    assert set(uploads.glob("*/*")) == {fresh, *(place_of(each) for each in kept() if each.is_kept)}
    assert file_content(kept()[0]) == PDF


REFUSED_ROWS: list[dict[str, object]] = [
    {"digest": ""},
    {"kind": ""},
    {"size": 0},
    {"kind": "exe"},
    {"refused": "kind"},
    {"refused": "because"},
    {"number": 3},
]


@pytest.mark.parametrize("changes", REFUSED_ROWS, ids=str)
def test_database_refuses_a_row_that_is_neither_kept_nor_says_why(case: Case, changes: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.unscoped(WHY).filter(pk=kept()[0].pk).update(**changes)


def test_database_refuses_more_files_kept_than_came(case: Case) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.unscoped(WHY).filter(pk=all_mails()[0].pk).update(attached_kept=4)


def test_page_in_a_text_file_is_not_kept(inbox: Inbox) -> None:
    _take(inbox, attached={"readme.txt": PAGE})
    assert [each.refused for each in kept()] == ["kind"]
