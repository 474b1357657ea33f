# SPDX-License-Identifier: Apache-2.0
"""Planning a change: change, power and sample lead back to each other, and to published cases."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.analytics.sampling.power import (
    PowerImpossible,
    PowerSpec,
    TwoWaves,
    deviation_of_nps,
    deviation_of_share,
    minimum_detectable_change,
    minimum_detectable_share,
    power_of_change,
    rows_for_change,
)


def equal(rows: float, **more: float) -> TwoWaves:
    return TwoWaves(rows, rows, 20, 20, **more)


def test_rows_when_effect_is_medium_are_cohens_normal_63() -> None:
    assert rows_for_change(0.5, 1) == 63  # 2·(1.959964 + 0.841621)²/0.25 = 62.79; Cohen's t needs one more
    assert rows_for_change(0.5, 1, design_effect=1.5) == 95
    assert rows_for_change(0.5, 1, share_in_both=1, correlation=0.6) == 26


def test_change_when_waves_have_1000_answers() -> None:
    assert minimum_detectable_change(equal(1000)) == pytest.approx(2.801585 * 20 * math.sqrt(0.002), rel=1e-6)


def test_change_when_people_answer_twice_is_smaller() -> None:
    panel, fresh = (minimum_detectable_change(equal(500, both=both, correlation=0.6)) for both in (500, 0))
    assert panel == pytest.approx(fresh * math.sqrt(0.4))


def test_change_when_many_tests_are_planned_is_larger() -> None:
    assert minimum_detectable_change(equal(500), PowerSpec(tests=10)) > 1.2 * minimum_detectable_change(
        equal(500)
    )


@given(st.floats(0.5, 0.999), st.floats(0.8, 0.999), st.integers(2, 10_000))
def test_power_when_the_change_is_the_least_detectable_is_that_asked_for(
    power: float, level: float, rows: int
) -> None:
    spec = PowerSpec(level, power)
    change = minimum_detectable_change(equal(rows), spec)
    assert power_of_change(equal(rows), change, spec) == pytest.approx(
        power, abs=0.011
    )  # the far tail adds a little
    assert power_of_change(equal(rows), -change, spec) == power_of_change(equal(rows), change, spec)
    assert rows - 1 <= rows_for_change(change, 20, spec) <= rows + 1


def test_power_when_nothing_changed_is_the_error_chance() -> None:
    assert power_of_change(equal(100), 0) == pytest.approx(0.05)
    nobody_differs = TwoWaves(10, 10, 0, 0)
    assert (power_of_change(nobody_differs, 0), power_of_change(nobody_differs, 1)) == (0, 1)


def test_share_when_detectable_has_the_power_asked_for() -> None:
    rng = np.random.default_rng(9)
    low, high = minimum_detectable_share(0.43, 1000, 1000)
    assert low is not None
    assert high is not None
    assert 0.43 - low == pytest.approx(high - 0.43, rel=0.05)
    first, second = rng.binomial(1000, 0.43, 20_000) / 1000, rng.binomial(1000, high, 20_000) / 1000
    pooled = (first + second) / 2
    noticed = np.abs(second - first) > 1.959964 * np.sqrt(pooled * (1 - pooled) / 500)
    assert noticed.mean() == pytest.approx(0.8, abs=0.015)


def test_share_when_at_an_end_or_sample_too_small() -> None:
    low, high = minimum_detectable_share(0, 200, 200)
    assert low is None
    assert high is not None
    assert 0.01 < high < 0.06
    assert minimum_detectable_share(0.5, 3, 3) == (None, None)


def test_deviations_when_yes_or_no_and_net_promoter() -> None:
    assert deviation_of_share(0.2) == pytest.approx(0.4)
    assert deviation_of_nps(0.43, 0.18) == pytest.approx(np.std(np.repeat([100, 0, -100], [43, 39, 18])))


def test_comparisons_when_impossible_are_refused() -> None:
    for wrong in ({"power": 0.2}, {"level": 1}, {"tests": 0}):
        with pytest.raises(PowerImpossible):
            PowerSpec(**wrong)
    with pytest.raises(PowerImpossible):
        equal(100, both=200)
    with pytest.raises(PowerImpossible):
        equal(100, correlation=2)
    with pytest.raises(PowerImpossible):
        rows_for_change(0, 20)
    with pytest.raises(PowerImpossible):
        minimum_detectable_share(1.5, 10, 10)
