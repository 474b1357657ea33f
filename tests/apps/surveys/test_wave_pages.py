# SPDX-License-Identifier: Apache-2.0
"""Pages of waves: planned in a form, previewed, drawn by a job, followed in numbers; nobody sees who was drawn."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings as DjangoSettings

from amends.apps.core.models import Event, EventKind, JobRun, User
from amends.apps.core.worker import work_once
from amends.apps.customers.models import Customer, Identity
from amends.apps.surveys.actions.open_links import close_link
from amends.apps.surveys.models import (
    Answer,
    Invitation,
    Item,
    OpenLink,
    QuestionnaireVersion,
    Response,
    Stratum,
    SurveyWave,
)
from amends.apps.surveys.queries.policy import touchpoints
from amends.apps.surveys.queries.waves import links_of, scores_of
from amends.apps.surveys.rules.design import Column, Design, written
from tests.apps.surveys.conftest import DAY, analyst, as_user, invited, published, wave
from tests.apps.surveys.test_drawing import customers
from tests.people import NOON, People

WHY = "test"


@pytest.fixture
def anna(people: People) -> User:
    return analyst(people)


@pytest.fixture
def browser(anna: User) -> Client:
    return as_user(anna)


def form(version: QuestionnaireVersion, people: People, **changes: Any) -> dict[str, Any]:
    start = timezone.localtime() + timedelta(days=1)
    usual = {
        "name": "四季度", "version": version.pk, "unit": people.province.pk, "trigger": "sample", "way": "sms",
        "starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + 20 * DAY:%Y-%m-%dT%H:%M}",
        "margin": 5, "level": 95, "response_rate": 50, "design_effect": 1, "answers": 4, "columns": ["unit"],
        "method": "proportional", "minimum": 0, "reserve_share": 50, "most_replaced": 20, "rest_days": 90,
        "complaint_days": 7, "reminders": 1, "remind_after_days": 3, "valid_days": 14, "delay_hours": 24,
        "invite": "想听听您的真实感受：{link}", "remind": "还差您的意见：{link}", "subject": "",
    }  # fmt: skip
    return usual | changes


def planned(people: People, version: QuestionnaireVersion) -> SurveyWave:
    plan = Design(answers=4, response_rate=0.5, reserve_share=0.5)
    return wave(version, people.province, state="planned", drawn_at=None, design=written(plan))


def state_of(row: SurveyWave) -> str:
    return SurveyWave.objects.unscoped(WHY).get(pk=row.pk).state


def test_a_plan_is_saved_as_it_was_typed(
    browser: Client, people: People, version: QuestionnaireVersion
) -> None:
    answer = browser.post("/surveys/waves/new/", form(version, people))
    row = SurveyWave.objects.unscoped(WHY).get()
    assert answer["Location"] == f"/surveys/waves/{row.pk}/"
    assert (row.state, row.design["response_rate"], row.design["columns"]) == ("planned", 0.5, ["unit"])


def test_questionnaires_are_chosen_by_name(browser: Client, version: QuestionnaireVersion) -> None:
    page = browser.get("/surveys/waves/new/").content.decode()
    assert f"{version.questionnaire.name} · {version}</option>" in page


def test_a_text_that_begs_is_refused_beside_its_field_with_a_better_one(
    browser: Client, people: People, version: QuestionnaireVersion
) -> None:
    page = browser.post(
        "/surveys/waves/new/", form(version, people, invite="请打10分 {link}")
    ).content.decode()
    assert "“打10分”是在索要分数" in page
    assert "请按您的真实感受打分" in page
    assert not SurveyWave.objects.unscoped(WHY).exists()


@pytest.mark.parametrize(
    "changes",
    [{"way": "email", "name": "请打10分"}, {"trigger": "open_link", "way": "qr", "invite": "请打10分"}],
    ids=["name as subject", "words of an open link"],
)
def test_no_words_that_customers_see_may_beg(
    browser: Client, people: People, version: QuestionnaireVersion, changes: dict[str, str]
) -> None:
    page = browser.post("/surveys/waves/new/", form(version, people, **changes)).content.decode()
    assert "“打10分”是在索要分数" in page


@pytest.mark.parametrize("place", ["title", "intro", "thanks"])
def test_a_questionnaire_that_begs_around_its_questions_is_not_asked(
    browser: Client, people: People, version: QuestionnaireVersion, place: str
) -> None:
    words = {"default": "请打10分，谢谢", "en": "Thanks"}
    added = {"title": words} if place == "title" else {"amends": {place: words}}
    QuestionnaireVersion.objects.unscoped(WHY).filter(pk=version.pk).update(content=version.content | added)
    page = browser.post("/surveys/waves/new/", form(version, people)).content.decode()
    assert "问卷里的“打10分”是在索要分数" in page


def test_links_that_are_open_come_before_those_that_are_closed(
    people: People, version: QuestionnaireVersion
) -> None:
    row = wave(version, people.east, trigger="open_link", way="qr", drawn_at=None)
    made = {"wave": row, "unit": people.east}
    closed = OpenLink.objects.create(**made, code="a", place="旧", closed_at=NOON)
    open_one = OpenLink.objects.create(**made, code="b", place="新")
    assert [link for link, _answers in links_of(row)] == [open_one, closed]


def test_a_link_closed_by_two_at_once_is_closed_once(people: People, version: QuestionnaireVersion) -> None:
    row = wave(version, people.east, trigger="open_link", way="qr", drawn_at=None)
    link = OpenLink.objects.create(wave=row, unit=people.east, code="b", place="新")
    for press in (link, OpenLink.objects.unscoped(WHY).get(pk=link.pk)):
        close_link(link=press, by=people.dora, at=NOON)
    closed = Event.objects.unscoped(WHY).filter(kind=EventKind.OPEN_LINK_CLOSED)
    assert closed.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"way": "qr"}, "这种邀请方式与询问对象不相配"),
        ({"ends_at": "2026-01-01T09:00"}, "结束时间须晚于开始时间和现在"),
        ({"remind": "请作答"}, "请在文字里放上 {link}"),
    ],
)
def test_a_plan_that_cannot_be_says_why(
    browser: Client, people: People, version: QuestionnaireVersion, changes: dict[str, str], words: str
) -> None:
    assert words in browser.post("/surveys/waves/new/", form(version, people, **changes)).content.decode()


def test_nobody_plans_for_units_that_are_not_theirs(people: People, version: QuestionnaireVersion) -> None:
    own = published(people.east, code="SV-E")
    easterner = as_user(analyst(people, people.east, "emma"))
    easterner.post("/surveys/waves/new/", form(own, people, unit=people.west.pk))
    assert not SurveyWave.objects.unscoped(WHY).exists()


def test_the_calculator_says_how_many_and_how(browser: Client, people: People) -> None:
    typed = {"margin": 5, "level": 95, "response_rate": 20, "design_effect": 1, "answers": 0}
    page = browser.get("/surveys/waves/size/", typed, headers={"HX-Request": "true"}).content.decode()
    assert "385" in page
    assert "1925" in page
    assert "<html" not in page


def test_a_preview_writes_nothing_and_names_nobody(
    browser: Client, people: People, version: QuestionnaireVersion
) -> None:
    customers(people, 20, name_shown="张*明")
    row = planned(people, version)
    page = browser.get(f"/surveys/waves/{row.pk}/draw/").content.decode()
    assert "东市" in page
    assert "张*明" not in page
    assert "E-0001" not in page
    assert not Stratum.objects.unscoped(WHY).exists()
    assert not JobRun.objects.unscoped(WHY).exists()


@pytest.mark.parametrize(("minimum", "warned"), [(0, True), (1, False)])
def test_a_preview_says_whom_no_answer_will_stand_for(
    browser: Client, people: People, version: QuestionnaireVersion, minimum: int, warned: bool
) -> None:
    made = customers(people, 30)
    Customer.objects.unscoped(WHY).filter(pk=made[0].pk).update(value_tier="diamond")
    plan = Design(answers=4, response_rate=0.5, minimum=minimum, columns=(Column.TIER,))
    row = wave(version, people.province, state="planned", drawn_at=None, design=written(plan))
    page = browser.get(f"/surveys/waves/{row.pk}/draw/").content.decode()
    assert ("有 1 位客户所在的层太小" in page) is warned


def test_a_sample_is_drawn_by_a_job_and_its_page_names_nobody(
    browser: Client, people: People, version: QuestionnaireVersion, anna: User
) -> None:
    customers(people, 20, name_shown="张*明")
    row = planned(people, version)
    for _press in range(2):
        browser.post(f"/surveys/waves/{row.pk}/draw/")
    assert JobRun.objects.unscoped(WHY).filter(job="draw_sample").count() == 1
    assert work_once(worker="w", clock=timezone.now, keep_alive=False)
    assert state_of(row) == "drawn"
    page = browser.get(f"/surveys/waves/{row.pk}/").content.decode()
    assert "随机种子" in page
    drawn = Invitation.objects.unscoped(WHY).values_list("customer__code", flat=True)
    assert len(drawn) == 12
    assert not [code for code in (*drawn, "张*明") if code in page]


def test_a_draw_that_cannot_be_says_why(
    browser: Client, people: People, version: QuestionnaireVersion
) -> None:
    row = planned(people, version)
    assert "排除之后没有可以邀请的客户" in browser.get(f"/surveys/waves/{row.pk}/draw/").content.decode()
    browser.post(f"/surveys/waves/{row.pk}/draw/")
    work_once(worker="w", clock=timezone.now, keep_alive=False)
    assert "排除之后没有可以邀请的客户" in browser.get(f"/surveys/waves/{row.pk}/").content.decode()


def test_a_wave_is_opened_paused_resumed_and_closed(
    browser: Client, people: People, version: QuestionnaireVersion, settings: DjangoSettings
) -> None:
    settings.AMENDS_SMS_URL, settings.AMENDS_URL = "http://127.0.0.1:9/", "https://a.example"
    row = wave(version, people.province, state="drawn")
    states = []
    for step in ("open", "pause", "resume", "close", "open"):
        browser.post(f"/surveys/waves/{row.pk}/{step}/")
        states.append(state_of(row))
    assert states == ["open", "paused", "open", "closed", "closed"]


def test_a_wave_by_sms_does_not_open_without_a_gateway(
    browser: Client, people: People, version: QuestionnaireVersion, settings: DjangoSettings
) -> None:
    settings.AMENDS_SMS_URL = ""
    row = wave(version, people.province, state="drawn")
    page = browser.post(f"/surveys/waves/{row.pk}/open/", follow=True).content.decode()
    assert "还没有配置好，缺：短信网关（AMENDS_SMS_URL）" in page
    assert state_of(row) == "drawn"


@pytest.mark.parametrize("place", ["", "draw/", "edit/", "now/"])
def test_a_wave_of_other_units_is_not_found(
    people: People, version: QuestionnaireVersion, place: str
) -> None:
    row = wave(version, people.west)
    easterner = as_user(analyst(people, people.east, "emma"))
    assert easterner.get(f"/surveys/waves/{row.pk}/{place}").status_code == 404
    assert row.name not in easterner.get("/surveys/waves/").content.decode()


def test_who_leads_below_finds_the_answers_of_a_wave_of_above(
    people: People, version: QuestionnaireVersion
) -> None:
    silent, asked = wave(version, people.province), wave(version, people.province)
    one, *_more = customers(people, 1)
    Response.objects.create(
        wave=asked, customer=one, unit=people.east_team, way="sms", complete=True, started_at=NOON, saved_at=NOON,
        submitted_at=NOON, invitation=invited(asked, one),
    )  # fmt: skip
    page = as_user(people.bob).get("/surveys/waves/").content.decode()
    assert f"/surveys/waves/{asked.pk}/answers/" in page
    assert silent.name not in page, "nobody of theirs answered"
    westerner = as_user(analyst(people, people.west, "emma"))
    assert asked.name not in westerner.get("/surveys/waves/").content.decode()
    province = as_user(people.dora).get("/surveys/waves/").content.decode()
    assert f"/surveys/waves/{asked.pk}/answers/" not in province, "their own is in the list"


def test_who_may_not_design_surveys_only_looks(people: People, version: QuestionnaireVersion) -> None:
    row = wave(version, people.east)
    leader, officer = as_user(people.bob), as_user(people.alice)
    assert leader.get(f"/surveys/waves/{row.pk}/").status_code == 200
    assert leader.post(f"/surveys/waves/{row.pk}/close/").status_code == 403
    assert officer.get(f"/surveys/waves/{row.pk}/").status_code == 403
    assert state_of(row) == "open"


@pytest.mark.parametrize(
    ("hour", "starts", "way", "says"),
    [(20, 0, "sms", "2026-11-23 09:00"), (10, 0, "sms", ""), (20, 0, "qr", ""), (10, 2, "hotline", "2026-11-24 09:00")],
)  # fmt: skip
def test_a_page_says_when_customers_may_be_asked_again(
    browser: Client,
    people: People,
    version: QuestionnaireVersion,
    hour: int,
    starts: int,
    way: str,
    says: str,
) -> None:
    now = datetime(2026, 11, 22, hour, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    begins = now.replace(hour=8) + starts * DAY
    trigger = "open_link" if way == "qr" else "sample"
    row = wave(version, people.province, way=way, trigger=trigger, starts_at=begins, ends_at=begins + 9 * DAY)
    with patch("django.utils.timezone.now", return_value=now):
        page = browser.get(f"/surveys/waves/{row.pk}/").content.decode()
    told = page.partition("最早邀请")[2][:200]
    assert says in told if says else not told


def test_a_page_tells_response_and_nonresponse_by_stratum(
    browser: Client, people: People, version: QuestionnaireVersion
) -> None:
    row = wave(version, people.province)
    stratum = Stratum.objects.create(wave=row, label="东市", population=100, allocated=2, drawn=4)
    ends = {"completed": NOON, "refused": NOON, "unreachable": NOON, "sent": None}
    for made, (state, ended) in zip(customers(people, 4), ends.items(), strict=True):
        one = invited(row, made, stratum=stratum, state=state, ended_at=ended, position=made.pk)
        if state == "completed":
            Response.objects.create(
                wave=row, invitation=one, customer=made, unit=made.unit, way="sms", complete=True,
                started_at=NOON, saved_at=NOON, submitted_at=NOON,
            )  # fmt: skip
    page = browser.get(f"/surveys/waves/{row.pk}/").content.decode()
    assert "25.0%" in page
    part = browser.get(f"/surveys/waves/{row.pk}/now/", headers={"HX-Request": "true"}).content.decode()
    assert "every 10s" in part
    assert "<html" not in part


def test_the_live_part_asks_as_little_for_many_as_for_none(
    browser: Client, people: People, version: QuestionnaireVersion, django_assert_max_num_queries: Any
) -> None:
    row = wave(version, people.province)
    for made in customers(people, 5):
        invited(row, made)
    with django_assert_max_num_queries(8):
        browser.get(f"/surveys/waves/{row.pk}/now/", headers={"HX-Request": "true"})
    with django_assert_max_num_queries(22):
        browser.get(f"/surveys/waves/{row.pk}/")
    with django_assert_max_num_queries(12):
        browser.get("/surveys/waves/")


def test_a_place_has_a_link_and_a_sheet_to_print_until_it_is_closed(
    browser: Client, people: People, version: QuestionnaireVersion, settings: DjangoSettings
) -> None:
    settings.AMENDS_URL = "https://a.example"
    row = wave(version, people.east, trigger="open_link", way="qr", drawn_at=None)
    address = f"/surveys/waves/{row.pk}/links/"
    for unit in ("", people.west.pk):  # a place must belong to a unit of the wave
        page = browser.post(address, {"place": "中心厅", "unit": unit}, follow=True).content.decode()
        assert "属于哪个机构" in page
        assert not OpenLink.objects.unscoped(WHY).exists()
    assert f'<option value="{people.east_team.pk}">' in page
    browser.post(address, {"place": "中心厅", "unit": people.east_team.pk})
    link = OpenLink.objects.unscoped(WHY).get()
    assert link.unit == people.east_team
    browser.post(address, {"place": "中心厅", "unit": people.east_team.pk})  # pressed twice
    link = OpenLink.objects.unscoped(WHY).get()
    sheet = browser.get(f"/surveys/links/{link.pk}/").content.decode()
    assert f"https://a.example/q/{link.code}/" in sheet
    assert '<img src="data:image/svg+xml' in sheet
    assert "style=" not in sheet
    browser.post(f"/surveys/links/{link.pk}/close/")
    assert OpenLink.objects.unscoped(WHY).get().closed_at is not None
    assert as_user(analyst(people, people.west, "wendy")).get(f"/surveys/links/{link.pk}/").status_code == 404


def test_a_stale_change_of_a_plan_is_refused(
    browser: Client, people: People, version: QuestionnaireVersion
) -> None:
    row = planned(people, version)
    address = f"/surveys/waves/{row.pk}/edit/"
    first = browser.post(address, form(version, people, name="第一次", changes=1))
    second = browser.post(address, form(version, people, name="第二次", changes=1))
    assert first.status_code == 302
    assert "刚刚有了变化" in second.content.decode()
    assert SurveyWave.objects.unscoped(WHY).get().name == "第一次"


def test_every_step_is_in_the_log(browser: Client, people: People, version: QuestionnaireVersion) -> None:
    row = wave(version, people.province)
    browser.post(f"/surveys/waves/{row.pk}/pause/")
    [event] = Event.objects.unscoped(WHY).filter(kind=EventKind.WAVE_PAUSED)
    assert (event.by and event.by.username, event.unit) == ("anna", people.province)


def test_a_place_may_belong_to_a_touchpoint_of_the_pack(
    browser: Client, people: People, version: QuestionnaireVersion
) -> None:
    row = wave(version, people.east, trigger="open_link", way="qr", drawn_at=None)
    told = {"place": "中心厅", "unit": people.east_team.pk}
    address = f"/surveys/waves/{row.pk}/links/"
    assert (
        "从列表里选择触点"
        in browser.post(address, told | {"touchpoint": "TP-X"}, follow=True).content.decode()
    )
    assert not OpenLink.objects.unscoped(WHY).exists()
    page = browser.post(address, told | {"touchpoint": "TP-HALL"}, follow=True).content.decode()
    assert OpenLink.objects.unscoped(WHY).get().touchpoint == "TP-HALL"
    assert f"{people.east_team.name} · {touchpoints()['TP-HALL']}" in page


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "各层最低份数合计"), ("en", "The least answers of all strata")]
)
def test_a_plan_that_no_sample_meets_says_why_in_the_language_of_the_page(
    browser: Client, people: People, version: QuestionnaireVersion, language: str, words: str
) -> None:
    for code, unit in (("C-1", people.east_team), ("W-1", people.west_team)):
        row = Customer.objects.create(code=code, unit=unit, updated_at=NOON)
        Identity.objects.create(customer=row, number_index="n")
    design = written(Design(answers=1, minimum=1))
    asked = wave(version, people.province, state="planned", drawn_at=None, design=design)
    browser.cookies["django_language"] = language
    assert words in browser.get(f"/surveys/waves/{asked.pk}/draw/").content.decode()


def test_a_begging_invitation_says_why_in_english(
    browser: Client, people: People, version: QuestionnaireVersion
) -> None:
    browser.cookies["django_language"] = "en"
    page = browser.post(
        "/surveys/waves/new/", form(version, people, invite="请打10分 {link}")
    ).content.decode()
    assert "asks for a high score outright" in page


def test_scores_under_way_are_those_of_the_latest_answers(
    browser: Client, people: People, version: QuestionnaireVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amends.apps.surveys.queries.waves.LATEST", 30)
    monkeypatch.setattr("amends.apps.surveys.views.waves.LATEST", 30)
    row = wave(version, people.province, trigger="open_link", way="link", drawn_at=None)
    link = OpenLink.objects.create(wave=row, unit=people.east, code="b", place="厅")
    item = Item.objects.unscoped(WHY).filter(version=version, maximum__isnull=False).first()
    assert item is not None
    for number in range(40):  # the first ten gave 2, the latest thirty 8
        made = Response.objects.create(
            wave=row, link=link, unit=people.east, way="link", session=f"s{number}", complete=True,
            started_at=NOON, saved_at=NOON, submitted_at=NOON + timedelta(minutes=number),
        )  # fmt: skip
        Answer.objects.create(response=made, item=item, number=2 if number < 10 else 8)
    [score] = scores_of(row)
    assert (score["n"], score["mean"]) == (30, 8)
    assert "只算最近的 30 份" in browser.get(f"/surveys/waves/{row.pk}/").content.decode()
