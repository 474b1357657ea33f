# SPDX-License-Identifier: Apache-2.0
"""Customers help themselves: one case a form, a code that only they have, words that restart our clock."""

import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amends.apps.cases.actions.intake import receive
from amends.apps.cases.actions.intake_customers import KnownAlready, match_customer
from amends.apps.cases.actions.pausing import urge
from amends.apps.cases.actions.public import (
    CodeWrong,
    Told,
    TooOften,
    Visitor,
    hurry,
    look,
    remove_old_knocks,
    send_feedback,
    write_words,
)
from amends.apps.cases.forms.public import FeedbackForm
from amends.apps.cases.models import Case, ClockEvent, Contact, Intake, Knock, Link, Reply
from amends.apps.cases.queries.intake import unmatched
from amends.apps.cases.queries.intake_customers import same_number
from amends.apps.cases.queries.public import MOST_SHOWN, code_for, public_key, public_view
from amends.apps.cases.rules.public import code_of, typed_code, typed_number
from amends.apps.core.models import Message
from amends.apps.core.rules.callers import asker
from amends.apps.customers.actions.identity import Personal
from amends.apps.customers.actions.profiles import upsert_profiles
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import HOUR, stored
from tests.people import NOON, People

STORY = "宽带断了三天没人修，打电话也没人管"
NONCE = "0123456789abcdef0123456789abcdef"
HERE = Visitor("203.0.113.7", "browser-1")


@pytest.fixture
def known(people: People) -> People:
    """A customer of Alice's team with a number."""
    row = {"customer_id": "C-9", "unit_code": people.east_team.code}
    upsert_profiles([row], {"C-9": Personal("王小明", "13800001215")}, by=None, at=NOON)
    return people


def _send(number: str = "13800001215", nonce: str = NONCE, visitor: Visitor = HERE, **more: Any) -> Any:
    told = Told(story=STORY, number=number, name="王小明", **more)
    return send_feedback(told=told, nonce=nonce, visitor=visitor, at=NOON)


def _posted(client: Client, **changes: Any) -> Any:
    usual = {"story": STORY, "number": "138 0000 1215", "nonce": NONCE}
    return client.post("/feedback/", usual | changes)


@pytest.mark.peer("django-helpdesk: same form posted twice makes 2 tickets")
@pytest.mark.django_db
def test_who_only_looks_whether_the_form_is_there_is_answered(client: Client) -> None:
    assert [client.head(each).status_code for each in ("/feedback/", "/feedback/status/")] == [200, 200]


def test_form_posted_twice_is_one_case_with_one_code(known: People, client: Client) -> None:
    codes: set[str] = set()
    for _press in range(2):
        assert _posted(client)["Location"] == "/feedback/sent/"
        page = client.get("/feedback/sent/").content.decode()
        codes |= set(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}</dd>", page))
    case = Case.objects.unscoped("a test looks").get()
    assert len(codes) == 1
    assert (case.channel, case.customer.code, case.owner, case.unit) == (
        "CH-ONLINE",
        "C-9",
        known.bob,
        known.east_team,
    )


def test_code_is_shown_again_for_half_an_hour_and_only_its_digest_is_kept(
    known: People, client: Client
) -> None:
    _posted(client)
    page, again = (client.get("/feedback/sent/").content.decode() for _load in range(2))
    code = re.search(r"([0-9A-Z]{4})-([0-9A-Z]{4})</dd>", page)
    assert code is not None
    assert code[0] in again
    later = timezone.now() + timedelta(minutes=31)
    with patch("django.utils.timezone.now", return_value=later):
        assert client.get("/feedback/sent/").status_code == 302
    kept = Intake.objects.unscoped("a test looks").get().public_code
    assert len(kept) == 64
    assert "".join(code.groups()) not in kept.upper()


def test_who_leaves_leaves_nothing_for_the_next_at_this_screen(known: People, client: Client) -> None:
    _posted(client)
    assert 'action="/feedback/status/leave/"' in client.get("/feedback/sent/").content.decode()
    client.post("/feedback/status/leave/")
    assert client.get("/feedback/sent/").status_code == 302


def test_many_urgings_hide_no_addition(known: People) -> None:
    sent = _send()
    write_words(case=sent.case, text="光猫亮红灯", at=NOON + HOUR)
    for times in range(MOST_SHOWN + 2):
        urge(case=sent.case, reason=f"催第{times}回", by=None, at=NOON + (times + 2) * HOUR)
    view = public_view(sent.case)
    assert [each.note for each in view.own_words] == ["光猫亮红灯"]
    assert [words for _at, words in view.urgings][:1] == [f"催第{MOST_SHOWN + 1}回"]
    assert len(view.urgings) == MOST_SHOWN


@pytest.mark.parametrize("path", ["/feedback/", "/feedback/status/"])
def test_mark_of_public_pages_leads_no_customer_to_the_login(
    known: People, client: Client, path: str
) -> None:
    page = client.get(path).content.decode()
    assert '<a class="mark" href="/feedback/">' in page
    assert "cases/public" in page


@pytest.mark.requirement("S0-069")
@pytest.mark.parametrize("channel", ["CH-HOTLINE", "CH-HALL", "CH-LETTER"])
def test_customer_of_any_channel_gets_a_code_with_the_receipt(
    known: People, client: Client, settings: Any, channel: str
) -> None:
    settings.AMENDS_URL = "https://desk.example"
    customer = Customer.objects.unscoped("a test").get(code="C-9")
    case = receive(customer=customer, channel=channel, story=STORY, by=known.alice, at=NOON)
    client.force_login(known.alice)
    pages = [client.get(f"/cases/{case.number}/receipt/").content.decode() for _time in range(2)]
    codes = {re.search(r"([0-9A-Z]{4}-[0-9A-Z]{4})</dd>", page)[1] for page in pages}  # type: ignore[index]
    assert "https://desk.example/feedback/status/" in pages[0]
    assert look(number=case.number, code=codes.pop(), visitor=HERE, at=NOON) == case
    assert codes == set()
    with pytest.raises(CodeWrong):
        look(number=_send().case.number, code=code_for(case), visitor=HERE, at=NOON)


def test_receipt_of_the_public_form_tells_the_code_that_the_customer_has(known: People) -> None:
    sent = _send()
    assert code_for(sent.case) == sent.code


def test_case_that_nobody_brought_has_no_code(known: People, opened: Any) -> None:
    case = opened()
    assert code_for(case) == ""
    with pytest.raises(CodeWrong):
        look(number=case.number, code=code_of(public_key(), f"case:{case.number}"), visitor=HERE, at=NOON)


def test_unknown_number_waits_in_the_holding_unit_and_nobody_learns_it(known: People, client: Client) -> None:
    pages = []
    with patch("django.utils.timezone.now", return_value=timezone.now()):
        for number, nonce in (("13800001215", NONCE), ("13911112222", NONCE[::-1])):
            _posted(client, number=number, nonce=nonce)
            pages.append(client.get("/feedback/sent/").content.decode())
    shape = [
        re.sub(r"C\d{4}-\d{6}|[0-9A-Z]{4}-[0-9A-Z]{4}|nonce-\S+|value=\"\S+\"", "", page) for page in pages
    ]
    assert shape[0] == shape[1]
    case = unmatched(known.province.scope).get()
    assert (case.unit, case.customer.name_shown, case.customer.number_shown) == (
        known.province,
        "",
        "139****2222",
    )
    assert list(unmatched(known.east.scope)) == []


def test_unmatched_case_is_given_to_the_customer_it_is_of(known: People) -> None:
    case = _send(number="13911112222").case
    row = {"customer_id": "C-2", "unit_code": known.east_team.code}
    upsert_profiles([row], {"C-2": Personal("王小明", "13911112222")}, by=None, at=NOON)
    (found,) = same_number(case, known.province.scope)
    after = match_customer(case=case, version=case.version, customer=found, by=known.dora, at=NOON)
    assert (stored(after).customer.code, stored(after).unit) == ("C-2", known.east_team)
    with pytest.raises(KnownAlready):
        match_customer(case=after, version=after.version, customer=found, by=known.dora, at=NOON)


def test_trap_takes_nothing_and_says_nothing(known: People, client: Client) -> None:
    assert _posted(client, website="http://spam.example").status_code == 200
    assert Case.objects.unscoped("a test looks").count() == 0


def test_form_that_is_refused_keeps_what_was_typed(known: People, client: Client) -> None:
    answer = _posted(client, number="")
    assert answer.status_code == 422
    assert STORY in answer.content.decode()


def test_form_needs_the_token_of_the_page(known: People) -> None:
    assert _posted(Client(enforce_csrf_checks=True)).status_code == 403


def test_sending_is_limited_by_browser_and_by_address(known: People) -> None:
    for n in range(5):
        _send(nonce=f"{n:032x}")
    with pytest.raises(TooOften):
        _send(nonce=f"{9:032x}")
    other = Visitor(HERE.address, "browser-2")
    _send(nonce=f"{10:032x}", visitor=other)
    for n in range(54):
        _send(nonce=f"{n + 100:032x}", visitor=Visitor(HERE.address, f"b{n}"))
    with pytest.raises(TooOften):
        _send(nonce=f"{11:032x}", visitor=Visitor(HERE.address, "browser-3"))
    assert _send(nonce=f"{0:032x}").case == Case.objects.unscoped("a test looks").order_by("pk")[0]


def test_status_opens_for_number_and_code_however_they_are_typed(known: People) -> None:
    sent = _send()
    spelled = f" {sent.code[:4].lower()} - {sent.code[4:].replace('0', 'o').replace('1', 'l')}"
    assert look(number=sent.case.number.lower(), code=spelled, visitor=HERE, at=NOON) == sent.case


def test_wrong_code_locks_one_asker_then_the_case_and_opens_again(known: People) -> None:
    sent = _send()
    wrong = "00000000" if sent.code != "00000000" else "11111111"
    for address in range(4):
        for _try in range(5):
            with pytest.raises(CodeWrong):
                look(number=sent.case.number, code=wrong, visitor=Visitor(f"a{address}", "b"), at=NOON)
        with pytest.raises(TooOften):
            look(number=sent.case.number, code=sent.code, visitor=Visitor(f"a{address}", "b"), at=NOON)
    with pytest.raises(TooOften):
        look(number=sent.case.number, code=sent.code, visitor=Visitor("z", "b"), at=NOON + HOUR / 2)
    assert (
        look(number=sent.case.number, code=sent.code, visitor=Visitor("z", "b"), at=NOON + HOUR) == sent.case
    )


def test_missing_case_and_one_without_code_answer_like_a_wrong_code(known: People, opened: Any) -> None:
    inner = opened(key="web:")
    for number, code in (("C2611-999999", "00000000"), (inner.number, ""), ("", ""), ("x' OR 1", "A")):
        with pytest.raises(CodeWrong):
            look(number=number, code=code, visitor=HERE, at=NOON)


def test_code_of_one_case_does_not_open_another(known: People) -> None:
    one, two = _send(), _send(nonce="f" * 32)
    with pytest.raises(CodeWrong):
        look(number=two.case.number, code=one.code, visitor=HERE, at=NOON)


def test_status_page_shows_plain_words_and_nothing_of_ours(known: People, client: Client) -> None:
    sent = _send()
    Case.objects.unscoped("a test").filter(pk=sent.case.pk).update(findings="内部核实：系统错账")
    Reply.objects.create(
        case=sent.case,
        channel="sms",
        text="二十元今天已退回",
        is_final=True,
        outer_channel="工信部",
        digest="x",
        at=NOON,
        by=known.alice,
    )
    answer = client.post("/feedback/status/", {"number": sent.case.number, "code": sent.code})
    assert answer["Location"] == "/feedback/status/"
    with CaptureQueriesContext(connection) as captured:
        page = client.get("/feedback/status/").content.decode()
    assert len([query for query in captured if "cases_" in query["sql"]]) <= 4
    for words in (
        "已受理",
        "负责人会联系您",
        "最迟答复",
        "鲍勃",
        "二十元今天已退回",
        "补充说明",
        "催一下",
        "申诉",
    ):
        assert words in page
    for secret in ("内部核实", "王*明", "1215", "C-9", "style="):
        assert secret not in page


def test_status_page_asks_again_after_half_an_hour_and_after_leaving(known: People, client: Client) -> None:
    sent = _send()
    client.post("/feedback/status/", {"number": sent.case.number, "code": sent.code})
    assert sent.case.number in client.get("/feedback/status/").content.decode()
    client.post("/feedback/status/leave/")
    assert sent.case.number not in client.get("/feedback/status/").content.decode()
    client.post("/feedback/status/", {"number": sent.case.number, "code": sent.code})
    later = timezone.now() + timedelta(minutes=31)
    with patch("django.utils.timezone.now", return_value=later):
        assert sent.case.number not in client.get("/feedback/status/").content.decode()


def test_strangers_cannot_write_or_hurry(known: People, client: Client) -> None:
    sent = _send()
    for verb in ("words", "urge"):
        assert client.post(f"/feedback/status/{verb}/", {"words": "在吗"})["Location"] == "/feedback/status/"
    assert stored(sent.case).urged == 0


def test_locked_page_answers_429(known: People, client: Client) -> None:
    sent = _send()
    answers = [
        client.post("/feedback/status/", {"number": sent.case.number, "code": "00000001"}).status_code
        for _try in range(6)
    ]
    assert answers == [422] * 5 + [429]


@pytest.mark.peer("zammad #1322: the customer's answer does not restart the clock")
def test_words_of_the_customer_reach_case_owner_and_clock(known: People) -> None:
    case = _send().case
    Message.objects.all().delete()
    write_words(case=case, text="光猫号是 13800009999，红灯一直亮", at=NOON + HOUR)
    made = Contact.objects.unscoped("a test looks").get(case=case)
    assert (made.by, made.channel, made.direction) == (None, "online", "inbound")
    assert "13800009999" not in made.note
    assert "红灯一直亮" in made.note
    kinds = ClockEvent.objects.unscoped("a test looks").filter(case=case).values_list("kind", "at")
    assert ("customer_answered", NOON + HOUR) in list(kinds)
    assert Message.objects.get().to == known.bob


def test_words_to_a_case_that_ended_open_one_beside_it_once(known: People) -> None:
    sent = _send()
    Case.objects.unscoped("a test").filter(pk=sent.case.pk).update(
        is_open=False, state="withdrawn", outcome="withdrawn", closed_at=NOON, next_kind="", next_owner=None
    )
    ended = stored(sent.case)
    again = write_words(case=ended, text="还是没修好，请再来看", at=NOON + HOUR)
    more = write_words(case=ended, text="今天又断了", at=NOON + 2 * HOUR)
    assert again.case != ended
    assert (more.case, more.code) == (again.case, again.code)
    assert Link.objects.unscoped("a test looks").get(case=again.case).other == ended
    assert look(number=again.case.number, code=again.code, visitor=HERE, at=NOON + 3 * HOUR) == again.case
    assert Contact.objects.unscoped("a test looks").filter(case=again.case, note="今天又断了").exists()


def test_customer_hurries_us_three_times_a_day(known: People) -> None:
    case = _send().case
    for times in (1, 2, 3):
        assert hurry(case=case, reason="快一点", at=NOON + times * HOUR).urged == times
    with pytest.raises(TooOften):
        hurry(case=case, reason="快一点", at=NOON + 4 * HOUR)
    assert hurry(case=case, reason="快一点", at=NOON + 26 * HOUR).urged == 4


def test_who_asked_is_kept_as_a_hash_and_forgotten(known: People) -> None:
    _send()
    assert all(len(row.who) == 64 and "203" not in row.who[:3] for row in Knock.objects.all())
    assert remove_old_knocks(at=NOON + timedelta(days=2)) == 0
    assert remove_old_knocks(at=NOON + timedelta(days=3)) == 2


@pytest.mark.parametrize(
    ("forwarded", "proxies", "told"),
    [("", 0, "r"), ("1.1.1.1", 0, "r"), ("6.6.6.6, 1.1.1.1", 1, "1.1.1.1"), ("9.9.9.9, 1.1.1.1, 2.2.2.2", 2, "1.1.1.1"),
     ("1.1.1.1", 2, "r")],
)  # fmt: skip
def test_address_is_what_our_own_proxy_saw(forwarded: str, proxies: int, told: str) -> None:
    assert asker("r", forwarded, proxies) == told


def test_codes_and_numbers_have_one_spelling() -> None:
    assert code_of(b"k", "n") != code_of(b"k", "m") != code_of(b"j", "m")
    assert typed_code("ab-oI l u") == "AB011V"
    assert [typed_number(each) for each in (" c2611-000001", "C2611-1", "a")] == ["C2611-000001", "", ""]


def test_number_that_nobody_can_call_is_asked_for_again() -> None:
    def errors(number: str) -> object:
        data = {"story": "宽带断了三天没有人管", "number": number, "nonce": "0" * 32}
        return FeedbackForm(data).errors.get("number")

    assert errors("12345")
    assert not errors("138 0000 1215")
    assert not errors("010-65551234")


def test_page_after_sending_says_by_when_who_and_where_to_look(
    known: People, client: Client, settings: Any
) -> None:
    settings.AMENDS_URL = "https://desk.example"
    _posted(client)
    case = Case.objects.unscoped("a test looks").get()
    page = client.get("/feedback/sent/").content.decode()
    for words in (
        "https://desk.example/feedback/status/",
        "最迟答复",
        "<dd>投诉处理团队</dd>",
        "10086",
    ):
        assert words in page
    assert "已接手" not in page  # nobody has looked yet
    assert f'datetime="{(case.due_at or case.next_due_at):%Y-%m-%dT%H:%M}' in page.replace("+00:00", "")
    for private in (case.owner.name, case.owner.username, case.unit.name):
        assert private not in page


def test_address_that_nobody_can_open_is_left_out_where_the_operator_named_no_site(
    known: People, client: Client, settings: Any
) -> None:
    settings.AMENDS_URL = ""
    _posted(client)
    sent = client.get("/feedback/sent/").content.decode()
    assert ("查询网址" in sent, 'href="/feedback/status/"' in sent) == (False, True)
    client.force_login(known.bob)
    case = Case.objects.unscoped("a test looks").get()
    receipt = client.get(f"/cases/{case.number}/receipt/").content.decode()
    assert ("查询网址" in receipt, "查询码" in receipt) == (False, True)


def test_urging_is_called_what_it_is_and_not_an_addition(known: People, client: Client) -> None:
    sent = _send()
    client.post("/feedback/status/", {"number": sent.case.number, "code": sent.code})
    client.post("/feedback/status/urge/")
    page = client.get("/feedback/status/").content.decode()
    assert "您的催办" in page
    assert "您的补充" not in page
    assert "客户在网上催办" not in page
    hurry(case=sent.case, reason="等了三天了", at=NOON + HOUR)
    client.post("/feedback/status/words/", {"words": "光猫亮红灯"})
    page = client.get("/feedback/status/").content.decode()
    added, urged = page.split("您的补充")[1].split("您的催办")
    assert ("光猫亮红灯" in added, "等了三天了" in added) == (True, False)
    assert "等了三天了" in urged
