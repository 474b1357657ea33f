# SPDX-License-Identifier: Apache-2.0
"""Forecasts: the line of weighted least squares by hand, ranges that cover, refusals in words."""

import numpy as np
import pytest

from amends.analytics.sampling.trend import CannotForecast, Past, forecast


def test_forecast_agrees_with_a_line_fitted_by_hand() -> None:
    # y = 70, 72, 71, 75 at 0…3, equal errors of 1: slope 1.4, mean 72 at 1.5; residuals 0.1, 0.7, -1.7, 0.9
    found = forecast([Past(at, y, 1.0) for at, y in enumerate((70, 72, 71, 75))], 4.0)
    assert found.slope == pytest.approx(1.4)
    assert found.value == pytest.approx(75.5)
    assert found.inflation == pytest.approx(4.2 / 2)
    assert found.error == pytest.approx(np.sqrt(2.1 * (1 / 4 + 2.5**2 / 5 + 1)))
    assert found.high - found.value == pytest.approx(4.302652729911275 * found.error)
    assert found.chance_of(75.5) == pytest.approx(0.5)


def test_waves_that_scatter_less_than_their_errors_do_not_narrow_the_range() -> None:
    found = forecast([Past(at, 70.0, 2.0) for at in range(4)], 4.0)
    assert found.inflation == 1
    assert found.high - found.low > 2 * 4.3 * 2


def test_exact_wave_outweighs_a_rough_one() -> None:
    waves = [Past(0, 70, 0.5), Past(1, 70, 0.5), Past(2, 70, 0.5), Past(3, 80, 20.0)]
    assert forecast(waves, 3.5).value == pytest.approx(70, abs=0.1)


def test_range_covers_a_new_wave_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    inside = 0
    for _ in range(1000):
        truth = 70 + 0.8 * np.arange(6)
        seen = truth + rng.normal(0, 1.0, 6)
        found = forecast([Past(at, float(y), 1.0) for at, y in enumerate(seen[:5])], 5.0)
        inside += found.low <= seen[5] <= found.high
    assert inside >= 940  # never scaled down, so no less than the level


@pytest.mark.parametrize(
    ("past", "at", "words"),
    [
        ([Past(0, 70, 1), Past(1, 72, 1)], 2.0, "只有 2 期"),
        ([Past(0, 70, 1), Past(0, 71, 1), Past(1, 72, 1)], 2.0, "只有 2 期"),
        ([Past(at, 70, 0) for at in range(3)], 3.0, "抽样误差"),
        ([Past(at, 70, float("nan")) for at in range(3)], 3.0, "抽样误差"),
        ([Past(at, 70, 1) for at in range(3)], 4.5, "太远"),
    ],
)
def test_too_little_to_go_by_is_refused_in_words(past: list[Past], at: float, words: str) -> None:
    with pytest.raises(CannotForecast, match=words):
        forecast(past, at)
