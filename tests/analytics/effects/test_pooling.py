# SPDX-License-Identifier: Apache-2.0
"""Several waves, several segments: one effect or many."""

import numpy as np
import pytest

from amends.analytics.effects.pooling import TooFewToPool, pooled
from amends.analytics.effects.segments import Wave, by_segment


def test_pooled_when_checked_against_statsmodels() -> None:
    # statsmodels 0.15.0: combine_effects(..., method_re="chi2"): tau2, i2, mean_effect_re, sd_eff_w_re
    found = pooled(np.array([0.3, 0.1, 0.5, 0.24]), np.array([0.1, 0.12, 0.15, 0.2]))
    assert found.heterogeneity**2 == pytest.approx(0.008849902685869987, rel=1e-12)
    assert found.share == pytest.approx(0.328663079649702, rel=1e-12)
    assert (found.value, found.error) == pytest.approx((0.27675118251138664, 0.08208020356374457), rel=1e-12)
    assert (found.low, found.high) == pytest.approx((0.015535, 0.537967), abs=1e-6)


def test_pooled_waves_that_disagree_are_surer_of_nothing() -> None:
    found = pooled(np.array([0.5, -0.5, 0.5, -0.5]), np.full(4, 0.1))
    assert found.p_same < 1e-10
    assert found.low < -0.5 < 0.5 < found.high


@pytest.mark.parametrize("errors", [[0.1], [0.1, 0.0]])
def test_pooled_when_there_is_nothing_to_pool_is_refused(errors: list[float]) -> None:
    with pytest.raises(TooFewToPool):
        pooled(np.zeros(len(errors)), np.array(errors))


def test_segment_with_the_planted_effect_is_the_one_found() -> None:
    rng = np.random.default_rng(6)
    codes, treated = rng.integers(0, 4, 2_000), rng.random(2_000) < 0.8
    outcome = rng.normal(size=2_000) + 0.6 * treated * (codes == 2)
    codes[:5] = 4
    found = by_segment(Wave(outcome, treated), codes, ["东", "西", "南", "北", "小"])
    assert [each.name for each in found.found if each.adjusted_p < 0.05] == ["南"]
    assert found.too_small == ("小",)
    assert found.together is not None
    assert found.together.p_same < 0.01


def test_segments_with_clusters_of_their_own_are_only_named() -> None:
    treated = np.arange(80) % 2 == 0
    wave = Wave(np.arange(80.0), treated, clusters=treated.astype(np.int64))
    found = by_segment(wave, np.zeros(80, dtype=np.int64), ["全"])
    assert (found.found, found.too_small, found.together) == ((), ("全",), None)
