# SPDX-License-Identifier: Apache-2.0
"""Each number of an estimate says what it is, how it was computed, on how many answers, and from which period."""

from urllib.parse import quote

import numpy as np
import pytest

from amends.apps.satisfaction.models import IndexRun
from amends.apps.satisfaction.views.explaining import KINDS, explained, how_url
from amends.apps.surveys.models import SurveyWave
from tests.apps.satisfaction.conftest import answered, as_user
from tests.apps.satisfaction.test_runs import estimated
from tests.people import People


@pytest.fixture
def run(wave: SurveyWave, people: People) -> IndexRun:
    """An estimate of 200 responses, some of them with gaps."""
    answered(wave, 200, units=[people.east_team, people.west_team], missing={"B1": 0.2}, rows=False)
    return estimated(wave, people)


def test_every_row_of_an_estimate_is_explained_number_by_number(run: IndexRun) -> None:
    for kind, (_told, rows) in KINDS.items():
        there = run.result[rows]
        for name in there["items"] if rows == "prediction" else there:
            found = explained(run.result, kind, name)
            assert len(found) >= 3, (kind, name)
            assert all(each.says and each.formula and each.base and each.source for each in found), (
                kind,
                name,
            )


def test_a_path_is_explained_by_its_own_antecedents_and_interval(run: IndexRun) -> None:
    name = "感知价值 -> 满意度"
    coefficient, interval, total, effect = explained(run.result, "path", name)
    assert coefficient.value == f"{run.result['paths'][name]:.3f}"
    before = coefficient.formula.removeprefix("满意度对").partition("的标准化回归")[0]
    assert set(before.split("、")) == {"品牌印象", "预期质量", "感知质量", "感知价值", "感知公平"}
    gaps = sum(run.result["data"]["missing"]["answers"].values())
    assert coefficient.base == f"200 份答卷，{gaps} 处没有回答的用该题均值"
    low, high = run.result["ci"]["paths"][name]
    assert interval.value == f"{low:.3f} – {high:.3f}"
    assert interval.base == "100 次有估计的重抽样（共 100 次）"
    assert total.value == f"{run.result['totals'][name]:.3f}"
    assert f"R² = {run.result['r2']['满意度']:.3f}" in effect.formula


def test_reliability_can_be_reckoned_from_what_the_page_says(run: IndexRun) -> None:
    *_rest, rho_c, ave = explained(run.result, "reliability", "满意度")
    loadings = np.array([float(each.split()[1]) for each in ave.formula.split("：")[1].split("，")])
    assert float(ave.value) == pytest.approx((loadings**2).mean(), abs=1e-3)
    common = loadings.sum() ** 2
    assert float(rho_c.value) == pytest.approx(common / (common + (1 - loadings**2).sum()), abs=1e-3)


def test_bases_differ_where_they_do(run: IndexRun) -> None:
    mean, *_rest = explained(run.result, "item", "B1")
    assert mean.base == f"{run.result['items']['B1']['n']} 人答了这道题"
    assert run.result["items"]["B1"]["n"] < 200
    foretold = explained(run.result, "prediction", "A1")[0]
    assert f"{run.result['prediction']['rows']} 份" in foretold.base
    two = explained(run.result, "pair", "满意度 -> 忠诚")
    assert "3 道题与忠诚的 3 道题" in two[0].formula


def test_tables_lead_to_the_explanations_and_strangers_see_none(run: IndexRun, people: People) -> None:
    dora, here = as_user(people.dora), f"/satisfaction/runs/{run.pk}/"
    page = dora.get(here).content.decode()
    for kind, name in (("path", "感知价值 -> 满意度"), ("reliability", "满意度"), ("pair", "满意度 -> 忠诚")):
        assert how_url(run, kind, name).replace("&", "&amp;") in page
    told = dora.get(how_url(run, "path", "感知价值 -> 满意度")).content.decode()
    for words in ("感知价值 → 满意度", "Lohmöller 1989", run.data_digest, "统计期"):
        assert words in told
    for bad in ("kind=path&name=x", "kind=nothing&name=x", ""):
        assert dora.get(f"{here}how/?{bad}").status_code == 404
    url = f"{here}how/?kind=item&name={quote('A1')}"
    assert as_user(people.bob).get(url).status_code == 404, "not published, and of a unit above"
