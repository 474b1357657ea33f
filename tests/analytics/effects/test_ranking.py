# SPDX-License-Identifier: Apache-2.0
"""An order by expected gain is used only where it is shown to be better."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import spearmanr

from amends.analytics.effects.ranking import compare_orders, learn_gain, uplift


def test_learnt_gain_beats_risk_where_the_riskiest_gain_nothing() -> None:
    rng = np.random.default_rng(8)
    known = rng.normal(size=(6_000, 2))
    treated = rng.random(6_000) < 0.5
    outcome = -known[:, 0] + 1.0 * treated * (known[:, 1] > 0) + rng.normal(size=6_000)
    gain = uplift(known, outcome, treated, rng=rng)
    found = compare_orders(gain, known[:, 0], outcome, treated, samples=200, rng=rng)
    assert found.better
    assert found.difference == pytest.approx(found.first.area - found.second.area)
    assert found.first.gain[-1] == pytest.approx(0.5, abs=0.1)
    # half of the customers gain 1 each: reached first, the curve is at its end half way
    assert found.first.gain[50] == pytest.approx(found.first.gain[-1], abs=0.1)


def test_orders_by_chance_are_not_better_than_each_other() -> None:
    rng = np.random.default_rng(9)
    treated = rng.random(2_000) < 0.5
    outcome = rng.normal(size=2_000) + treated
    one, other = rng.normal(size=(2, 2_000))
    found = compare_orders(one, other, outcome, treated, samples=200, rng=rng)
    assert not found.better
    assert found.low < 0 < found.high


def test_gain_of_approaching_all_is_the_effect_whatever_the_order() -> None:
    rng = np.random.default_rng(10)
    treated = rng.random(500) < 0.5
    outcome = rng.normal(size=500) + treated
    found = compare_orders(np.zeros(500), rng.normal(size=500), outcome, treated, samples=20, rng=rng)
    effect = outcome[treated].mean() - outcome[~treated].mean()
    assert found.first.gain[-1] == pytest.approx(effect)
    assert found.second.gain[-1] == pytest.approx(effect)
    assert found.first.area == pytest.approx(0, abs=1e-12)  # all alike: no order at all


def test_customers_assigned_together_are_drawn_together() -> None:
    """Four copies of every customer say no more than one: the interval must not become half as wide."""
    rng = np.random.default_rng(5)
    n = 400
    score, other = rng.normal(size=(2, n))
    treated = rng.random(n) < 0.5
    outcome = (rng.random(n) < 0.3 + 0.1 * treated * (score > 0)).astype(float)
    ours, theirs, came = (np.tile(each, 4) for each in (score, other, outcome))
    arms, groups = np.tile(treated, 4), np.tile(np.arange(n), 4)

    def width(clusters: NDArray[np.int64] | None) -> float:
        found = compare_orders(
            ours, theirs, came, arms, clusters=clusters, samples=200, rng=np.random.default_rng(1)
        )
        return found.high - found.low

    once = compare_orders(score, other, outcome, treated, samples=200, rng=np.random.default_rng(1))
    assert width(groups) == pytest.approx(once.high - once.low)
    assert width(None) < 0.7 * width(groups)


def _wave(
    n: int, rng: np.random.Generator, *, gain: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64]]:
    """Known before (a quarter of the second column unknown), arm, outcome and what each gains; the first column is the
    risk, and gains nothing."""
    known = rng.normal(size=(n, 2))
    gains: NDArray[np.float64] = np.where(known[:, 1] > 0, gain, 0.0)
    treated = rng.random(n) < 0.8
    outcome = -known[:, 0] + gains * treated + rng.normal(size=n)
    known[rng.random(n) < 0.25, 1] = np.nan
    return known, treated, outcome, gains


def test_gain_learnt_on_one_wave_orders_the_customers_of_another() -> None:
    rng = np.random.default_rng(11)
    known, treated, outcome, _gains = _wave(6_000, rng, gain=1.0)
    others, arms, came, gains = _wave(4_000, rng, gain=1.0)
    expected = learn_gain(known, outcome, treated, rng=rng).of(others)
    seen = np.isfinite(others[:, 1])
    assert spearmanr(expected[seen], gains[seen]).statistic > 0.8
    assert expected[seen & (others[:, 1] > 0)].mean() == pytest.approx(1.0, abs=0.15)
    assert compare_orders(expected, others[:, 0], came, arms, samples=200, rng=rng).better


def test_nothing_learnt_where_nobody_gains_more_than_another() -> None:
    rng = np.random.default_rng(12)
    known, treated, outcome, _gains = _wave(6_000, rng, gain=0.0)
    others, arms, came, _none = _wave(4_000, rng, gain=0.0)
    expected = learn_gain(known, outcome, treated, rng=rng).of(others)
    found = compare_orders(expected, rng.normal(size=4_000), came, arms, samples=200, rng=rng)
    assert not found.better
    assert abs(expected.mean()) < 0.1


def test_the_same_wave_and_seed_teach_the_same() -> None:
    known, treated, outcome, _gains = _wave(2_000, np.random.default_rng(13), gain=1.0)
    one, two = (learn_gain(known, outcome, treated, rng=np.random.default_rng(4)).of(known) for _ in "12")
    assert np.array_equal(one, two)
