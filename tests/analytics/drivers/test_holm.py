# SPDX-License-Identifier: Apache-2.0
"""Holm's correction, worked by hand."""

import numpy as np

from amends.analytics.drivers.holm import holm


def test_the_smallest_counts_most_and_order_is_kept() -> None:
    np.testing.assert_allclose(holm(np.array([0.01, 0.04, 0.03, 0.005])), [0.03, 0.06, 0.06, 0.02])


def test_what_was_not_tested_counts_for_nothing() -> None:
    np.testing.assert_allclose(holm(np.array([np.nan, 0.02, 0.6])), [np.nan, 0.04, 0.6])


def test_it_is_never_above_one() -> None:
    np.testing.assert_allclose(holm(np.array([0.7, 0.8])), [1, 1])
