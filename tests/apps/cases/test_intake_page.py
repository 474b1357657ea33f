# SPDX-License-Identifier: Apache-2.0
"""The page of the intake: nothing typed is lost, nothing is taken twice, and it says what it noticed."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amends.apps.cases.actions.drafts import KEPT, draft_at, remove_old_drafts, save_draft
from amends.apps.cases.actions.intake import receive
from amends.apps.cases.models import Case, Contact, Draft, Intake, Link, SpecialFlag
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.rules.roles import Role
from amends.apps.customers.actions.identity import Personal
from amends.apps.customers.actions.profiles import upsert_profiles
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import make_customer
from tests.people import NOON, PASSWORD, People

STORY = "上个月账单多扣了两笔钱，打了三次电话"


def _as(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def alice(people: People) -> Client:
    """Alice at her desk."""
    return _as(people.alice)


@pytest.fixture
def first(people: People, customer: Customer) -> Case:
    """A complaint of the customer that is open."""
    return receive(
        customer=customer,
        channel="CH-HOTLINE",
        story="账单多扣了两笔钱没人管",
        taxonomy="TF-02-02",
        by=people.alice,
        at=NOON,
    )


def _send(client: Client, **changes: Any) -> Any:
    usual = {
        "customer": "C-1",
        "channel": "CH-HOTLINE",
        "request_type": "complaint",
        "story": STORY,
        "who": "机主本人",
        "when": "上个月",
        "how_much": "二十元",
        "key": "k1",
    }
    return client.post("/cases/new/", {name: value for name, value in (usual | changes).items() if value})


def _cases() -> list[Case]:
    return list(Case.objects.unscoped("a test looks").order_by("pk"))


def test_page_asks_strangers_to_log_in_and_those_without_the_right_to_leave(people: People) -> None:
    assert Client().get("/cases/new/").status_code == 302
    assert _as(people.ed).get("/cases/new/").status_code == 403


@pytest.mark.peer("django-helpdesk: same form posted twice makes 2 tickets")
def test_form_sent_twice_is_one_case(alice: Client, customer: Customer, people: People) -> None:
    for _press in range(2):
        answer = _send(alice)
        assert answer.status_code == 302
        assert answer["Location"] == f"/cases/{_cases()[0].number}/receipt/"
    assert [case.owner for case in _cases()] == [people.alice]


def test_customer_of_another_unit_is_refused_with_plain_words(alice: Client, people: People) -> None:
    make_customer(people, "C-W", west=True)
    answer = _send(alice, customer="C-W")
    assert answer.status_code == 422
    assert "您的机构里没有这个客户编号" in answer.content.decode()
    assert _cases() == []


@pytest.mark.requirement("S2-041")
def test_too_few_of_the_seven_asks_for_more_and_goes_on_when_there_is_no_more(
    alice: Client, customer: Customer
) -> None:
    answer = _send(alice, who="", how_much="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "七项里才有 2 项，至少要 4 项；还可以问：何人、何地、何因、经过、多少" in page
    assert STORY in page
    assert _send(alice, who="", how_much="", thin="on").status_code == 302


@pytest.mark.requirement("S2-041")
def test_seven_slots_are_kept_and_the_day_of_the_event_counts_as_when(
    alice: Client, customer: Customer
) -> None:
    assert _send(alice, when="", event_date="2026-10-01").status_code == 302
    facts = Intake.objects.unscoped("a test looks").get().facts
    assert {name: facts[name] for name in ("who", "what", "when", "how_much")} == {
        "who": "机主本人",
        "what": STORY,
        "when": "2026-10-01",
        "how_much": "二十元",
    }


@pytest.mark.requirement("S1-026")
def test_words_on_health_ask_for_purpose_and_consent_or_are_hidden(alice: Client, customer: Customer) -> None:
    said = {"story": STORY + "，我在住院"}
    assert "写到了健康信息（住院）" in _send(alice, **said).content.decode()
    assert _send(alice, **said, health="evidence").status_code == 422
    assert _send(alice, **said, health="hide").status_code == 302
    assert _send(alice, **said, health="evidence", health_agreed="on", key="k2").status_code == 302
    hidden, kept = _cases()
    assert ("住院" in hidden.story, "住院" in kept.story) == (False, True)
    rows = Intake.objects.unscoped("a test looks").order_by("pk")
    assert [row.facts.get("health_consent") for row in rows] == [None, "evidence"]


@pytest.mark.requirement("S2-047")
def test_walk_in_who_is_not_known_gets_a_sealed_record_from_one_form(people: People) -> None:
    clerk = add_user(
        username="clerk",
        name="小店",
        role=Role.HALL_CLERK,
        unit=people.east_team,
        password=PASSWORD,
        by=None,
        at=NOON,
    )
    client = _as(clerk)
    assert 'value="CH-HALL" selected' in client.get("/cases/new/").content.decode()
    sent = {"customer": "", "channel": "CH-HALL", "walk_name": "王小明", "walk_number": "13800001299"}
    for _press in range(2):
        assert _send(client, **sent).status_code == 302
    case = _cases()[0]
    assert (case.origin, case.request_type, len(_cases())) == ("hall", "complaint", 1)
    walk_in = case.customer
    assert (walk_in.name_shown, walk_in.number_shown) == ("王*明", "138****1299")
    assert walk_in.code.startswith("W-")
    assert Contact.objects.unscoped("a test looks").get(case=case).channel == "hall"


def test_nobody_at_all_is_refused(alice: Client, people: People) -> None:
    assert "请先找到客户" in _send(alice, customer="").content.decode()


@pytest.mark.requirement("S2-091")
def test_repetition_is_shown_while_typing(alice: Client, first: Case) -> None:
    said = {"customer": "C-1", "story": STORY, "channel": "CH-HOTLINE"}
    page = alice.post("/cases/new/hints/", said).content.decode()
    assert first.number in page
    assert "说法相近" in page
    assert "同一分类" in alice.post("/cases/new/hints/", said | {"taxonomy": "TF-02-02"}).content.decode()
    assert "重复扣费或多扣费" in page  # and the topic is suggested from the words


def test_hints_never_show_what_is_out_of_scope(people: People, first: Case) -> None:
    page = _as(people.charlie).post("/cases/new/hints/", {"customer": "C-1", "story": STORY}).content.decode()
    assert first.number not in page
    assert "张*明" not in page


def test_words_are_joined_to_the_case_that_is_there(alice: Client, first: Case) -> None:
    answer = _send(alice, related=f"join:{first.number}")
    assert answer["Location"] == f"/cases/{first.number}/receipt/"
    assert len(_cases()) == 1
    notes = Contact.objects.unscoped("a test looks").filter(case=first).values_list("note", flat=True)
    assert STORY in notes


def test_case_is_opened_beside_a_related_one(alice: Client, first: Case) -> None:
    assert _send(alice, related=f"link:{first.number}", taxonomy="NW-01-01").status_code == 302
    assert Link.objects.unscoped("a test looks").get().other == first


def test_case_of_somebody_else_cannot_be_joined(alice: Client, first: Case, people: People) -> None:
    make_customer(people, "C-2")
    answer = _send(alice, customer="C-2", related=f"join:{first.number}")
    assert (answer.status_code, "不是这位客户的" in answer.content.decode()) == (422, True)


def test_inquiry_that_sounds_unhappy_is_pointed_out(alice: Client) -> None:
    said = {"request_type": "inquiry", "story": "你们乱扣钱"}
    assert "听到不满：乱扣" in alice.post("/cases/new/hints/", said).content.decode()


def test_topics_are_found_by_few_characters(alice: Client) -> None:
    page = alice.post("/cases/new/topics/", {"topic": "扣两次"}).content.decode()
    assert page.index("重复扣费或多扣费") > 0
    assert "没信号" not in page


def test_draft_comes_back_sealed_and_goes_when_it_is_sent(
    alice: Client, customer: Customer, people: People
) -> None:
    alice.post("/cases/new/hints/", {"customer": "C-1", "story": STORY, "key": "k7"})
    assert STORY not in str(Draft.objects.get().values)
    again = _as(people.alice).get("/cases/new/").content.decode()  # the session was lost in between
    for words in (STORY, "已恢复没有提交的草稿", 'value="C-1" form="intake" checked'):
        assert words in again
    assert STORY not in _as(people.bob).get("/cases/new/").content.decode()
    assert _send(alice, key="k7").status_code == 302
    assert Draft.objects.count() == 0


def test_draft_about_another_customer_is_only_offered(
    alice: Client, customer: Customer, people: People
) -> None:
    make_customer(people, "C-2")
    alice.post("/cases/new/hints/", {"customer": "C-1", "story": STORY})
    page = alice.get("/cases/new/?customer=C-2").content.decode()
    assert "另有没有提交的草稿" in page
    assert f">{STORY}</textarea>" not in page


def test_refused_form_keeps_everything_as_draft_too(
    alice: Client, customer: Customer, people: People
) -> None:
    _send(alice, customer="", aims=["know", "heard"])
    draft = draft_at(owner=people.alice, place="intake")
    assert draft is not None
    assert (draft.values["story"], draft.values["aims"]) == (STORY, ["know", "heard"])
    page = alice.get("/cases/new/").content.decode()
    assert 'value="heard" id="intake_aims_5" checked' in page
    alice.post("/cases/new/", {"do": "clear"})
    assert draft_at(owner=people.alice, place="intake") is None


def test_draft_that_cannot_be_opened_or_is_old_is_none(people: People) -> None:
    save_draft(owner=people.alice, place="intake", values={"story": "x"}, at=NOON)
    assert not save_draft(owner=people.alice, place="long", values={"story": "x" * 30_000}, at=NOON)
    Draft.objects.update(place="elsewhere")  # sealed for its place
    assert draft_at(owner=people.alice, place="elsewhere") is None
    assert remove_old_drafts(at=NOON + KEPT) == 0
    assert remove_old_drafts(at=NOON + 2 * KEPT) == 1


def test_customer_is_found_by_number_without_script_and_typed_text_stays(
    alice: Client, people: People
) -> None:
    rows = [{"customer_id": "C-9", "unit_code": people.east_team.code}]
    upsert_profiles(rows, {"C-9": Personal("王小明", "13800001215")}, by=None, at=NOON)
    page = alice.post("/cases/new/", {"do": "find", "find": "13800001215", "story": STORY}).content.decode()
    assert 'value="C-9"' in page
    assert STORY in page
    part = alice.post("/cases/new/customers/", {"find": "13800001215"}).content.decode()
    assert ("王*明" in part, "<html" in part) == (True, False)
    assert "没有找到" in alice.post("/cases/new/customers/", {"find": "13911112222"}).content.decode()


@pytest.mark.requirement("S0-069")
def test_receipt_names_number_owner_and_a_service_number_only(
    alice: Client, customer: Customer, people: People, settings: Any
) -> None:
    people.alice.email = "alice@example.com"
    people.alice.save()
    number = _send(alice)["Location"].split("/")[2]
    page = alice.get(f"/cases/{number}/receipt/").content.decode()
    for words in (number, "艾丽", "10086", "由 艾丽 负责到底"):
        assert words in page
    assert "alice@example.com" not in page
    settings.AMENDS_HOTLINE = "10000"
    assert "10000" in alice.get(f"/cases/{number}/receipt/").content.decode()
    people.alice.name = ""
    people.alice.save()
    assert "由 alice 负责到底" in alice.get(f"/cases/{number}/receipt/").content.decode()
    assert _as(people.charlie).get(f"/cases/{number}/receipt/").status_code == 404


def test_special_person_is_flagged_with_a_reason_and_taken_even_without_reviewer(
    alice: Client, customer: Customer
) -> None:
    assert "请写明凭什么判断" in _send(alice, special="lawyer").content.decode()
    assert _send(alice, special="lawyer", special_reason="出示律师证").status_code == 302
    assert _cases()[0].special == "lawyer"


def test_special_person_is_reviewed_where_somebody_can(
    alice: Client, customer: Customer, people: People
) -> None:
    add_user(
        username="law",
        name="法",
        role=Role.COMPLIANCE_LEAD,
        unit=people.province,
        password=PASSWORD,
        by=None,
        at=NOON,
    )
    assert _send(alice, special="lawyer", special_reason="出示律师证").status_code == 302
    assert SpecialFlag.objects.unscoped("a test looks").get().reason == "出示律师证"


def test_page_takes_few_queries_and_no_inline_style(alice: Client, first: Case) -> None:
    said = {"customer": "C-1", "story": STORY, "taxonomy": "TF-02-02"}
    with CaptureQueriesContext(connection) as captured:
        alice.post("/cases/new/hints/", said)
    assert len([query for query in captured if "cases_" in query["sql"]]) <= 4
    page = alice.get("/cases/new/?customer=C-1").content.decode()
    assert "style=" not in page
    assert "<script>" not in page
