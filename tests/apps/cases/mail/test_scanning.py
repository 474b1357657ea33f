# SPDX-License-Identifier: Apache-2.0
"""Files with a virus are refused; while no scanner answers nobody can take any, and the worker makes up for it."""

import io
import json
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django import Settings as DjangoSettings

from amends.apps.cases.actions.evidence import evidence_pack
from amends.apps.cases.actions.mail import scanning
from amends.apps.cases.actions.mail.files import place_of
from amends.apps.cases.actions.mail.scanning import ScannerAway, scanned
from amends.apps.cases.actions.mail.taking import take_mail
from amends.apps.cases.jobs import scan_files
from amends.apps.cases.models import Attachment, Case, Inbox
from amends.apps.cases.rules.mail.scanning import NotScanned, Scanned, answered, asked
from amends.apps.core.models import Event, EventKind, Message
from amends.apps.customers.models import Customer
from amends.config.environment import WrongSetting
from amends.config.scanner import scanner as scanner_of
from tests.apps.cases.conftest import as_user
from tests.apps.cases.mail.files import PDF, PNG
from tests.apps.cases.mail.letters import letter, post
from tests.apps.cases.mail.scanner import EICAR, Scanner, listening, nobodys_place
from tests.apps.cases.test_clocks import complain
from tests.apps.cases.test_jobs import Clock
from tests.people import NOON, People

WHY = "a test looks"
SENT = {"账单.pdf": PDF, "说明.txt": EICAR, "照片.png": PNG}


@pytest.fixture
def scanner(settings: DjangoSettings) -> Iterator[Scanner]:
    """The operator's scanner, by TCP."""
    with listening() as one:
        settings.AMENDS_CLAMD = one.place
        yield one


@pytest.fixture
def away(settings: DjangoSettings) -> str:
    """A scanner that does not answer."""
    settings.AMENDS_CLAMD = nobodys_place()
    return str(settings.AMENDS_CLAMD)


@pytest.fixture
def case(people: People, customer: Customer, inbox: Inbox) -> Case:
    """A complaint of Alice's."""
    return complain(people, customer)


def _write(inbox: Inbox, case: Case, number: int = 1, attached: dict[str, bytes] = SENT) -> list[Attachment]:
    raw = letter(attached=attached, message_id=f"<{number}@example.com>", subject=f"Re: {case.number}")
    take_mail(inbox=inbox, post=post(raw, number), at=NOON)
    return _kept()


def _kept() -> list[Attachment]:
    rows = Attachment.objects.unscoped(WHY).select_related("mail", "case__customer", "case__unit")
    return list(rows.order_by("pk"))


def _get(people: People, row: Attachment) -> tuple[int, bytes]:
    client = as_user(people.alice)
    answer = client.get(reverse("cases:attachment", args=[row.case.number, row.pk]))
    return answer.status_code, bytes(answer.content)


def test_file_with_a_virus_is_refused_and_the_case_says_so(
    scanner: Scanner, inbox: Inbox, case: Case, people: People
) -> None:
    pdf, virus, photo = _write(inbox, case)
    assert scanner.seen == [PDF, EICAR, PNG]
    assert [each.scanned_at for each in (pdf, virus, photo)] == [NOON, None, NOON]
    assert (virus.refused, virus.digest, str(virus.why)) == ("infected", "", "查出病毒")
    assert not place_of(virus).exists()
    note = case.contacts.within(people.alice.scope).get().note
    assert "［附件 1 个没有收：说明.txt（查出病毒）；原件在邮箱里］" in note
    assert _get(people, pdf) == (200, PDF)
    assert _get(people, virus)[0] == 404


def test_files_are_held_while_no_scanner_answers(away: str, inbox: Inbox, case: Case, people: People) -> None:
    pdf, virus, _photo = _write(inbox, case)
    assert [each.is_held for each in (pdf, virus)] == [True, True]
    assert [_get(people, each)[0] for each in (pdf, virus)] == [302, 302]
    assert not Event.objects.unscoped(WHY).filter(kind=EventKind.CASE_FILE_TAKEN).exists()
    client = as_user(people.alice)
    page = client.get(f"/cases/{case.number}/replies/").content.decode()
    assert page.count("还没有查毒，不能下载") == 3
    assert reverse("cases:attachment", args=[case.number, pdf.pk]) not in page
    assert scan_files(Clock(NOON)) == {
        "clean": 0,
        "infected": 0,
        "held": 1,
    }  # the first tells that nobody is there


def test_held_files_do_not_leave_in_a_pack(
    away: str, inbox: Inbox, case: Case, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    _write(inbox, case, attached={"账单.pdf": PDF})
    caplog.clear()
    pack = evidence_pack(case=case, full=True, by=people.alice, at=NOON)
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        assert not [name for name in archive.namelist() if "账单" in name]
        assert json.loads(archive.read("manifest.json"))["missing"] == ["attachments/001-账单.pdf"]
        assert "还没有查毒，没有附上。" in archive.read("case.html").decode()
    assert "lost" not in caplog.text


def test_worker_looks_into_what_was_held_once_the_scanner_is_back(
    inbox: Inbox,
    case: Case,
    people: People,
    settings: DjangoSettings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.AMENDS_CLAMD = nobodys_place()
    pdf, virus, _photo = _write(inbox, case)
    place = place_of(virus)
    assert place.exists()
    with listening() as scanner, django_capture_on_commit_callbacks(execute=True):
        settings.AMENDS_CLAMD = scanner.place
        assert scan_files(Clock(NOON)) == {"clean": 2, "infected": 1, "held": 0}
        assert scan_files(Clock(NOON)) == {"clean": 0, "infected": 0, "held": 0}
        assert len(scanner.seen) == 3
    found = {row.name: (row.refused, row.digest != "", row.scanned_at) for row in _kept()}
    assert found == {
        "账单.pdf": ("", True, NOON),
        "说明.txt": ("infected", False, None),
        "照片.png": ("", True, NOON),
    }
    assert not place.exists()
    assert _get(people, pdf) == (200, PDF)
    events = Event.objects.unscoped(WHY).filter(kind=EventKind.CASE_FILE_SCANNED).order_by("sequence")
    assert [(each.payload["found"], each.about) for each in events] == [
        ("", "C-1"),
        ("Eicar-Test-Signature", "C-1"),
        ("", "C-1"),
    ]
    told = [each.subject for each in Message.objects.filter(to=people.alice) if "病毒" in each.subject]
    assert len(told) == 1
    assert "说明.txt" in told[0]


def test_files_from_before_there_was_a_scanner_are_held_until_it_looked(
    inbox: Inbox, case: Case, people: People, settings: DjangoSettings
) -> None:
    (row,) = _write(inbox, case, attached={"账单.pdf": PDF})
    assert (row.is_held, row.scanned_at) == (False, None)
    assert _get(people, row) == (200, PDF)
    assert scan_files(Clock(NOON)) == {"clean": 0, "infected": 0, "held": 0}  # nobody is asked
    with listening() as scanner:
        settings.AMENDS_CLAMD = scanner.place
        assert _get(people, row)[0] == 302
        scan_files(Clock(NOON))
        assert _get(people, row) == (200, PDF)


def test_file_that_the_scanner_does_not_take_stays_held_and_delays_no_other(
    scanner: Scanner, inbox: Inbox, case: Case
) -> None:
    big = PDF.ljust(300_000)
    rows = _write(inbox, case, attached={"big.pdf": big, "a.pdf": PDF})
    assert [each.is_held for each in rows] == [True, False]
    assert scan_files(Clock(NOON)) == {"clean": 0, "infected": 0, "held": 1}


def test_lost_file_delays_no_other(inbox: Inbox, case: Case, settings: DjangoSettings) -> None:
    lost, _other = _write(inbox, case, attached={"a.pdf": PDF, "b.png": PNG})
    place_of(lost).unlink()
    with listening() as scanner:
        settings.AMENDS_CLAMD = scanner.place
        assert scan_files(Clock(NOON)) == {"clean": 1, "infected": 0, "held": 1}


@pytest.mark.enable_socket  # a file is no host
def test_scanner_may_listen_in_a_file(tmp_path: Path, settings: DjangoSettings) -> None:
    with listening(tmp_path / "clamd.ctl") as scanner:
        settings.AMENDS_CLAMD = scanner.place
        assert (scanned(PDF), scanned(EICAR)) == (Scanned(), Scanned("Eicar-Test-Signature"))
        many = bytes(150_000)
        assert scanned(many) == Scanned()
        assert scanner.seen[-1] == many
    with pytest.raises(ScannerAway):
        scanned(PDF)


@pytest.mark.parametrize(
    "said", [b"stream: OK", b"OK\0", b"stream: OK or so\0", b"\0", b"\xff\xfe\0", b" FOUND\0"]
)
def test_only_a_whole_answer_counts(scanner: Scanner, said: bytes) -> None:
    scanner.says(said)
    if said == b"stream: OK":  # the line ended behind it
        assert scanned(PDF) == Scanned()
        return
    with pytest.raises(NotScanned):
        scanned(PDF)


def test_scanner_that_says_nothing_is_not_waited_for_without_end(
    settings: DjangoSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "_PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.AMENDS_CLAMD = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ScannerAway):
            scanned(PDF)


def test_file_is_sent_as_the_protocol_says() -> None:
    pieces = list(asked(b"x" * 65_537))
    assert pieces[0] == b"zINSTREAM\0"
    assert [piece[:4] for piece in pieces[1:]] == [b"\0\1\0\0", b"\0\0\0\1", b"\0\0\0\0"]
    assert answered(b"stream: Win.Test FOUND\0rest") == Scanned("Win.Test")


@pytest.mark.parametrize("value", ["", "/run/clamav/clamd.ctl", "scanner:3310", "127.0.0.1:1"])
def test_place_of_the_scanner_is_taken(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("AMENDS_CLAMD", value)
    assert scanner_of() == value


@pytest.mark.parametrize(
    "value", ["scanner", "scanner:", ":3310", "scanner:0", "scanner:70000", "run/clamd.ctl"]
)
def test_place_of_the_scanner_is_refused_with_a_hint(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("AMENDS_CLAMD", value)
    with pytest.raises(WrongSetting, match="write host:3310"):
        scanner_of()
