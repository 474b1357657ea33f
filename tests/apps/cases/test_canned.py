# SPDX-License-Identifier: Apache-2.0
"""Canned replies: filled from the case, edited by a person, never tied to praise, and told apart afterwards."""

import re
from typing import Any, cast

import pytest
from django.test import Client

from amends.analytics.language.masking import mask
from amends.apps.cases.actions.intake import receive
from amends.apps.cases.actions.mail.taking import take_mail
from amends.apps.cases.actions.replies import AddressWrong, Draft, ReplyRefused, send_reply
from amends.apps.cases.models import Case, Inbox, Reply
from amends.apps.cases.queries.canned import filled_for, offered, slots_of
from amends.apps.cases.queries.mail import mail_headers
from amends.apps.cases.queries.replies import jargon_in
from amends.apps.cases.queries.wordings import canned
from amends.apps.cases.rules.canned import (
    GAPS,
    MAIL_RECEIPT,
    OFTEN,
    RECEIPT_SLOTS,
    CannedMalformed,
    filled,
    read_canned,
)
from amends.apps.cases.rules.remedies import tie_in
from amends.apps.cases.rules.replies import ReplyFault
from amends.apps.core.models import Message
from amends.apps.customers.models import Customer
from amends.apps.knowledge.queries.wording import checked
from tests.apps.cases.conftest import HOUR
from tests.apps.cases.mail.letters import letter, post
from tests.people import NOON, People

LATER = NOON + HOUR
EVERY = [*canned().replies.values(), *canned().receipts.values()]
TOPICS, WAYS = frozenset({"TF", "TF-01", "TF-01-01"}), frozenset({"email"})


@pytest.fixture
def case(people: People, customer: Customer) -> Case:
    """A complaint of Alice's about a charge."""
    told = {"channel": "CH-HOTLINE", "story": "多扣了二十元", "taxonomy": "TF-02-02"}
    made = receive(customer=customer, by=people.alice, at=NOON, **told)  # type: ignore[arg-type]
    made.findings = "查过详单：同一笔收了两次"  # before that nobody says whose fault it was
    made.save(update_fields=["findings"])
    return made


@pytest.mark.parametrize("reply", EVERY, ids=lambda each: each.key)
def test_wording_is_plain_kind_and_free_of_conditions(reply: Any) -> None:
    said = filled(reply.text, dict.fromkeys(GAPS, "某"))
    assert tie_in(said) is None
    assert jargon_in(said) == {}
    assert [each.text for each in checked(said, unit=None) if each.severity != "wording"] == []
    assert not re.search("满意|评分|打分|评价|好评", said)
    assert mask(said) == said


def test_there_is_a_wording_for_what_customers_complain_about_most() -> None:
    covered = {topic.partition("-")[0] for reply in canned().replies.values() for topic in reply.topics}
    assert covered >= {"TF", "NW", "BB", "MK", "SV", "SE"}
    assert len(canned().replies) >= 10


def test_wordings_of_the_topic_come_first_and_those_of_others_do_not(case: Case) -> None:
    rows = offered(case)
    fitting = [each.reply.key for each in rows if each.fits]
    assert fitting[0] == rows[0].reply.key
    assert {"CR-BILL-CHECKED", "CR-BILL-REFUND"} <= set(fitting)
    assert "CR-SIGNAL-VISIT" not in [each.reply.key for each in rows]
    assert "CR-RECEIVED" in [each.reply.key for each in rows]


def test_wording_is_filled_from_the_case(case: Case) -> None:
    said = filled_for(case, "CR-RECEIVED")
    assert said.startswith("张先生/女士，您好：")
    for each in (case.number, "重复扣费或多扣费", "2026年11月2日", "艾丽", "10086"):
        assert each in said
    assert "{" not in said


def test_what_the_case_does_not_know_stays_a_gap_that_may_not_leave(case: Case, people: People) -> None:
    case.due_at = None
    said = filled_for(case, "CR-RECEIVED")
    assert "【时限】" in said
    with pytest.raises(ReplyRefused) as refused:
        send_reply(case=case, version=case.version, draft=Draft(said, "letter"), by=people.alice, at=LATER)
    assert refused.value.fault is ReplyFault.GAPS


def test_customer_without_a_known_name_is_addressed_without_one(case: Case) -> None:
    for name, kind in (("", "personal"), ("石***店", "enterprise")):
        case.customer.name_shown, case.customer.customer_kind = name, kind
        assert slots_of(case)["customer_title"] == "客户"


def test_officer_edits_the_wording_and_its_key_is_kept(case: Case, people: People, client: Client) -> None:
    client.force_login(people.alice)
    page = client.get(f"/cases/{case.number}/replies/?frame=CR-BILL-REFUND").content.decode()
    assert "对应本案分类" in page
    text = re.sub("【[^】]*】", "二十", filled_for(case, "CR-BILL-REFUND"))
    assert case.number in page
    sent = {"frame": "CR-BILL-REFUND", "text": text + "再次致歉。", "is_final": "on", "outer": "CH-PCA"}
    answer = client.post(
        f"/cases/{case.number}/replies/send/", {**sent, "channel": "letter", "version": case.version}
    )
    assert answer.status_code == 302
    reply = Reply.objects.unscoped("a test looks").get()
    assert (reply.wording, reply.is_final, reply.text.endswith("再次致歉。")) == (
        "CR-BILL-REFUND@1.0",
        True,
        True,
    )


@pytest.mark.requirement("S0-074")
def test_wording_that_was_used_too_often_in_a_case_is_told(case: Case, people: People) -> None:
    for number in range(OFTEN - 1):
        assert not next(each for each in offered(case) if each.reply.key == "CR-DELAY").is_worn
        draft = Draft(f"还在查，第 {number} 次告诉您。", "letter", frame="CR-DELAY")
        send_reply(case=case, version=case.version, draft=draft, by=people.alice, at=LATER)
        case.refresh_from_db(from_queryset=Case.objects.unscoped("a test looks"))
    assert next(each for each in offered(case) if each.reply.key == "CR-DELAY").is_worn


def test_reply_goes_to_where_the_customer_wrote_from_and_joins_their_thread(people: People) -> None:
    inbox = Inbox.objects.create(name="main", unit=people.province, uid_validity=1)
    mail = take_mail(inbox=inbox, post=post(letter()), at=NOON)
    assert mail is not None
    assert mail.case is not None
    send_reply(
        case=mail.case, version=mail.case.version, draft=Draft("正在查。", "email"), by=people.dora, at=LATER
    )
    message = Message.objects.get(key__startswith="reply:")
    assert message.address == "wang@example.com"
    assert mail_headers(str(message.key)) == {
        "In-Reply-To": "<1@example.com>",
        "References": "<1@example.com>",
    }


def test_reply_by_mail_needs_an_address_where_the_customer_never_wrote(case: Case, people: People) -> None:
    with pytest.raises(AddressWrong):
        send_reply(
            case=case, version=case.version, draft=Draft("正在查。", "email"), by=people.alice, at=LATER
        )


def test_line_of_a_receipt_whose_value_is_missing_is_left_out() -> None:
    text = canned().receipts[MAIL_RECEIPT].text
    values = dict.fromkeys(RECEIPT_SLOTS, "某") | {"status_address": ""}
    said = filled(text, values, drop_lines=True)
    assert "看进度" not in said
    assert said.count("\n") == text.strip().count("\n") - 1
    assert "【" not in said


def _content(**changes: object) -> dict[str, object]:
    row: dict[str, object] = {"key": "CR-XX", "title_zh": "甲", "text_zh": "您好，{case_number}"}
    return {"version": "1", "replies": [row | changes]}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"text_zh": "{id_card}"}, "unknown slot"),
        ({"text_zh": "{}"}, "unknown slot"),
        ({"text_zh": "{code}"}, "unknown slot"),  # only a receipt may tell it
        ({"key": "x"}, "a key is"),
        ({"topics": ["TF-09"]}, "no topic"),
        ({"channels": ["fax"]}, "no channel"),
        ({"final": True}, "outer_channel"),
        ({"text_zh": "给我们打个满分就退款"}, "ties"),
        ({"text_zh": "请您撤诉"}, "ties"),
    ],
)
def test_content_that_may_not_be_said_is_refused_when_loaded(changes: dict[str, object], why: str) -> None:
    with pytest.raises(CannedMalformed, match=why):
        read_canned(_content(**changes), topics=TOPICS, channels=WAYS)


def test_key_that_is_used_twice_or_lacks_its_words_is_refused() -> None:
    rows = cast(list[dict[str, object]], _content()["replies"])
    with pytest.raises(CannedMalformed, match="twice"):
        read_canned({"version": "1", "replies": [*rows, *rows]}, topics=TOPICS, channels=WAYS)
    with pytest.raises(CannedMalformed, match="lacks"):
        read_canned({"version": "1", "replies": [{"key": "CR-XX"}]}, topics=TOPICS, channels=WAYS)


def test_titles_are_in_the_language_of_the_page(case: Case, people: People, client: Client) -> None:
    assert [each.key for each in EVERY if not each.title_en or re.search("[一-鿿]", each.title_en)] == []
    client.force_login(people.alice)
    url = f"/cases/{case.number}/replies/"
    assert "费用收错了，退还" in client.get(url).content.decode()
    client.cookies["django_language"] = "en"
    page = client.get(url).content.decode()
    assert "Charged wrongly: paid back" in page
    assert "费用收错了，退还" not in page
