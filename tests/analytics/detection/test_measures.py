# SPDX-License-Identifier: Apache-2.0
"""Measures against scikit-learn, and against what can be counted by hand."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from amends.analytics.detection.measures import (
    area_under_curve,
    average_precision,
    bootstrap_draws,
    brier,
    brier_skill,
    gains,
    lift_at,
    measured,
    reliability,
    wilson,
)

RNG = np.random.default_rng(8)
TRUTH = RNG.random(500) < 0.2
SCORES = np.clip((RNG.normal(size=500) + TRUTH).round(1) / 6 + 0.4, 0.01, 0.99)  # many ties


def test_ranking_measures_equal_scikit_learn_with_ties() -> None:
    assert area_under_curve(SCORES, TRUTH) == pytest.approx(roc_auc_score(TRUTH, SCORES), abs=1e-12)
    assert average_precision(SCORES, TRUTH) == pytest.approx(
        average_precision_score(TRUTH, SCORES), abs=1e-12
    )
    assert brier(SCORES, TRUTH) == pytest.approx(brier_score_loss(TRUTH, SCORES), abs=1e-12)


def test_auc_of_one_class_is_not_a_number() -> None:
    assert np.isnan(area_under_curve(np.ones(3), np.ones(3, dtype=np.bool_)))


def test_lift_shares_ties_evenly() -> None:
    truth = np.array([True, False, True, False, False, False, False, False, False, False])
    assert lift_at(np.arange(10.0)[::-1], truth, 0.1) == pytest.approx(5.0)
    assert lift_at(np.zeros(10), truth, 0.3) == pytest.approx(1.0)


def test_skill_of_the_base_rate_is_zero() -> None:
    assert brier_skill(np.full(500, TRUTH.mean()), TRUTH) == pytest.approx(0.0, abs=1e-12)
    assert brier_skill(TRUTH.astype(np.float64), TRUTH) == 1.0


def test_reliability_covers_everyone_once() -> None:
    bins = reliability(SCORES, TRUTH)
    assert sum(b.count for b in bins) == 500
    assert sum(b.count * b.observed for b in bins) == pytest.approx(TRUTH.sum())
    assert all(b.low <= b.observed <= b.high for b in bins)


def test_wilson_interval_of_none_in_ten() -> None:
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)


def test_interval_holds_the_value_and_widens_with_fewer_rows() -> None:
    few = np.arange(80)
    wide = measured(
        area_under_curve, (SCORES[few],), TRUTH[few], bootstrap_draws(80, 100, np.random.default_rng(1))
    )
    full = measured(area_under_curve, (SCORES,), TRUTH, bootstrap_draws(500, 100, np.random.default_rng(1)))
    assert full.low < full.value < full.high
    assert wide.high - wide.low > full.high - full.low


def test_gains_start_at_nothing_end_at_all_and_follow_the_list() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.6])
    curve = gains(scores, np.array([True, False, True, False]), steps=4)
    assert [(g.share, g.found) for g in curve] == [(0, 0), (0.25, 0.5), (0.5, 0.5), (0.75, 1.0), (1.0, 1.0)]
