# SPDX-License-Identifier: Apache-2.0
"""The pages of satisfaction: what they show, to whom, at what cost."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from amends.apps.satisfaction.actions.runs import publish_run
from amends.apps.satisfaction.models import ElementTree, IndexRun
from amends.apps.satisfaction.queries.answers import asked_items
from amends.apps.satisfaction.queries.metrics import metric_catalogue
from amends.apps.satisfaction.queries.year import newest_yearly
from amends.apps.satisfaction.rules.modelling import filled_template
from amends.apps.surveys.models import SurveyWave
from amends.packs import load_rows
from tests.apps.satisfaction.conftest import DAY, WHY, answered, as_user, make_version, make_wave
from tests.apps.satisfaction.outside import score
from tests.apps.satisfaction.test_runs import estimated
from tests.people import NOON, People

ROOT = "/satisfaction/"


@pytest.fixture
def waves(people: People) -> tuple[SurveyWave, SurveyWave]:
    """Last year's wave and this year's: mobile internet better, tariff as it was, with 120 responses each."""
    old = make_wave(people, name="去年", starts_at=NOON - 365 * DAY)
    new = make_wave(people, name="今年", version=old.version)
    units = [people.east_team, people.west_team]
    same = {"EL-TARIFF": 58.0, "EL-DATA": 65.0}
    answered(old, 120, seed=1, means=same, units=units, rows=False)
    answered(new, 120, seed=2, means=same | {"EL-DATA": 82.0}, units=units, rows=False)
    return old, new


@pytest.fixture
def dora(people: People) -> Client:
    """The recovery manager of the province."""
    return as_user(people.dora)


def _page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(f"{ROOT}{path}")
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def test_overview_without_answers_says_what_to_do_next(dora: Client) -> None:
    page = _page(dora, "")
    assert "还没有答卷" in page
    assert "安排一期调查" in page


def test_overview_shows_the_newest_wave_and_its_weak_points(
    waves: tuple[SurveyWave, ...], dora: Client
) -> None:
    page = _page(dora, "")
    assert "今年" in page
    assert "资费套餐" in page.split("短板")[1].split("往下看")[0]
    assert "完整答卷 120 份" in page
    assert "这一期还没有发布的指数" in page
    assert "去年" in _page(dora, f"?wave={waves[0].pk}").split("</h1>")[0]


def test_a_short_survey_does_not_take_the_place_of_the_whole_picture(
    waves: tuple[SurveyWave, SurveyWave], people: People, dora: Client
) -> None:
    publish_run(run=estimated(waves[0], people), by=people.dora, at=NOON)
    pulse = make_wave(people, name="小调查", version=make_version(people, code="SV-P"), starts_at=NOON + DAY)
    answered(pulse, 3, seed=3, rows=False)
    assert "今年" in _page(dora, "").split("</h1>")[0], "the newest of the questionnaire that has an index"
    assert "小调查" in _page(dora, f"?wave={pulse.pk}").split("</h1>")[0]
    assert newest_yearly(people.province.scope, NOON.year + 1) == waves[1]


def test_overview_shows_published_indices_and_both_series(
    waves: tuple[SurveyWave, SurveyWave], people: People, dora: Client
) -> None:
    for wave in waves:
        publish_run(run=estimated(wave, people), by=people.dora, at=NOON)
    page = _page(dora, "")
    run = IndexRun.objects.unscoped(WHY).get(wave=waves[1])
    assert f"{run.result['index']:.1f} (" in page
    assert "忠诚度指数" in page.split("满意与忠诚")[1]
    assert f"/satisfaction/runs/{run.pk}/" in page
    named = f"满意度指数和忠诚度指数是{people.province.name}的"
    assert named not in page
    assert named in _page(as_user(people.bob), ""), "the index of the unit above is not shown as one's own"


def test_overview_costs_the_same_for_more_answers(
    waves: tuple[SurveyWave, SurveyWave],
    people: People,
    dora: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    _page(dora, "")
    with django_assert_num_queries(11):
        _page(dora, "")
    answered(waves[1], 60, seed=7, units=[people.east_team], rows=False)
    with django_assert_num_queries(16):
        assert "完整答卷 180 份" in _page(dora, "")


def test_people_see_the_answers_of_their_own_customers(waves: tuple[SurveyWave, ...], people: People) -> None:
    assert "完整答卷 60 份" in _page(as_user(people.bob), "")


@pytest.mark.parametrize("path", ["", "runs/", "elements/", "methods/"])
def test_pages_are_for_those_who_may_see_satisfaction(people: People, path: str) -> None:
    _page(as_user(people.alice), path, 403)


@pytest.mark.parametrize("path", ["runs/new/", "elements/edit/"])
def test_changing_is_for_those_who_design_surveys(people: People, path: str) -> None:
    _page(as_user(people.bob), path, 403)


def test_tree_shows_scores_margins_shares_and_trends(
    waves: tuple[SurveyWave, ...], people: People, dora: Client
) -> None:
    score(people.province, element="EL-TARIFF", rival="甲公司", value=7.3)
    page = _page(dora, "elements/")
    data = page.split("手机上网")[1].split("</tr>")[0]
    assert "上升" in data
    tariff = page.split("资费套餐")[1].split("</tr>")[0]
    assert "上升" not in tariff
    assert "下降" not in tariff
    assert "持平" in tariff


@pytest.mark.requirement("S3-006")
def test_card_shows_all_and_refuses_an_arrow_within_the_margin(
    waves: tuple[SurveyWave, SurveyWave], dora: Client
) -> None:
    tariff, data = (_page(dora, f"elements/{code}/") for code in ("EL-TARIFF", "EL-DATA"))
    for words in ("得分", "低分占比", "重要性", "权重", "比上期", "比对手", "120", "±"):
        assert words in tariff
    assert "arrow-up" in data
    assert "arrow-up" not in tariff
    assert "arrow-down" not in tariff
    assert "持平" in tariff


@pytest.mark.requirement("S2-094")
def test_score_card_shows_four_baselines_and_says_where_there_is_no_data(
    waves: tuple[SurveyWave, SurveyWave], people: People, dora: Client
) -> None:
    def line(page: str, name: str) -> str:
        return page.split("四个比较")[1].split(f">{name}<")[1].split("</tr>", maxsplit=1)[0]

    bare = _page(dora, "elements/EL-VOICE/")
    assert "没有数据" not in line(bare, "比过去")
    assert "去年" in line(bare, "比过去")
    assert "没有数据" in line(bare, "比对手")
    assert "没有数据" in line(bare, "比期望"), "nobody was asked what they expect of calls"
    assert "市" in line(bare, "比最好的内部单位")
    score(people.province, element="EL-VOICE", rival="甲公司", value=7.3)
    assert "甲公司" in line(_page(dora, "elements/EL-VOICE/"), "比对手")


@pytest.mark.requirement("S2-094")
def test_expectation_is_a_baseline_where_it_was_asked(people: People, dora: Client) -> None:
    pair = (("X1", "", "EX-NETWORK", "expectation"), ("Y1", "", "EX-NETWORK", "perception"))
    wave = make_wave(people, version=make_version(people, code="SV-X", items=pair))
    answered(wave, 100, means={"X1": 85, "Y1": 70}, units=[people.east_team], rows=False)
    page = _page(dora, "elements/EX-NETWORK/").split("比期望")[1].split("</tr>")[0]
    assert "没有数据" not in page
    assert 'class="bad"' in page, "perceived below expected, beyond chance"


def test_card_of_an_unknown_element_and_wave_of_others_are_not_found(people: People, dora: Client) -> None:
    _page(dora, "elements/EL-MOON/", 404)
    other = make_wave(people, unit=people.west)
    _page(as_user(people.bob), f"?wave={other.pk}", 404)


def test_small_cells_show_no_score(wave: SurveyWave, people: People, dora: Client) -> None:
    answered(wave, 25, rows=False)
    assert "不显示得分" in _page(dora, "")
    assert "样本太少" in _page(dora, "elements/")
    assert "不到 30 位" in _page(dora, "elements/EL-VOICE/")


def test_run_page_shows_figures_and_how_they_came_about(
    waves: tuple[SurveyWave, ...], people: People, dora: Client
) -> None:
    run = estimated(waves[1], people)
    page = _page(dora, f"runs/{run.pk}/")
    for words in (
        "这个数怎么来的",
        run.data_digest,
        "unstandardised weights",
        "种子",
        "HTMT",
        "预测",
        "层内按初级抽样单元",
        "用该题均值代替",
        f"{run.result['index']:.2f}",
    ):
        assert words in page
    assert dora.post(f"{ROOT}runs/{run.pk}/publish/").status_code == 302
    assert "已发布" in _page(dora, f"runs/{run.pk}/")
    assert dora.get(f"{ROOT}runs/{run.pk}/result.json").json()["about"]["data_digest"] == run.data_digest
    other = estimated(waves[0], people)
    assert "数字对照" in _page(dora, f"runs/compare/?a={run.pk}&b={other.pk}")
    _page(as_user(people.bob), f"runs/{other.pk}/", 404)
    _page(as_user(people.bob), f"runs/{run.pk}/")


def test_form_names_the_line_of_a_fault_and_queues_what_is_right(
    waves: tuple[SurveyWave, ...], people: People, dora: Client
) -> None:
    wave = waves[1]
    assert "A1, A2, A3" in _page(dora, "runs/new/")
    text = filled_template("TCSI-style", asked_items(wave))
    wrong = text.replace("A1, A2", "A1, A9")
    data = {"wave": wave.pk, "unit": people.province.pk, "model": wrong, "missing": "mean",
            "resamples": 100, "interval": "bca", "seed": 1, "weights": "on", "strata": "on",
            "flagged": "on"}  # fmt: skip
    refused = dora.post(f"{ROOT}runs/new/", data)
    assert refused.status_code == 422
    assert "A9" in refused.content.decode()
    assert "第 9 行" in refused.content.decode()
    assert dora.post(f"{ROOT}runs/new/", data | {"model": text}).status_code == 302
    run = IndexRun.objects.unscoped(WHY).get()
    waiting = _page(dora, f"runs/{run.pk}/")
    assert "排队中" in waiting
    assert "progress/" in waiting


@pytest.mark.requirement("S3-001")
def test_method_notes_cite_the_standards_and_the_seed(dora: Client) -> None:
    page = _page(dora, "methods/")
    for source in ("GB/T 19038-2009", "GB/T 19039-2009", "ISO 10004:2018", "003_83e1fd20dd4adf08.txt"):
        assert source in page


@pytest.mark.requirement("S0-008")
def test_catalogue_has_both_indices_with_formula_and_unit(dora: Client) -> None:
    for name in ("satisfaction_index", "loyalty_index"):
        metric = metric_catalogue()[name]
        assert "Σ" in metric.formula
        assert metric.unit == "分（0–100）"
        page = dora.get(f"{ROOT}metrics/", follow=True).content.decode()
        assert f'id="{name}"' in page
        assert "Σ(wᵢ/sdᵢ" in page


@pytest.mark.requirement("S4-012")
def test_glossary_says_satisfaction_is_how_far_requirements_are_felt_to_be_met() -> None:
    words = {row["identifier"]: row for row in load_rows("glossary")}
    entry = words["customer_satisfaction"]
    assert entry["term_zh"] == "顾客满意"
    for idea in ("perception", "degree", "expectations", "fulfilled"):
        assert idea in entry["definition_en"]


def test_tree_is_saved_as_a_new_version_or_refused_in_words(dora: Client) -> None:
    form = dora.get(f"{ROOT}elements/edit/").context
    data = {"note": "按重要性", "after": "0"}
    for each in (form["rows"].management_form, *form["rows"].forms):
        data |= {
            each.add_prefix(name): each.get_initial_for_field(field, name) or ""
            for name, field in each.fields.items()
        }
    at = next(i for i in range(16) if data[f"row-{i}-code"] == "EL-VOICE")
    bad = dora.post(f"{ROOT}elements/edit/", data | {f"row-{at}-weight": "0.5"})
    assert bad.status_code == 422
    assert "权重之和是 1.200" in bad.content.decode()
    assert dora.post(f"{ROOT}elements/edit/", data | {f"row-{at}-name": "打电话"}).status_code == 302
    assert "打电话" in _page(dora, "elements/")
    assert ElementTree.objects.get().number == 1
    late = dora.post(f"{ROOT}elements/edit/", data)
    assert "别人刚刚保存" in late.content.decode()


def test_navigation_leads_here(people: People, dora: Client) -> None:
    assert 'href="/satisfaction/"' in _page(dora, "methods/")
