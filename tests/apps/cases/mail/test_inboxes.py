# SPDX-License-Identifier: Apache-2.0
"""A real mailbox read over IMAP, and real answers by SMTP: nothing is lost, nothing is doubled, whatever breaks."""

import imaplib
import os
import signal
import ssl
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.message import Message as Letter
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import OperationalError, connection
from pytest_django import Settings as DjangoSettings

from amends.apps.cases import jobs
from amends.apps.cases.actions.mail import files, inboxes
from amends.apps.cases.actions.mail.again import NothingToTake, ask_again, take_again
from amends.apps.cases.actions.mail.fetching import InboxFault, OpenInbox, open_inbox
from amends.apps.cases.actions.mail.files import file_content
from amends.apps.cases.actions.mail.inboxes import read_inbox
from amends.apps.cases.actions.mail.taking import take_mail
from amends.apps.cases.models import Attachment, Inbox, Mail
from amends.apps.cases.rules.mail.mailbox import Mailbox, Security
from amends.apps.core.actions.outbox import deliver
from amends.apps.core.models import Message, User
from tests import dovecot
from tests.apps.cases.conftest import HOUR
from tests.apps.cases.mail.conftest import all_cases, all_mails
from tests.apps.cases.mail.files import PDF, PNG, PROGRAM
from tests.apps.cases.mail.letters import STORY, letter
from tests.people import NOON, People, make_people

pytestmark = pytest.mark.imap
SOON = NOON + HOUR


@pytest.fixture(scope="session")
def server() -> Iterator[dovecot.Dovecot]:
    """A Dovecot of this run."""
    started = dovecot.start()
    yield started
    started.stop()


@pytest.fixture
def box(server: dovecot.Dovecot, settings: DjangoSettings) -> Mailbox:
    """A new mailbox, set up as the operator's only one."""
    made = Mailbox(
        name="main",
        host="127.0.0.1",
        port=server.tls_port,
        user=f"u{uuid.uuid4().hex}",
        password=dovecot.PASSWORD,
        address="tousu@telecom.example",
        authority=server.certificate,
    )
    settings.AMENDS_MAILBOXES = (made,)
    return made


def _client(box: Mailbox) -> imaplib.IMAP4_SSL:
    client = imaplib.IMAP4_SSL(
        box.host, box.port, ssl_context=ssl.create_default_context(cafile=str(box.authority))
    )
    client.login(box.user, box.password)
    client.select()
    return client


def _arrive(box: Mailbox, *raws: bytes, flags: str = "") -> None:
    client = _client(box)
    for raw in raws:
        assert client.append("INBOX", flags, imaplib.Time2Internaldate(NOON), raw)[0] == "OK"
    client.logout()


def _flags(box: Mailbox) -> list[set[str]]:
    client = _client(box)
    _state, found = client.fetch("1:*", "(FLAGS)")
    client.logout()
    rows = [imaplib.ParseFlags(each) for each in found if isinstance(each, bytes)]
    return [{flag.decode() for flag in row} - {"\\Recent"} for row in rows]


def _quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


def _read(box: Mailbox, **more: Any) -> dict[str, int]:
    return dict(read_inbox(box=box, clock=lambda: SOON, progress=_quiet, **more))


def _letters(count: int) -> list[bytes]:
    return [
        letter(f"{STORY} {n}", message_id=f"<{n}@example.com>", sender=f"a{n}@example.com")
        for n in range(count)
    ]


@pytest.mark.peer("zammad #1662")
@pytest.mark.peer("glpi #24760")
def test_each_mail_is_one_case_however_often_the_box_is_read(box: Mailbox, people: People) -> None:
    _arrive(box, *_letters(3))
    assert _read(box) == {"opened": 3}
    assert _read(box) == {}
    _arrive(box, letter("再来一封", message_id="<n@example.com>"))
    assert _read(box) == {"opened": 1}
    assert [case.story[-1] for case in all_cases()] == ["0", "1", "2", "封"]
    assert _flags(box) == [{"\\Seen"}] * 4


@pytest.mark.peer("freescout #2001")
def test_mail_that_somebody_opened_by_hand_is_taken_all_the_same(box: Mailbox, people: People) -> None:
    assert _read(box) == {}
    _arrive(box, *_letters(2), flags="\\Seen")
    assert _read(box) == {"opened": 2}


def test_what_was_read_before_the_box_was_set_up_is_let_be(box: Mailbox, people: People) -> None:
    _arrive(box, letter("去年的信", message_id="<old@x>"), flags="\\Seen")
    _arrive(box, *_letters(1))
    assert _read(box) == {"opened": 1}
    assert _read(box) == {}
    assert len(all_mails()) == 1


def test_long_box_is_read_in_several_runs(box: Mailbox, people: People) -> None:
    _arrive(box, *_letters(5))
    assert [_read(box, most=2) for _run in range(4)] == [{"opened": 2}, {"opened": 2}, {"opened": 1}, {}]
    _arrive(box, *[letter(f"b{n}", message_id=f"<b{n}@x>", sender=f"b{n}@x.cn") for n in range(3)])
    assert [_read(box, most=2) for _run in range(3)] == [{"opened": 2}, {"opened": 1}, {}]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", ["before", "after"])
def test_worker_killed_between_fetching_and_marking_loses_and_doubles_nothing(
    box: Mailbox, transactional_people: People, place: str
) -> None:
    """`before` the row and the case are written, or `after`: killed for good, by SIGKILL, in a process of its own."""
    _arrive(box, *_letters(3))
    child = os.fork()
    if child == 0:
        _read_and_die(box, place)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    taken = 1 if place == "after" else 0
    assert (len(all_cases()), len(all_mails())) == (taken, taken)
    told = _read(box)
    assert (told.get("opened"), len(all_cases()), len(all_mails())) == (3 - taken, 3, 3)
    assert sorted(case.story[-1] for case in all_cases()) == ["0", "1", "2"]
    assert _read(box) == {}


def _read_and_die(box: Mailbox, place: str) -> None:
    """In the child: what it wrote stands, what it was about to write does not."""

    def die(*_words: object, **_more: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    try:
        connection.connection = None  # the parent's: neither used nor closed here
        if place == "after":
            OpenInbox.mark = die  # type: ignore[method-assign]
        elif place == "between":
            vars(files)["Attachment"].objects.bulk_create = die
        else:
            vars(inboxes)["take_mail"] = die
        _read(box)
    finally:
        os._exit(1)


def test_worker_killed_between_a_file_and_its_row_leaves_nothing_half(
    box: Mailbox, transactional_people: People, uploads: Path
) -> None:
    _arrive(box, letter(attached={"账单.pdf": PDF, "照片.png": PNG, "木马.pdf": PROGRAM}))
    child = os.fork()
    if child == 0:
        _read_and_die(box, "between")
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    written = {each.name for each in uploads.glob("*/*")}
    assert (len(written), all_mails(), all_cases()) == (2, [], [])
    assert _read(box) == {"opened": 1}
    assert _read(box) == {}
    rows = list(Attachment.objects.unscoped("a test looks").select_related("mail"))
    assert [(each.name, each.refused) for each in rows] == [
        ("账单.pdf", ""),
        ("照片.png", ""),
        ("木马.pdf", "kind"),
    ]
    assert [file_content(each) for each in rows[:2]] == [PDF, PNG]
    assert {each.name for each in uploads.glob("*/*")} == written


@pytest.fixture
def transactional_people(transactional_db: None) -> People:
    """People who are committed, so that another process sees them."""
    return make_people()


def test_database_that_fails_in_the_middle_leaves_the_rest_for_the_next_run(
    box: Mailbox, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    _arrive(box, *_letters(3))
    calls: list[int] = []

    def busy(**given: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise OperationalError("busy")
        return take_mail(**given)

    monkeypatch.setattr(inboxes, "take_mail", busy)
    with pytest.raises(OperationalError):
        _read(box)
    assert _read(box) == {"opened": 2}
    assert len(all_cases()) == 3


def test_broken_mail_is_flagged_and_the_good_ones_go_in(box: Mailbox, people: People) -> None:
    good = _letters(2)
    _arrive(box, good[0], b"From: a@example.com\r\n\r\n", good[1])
    assert _read(box) == {"opened": 2, "set_aside": 1}
    assert _flags(box) == [{"\\Seen"}, {"\\Seen", "\\Flagged"}, {"\\Seen"}]


def test_folder_that_was_numbered_anew_is_read_again_without_doubles(box: Mailbox, people: People) -> None:
    _arrive(box, *_letters(2))
    _read(box)
    Inbox.objects.unscoped("the server numbered anew").update(uid_validity=1, settled_uid=99)
    Mail.objects.unscoped("the server numbered anew").update(uid_validity=1)
    _arrive(box, letter("新来的", message_id="<n@x>"), flags="\\Seen")
    assert _read(box) == {"known": 2, "opened": 1}
    assert _read(box) == {}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password": "wrong"}, "读不了邮箱"),
        ({"port": 1}, "读不了邮箱"),
        ({"authority": None}, "证书不可信"),
        ({"folder": "Nowhere"}, "打不开邮箱文件夹"),
    ],
)
def test_box_that_cannot_be_read_says_why_and_is_tried_again(
    box: Mailbox, people: People, changes: dict[str, Any], words: str
) -> None:
    _arrive(box, *_letters(1))
    assert _read(replace(box, **changes)) == {"faults": 1}
    row = Inbox.objects.unscoped("a test looks").get()
    assert words in row.fault
    assert dovecot.PASSWORD not in row.fault
    assert row.read_at is None
    assert _read(box) == {"opened": 1}
    after = Inbox.objects.unscoped("a test looks").get()
    assert (after.fault, after.read_at) == ("", SOON)


def test_way_without_tls_is_raised_to_it(box: Mailbox, server: dovecot.Dovecot) -> None:
    with open_inbox(replace(box, port=server.port, security=Security.STARTTLS)) as opened:
        assert opened.unread() == []
    with (
        pytest.raises(InboxFault, match="证书"),
        open_inbox(replace(box, port=server.port, security=Security.STARTTLS, authority=None)),
    ):
        pass


def test_nobody_to_take_leaves_the_mails_where_they_are(box: Mailbox, people: People) -> None:
    User.objects.update(is_active=False)
    _arrive(box, *_letters(2))
    assert _read(box) == {"faults": 1}
    assert _flags(box) == [set(), set()]
    User.objects.update(is_active=True)
    assert _read(box) == {"opened": 2}


def test_unit_that_there_is_not_is_told_and_holds_nothing_back(box: Mailbox, people: People) -> None:
    _arrive(box, *_letters(1))
    assert _read(replace(box, unit="G-X")) == {"opened": 1, "faults": 1}
    row = Inbox.objects.unscoped("a test looks").get()
    assert ("G-X" in row.fault, row.unit) == (True, people.province)
    assert _read(replace(box, unit="G-P-E")) == {}
    row.refresh_from_db(from_queryset=Inbox.objects.unscoped("a test looks"))
    assert row.unit == people.east


def _left_out(box: Mailbox) -> Mail:
    _arrive(box, letter(headers={"Precedence": "bulk"}))
    assert _read(box) == {"left_out": 1}
    return all_mails()[-1]


def test_mail_that_was_left_out_is_taken_when_a_person_says_so(box: Mailbox, people: People) -> None:
    mail = _left_out(box)
    assert take_again(mail=mail, by=people.dora, at=SOON)
    (case,), (mail,) = all_cases(), all_mails()
    assert (mail.state, mail.case, mail.reason, case.story) == ("opened", case, "", STORY)
    assert not Message.objects.filter(channel="email").exists()
    assert Message.objects.filter(to=people.dora, subject=f"来信已受理：{case.number}").exists()
    assert not take_again(mail=mail, by=people.dora, at=SOON)
    with pytest.raises(NothingToTake):
        ask_again(mail=mail, by=people.dora, at=SOON)
    assert (_read(box), len(all_cases())) == ({}, 1)


def test_mail_that_is_no_longer_there_is_told(box: Mailbox, people: People) -> None:
    mail = _left_out(box)
    client = _client(box)
    client.store("1", "+FLAGS", "\\Deleted")
    client.expunge()
    client.logout()
    assert not take_again(mail=mail, by=people.dora, at=SOON)
    assert Message.objects.filter(to=people.dora, subject__contains="找不到这封信").exists()
    assert all_cases() == []


class _Run:
    def at(self) -> datetime:
        return SOON

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Nobody watches."""


def test_job_reads_every_box_though_one_is_away(
    box: Mailbox, people: People, settings: DjangoSettings
) -> None:
    settings.AMENDS_MAILBOXES = (replace(box, name="away", port=1), box)
    _arrive(box, *_letters(1))
    assert jobs.read_mailboxes(_Run()) == {"faults": 1, "opened": 1}


class Outgoing:
    def __init__(self) -> None:
        self.letters: list[Letter] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(message_from_bytes(envelope.content))
        return "250 taken"


@pytest.fixture
def outgoing(settings: DjangoSettings) -> Iterator[Outgoing]:
    """A mail server that takes what we send."""
    taken = Outgoing()
    running = Controller(taken, hostname="127.0.0.1", port=dovecot.free_port())
    running.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
    yield taken
    running.stop()


def test_conversation_by_mail_stays_one_case(box: Mailbox, people: People, outgoing: Outgoing) -> None:
    """A customer writes; our receipt goes out by SMTP; their program answers it; the answer is in the case."""
    _arrive(box, letter())
    _read(box)
    assert deliver(at=SOON, clock=lambda: SOON) == 1
    (receipt,) = outgoing.letters
    assert (receipt["In-Reply-To"], receipt["Auto-Submitted"]) == ("<1@example.com>", "auto-replied")
    assert (receipt["Reply-To"], receipt["To"]) == ("tousu@telecom.example", "wang@example.com")
    headers = {
        "In-Reply-To": str(receipt["Message-ID"]),
        "References": f"<1@example.com> {receipt['Message-ID']}",
    }
    _arrive(box, letter("还是断", message_id="<2@example.com>", subject="回复", headers=headers))
    assert _read(box) == {"joined": 1}
    assert deliver(at=SOON, clock=lambda: SOON) == 0
    assert len(all_cases()) == 1


def test_receipt_that_comes_back_as_a_copy_or_an_echo_opens_nothing(
    box: Mailbox, people: People, outgoing: Outgoing
) -> None:
    _arrive(box, letter())
    _read(box)
    deliver(at=SOON, clock=lambda: SOON)
    _arrive(box, bytes(outgoing.letters[0]), bytes(outgoing.letters[0]))
    assert _read(box) == {"left_out": 1, "known": 1}
    assert len(all_cases()) == 1
