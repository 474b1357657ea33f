# SPDX-License-Identifier: Apache-2.0
"""Changes between waves: the textbook tests where they apply, and the right error in between."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_ind, ttest_rel

from amends.analytics.sampling.designs import DesignMalformed, SurveyDesign
from amends.analytics.sampling.estimates import means
from amends.analytics.sampling.waves import Wave, compare_counts, compare_estimates, compare_waves, judge

RNG = np.random.default_rng(11)
BEFORE = RNG.normal(73, 12, 80)
AFTER = 0.6 * (BEFORE - 73) + 75 + RNG.normal(0, 9, 80)


def wave(
    values: np.ndarray, people: np.ndarray, factor: float = 1.0, population: float | None = None
) -> Wave:
    populations = None if population is None else np.full(len(values), population)
    return Wave(SurveyDesign(np.full(len(values), factor), clusters=people, populations=populations), values)


@pytest.mark.shared
def test_shares_when_checked_against_statsmodels(shared_dir: Path) -> None:
    golden = json.loads((shared_dir / "reference/results/survey_stats_golden.json").read_text())
    found = compare_counts((395, 1000), (430, 1000))
    assert [found.statistic, found.p_value] == pytest.approx(golden["ztest_430/1000_vs_395/1000"], rel=1e-12)


def test_shares_when_extreme_keep_their_interval_within_one() -> None:
    found = compare_counts((0, 10), (10, 10))
    assert found.difference == 1
    assert 0.5 < found.interval[0] < found.interval[1] <= 1
    assert compare_counts((0, 5), (0, 5)).p_value == 1


def test_change_when_people_differ_is_welch() -> None:
    designs = [SurveyDesign(np.ones(80)), SurveyDesign(np.ones(50))]
    found = compare_estimates(means(designs[0], BEFORE), means(designs[1], AFTER[:50]))
    expected = ttest_ind(AFTER[:50], BEFORE, equal_var=False)
    assert [found.statistic, found.p_value] == pytest.approx([expected.statistic, expected.pvalue])
    assert found.interval == pytest.approx(expected.confidence_interval())
    strangers = compare_waves(wave(BEFORE, np.arange(80)), wave(AFTER[:50], np.arange(100, 150)))
    assert strangers.matched == 0
    assert strangers.error == pytest.approx(found.error)


def test_change_when_people_are_the_same_is_the_paired_test() -> None:
    order = RNG.permutation(80)
    found = compare_waves(wave(BEFORE, np.arange(80)), wave(AFTER[order], np.arange(80)[order]))
    expected = ttest_rel(AFTER, BEFORE)
    assert [found.statistic, found.p_value] == pytest.approx([expected.statistic, expected.pvalue])
    assert found.correlation == pytest.approx(np.corrcoef(BEFORE, AFTER)[0, 1])
    assert found.matched == 80


def test_change_when_a_weighted_clustered_panel_is_complete_is_the_mean_of_the_changes() -> None:
    strata = np.repeat(["a", "b"], 40)
    design = SurveyDesign(
        RNG.uniform(1, 4, 80), strata, np.arange(80) // 2, np.where(strata == "a", 50.0, 90.0)
    )
    found = compare_waves(Wave(design, BEFORE), Wave(design, AFTER))
    direct = means(design, AFTER - BEFORE)
    assert [found.difference, found.error] == pytest.approx([direct.values[0], direct.errors[0]])
    assert (found.matched, found.degrees_of_freedom) == (40, 38)


def test_change_when_half_are_the_same_counts_their_covariance() -> None:
    first, second = BEFORE[:60], AFTER[20:]
    found = compare_waves(wave(first, np.arange(60)), wave(second, np.arange(20, 80)))
    shared = 40 * np.cov(BEFORE[20:60], AFTER[20:60])[0, 1] / 60**2
    assert found.error**2 == pytest.approx(first.var(ddof=1) / 60 + second.var(ddof=1) / 60 - 2 * shared)


def test_error_when_samples_overlap_by_chance_alone_matches_what_happens() -> None:
    """Two independent samples from one small population: covariances cancel, on average, with the correction."""
    rng = np.random.default_rng(4)
    people = np.arange(80)
    steps, squares = [], []
    for _ in range(400):
        one, two = (rng.choice(people, 40, replace=False) for _ in range(2))
        found = compare_waves(wave(BEFORE[one], one, population=80), wave(AFTER[two], two, population=80))
        steps.append(found.difference)
        squares.append(found.error**2)
    assert np.mean(squares) == pytest.approx(np.var(steps), rel=0.15)


@settings(max_examples=10)
@given(st.floats(1e-3, 1e3))
def test_change_when_weights_are_scaled_is_the_same(factor: float) -> None:
    plain = compare_waves(wave(BEFORE, np.arange(80)), wave(AFTER, np.arange(80)))
    scaled = compare_waves(wave(BEFORE, np.arange(80)), wave(AFTER, np.arange(80), factor))
    assert scaled.error == pytest.approx(plain.error)


def test_people_when_their_stratum_changed_are_not_matched() -> None:
    people = np.arange(80)
    strata = np.repeat(["a", "b"], 40)
    moved = strata.copy()
    moved[:10] = "b"
    designs = [SurveyDesign(np.ones(80), each, people) for each in (strata, moved)]
    assert compare_waves(Wave(designs[0], BEFORE), Wave(designs[1], AFTER)).matched == 70


def test_change_when_everybody_was_asked_twice_has_no_error() -> None:
    found = compare_waves(
        wave(BEFORE, np.arange(80), population=80), wave(AFTER, np.arange(80), population=80)
    )
    assert (found.error, found.p_value) == (0, 0)


def test_waves_when_they_cannot_be_matched_are_refused() -> None:
    nameless = Wave(SurveyDesign(np.ones(80)), BEFORE)
    with pytest.raises(DesignMalformed, match="clusters"):
        compare_waves(nameless, nameless)


def test_changes_when_many_are_judged_together() -> None:
    changes = [compare_counts((50, 100), (count, 100)) for count in (50, 66, 70)]
    found = judge(["a", "b", "c"], changes)
    assert [each.holm > each.change.p_value for each in found] == [False, True, True]
    assert found[1].holm == pytest.approx(2 * changes[1].p_value)
