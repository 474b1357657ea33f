# SPDX-License-Identifier: Apache-2.0
"""Probabilities that mean what they say, and a threshold that keeps its promise."""

import numpy as np
import pytest

from amends.analytics.language.classifying.calibration import NEVER, fit_calibration, sure_from


def _drawn(rows: int, factor: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    scores = rng.normal(0, 2, (rows, 4))
    likely = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    labels = (likely.cumsum(axis=1) > rng.random((rows, 1))).argmax(axis=1)
    return scores * factor, labels


@pytest.mark.parametrize("factor", [0.2, 1.0, 9.0])
def test_calibration_undoes_any_scale_of_scores(factor: float) -> None:
    scores, labels = _drawn(20_000, factor)
    found = fit_calibration(scores, labels)
    assert found.slope * factor == pytest.approx(1, abs=0.05)
    said, right = found.of_best(scores), scores.argmax(axis=1) == labels
    for low in (0.3, 0.5, 0.7, 0.9):
        kept = (said >= low) & (said < low + 0.1)
        assert said[kept].mean() == pytest.approx(right[kept].mean(), abs=0.04)


def test_scores_far_apart_stay_finite() -> None:
    found = fit_calibration(np.eye(3) * 1e4, np.arange(3))
    assert np.isfinite(found.of_best(np.eye(3) * 1e6)).all()


def test_sure_ones_are_as_right_as_asked() -> None:
    top = np.linspace(1, 0.5, 10_000)
    right = np.random.default_rng(5).random(10_000) < top
    threshold = sure_from(top, right, 0.95)
    assert 0.85 < threshold < 0.95
    assert right[top >= threshold].mean() >= 0.95


def test_a_promise_that_cannot_be_kept_makes_nothing_sure() -> None:
    top = np.linspace(1, 0.5, 200)
    assert sure_from(top, np.arange(200) % 2 == 0, 0.95) == NEVER
    assert sure_from(np.ones(10), np.ones(10, dtype=bool), 0.95) == NEVER  # too few to tell


def test_the_threshold_never_parts_equal_probabilities() -> None:
    top = np.array([0.9] * 200 + [0.8] * 200)
    right = np.array([True] * 200 + [True] * 150 + [False] * 50)
    assert sure_from(top, right, 0.95) == 0.9
