# SPDX-License-Identifier: Apache-2.0
"""Measures against scikit-learn's, and by hand."""

import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_score, recall_score

from amends.analytics.language.classifying.measures import (
    calibration_error,
    class_measures,
    confusion_counts,
    confusions,
    intervals,
    macro_f1,
    reliability,
)

RNG = np.random.default_rng(9)
TRUTH = RNG.integers(0, 4, 500)
PREDICTED = np.where(RNG.random(500) < 0.7, TRUTH, RNG.integers(0, 4, 500))
NAMES = ("a", "b", "c", "d")


def test_f1_precision_and_recall_are_those_of_scikit_learn() -> None:
    found = class_measures(confusion_counts(TRUTH, PREDICTED, 4), NAMES)
    np.testing.assert_allclose([m.f1 for m in found], f1_score(TRUTH, PREDICTED, average=None))
    np.testing.assert_allclose([m.precision for m in found], precision_score(TRUTH, PREDICTED, average=None))
    np.testing.assert_allclose([m.recall for m in found], recall_score(TRUTH, PREDICTED, average=None))
    assert macro_f1(TRUTH, PREDICTED, 4) == pytest.approx(f1_score(TRUTH, PREDICTED, average="macro"))


def test_intervals_hold_the_point_and_narrow_with_more_rows() -> None:
    def width(rows: int) -> float:
        units, rng = np.arange(rows), np.random.default_rng(1)
        (low, high), (least, most) = intervals(
            TRUTH[:rows], PREDICTED[None, :rows], units, classes=4, resamples=200, rng=rng
        )
        assert low < macro_f1(TRUTH[:rows], PREDICTED[:rows], 4) < high
        assert least < (TRUTH[:rows] == PREDICTED[:rows]).mean() < most
        return high - low

    assert width(500) < width(100)


def test_the_commonest_confusion_comes_first() -> None:
    counts = np.array([[5.0, 3, 0], [1, 9, 0], [0, 0, 4]])
    assert [(c.actual, c.predicted, c.rows, c.share) for c in confusions(counts, ("a", "b", "c"))] == [
        ("a", "b", 3, 0.375),
        ("b", "a", 1, 0.1),
    ]


def test_calibration_error_is_what_is_said_less_what_is_right() -> None:
    bins = reliability(np.array([0.95, 0.95, 0.55, 1.0]), np.array([True, False, True, True]))
    assert [(b.rows, round(b.said, 3), round(b.right, 3)) for b in bins] == [
        (1, 0.55, 1.0),
        (3, 0.967, 0.667),
    ]
    assert calibration_error(bins) == pytest.approx((0.45 + 3 * 0.3) / 4)
