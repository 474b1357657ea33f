# SPDX-License-Identifier: Apache-2.0
"""The map with its lines, and weak elements against the mean, the past, competitors and the target."""

import numpy as np
import pytest

from amends.analytics.drivers import CannotWeigh
from amends.analytics.drivers.correlations import Matrix
from amends.analytics.drivers.importance_map import LineMissing, LineRule, LineSpec, Quadrant, importance_map
from amends.analytics.drivers.weak_elements import Ratings, Scores, Standing, weak_elements

NAMES = ["net", "fee", "hall", "app"]
IMPORTANCE = np.array([0.4, 0.3, 0.1, 0.05])


def _ratings(means: list[float], rows: int = 400, seed: int = 1, spread: float = 10) -> Ratings:
    rng = np.random.default_rng(seed)
    return Ratings(np.array(means) + rng.normal(0, spread, (rows, 1)) + rng.normal(0, 5, (rows, len(means))))


def _against(standing: Standing, what: str) -> tuple[float, bool]:
    found = next(c for c in standing.comparisons if c.against == what)
    return found.difference, found.worse


def test_the_four_quadrants_and_the_rule_of_their_lines() -> None:
    found = importance_map(NAMES, IMPORTANCE, np.array([80.0, 60, 80, 60]))
    assert [e.quadrant for e in found.elements] == [
        Quadrant.KEEP_UP, Quadrant.CONCENTRATE_HERE, Quadrant.POSSIBLE_OVERKILL, Quadrant.LOW_PRIORITY,
    ]  # fmt: skip
    assert found.importance.value == pytest.approx(0.2125)
    assert found.importance.rule is LineRule.MEAN


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (LineSpec(LineRule.MEAN), 70),
        (LineSpec(LineRule.MEDIAN), 72.5),
        (LineSpec(LineRule.SCALE_MIDDLE, scale=(1, 10)), 5.5),
        (LineSpec(LineRule.GIVEN, value=75), 75),
    ],
)
def test_each_rule_draws_its_line(line: LineSpec, value: float) -> None:
    found = importance_map(NAMES, IMPORTANCE, np.array([80.0, 75, 70, 55]), performance_line=line)
    assert (found.performance.value, found.performance.rule) == (value, line.rule)


@pytest.mark.parametrize("rule", [LineRule.SCALE_MIDDLE, LineRule.GIVEN])
def test_a_rule_without_its_numbers_is_refused(rule: LineRule) -> None:
    with pytest.raises(LineMissing, match="画线"):
        importance_map(NAMES, IMPORTANCE, IMPORTANCE, performance_line=LineSpec(rule))


def test_an_element_without_a_figure_is_refused() -> None:
    with pytest.raises(LineMissing, match="得分"):
        importance_map(NAMES, IMPORTANCE, np.array([1, 2, np.nan, 3]))


@pytest.mark.requirement("S3-043")
def test_the_weak_element_is_important_and_low_and_comes_first() -> None:
    found = weak_elements(NAMES, IMPORTANCE, _ratings([80, 65, 66, 85]))
    assert [s.name for s in found.weak] == ["fee"]
    assert [s.name for s in found.elements] == ["fee", "net", "hall", "app"]
    difference, worse = _against(found.elements[0], "mean")
    assert difference == pytest.approx(-9, abs=1)
    assert worse


def test_each_baseline_is_told_by_itself_and_what_has_no_data_is_not_there() -> None:
    against = {
        "past": _ratings([80, 66, 70, 85], seed=2).scores,
        "rival": Scores(np.array([70.0, 75, np.nan, np.nan]), np.array([0.5, 0.5, np.nan, np.nan])),
        "target": Scores.target(np.array([78.0, 80, 60, np.nan])),
    }
    fee, _, hall, app = weak_elements(NAMES, IMPORTANCE, _ratings([80, 65, 66, 85]), against=against).elements
    assert [c.against for c in fee.comparisons] == ["mean", "past", "rival", "target"]
    assert [_against(fee, what)[1] for what in ("past", "rival", "target")] == [False, True, True]
    assert [c.against for c in hall.comparisons] == ["mean", "past", "target"]
    assert [c.against for c in app.comparisons] == ["mean", "past"]
    assert not _against(hall, "target")[1]


def test_the_contrast_with_the_mean_is_that_of_a_paired_test() -> None:
    ratings = _ratings([70, 71], rows=50)
    found = weak_elements(["a", "b"], np.array([1.0, 2]), ratings).elements[1]
    own = ratings.values[:, 0] - ratings.values.mean(axis=1)
    half = 1.959964 * own.std(ddof=1) / np.sqrt(50)
    assert (found.comparisons[0].low, found.comparisons[0].high) == pytest.approx(
        (own.mean() - half, own.mean() + half)
    )


def test_holm_runs_over_everything_that_was_tested() -> None:
    against = {"past": _ratings([80, 66, 70, 85], seed=2).scores}
    found = weak_elements(NAMES, IMPORTANCE, _ratings([80, 65, 66, 85]), against=against)
    tested = [c for s in found.elements for c in s.comparisons]
    least = min(tested, key=lambda c: c.p)
    assert len(tested) == 8
    assert least.p_holm == pytest.approx(8 * least.p)


def test_where_nothing_differs_hardly_anything_is_called_worse() -> None:
    wrong = 0
    for seed in range(40):
        past = _ratings([70] * 4, seed=100 + seed).scores
        found = weak_elements(NAMES, IMPORTANCE, _ratings([70] * 4, seed=seed), against={"past": past})
        wrong += any(c.worse for s in found.elements for c in s.comparisons)
    assert wrong <= 5


def test_means_and_errors_respect_weights_and_gaps() -> None:
    values: Matrix = np.array([[80.0, np.nan], [60, 50], [70, 70]])
    scores = Ratings(values, np.array([2.0, 1, 1])).scores
    np.testing.assert_allclose(scores.means, [72.5, 60])
    plain = Ratings(np.array([[80.0], [60], [70]])).scores
    np.testing.assert_allclose(plain.errors, [10 / np.sqrt(3)])


def test_one_answer_or_all_alike_prove_nothing() -> None:
    values = np.array([[8.0, 5, 3], [7, 5, np.nan], [9, 5, np.nan]])
    against = {"target": Scores.target(np.array([9.0, 9, 9]))}
    found = weak_elements(["a", "b", "c"], np.array([1.0, 2, 3]), Ratings(values), against=against).elements
    known = {s.name: [c.against for c in s.comparisons] for s in found}
    assert known == {"a": ["mean", "target"], "b": ["mean"], "c": []}


def test_an_element_nobody_rated_is_refused() -> None:
    with pytest.raises(CannotWeigh, match="没有人评分"):
        weak_elements(["a", "b"], np.ones(2), Ratings(np.array([[1.0, np.nan], [2, np.nan]])))
