# SPDX-License-Identifier: Apache-2.0
"""Ends of intervals."""

import numpy as np
import pytest

from amends.analytics.index.intervals import acceleration_of, bca, percentile, studentised

SAMPLES = np.random.default_rng(1).normal(size=(3, 999))


def test_percentile_is_the_quantile_of_type_seven() -> None:
    np.testing.assert_allclose(percentile(SAMPLES, 0.9), np.quantile(SAMPLES, [0.05, 0.95], axis=1).T)


def test_bca_without_bias_or_skewness_is_the_percentile() -> None:
    middle = np.median(SAMPLES, axis=1)
    np.testing.assert_allclose(bca(SAMPLES, middle, np.zeros(3), 0.95), percentile(SAMPLES, 0.95), atol=1e-9)


def test_bca_moves_against_bias() -> None:
    low = bca(SAMPLES, np.median(SAMPLES, axis=1) - 0.3, np.zeros(3), 0.95)
    assert (low < percentile(SAMPLES, 0.95)).all()


def test_bca_agrees_with_scipy_for_the_mean() -> None:
    from scipy import stats

    data = np.random.default_rng(2).exponential(size=40)
    known = stats.bootstrap((data,), np.mean, n_resamples=2000, method="BCa", rng=np.random.default_rng(3))
    left = (data.sum() - data) / 39
    acceleration = acceleration_of(left[None], np.zeros(40, dtype=np.int64))
    found = bca(known.bootstrap_distribution[None], data.mean()[None], acceleration, 0.95)
    np.testing.assert_allclose(found[0], known.confidence_interval, rtol=1e-3)


def test_acceleration_when_a_figure_never_varies_is_zero() -> None:
    assert acceleration_of(np.ones((1, 9)), np.zeros(9, dtype=np.int64)) == pytest.approx(0)


def test_studentised_with_errors_alike_mirrors_the_percentile() -> None:
    samples = np.random.default_rng(1).exponential(size=(1, 4000))
    estimate, error = np.array([1.0]), samples.std(ddof=1)
    low, high = percentile(samples, 0.95)[0]
    found = studentised(samples, estimate, np.full_like(samples, error), 0.95)
    np.testing.assert_allclose(found[0], [2 - high, 2 - low])


def test_studentised_when_no_error_is_known_is_nan() -> None:
    found = studentised(SAMPLES, SAMPLES.mean(axis=1), np.full_like(SAMPLES, np.nan), 0.95)
    assert np.isnan(found).all()
