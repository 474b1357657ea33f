# SPDX-License-Identifier: Apache-2.0
"""What the drivers are measured against computes the same."""

import numpy as np

from amends.analytics.drivers import correlations, dominance
from benchmarks.contenders.all_subsets import bare_sweep, regression_by_regression


def test_the_ways_to_lmg_agree() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(60, 6)) + rng.normal(size=(60, 1))
    target = values @ rng.normal(size=6) + rng.normal(size=60)
    matrix = correlations(np.column_stack([values, target]))
    ours = dominance(matrix).general
    np.testing.assert_allclose(bare_sweep(matrix), ours, atol=1e-12)
    np.testing.assert_allclose(regression_by_regression(values, target), ours, atol=1e-12)
