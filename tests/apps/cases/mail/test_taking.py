# SPDX-License-Identifier: Apache-2.0
"""A mail is a case, joins one, or is left out with the reason: once, and its words stand in the case only."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings as DjangoSettings

from amends.apps.cases.actions.intake import NobodyToTake
from amends.apps.cases.actions.intake_customers import match_customer
from amends.apps.cases.actions.joining import merge
from amends.apps.cases.actions.macros import run_macro
from amends.apps.cases.actions.mail.addresses import address_for, address_of
from amends.apps.cases.actions.mail.taking import MOST_AN_HOUR, take_mail
from amends.apps.cases.actions.mail.telling import MOST_RECEIPTS
from amends.apps.cases.actions.public import CodeWrong, Visitor, look
from amends.apps.cases.models import Case, Contact, Inbox, Intake, Link, Mail
from amends.apps.cases.queries.limits import clocks_of
from amends.apps.cases.queries.mail import mail_headers
from amends.apps.cases.rules.mail import reading
from amends.apps.core.models import Event, EventKind, Message, User
from tests.apps.cases.conftest import HOUR, make_customer, stored
from tests.apps.cases.mail.conftest import all_cases, all_mails
from tests.apps.cases.mail.letters import STORY, letter, post, raw_letter
from tests.people import NOON, People

LATER = NOON + HOUR
HERE = Visitor("203.0.113.7", "browser-1")


def _take(inbox: Inbox, raw: bytes, *, at: object = NOON, uid: int = 1, size: int = 0) -> Mail | None:
    return take_mail(inbox=inbox, post=post(raw, uid, size=size), at=at)  # type: ignore[arg-type]


def _answer(text: str, number: int = 2, *, to: str = "<1@example.com>", **more: object) -> bytes:
    headers = {"In-Reply-To": to}
    return letter(text, message_id=f"<{number}@example.com>", headers=headers, **more)  # type: ignore[arg-type]


def test_mail_is_a_case_of_somebody_not_known_yet(inbox: Inbox, people: People) -> None:
    _take(inbox, letter(f"{STORY}，请打 13800001215"), at=LATER)
    (case,), (mail,) = all_cases(), all_mails()
    assert (case.channel, case.unit, case.owner, case.is_open) == (
        "CH-EMAIL",
        people.province,
        people.dora,
        True,
    )
    assert (case.title, case.received_at) == ("宽带一直断", NOON)
    assert case.customer.code.startswith("W-")
    assert (case.customer.name_shown, case.customer.number_shown) == ("王*明", "138****1215")
    assert (mail.state, mail.case, mail.sender_shown) == ("opened", case, "w***@example.com")
    assert "13800001215" not in case.story


@pytest.mark.peer("zammad #1662")
@pytest.mark.peer("glpi #24760")
@pytest.mark.peer("frappe #2310")
def test_mail_that_is_read_again_changes_nothing(inbox: Inbox) -> None:
    other = Inbox.objects.create(name="other", unit=inbox.unit, uid_validity=9)
    assert _take(inbox, letter()) is not None
    for box, uid in ((inbox, 1), (inbox, 8), (other, 3)):
        assert _take(box, b"Received: again\r\n" + letter(), uid=uid) is None
    assert (len(all_cases()), len(all_mails()), Message.objects.filter(channel="email").count()) == (1, 1, 1)


@pytest.mark.peer("freescout #5591")
def test_other_words_under_the_same_message_id_are_not_lost(inbox: Inbox) -> None:
    _take(inbox, letter("账单多了二十元", sender="a@example.com"))
    _take(inbox, letter("上门的师傅没来", sender="b@example.com"))
    assert [case.story for case in all_cases()] == ["账单多了二十元", "上门的师傅没来"]


def test_worker_that_was_a_moment_slower_takes_nothing(inbox: Inbox) -> None:
    _take(inbox, letter())
    with patch("amends.apps.cases.actions.mail.taking.known", side_effect=[None, all_mails()[0]]):
        assert _take(inbox, letter(), uid=2) is None
    assert (len(all_cases()), len(all_mails())) == (1, 1)


def test_case_and_row_are_written_together_or_not_at_all(inbox: Inbox) -> None:
    with patch.object(Mail.objects, "create", side_effect=SystemExit), pytest.raises(SystemExit):
        _take(inbox, letter())
    assert (all_cases(), all_mails(), Message.objects.count()) == ([], [], 0)
    _take(inbox, letter())
    assert (len(all_cases()), len(all_mails())) == (1, 1)


@pytest.mark.requirement("S0-069")
def test_receipt_goes_back_with_number_and_code(inbox: Inbox, settings: DjangoSettings) -> None:
    settings.AMENDS_URL = "https://kefu.example"
    _take(inbox, letter(headers={"Reply-To": "me@example.org"}))
    (case,), message = all_cases(), Message.objects.get(channel="email")
    assert (message.address, case.number in message.subject) == ("me@example.org", True)
    assert "https://kefu.example/feedback/status/" in message.body
    assert f"编号 {case.number}，由{case.owner.name}负责" in message.body
    assert "10086" in message.body
    code = next(line for line in message.body.split("\n") if line.startswith("编号和查询码")).split("，")[1][
        :9
    ]
    assert look(number=case.number, code=code, visitor=HERE, at=NOON) == case
    with pytest.raises(CodeWrong):
        look(number=case.number, code="0000-0000", visitor=HERE, at=NOON)
    assert code.replace("-", "") not in Intake.objects.unscoped("a test looks").get().public_code


def test_receipt_joins_the_customers_thread_and_asks_no_machine_to_answer(inbox: Inbox) -> None:
    _take(inbox, letter())
    headers = mail_headers(str(Message.objects.get(channel="email").key))
    assert headers == {
        "Auto-Submitted": "auto-replied",
        "In-Reply-To": "<1@example.com>",
        "References": "<1@example.com>",
    }


def test_answer_joins_the_case_and_opens_none(inbox: Inbox, people: People) -> None:
    _take(inbox, letter())
    mail = _take(inbox, _answer("还是断，下午三点又断了\n> 您好"), at=LATER)
    (case,) = all_cases()
    contact = Contact.objects.unscoped("a test looks").get()
    assert mail is not None
    assert (mail.state, mail.case, mail.acknowledged) == ("joined", case, False)
    assert (contact.case, contact.note, contact.direction, contact.by) == (
        case,
        "还是断，下午三点又断了",
        "inbound",
        None,
    )
    assert Message.objects.filter(channel="email").count() == 1
    assert Message.objects.filter(to=people.dora, subject__contains="有新的说明").exists()


def test_answer_to_our_receipt_is_known_by_its_message_id(inbox: Inbox) -> None:
    _take(inbox, letter())
    ours = f"<amends-{Message.objects.get(channel='email').pk}@amends>"
    mail = _take(inbox, _answer("又断了", to=ours, subject="没有编号"), at=LATER)
    assert mail is not None
    assert (mail.state, len(all_cases())) == ("joined", 1)


def test_number_in_the_subject_joins_and_a_strange_sender_is_told(inbox: Inbox) -> None:
    _take(inbox, letter())
    number = all_cases()[0].number
    _take(inbox, letter("我是他邻居", subject=f"Re: [{number}]", sender="x@example.net", message_id="<9@x>"))
    note = Contact.objects.unscoped("a test looks").get().note
    assert "请核实是不是本人" in note
    assert "我是他邻居" in note
    assert len(all_cases()) == 1


def test_answer_to_a_case_that_ended_opens_one_beside_it_once(inbox: Inbox, people: People) -> None:
    _take(inbox, letter())
    first = _closed(all_cases()[0])
    mail = _take(inbox, _answer("又断了"), at=LATER)
    _take(inbox, _answer("再说一遍", 3), at=LATER)
    first.refresh_from_db(from_queryset=Case.objects.unscoped("a test looks"))
    second = all_cases()[-1]
    assert (first.is_open, first.reopened, len(all_cases())) == (False, 0, 2)
    assert mail is not None
    assert (mail.state, mail.case, mail.acknowledged) == ("opened", second, True)
    assert Link.objects.unscoped("a test looks").filter(case=second, other=first).exists()
    assert [row.case for row in all_mails()] == [first, second, second]


@pytest.mark.peer("zammad #1322")
def test_answer_by_mail_ends_the_pause_that_waited_for_it(inbox: Inbox, people: People) -> None:
    _take(inbox, letter())
    (case,) = all_cases()
    run_macro(case=case, version=case.version, key="MC-WAIT-MATERIAL", by=people.dora, at=LATER)
    assert any(each.paused_until for each in clocks_of(stored(case), at=LATER))
    _take(inbox, _answer("材料在这里"), at=LATER + HOUR)
    assert not any(each.paused_until for each in clocks_of(stored(case), at=LATER + HOUR))


@pytest.mark.peer("frappe #2539")
def test_answer_to_a_merged_case_goes_to_where_it_lives_on(inbox: Inbox, people: People) -> None:
    _take(inbox, letter("宽带断了"))
    _take(inbox, letter("还是宽带", message_id="<5@example.com>"))
    first, second = all_cases()
    merge(case=second, version=second.version, into=first, reason="同一件事", by=people.dora, at=LATER)
    mail = _take(inbox, _answer("又断了", to="<5@example.com>"), at=LATER)
    assert mail is not None
    assert (mail.state, mail.case) == ("joined", first)
    assert [case.is_open for case in all_cases()] == [True, False]


def _closed(case: Case) -> Case:
    Case.objects.unscoped("a test ends it").filter(pk=case.pk).update(
        state="withdrawn", outcome="withdrawn", is_open=False, closed_at=NOON, next_kind="", next_due_at=None
    )
    return case


@pytest.mark.parametrize(
    ("headers", "reason"),
    [({"Auto-Submitted": "auto-replied"}, "auto_reply"), ({"Precedence": "list"}, "bulk")],
)
def test_mail_of_a_machine_is_recorded_and_never_answered(
    inbox: Inbox, headers: dict[str, str], reason: str
) -> None:
    mail = _take(inbox, letter(headers=headers))
    assert mail is not None
    assert (mail.state, mail.reason, mail.case) == ("left_out", reason, None)
    assert (all_cases(), Message.objects.count()) == ([], 0)


def test_two_machines_that_answer_each_other_stop(inbox: Inbox) -> None:
    for number in range(MOST_AN_HOUR + 3):
        _take(inbox, letter(f"已收到您的邮件 {number}", message_id=f"<{number}@robot>"), uid=number)
    states = [mail.reason for mail in all_mails()]
    assert states.count("flood") == 3
    assert Message.objects.filter(channel="email").count() == MOST_RECEIPTS


def test_bounce_of_our_mail_is_told_to_the_owner(inbox: Inbox, people: People) -> None:
    _take(inbox, letter())
    ours = Message.objects.get(channel="email").pk
    head = 'From: MAILER-DAEMON@mx\nMIME-Version: 1.0\nContent-Type: multipart/report; boundary="b"'
    inner = f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <amends-{ours}@amends>"
    mail = _take(inbox, raw_letter(head, f"--b\r\n\r\nno\r\n--b\r\n{inner}\r\n--b--".encode()), at=LATER)
    assert mail is not None
    assert (mail.state, mail.reason, mail.case) == ("left_out", "bounce", all_cases()[0])
    assert Message.objects.filter(to=people.dora, subject__contains="退回").exists()


def test_mail_that_cannot_be_read_is_set_aside_with_the_reason(inbox: Inbox) -> None:
    with patch(
        "amends.apps.cases.actions.mail.taking.read_mail", side_effect=LookupError("wang@example.com")
    ):
        broken = _take(inbox, letter())
    empty = _take(inbox, raw_letter("From: a@example.com", b""), uid=2)
    nobody = _take(inbox, raw_letter("Subject: x", b"x"), uid=3)
    assert [mail.reason for mail in all_mails()] == ["unreadable", "empty", "no_sender"]
    assert {mail.state for mail in all_mails()} == {"set_aside"}
    assert [mail.detail for mail in (broken, empty, nobody) if mail] == ["", "", ""]


def test_mail_that_is_refused_says_so_in_words_and_keeps_nothing_half(inbox: Inbox) -> None:
    with patch(
        "amends.apps.cases.actions.mail.taking.send_receipt", side_effect=ValueError("wang@example.com")
    ):
        _take(inbox, letter())
    (mail,) = all_mails()
    assert (mail.state, mail.reason, mail.detail, all_cases()) == ("set_aside", "refused", "ValueError", [])


def test_nobody_to_take_it_is_no_fault_of_the_mail(inbox: Inbox) -> None:
    User.objects.update(is_active=False)
    with pytest.raises(NobodyToTake):
        _take(inbox, letter())
    assert (all_mails(), all_cases()) == ([], [])


def test_what_was_not_taken_is_said_in_the_case(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    _take(inbox, letter(attached={"六月账单.xlsx": b"x"}), size=99_000_000)
    story = all_cases()[0].story
    assert "附件 1 个没有收：六月账单.xlsx" in story
    assert "只收了前面一部分" in story
    assert (all_mails()[0].attached, all_mails()[0].cut) == (1, True)


def test_who_writes_again_is_the_same_and_then_whom_they_turned_out_to_be(
    inbox: Inbox, people: People
) -> None:
    _take(inbox, letter("宽带断了"))
    _take(inbox, letter("账单错了", message_id="<2@example.com>"))
    first, second = all_cases()
    assert first.customer == second.customer
    known = make_customer(people, "C-7")
    for case in (first, second):
        match_customer(case=case, version=case.version, customer=known, by=people.dora, at=LATER)
    _take(inbox, letter("电视卡", message_id="<3@example.com>"), at=LATER)
    assert (all_cases()[-1].customer, all_cases()[-1].unit) == (known, people.east_team)


def test_words_and_addresses_stand_in_no_event_and_the_address_is_sealed(inbox: Inbox) -> None:
    _take(inbox, letter("请回 13800001215"))
    told = str([event.payload for event in Event.objects.unscoped("a test looks")])
    assert "wang" not in told
    assert "请回" not in told
    (mail,) = all_mails()
    assert b"wang" not in bytes(mail.sender_sealed)
    assert address_of(mail) == address_for(all_cases()[0]) == "wang@example.com"
    mail.fingerprint = "0" * 64
    assert address_of(mail) == ""


def test_every_mail_is_in_the_log(inbox: Inbox) -> None:
    _take(inbox, letter())
    _take(inbox, letter(headers={"Precedence": "bulk"}, message_id="<2@x>"))
    kinds = Event.objects.unscoped("a test looks").filter(kind=EventKind.MAIL_READ)
    assert [event.payload["state"] for event in kinds.order_by("sequence")] == ["opened", "left_out"]


@pytest.mark.parametrize(
    "values",
    [
        {"state": "lost"},
        {"reason": "mood"},
        {"state": "opened", "reason": ""},
        {"state": "left_out", "reason": ""},
        {"acknowledged": True},
        {"received_at": NOON + timedelta(days=1)},
        {"fingerprint": ""},
    ],
)
def test_database_refuses_a_mail_that_cannot_be(inbox: Inbox, values: dict[str, object]) -> None:
    usual: dict[str, object] = {
        "inbox": inbox,
        "unit": inbox.unit,
        "uid_validity": 1,
        "uid": 1,
        "state": "left_out",
        "reason": "bulk",
        "received_at": NOON,
        "read_at": NOON,
    }
    if "fingerprint" in values:
        Mail.objects.create(**usual)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.create(**(usual | values))


def test_database_refuses_a_mailbox_that_is_settled_nowhere(people: People) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Inbox.objects.create(name="x", unit=people.province, settled_uid=3)
    Inbox.objects.create(name="y", unit=people.province)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inbox.objects.create(name="y", unit=people.east)
