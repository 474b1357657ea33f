# SPDX-License-Identifier: Apache-2.0
"""Outcomes that hardly anybody has: nothing is claimed of three against none, and none against none is no certainty."""

import numpy as np
import pytest
from scipy.stats import fisher_exact

from amends.analytics.effects.lift import effect
from amends.analytics.effects.rare import exact_p, few, share_difference
from amends.analytics.effects.segments import Wave, by_segment


def shares(yes: tuple[int, int], rows: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    treated = np.repeat([True, False], rows)
    outcome = np.concatenate([np.arange(n) < k for k, n in zip(yes, rows, strict=True)]).astype(float)
    return outcome, treated


@pytest.mark.parametrize("yes", [(0, 0), (3, 0), (0, 2), (5, 1), (202, 31), (40, 4), (7, 7)])
def test_exact_p_when_checked_against_scipy(yes: tuple[int, int]) -> None:
    rows = (202, 31)
    table = [[yes[0], rows[0] - yes[0]], [yes[1], rows[1] - yes[1]]]
    assert exact_p(yes, rows) == pytest.approx(fisher_exact(table).pvalue, abs=1e-12)


def test_interval_when_checked_against_newcombe() -> None:
    # Newcombe 1998, Statistics in Medicine 17:873–890, table II, method 10, examples (a), (e), (g), (h)
    for yes, rows, ends in (
        ((56, 48), (70, 80), (0.0524, 0.3339)), ((5, 0), (56, 29), (-0.0381, 0.1926)),
        ((0, 0), (10, 20), (-0.1611, 0.2775)), ((0, 0), (10, 10), (-0.2775, 0.2775)),
    ):  # fmt: skip
        assert share_difference(yes, rows, level=0.95) == pytest.approx(ends, abs=5e-5)


def test_nobody_in_both_arms_is_no_certainty() -> None:
    found = effect(*shares((0, 0), (202, 31)))
    assert (found.value, found.p) == (0.0, 1.0)
    assert found.low == pytest.approx(-0.1103, abs=1e-3), "of 31 without it, every ninth may have it"
    assert found.high == pytest.approx(0.0187, abs=1e-3)
    assert found.error > 0


def test_nobody_in_a_small_holdout_claims_nothing() -> None:
    outcome, treated = shares((10, 0), (202, 31))
    found = effect(outcome, treated)
    arm = outcome[treated]
    assert 1.96 * arm.std(ddof=1) / np.sqrt(202) < 10 / 202, "least squares alone would claim it"
    assert found.low < 0 < found.high
    assert found.p > 0.3


def test_enough_of_both_are_left_as_they_were() -> None:
    rows = (200, 100)
    assert few((5, 5), rows) is False
    assert few((4, 50), rows) is True
    assert few((196, 50), rows) is True
    found = effect(*shares((40, 10), rows))
    outcome, treated = shares((40, 10), rows)
    one, other = outcome[treated], outcome[~treated]
    assert found.error == pytest.approx(np.sqrt(one.var(ddof=1) / 200 + other.var(ddof=1) / 100))


def test_amounts_are_no_shares() -> None:
    outcome, treated = shares((0, 2), (50, 50))
    assert effect(outcome * 30, treated).p < effect(outcome, treated).p


def test_segments_without_the_outcome_are_told_together_all_the_same() -> None:
    outcome, treated = shares((6, 2), (400, 100))
    codes = np.arange(500) % 2
    found = by_segment(Wave(outcome, treated), codes, ("东", "西"))
    assert len(found.found) == 2
    assert found.together is not None
    assert all(one.effect.error > 0 for one in found.found)


def test_false_claims_are_no_more_often_than_said() -> None:
    """One in fifty has the outcome, whoever is treated: a holdout of forty would claim an effect far too often."""
    rng = np.random.default_rng(5)
    claimed = 0
    for _time in range(400):
        treated = np.repeat([True, False], (360, 40))
        claimed += effect((rng.random(400) < 0.02).astype(float), treated).p < 0.05
    assert claimed / 400 <= 0.06
