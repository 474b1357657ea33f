# SPDX-License-Identifier: Apache-2.0
"""Which mails no customer wrote."""

import pytest

from amends.apps.cases.rules.mail.leaving import LeftOut
from amends.apps.cases.rules.mail.reading import ReadMail, read_mail
from tests.apps.cases.mail.letters import letter, raw_letter

OWN = frozenset({"tousu@telecom.example"})
REPORT = (
    "From: MAILER-DAEMON@mx.example\nMIME-Version: 1.0\n"
    'Content-Type: multipart/report; report-type={}; boundary="b"'
)
FAILED = (
    b"--b\r\n\r\nfailed\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
    b"Message-ID: <amends-7@amends>\r\n\r\n--b--\r\n"
)


def _read(raw: bytes) -> ReadMail:
    return read_mail(raw, size=len(raw), own=OWN)


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Auto-Submitted": "auto-replied"}, LeftOut.AUTO_REPLY),
        ({"Auto-Submitted": "auto-generated; owner-email=x"}, LeftOut.AUTO_REPLY),
        ({"Auto-Submitted": "no"}, None),
        ({"X-Autoreply": "yes"}, LeftOut.AUTO_REPLY),
        ({"Precedence": "auto_reply"}, LeftOut.AUTO_REPLY),
        ({"Precedence": "bulk"}, LeftOut.BULK),
        ({"List-Id": "<news.example>"}, LeftOut.BULK),
        ({"List-Unsubscribe": "<mailto:x@example>"}, LeftOut.BULK),
        ({"Return-Path": "<>"}, LeftOut.BOUNCE),
        ({"Return-Path": "<>", "Auto-Submitted": "auto-replied"}, LeftOut.AUTO_REPLY),
        ({"Return-Path": "<wang@example.com>"}, None),
        ({"X-Failed-Recipients": "a@example.com"}, LeftOut.BOUNCE),
        ({"X-Auto-Response-Suppress": "All"}, None),
    ],
)
def test_headers_say_whether_a_person_wrote(headers: dict[str, str], why: LeftOut | None) -> None:
    assert _read(letter(headers=headers)).left_out == why


@pytest.mark.parametrize(
    "subject", ["自动回复: 已收到", "Automatic reply: x", "自动答复：休假中", "Out of office"]
)
def test_autoresponder_without_headers_is_told_by_its_subject(subject: str) -> None:
    assert _read(letter(subject=subject)).left_out is LeftOut.AUTO_REPLY
    assert _read(letter(subject="自动回复的短信一直发，怎么关")).left_out is None
    assert _read(letter(subject=f"投诉：你们的{subject}没有用")).left_out is None


def test_our_own_mail_that_comes_back_is_left_out() -> None:
    assert _read(letter(sender="客服 <tousu@telecom.example>")).left_out is LeftOut.OWN
    assert _read(letter(message_id="<amends-12@amends>")).left_out is LeftOut.OWN


def test_bounce_names_the_mail_that_it_is_about() -> None:
    mail = _read(raw_letter(REPORT.format("delivery-status"), FAILED))
    assert (mail.left_out, mail.answers) == (LeftOut.BOUNCE, ("<amends-7@amends>",))


def test_receipt_that_a_mail_was_opened_is_no_bounce() -> None:
    raw = raw_letter(REPORT.format("disposition-notification").replace("MAILER-DAEMON", "wang"), FAILED)
    assert _read(raw).left_out is LeftOut.AUTO_REPLY


def test_nothing_goes_back_to_who_wants_no_answer() -> None:
    assert _read(letter(headers={"X-Auto-Response-Suppress": "OOF, AutoReply"})).unanswered
    assert _read(letter(sender="no-reply@example.com")).unanswered
    assert not _read(letter()).unanswered
