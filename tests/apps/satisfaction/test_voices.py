# SPDX-License-Identifier: Apache-2.0
"""Needs that enough customers raise become items of the backlog; drivers of expectations are counted once a case."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from amends.apps.cases.actions.change import RightMissing, WordsMissing
from amends.apps.cases.actions.improvements import Plan
from amends.apps.cases.models import Case
from amends.apps.core.models import Event, Unit
from amends.apps.customers.models import Customer, PersonalNeed
from amends.apps.satisfaction.actions.voices import (
    CustomerUnknown,
    NeedDecided,
    Said,
    decline_need,
    gather_needs,
    mention_need,
    plan_need,
    tag_driver,
)
from amends.apps.satisfaction.models import DriverTag, Need, NeedMention
from amends.apps.satisfaction.queries.voices import backlog, driver_report, open_words
from amends.apps.satisfaction.rules.voices import Driver, need_key
from amends.apps.surveys.models import Answer, Item, OpenLink, Response
from tests.apps.cases.course import complaint
from tests.apps.satisfaction.conftest import answered, as_user, make_wave
from tests.people import NOON, People

LOOKS = "a test looks"
DAY = timedelta(days=1)
AT = NOON + DAY


def _customer(unit: Unit, code: str) -> Customer:
    return Customer.objects.create(
        code=code, unit=unit, name_shown="张*", number_shown="138", updated_at=NOON
    )


@pytest.fixture
def cases(people: People) -> list[Case]:
    """Four complaints of four customers, three in the east and one in the west."""
    west = people.charlie
    east = [complaint(people, _customer(people.east_team, f"C-{n}")) for n in range(3)]
    return [*east, complaint(people, _customer(people.west_team, "C-W"), owner=west, by=west)]


def _mention(case: Case, people: People, words: str = "家庭共享流量") -> Need:
    by = people.charlie if case.unit == people.west_team else people.alice
    return mention_need(said=Said(case=case), words=words, by=by, at=AT)


@pytest.mark.requirement("S2-093")
def test_need_raised_by_three_customers_becomes_an_item_of_the_backlog(
    cases: list[Case], people: People
) -> None:
    _mention(cases[0], people)
    _mention(cases[0], people)
    need = _mention(cases[1], people, " 家庭，共享流量 ")
    need.refresh_from_db()
    assert (need.state, need.raised_at, need.mentions.unscoped(LOOKS).count()) == ("heard", None, 2)
    _mention(cases[3], people)
    need.refresh_from_db()
    assert (need.state, need.raised_at) == ("backlog", AT)
    line = backlog(people.bob.scope)[0]
    assert (line.need, line.customers, line.within) == (need, 3, 2)


@pytest.mark.requirement("S2-093")
def test_personal_needs_in_the_same_words_are_gathered_once(people: People) -> None:
    for n in range(3):
        customer = _customer(people.east_team, f"C-{n}")
        PersonalNeed.objects.create(customer=customer, text="想要纸质账单！", noted_at=NOON)
        PersonalNeed.objects.create(customer=customer, text="想要纸质账单", noted_at=NOON)
    PersonalNeed.objects.create(customer=_customer(people.east_team, "C-9"), text="别的", noted_at=NOON)
    assert gather_needs(at=AT) == 3
    assert gather_needs(at=AT + DAY) == 0
    need = Need.objects.get()
    assert (need.state, need.key) == ("backlog", "想要纸质账单")


def _words(people: People) -> Answer:
    wave = make_wave(people)
    response = answered(wave, 1, units=[people.east_team])[0]
    item = Item.objects.create(
        version=wave.version, order=99, code="Z2", kind="comment", title="还期望什么", measure="open"
    )
    return Answer.objects.create(response=response, item=item, words="要有夜间人工")


@pytest.mark.requirement("S2-093")
def test_open_words_of_a_survey_are_looked_through_once(people: People) -> None:
    answer = _words(people)
    assert [*open_words(people.bob.scope, NOON - DAY)] == [answer]
    address = f"/satisfaction/answers/{answer.response_id}/tags/"
    typed = {"need": "夜间人工服务", "driver": "habit"}
    assert as_user(people.bob).post(address, typed).status_code == 302
    assert not open_words(people.bob.scope, NOON - DAY)
    mention = NeedMention.objects.unscoped(LOOKS).get()
    assert (mention.source, mention.response) == ("survey", answer.response)
    assert DriverTag.objects.unscoped(LOOKS).get().driver == "habit"
    assert as_user(people.charlie).post(address, typed).status_code == 403


def test_anonymous_answer_counts_as_no_customer(people: People) -> None:
    wave = make_wave(people)
    link = OpenLink.objects.create(wave=wave, unit=people.east_team, code="x", place="厅")
    response = answered(wave, 1, link=link)[0]
    with pytest.raises(CustomerUnknown):
        mention_need(said=Said(response=response), words="夜间人工", by=people.bob, at=AT)


def test_need_says_something_without_personal_data_and_within_the_scope(
    cases: list[Case], people: People
) -> None:
    with pytest.raises(WordsMissing):
        _mention(cases[0], people, "……")
    with pytest.raises(RightMissing):
        mention_need(said=Said(case=cases[3]), words="夜间人工", by=people.alice, at=AT)
    assert "13800138000" not in _mention(cases[0], people, "给 13800138000 送纸质账单").name
    assert not [each for each in Event.objects.unscoped(LOOKS) if "账单" in str(each.payload)]


def _raised(cases: list[Case], people: People) -> Need:
    return [_mention(case, people) for case in cases][-1]


def _plan(people: People) -> Plan:
    return Plan("推出家庭共享", ["marketing"], people.alice, (AT + 30 * DAY).date(), gap=1)


def test_need_of_the_backlog_is_answered_by_an_improvement_once(cases: list[Case], people: People) -> None:
    need = plan_need(need=_raised(cases, people), plan=_plan(people), by=people.bob, at=AT)
    assert (need.state, need.improvement and need.improvement.gap) == ("planned", 1)
    with pytest.raises(NeedDecided):
        decline_need(need=need, reason="没有资源", by=people.bob, at=AT)


def test_need_is_declined_with_a_reason_by_who_leads(cases: list[Case], people: People) -> None:
    need = _raised(cases, people)
    with pytest.raises(WordsMissing):
        decline_need(need=need, reason=" ", by=people.bob, at=AT)
    with pytest.raises(RightMissing):
        decline_need(need=need, reason="没有资源", by=people.alice, at=AT)
    assert decline_need(need=need, reason="没有资源", by=people.bob, at=AT).state == "declined"
    _mention(cases[0], people)
    need.refresh_from_db()
    assert need.state == "declined"


@pytest.mark.requirement("S0-028")
def test_driver_report_sums_to_the_tagged_cases(cases: list[Case], people: People) -> None:
    for case, driver in zip(cases[:3], (Driver.HABIT, Driver.HABIT, Driver.WORD_OF_MOUTH), strict=True):
        tag_driver(said=Said(case=case), driver=driver, by=people.alice, at=AT)
    tag_driver(said=Said(case=cases[0]), driver=Driver.EDUCATION, by=people.alice, at=AT)
    tag_driver(said=Said(response=_words(people).response), driver=Driver.HABIT, by=people.bob, at=AT)
    report = driver_report(people.bob.scope, NOON, AT + DAY)
    assert sum(count for count, _share in report.of_cases.values()) == 3
    assert sum(count for count, _share in report.together.values()) == report.tagged == 4
    assert report.of_cases[Driver.EDUCATION] == (1, 1 / 3)
    assert driver_report(people.charlie.scope, NOON, AT + DAY).tagged == 0
    assert {each.value for each in Driver} == {
        "personal_need", "past_experience", "impression", "word_of_mouth", "education", "habit",
    }  # fmt: skip


@pytest.mark.requirement("S0-028")
def test_case_page_asks_for_the_panel_and_tags_are_kept(cases: list[Case], people: People) -> None:
    browser, number = as_user(people.alice), cases[0].number
    assert f"/satisfaction/case/{number}/" in browser.get(f"/cases/{number}/").content.decode()
    assert browser.post(f"/satisfaction/case/{number}/driver/", {"driver": "habit"}).status_code == 302
    assert browser.post(f"/satisfaction/case/{number}/driver/", {"driver": "luck"}).status_code == 422
    assert browser.post(f"/satisfaction/case/{number}/need/", {"need": "纸质账单"}).status_code == 302
    assert browser.post(f"/satisfaction/case/{number}/need/", {"need": ""}).status_code == 422
    page = browser.get(f"/satisfaction/case/{number}/").content.decode()
    assert "习惯" in page
    assert "纸质账单" in page
    assert as_user(people.charlie).get(f"/satisfaction/case/{number}/").status_code == 404


def test_pages_of_needs_show_what_was_raised(cases: list[Case], people: People) -> None:
    need, browser = _raised(cases, people), as_user(people.bob)
    assert need.name in browser.get("/satisfaction/needs/").content.decode()
    page = browser.get(f"/satisfaction/needs/{need.pk}/").content.decode()
    assert cases[0].number in page
    assert cases[3].number not in page  # the west is not Bob's
    typed = {
        "title": "推出",
        "departments": ["it"],
        "owner": people.alice.pk,
        "due_date": "2026-12-31",
        "state": "open",
        "version": 0,
    }
    assert browser.post(f"/satisfaction/needs/{need.pk}/", typed).status_code == 302
    need.refresh_from_db()
    assert need.state == "planned"
    assert browser.post(f"/satisfaction/needs/{need.pk}/decline/", {"reason": "不"}).status_code == 422
    assert browser.get("/satisfaction/expectations/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "planned", "raised_at": NOON},
        {"state": "declined", "raised_at": NOON},
        {"state": "backlog"},
        {"name": ""},
        {"state": "lost", "raised_at": NOON},
    ],
)
def test_database_refuses_a_need_that_makes_no_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.create(**{"name": "纸质账单", "key": "x", "state": "heard", "made_at": NOON, **wrong})


@pytest.mark.parametrize("wrong", [{"source": "survey"}, {"source": "need"}, {"twice": True}])
def test_database_refuses_a_mention_without_its_source_or_twice(
    wrong: dict[str, Any], cases: list[Case], people: People
) -> None:
    need = _mention(cases[1], people)
    case = cases[1] if wrong.pop("twice", False) else cases[0]
    values = {"source": "case", **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedMention.objects.create(
            need=need, customer=case.customer, unit=case.unit, case=case, at=AT, **values
        )


@pytest.mark.parametrize("wrong", ["nobody", "both", "driver"])
def test_database_refuses_a_tag_of_nothing_of_two_or_of_no_driver(
    wrong: str, cases: list[Case], people: People
) -> None:
    response: Response | None = _words(people).response if wrong == "both" else None
    case = None if wrong == "nobody" else cases[0]
    driver = "luck" if wrong == "driver" else "habit"
    with pytest.raises(IntegrityError), transaction.atomic():
        DriverTag.objects.create(
            case=case, response=response, unit=people.east, driver=driver, by=people.bob, at=AT
        )


def test_one_spelling_of_a_need() -> None:
    assert need_key(" 夜间，人工！") == need_key("夜间人工")
    assert need_key("，。") == ""
