# SPDX-License-Identifier: Apache-2.0
"""The calculator, the register and the translator, as people use them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from amends.apps.core.models import JobRun
from amends.apps.reports.actions.measuring import keep_figures
from amends.apps.reports.models import DefectExample, MeasuredValue
from amends.apps.reports.rules.figures import Figure, Found
from amends.apps.reports.rules.spans import Span, point
from tests.apps.reports.conftest import TODAY, WHY, as_user
from tests.people import NOON, People

WORTH = "/reports/worth/"
Most = Callable[[int], Any]


def shown(people: People, address: str, status: int = 200) -> str:
    """What Dora sees, tags taken off."""
    answer = as_user(people.dora).get(address)
    assert answer.status_code == status
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


def measured(people: People, *found: Found) -> None:
    keep_figures(unit=people.province, found=found, today=TODAY, at=NOON)


@pytest.mark.requirement("S0-031", "S0-032", "S0-034", "S2-062", "S2-063", "S2-065", "S2-067")
def test_calculator_shows_the_chain_with_labels_and_citations(people: People) -> None:
    page = shown(people, f"{WORTH}?complaints=40&satisfied=400&fast=0&resolved=0&unsolved=0")
    assert "960 [960, 1,000]" in page
    assert "8,640 – 20,800" not in page  # 40 of them told too: (960 + 40) × 9 to (1000 + 40) × 20
    assert "9,000 – 20,800" in page
    assert "72,800" in page
    assert "50,960" in page
    for words in (
        "估计",
        "引自培训材料，无法推导",
        "上限示意",
        "引用值，未经核实",
        "请先填获得一个新客户的成本",
    ):
        assert words in page
    assert "有一个投诉者,就有25个不满意的顾客" in page


@pytest.mark.requirement("S2-062")
def test_stages_of_the_chain_may_be_changed(people: People) -> None:
    empty = "fast=0&resolved=0&unsolved=0&satisfied=0"
    assert "1,520" in shown(people, f"{WORTH}?complaints=1&{empty}&s2=200")
    assert "1,820" in shown(people, f"{WORTH}?complaints=1&{empty}")


@pytest.mark.requirement("S0-010", "S0-030", "S2-055")
def test_calculator_begins_with_what_was_measured_and_says_so(people: People) -> None:
    measured(
        people,
        Found(Figure.COMPLAINTS, point(200.0), 200, None, TODAY),
        Found(Figure.SILENT_MULTIPLIER, Span(8, 10, 9), 300, None, TODAY),
        Found(Figure.REVENUE, point(48.5), 900, None, TODAY),
    )
    page = shown(people, WORTH)
    assert "1,800 [1,600, 2,000]" in page
    assert "实测：每件投诉对应的沉默不满客户 9 [8, 10]（示例省，2026-11-02，n = 300）" in page
    assert "实测：每户月收入（元） 48.5" in page
    picked = shown(people, f"{WORTH}?pick_silent_multiplier=cited:1")
    assert "文本 000“有一个投诉者,就有25个不满意的顾客”" in picked
    assert "5,000" in picked


@pytest.mark.requirement("S0-037")
def test_value_at_risk_takes_tenure_and_else_the_cited_multiple(people: People) -> None:
    asked = f"{WORTH}?complaints=0&fast=0&resolved=0&unsolved=0&satisfied=0&revenue=50"
    assert "引用：终身价值相当于一次购买的倍数 11 [10, 11]" in shown(people, asked)
    measured(people, Found(Figure.TENURE, Span(28, 32, 30), 900, None, TODAY))
    page = shown(people, asked)
    assert "实测：在网月数 30 [28, 32]" in page
    assert "引用：终身价值" not in page


@pytest.mark.requirement("S2-067")
def test_acquisition_cost_is_empty_until_somebody_enters_it(people: People) -> None:
    page = as_user(people.dora).get(WORTH).content.decode()
    assert re.search(r'name="acquisition_cost"[^>]*>', page)
    assert not re.search(r'name="acquisition_cost"[^>]*value=', page)
    assert "10,000" not in page
    said = {"figure": "acquisition_cost", "value": "480", "until": "2026-09-30", "source": "财务部九月表"}
    assert as_user(people.dora).post("/reports/worth/parameters/enter/", said).status_code == 302
    assert re.search(
        r'name="acquisition_cost"[^>]*value="480', as_user(people.dora).get(WORTH).content.decode()
    )


def test_customers_who_complained_are_counted_once(people: People) -> None:
    measured(
        people,
        Found(Figure.COMPLAINTS, point(200.0), 200, None, TODAY),
        Found(Figure.COMPLAINANTS, point(150.0), 150, None, TODAY),
    )
    assert "3,600 [3,600, 3,750]" in shown(people, WORTH)
    assert "4,800 [4,800, 5,000]" in shown(people, f"{WORTH}?complaints=200")
    refused = shown(people, f"{WORTH}?complaints=3&complainants=4&fast=0&resolved=0&unsolved=0", 422)
    assert "投诉的客户不能比投诉件数多" in refused


def test_parts_beyond_the_whole_are_refused(people: People) -> None:
    page = shown(people, f"{WORTH}?complaints=1&fast=2&resolved=0&unsolved=0&satisfied=0", 422)
    assert "三种结果合计不能超过投诉件数" in page


@pytest.mark.parametrize(
    "asked", ["complaints=x", "complaints=-1", "s1=99999999999999", "pick_negative_wom=1"]
)
def test_nonsense_in_an_address_is_told_at_the_field(people: People, asked: str) -> None:
    assert as_user(people.dora).get(f"{WORTH}?{asked}").status_code == 422


@pytest.mark.requirement(
    "S0-009",
    "S0-030",
    "S0-034",
    "S1-002",
    "S1-003",
    "S1-005",
    "S1-006",
    "S1-007",
    "S2-056",
    "S2-060",
    "S2-064",
)
@pytest.mark.requirement(
    "S2-066",
    "S4-023",
    "S4-024",
    "S4-025",
    "S0-035",
    "S0-036",
    "S0-045",
    "S2-059",
    "S2-061",
    "S2-068",
    "S2-069",
)
def test_register_prints_every_value_with_its_words(people: People) -> None:
    page = shown(people, "/reports/worth/parameters/")
    for words in (
        "5：“留住一位老顾客比吸引5位新顾客更重要”（文本 000，S0-009）", "4%：“96%的顾客不会向公司投诉”",
        "10 – 20：“会把他的不满告诉10~20人”", "9：“平均会向9个亲友叙述不愉快的经历”", "67%：",
        "75%：“可挽回75%的客户”", "54% – 70%：“54%-70%的客户会回头”",
        "25：“得到满意服务的客户则会将他们的经历告诉25个人”",
        "10：“一次性购买额的10倍”", "24：“投诉杠杆比(24倍)”", "12：“投诉扩散比(12倍)”", "6：“投诉成本比(6倍)”",
        "8 – 16：“听到这消息的人可能还会告知8-16人”", "94%：“94%的客户会离去”", "89%：“89%的客户会离去”",
        "18：“失去一个用户等于失去十八个用户”", "24：“其中的24确有及待解决的严重问题”", "读作：其中的24（单位不明",
        "C04", "C05", "未经核实", "不许计算", "只列不算",
    ):  # fmt: skip
        assert words in page
    assert "另见 每件投诉对应的沉默不满客户：24、25" in page


def test_register_puts_what_was_measured_beside_what_is_cited(people: People) -> None:
    measured(people, Found(Figure.COMPLAINT_RATE, Span(0.08, 0.12, 0.1), 400, TODAY, TODAY),
             Found(Figure.SILENT_CHURN, None, 12, TODAY, TODAY))  # fmt: skip
    page = shown(people, "/reports/worth/parameters/")
    assert "10% [8%, 12%]（示例省，2026-11-02 – 2026-11-02，n = 400）" in page
    assert "人数不足 30（现有 12），继续用引用值" in page


@pytest.mark.requirement("S0-063", "S0-064", "S0-094")
def test_translator_shows_minutes_phones_and_characters(people: People) -> None:
    page = shown(people, "/reports/worth/defects/")
    for words in ("14.4 分钟", "600,000 部", "5 个字", "一页书 500 个字", "S0-094"):
        assert words in page
    assert "1.44 分钟" in shown(people, "/reports/worth/defects/?right=99.9")
    assert as_user(people.dora).get("/reports/worth/defects/?right=101").status_code == 422


@pytest.mark.requirement("S0-094")
def test_examples_may_be_changed_added_and_taken_off(people: People) -> None:
    dora, said = (
        as_user(people.dora),
        {"counted": "个字", "name": "一页书里的错别字", "assumption": "一页书 800 个字"},
    )
    assert dora.post("/reports/worth/defects/page/", {**said, "base": "800"}).status_code == 302
    assert "8 个字" in shown(people, "/reports/worth/defects/")
    calls = {"name": "一天的来电", "base": "400000", "counted": "通", "assumption": "本省每天 40 万通"}
    assert dora.post("/reports/worth/defects/new/", calls).status_code == 302
    assert "4,000 通" in shown(people, "/reports/worth/defects/")
    assert dora.post("/reports/worth/defects/page/drop/").status_code == 302
    assert "错别字" not in shown(people, "/reports/worth/defects/")
    assert dora.post("/reports/worth/defects/new/", {**calls, "assumption": ""}).status_code == 422
    assert dora.get("/reports/worth/defects/nothing/").status_code == 404


@pytest.mark.parametrize("way", ["", "parameters/", "recovered/", "costs/", "defects/"])
def test_page_asks_few_questions_and_is_for_those_who_see_satisfaction(
    people: People, way: str, django_assert_max_num_queries: Most
) -> None:
    client = as_user(people.dora)
    with django_assert_max_num_queries(22):
        assert client.get(WORTH + way).status_code == 200
    assert as_user(people.alice).get(WORTH + way).status_code == 403


def test_unit_beyond_the_scope_is_not_found(people: People) -> None:
    assert as_user(people.bob).get(f"{WORTH}?unit=G-P-W").status_code == 404


def test_only_who_manages_enters_and_measures(people: People) -> None:
    bob, dora = as_user(people.bob), as_user(people.dora)
    for way in ("parameters/enter/", "measure/", "defects/new/", "defects/page/drop/"):
        assert bob.post(WORTH + way).status_code == 403
    assert not DefectExample.objects.exists()
    assert dora.post(WORTH + "measure/").status_code == 302
    assert dora.post(WORTH + "measure/").status_code == 302
    assert JobRun.objects.unscoped(WHY).filter(job="measure_parameters").count() == 1


def test_figure_without_source_is_refused_at_its_field(people: People) -> None:
    said = {"figure": "hour_cost", "value": "40", "until": "2026-09-30", "source": ""}
    assert as_user(people.dora).post("/reports/worth/parameters/enter/", said).status_code == 422
    assert not MeasuredValue.objects.unscoped(WHY).exists()


def test_pages_speak_english(people: People) -> None:
    dora = as_user(people.dora)
    dora.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = dora.get("/reports/worth/parameters/").content.decode()
    assert "Silent dissatisfied customers per complaint" in page
