# SPDX-License-Identifier: Apache-2.0
"""Scores of elements, checked by hand."""

import numpy as np
import pytest

from amends.apps.satisfaction.rules.driving import driving
from amends.apps.satisfaction.rules.elements import (
    LOW,
    Arrow,
    Judged,
    Score,
    element_index,
    filled,
    importance,
    scores,
    trend,
)
from amends.apps.satisfaction.rules.trees import Element

TREE = (
    Element("N", "", "网络", 0.6, ("T",)),
    Element("S", "", "服务", 0.4, ("T",)),
    Element("A", "N", "语音", 0.25, ("T",)),
    Element("B", "N", "上网", 0.75, ("T",)),
)


def _judged(n: int, a: float, b: float, s: float, *, spread: float = 10.0) -> Judged:
    step = np.tile([-spread, spread], n // 2)
    values = {"A": a + step, "B": b + step, "S": s - step}
    return Judged(values, np.ones(n), np.full(n, "", dtype=object))


def _of(found: tuple[Score, ...], code: str) -> Score:
    return next(each for each in found if each.code == code)


def test_a_parent_is_the_mean_of_its_parts_by_their_weights() -> None:
    found = scores(TREE, _judged(100, 60, 80, 70))
    assert _of(found, "A").mean == pytest.approx(60)
    assert _of(found, "N").mean == pytest.approx(0.25 * 60 + 0.75 * 80)
    assert element_index(TREE, found) == pytest.approx(0.6 * 75 + 0.4 * 70)
    assert [each.code for each in found] == ["N", "A", "B", "S"]


def test_margin_is_that_of_a_mean_of_as_many() -> None:
    margin = _of(scores(TREE, _judged(100, 60, 80, 70)), "A").margin
    assert margin == pytest.approx(1.984 * 10 / np.sqrt(99), abs=0.001)
    together = _of(scores(TREE, _judged(100, 60, 80, 70)), "N").margin
    assert together == pytest.approx(margin), "the same people judged both parts, and alike"


def test_weights_count_and_gaps_do_not() -> None:
    judged = Judged(
        {"A": np.array([0.0, 100.0, np.nan] * 20)},
        np.array([3.0, 1.0, 9.0] * 20),
        np.full(60, "", dtype=object),
    )
    found = _of(scores(TREE, judged), "A")
    assert found.mean == pytest.approx(25)
    assert found.low_share == pytest.approx(0.75)
    assert found.n == 40


def test_low_share_counts_six_of_ten_and_below() -> None:
    answers = (np.array([6, 7] * 20) - 1) / 9 * 100
    found = _of(scores(TREE, Judged({"A": answers}, np.ones(40), np.full(40, "", dtype=object))), "A")
    assert found.low_share == pytest.approx(0.5)


def test_small_cells_are_not_shown_and_what_nobody_judged_is_empty() -> None:
    found = scores(TREE, _judged(28, 60, 80, 70))
    assert not _of(found, "A").shown
    nobody = scores(TREE, Judged({}, np.ones(3), np.full(3, "", dtype=object)))
    assert _of(nobody, "A").mean is None
    assert element_index(TREE, nobody) is None


@pytest.mark.requirement("S3-006")
def test_no_arrow_where_the_change_is_within_its_margin() -> None:
    before = _of(scores(TREE, _judged(100, 60, 80, 70)), "A")
    little = trend(before, _of(scores(TREE, _judged(100, 62, 80, 70)), "A"))
    much = trend(before, _of(scores(TREE, _judged(100, 65, 80, 70)), "A"))
    less = trend(before, _of(scores(TREE, _judged(100, 55, 80, 70)), "A"))
    assert little is not None
    assert much is not None
    assert less is not None
    assert abs(little.difference) < little.margin
    assert (little.arrow, much.arrow, less.arrow) == (Arrow.NONE, Arrow.UP, Arrow.DOWN)


def test_no_trend_from_too_few() -> None:
    few = _of(scores(TREE, _judged(20, 60, 80, 70)), "A")
    assert trend(few, _of(scores(TREE, _judged(100, 65, 80, 70)), "A")) is None
    assert trend(None, few) is None


@pytest.mark.requirement("S3-007")
def test_change_of_the_element_index_is_the_sum_of_weighted_changes() -> None:
    old, new = scores(TREE, _judged(100, 60, 80, 70)), scores(TREE, _judged(90, 64.25, 78.5, 71.75))
    leaves = [each for each in new if each.code in {"A", "B", "S"}]
    parts = [each.share * ((each.mean or 0) - (_of(old, each.code).mean or 0)) for each in leaves]
    change = (element_index(TREE, new) or 0) - (element_index(TREE, old) or 0)
    assert change == pytest.approx(sum(parts), abs=0.005)
    assert change == pytest.approx(0.15 * 4.25 - 0.45 * 1.5 + 0.4 * 1.75, abs=0.005)


def test_importance_is_a_share_of_what_is_explained() -> None:
    rng = np.random.default_rng(3)
    a, b = rng.normal(70, 15, (2, 400))
    judged = Judged({"A": a, "B": b}, np.ones(400), np.full(400, "", dtype=object))
    found = importance(judged, 0.8 * a + 0.2 * b + rng.normal(0, 5, 400), ("A", "B"))
    assert sum(found.values()) == pytest.approx(1)
    assert found["A"] > 0.85
    assert importance(judged, a, ("A",)) == {}


def test_gaps_are_filled_around_the_element_s_mean_and_the_person_s_distance() -> None:
    rng = np.random.default_rng(9)
    mood = rng.normal(0, 12, 4_000)
    whole = 70 + mood[:, None] + rng.normal(0, 8, (4_000, 3))
    table = whole.copy()
    table[:3_000, 2] = np.nan
    found = filled(table, np.ones(4_000), np.random.default_rng(0))
    assert np.array_equal(found[:, :2], whole[:, :2])
    assert found[:3_000, 2].mean() == pytest.approx(70, abs=1)
    seen = np.corrcoef(found[:, 2], found[:, 0])[0, 1]
    assert seen == pytest.approx(np.corrcoef(whole[:, 2], whole[:, 0])[0, 1], abs=0.05)


def test_importance_of_what_concerns_few_is_not_lost() -> None:
    rng = np.random.default_rng(5)
    mood = rng.normal(0, 10, 2_000)
    a, b = 70 + mood + rng.normal(0, 10, (2, 2_000))
    target = 70 + 0.5 * (a - 70) + 0.5 * (b - 70) + rng.normal(0, 4, 2_000)
    b[:1_000] = np.nan
    judged = Judged({"A": a, "B": b}, np.ones(2_000), np.full(2_000, "", dtype=object))
    assert importance(judged, target, ("A", "B"))["B"] > 0.32, "filled with the plain mean it would be 0.28"


def test_importance_of_the_tree_is_that_of_the_drivers_page() -> None:
    rng = np.random.default_rng(3)
    common = rng.normal(size=400)
    columns = {code: 60 + 10 * (common + rng.normal(size=400)) for code in ("A", "B", "S")}
    columns["B"][rng.random(400) < 0.5] = np.nan
    target = 60 + 8 * common + 4 * rng.normal(size=400)
    judged = Judged(columns, np.ones(400), np.full(400, "", dtype=object))
    page = {each.name: each.importance for each in driving(judged, target, {}).standings.elements}
    assert page == pytest.approx(importance(judged, target, tuple(columns)))


def test_shares_of_low_and_high_are_of_those_who_judged() -> None:
    rng = np.random.default_rng(4)
    mood = rng.normal(0, 20, (400, 1))
    table = np.clip(np.round((60 + mood + rng.normal(0, 15, (400, 2))) / 11.11) * 100 / 9, 0, 100)
    table[150:, 1] = np.nan
    judged = Judged({"A": table[:, 0], "B": table[:, 1]}, np.ones(400), np.full(400, "", dtype=object))
    found = driving(judged, 60 + mood[:, 0] + rng.normal(0, 5, 400), {}).asymmetric
    assert found is not None
    assert found[1].low_share == pytest.approx((table[:150, 1] <= LOW + 1e-9).mean())
    assert found[1].high_share == pytest.approx((table[:150, 1] > 88).mean())
