# SPDX-License-Identifier: Apache-2.0
"""Paths of two groups: permutation, bootstrap, t tests."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from amends.analytics.index.assessment.groups import (
    Side,
    henseler_probability,
    parametric,
    permute_groups,
    welch_satterthwaite,
)
from amends.analytics.index.estimating import estimate_many
from amends.analytics.index.moments import moments_of
from amends.analytics.index.spec import IndexSpec, Matrix
from tests.analytics.index.assessment.conftest import SMALL, Mobi, answers, fitted

HALF = np.arange(120) % 2 == 0


def test_chance_groups_do_not_differ_and_values_are_those_of_each() -> None:
    rows = answers()
    found = permute_groups(SMALL, rows, HALF, rng=np.random.default_rng(5), permutations=99)
    assert found.first[3] == pytest.approx(fitted(SMALL, rows[HALF]).paths[2, 3])
    assert found.second[3] == pytest.approx(fitted(SMALL, rows[~HALF]).paths[2, 3])
    assert (found.p > 0.01).all()


def test_a_path_that_one_group_lacks_is_found() -> None:
    rows = answers()
    rows[HALF, 9] = np.random.default_rng(1).permutation(rows[HALF, 9])
    found = permute_groups(SMALL, rows, HALF, rng=np.random.default_rng(5), permutations=99)
    assert found.paths[3] == ("Satisfaction", "Loyalty")
    assert found.p[3] == pytest.approx(0.01)


@given(
    st.lists(st.integers(0, 9), min_size=2, max_size=12), st.lists(st.integers(0, 9), min_size=2, max_size=12)
)
def test_henseler_counts_pairs_and_its_two_sides_add_up(one: list[int], other: list[int]) -> None:
    first, second = (
        np.array(one, dtype=float)[:, None],
        np.array(other)[:, None] + 0.0037,
    )  # so that nothing ties
    gap = (2 * first.mean() - first) - (2 * second.mean() - second).T
    found = henseler_probability(first, second)[0]
    assert found == pytest.approx((gap < 0).mean())
    assert found + henseler_probability(second, first)[0] == pytest.approx(1)


def test_henseler_counts_ties_half() -> None:
    same = np.array([[0.1], [0.3]])
    assert henseler_probability(same, same) == pytest.approx(0.5)


def test_henseler_is_certain_when_samples_lie_apart() -> None:
    low, high = np.array([[0.1], [0.2]]), np.array([[0.7], [0.9]])
    assert henseler_probability(high, low) == 0
    assert henseler_probability(low, high) == 1


def test_t_tests_of_means_are_those_of_students_and_welch() -> None:
    one, other = answers()[:40, 0], answers()[40:, 1]
    errors = [
        np.array([each.std(ddof=1) / np.sqrt(each.size - 1)]) for each in (one, other)
    ]  # as the formulas scale
    first = Side(np.array([one.mean()]), errors[0], one.size)
    second = Side(np.array([other.mean()]), errors[1], other.size)
    expected = stats.ttest_ind(one, other, equal_var=False)
    found = welch_satterthwaite(first, second)
    assert (found.t[0], found.degrees[0], found.p[0]) == pytest.approx(
        (expected.statistic, expected.df, expected.pvalue)
    )
    expected = stats.ttest_ind(one, other)
    found = parametric(first, second)
    assert (found.t[0], found.degrees[0], found.p[0]) == pytest.approx(
        (expected.statistic, expected.df, expected.pvalue)
    )


def resampled(spec: IndexSpec, rows: Matrix, times: int, rng: np.random.Generator) -> Matrix:
    """(times, m) paths of bootstrap samples."""
    drawn = [moments_of(rows[rng.integers(0, len(rows), len(rows))]).correlations for _ in range(times)]
    paths = estimate_many(spec, np.stack(drawn, axis=-1)).paths
    return np.stack([paths[spec.names.index(a), spec.names.index(b)] for a, b in spec.paths], axis=1)


@pytest.mark.shared
def test_groups_agree_with_seminr(mobi: Mobi, results: Path) -> None:
    low = mobi.rows[:, 5] < 8
    with (results / "seminr234_mobi_mga_CUEX1lt8_boot1000_seed123.csv").open() as lines:
        expected = list(csv.DictReader(lines))
    spec, rng = mobi.plain.spec, np.random.default_rng(3)
    found = permute_groups(spec, mobi.rows, low, rng=rng, permutations=9)
    np.testing.assert_allclose(found.difference, [float(row["diff"]) for row in expected], rtol=0, atol=1e-8)
    drawn = [resampled(spec, mobi.rows[mask], 300, rng) for mask in (low, ~low)]
    chances = [float(row["pls_mga_p"]) for row in expected]  # of 1,000 samples that are not written down
    np.testing.assert_allclose(henseler_probability(*drawn), chances, atol=0.06)
