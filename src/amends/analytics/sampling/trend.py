# SPDX-License-Identifier: Apache-2.0
"""Where a figure will be in a later wave if it goes on as it did: a straight line with the range of a new wave."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from amends.analytics.distributions import student
from amends.kernel.refusals import Refusal

FEWEST = 3  # through two waves every line goes exactly, and nothing says how far it is wrong


class CannotForecast(Refusal):
    """Waves from which nothing follows for a later one; the words say why."""


@dataclass(frozen=True, slots=True)
class Past:
    """A figure of one wave: when (years, any origin), its value, its standard error."""

    at: float
    value: float
    error: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """The figure of a wave to come, with the interval in which it will lie with the given level.

    `slope` is points a year; `error` the standard error of a new wave around the line, with its degrees of freedom;
    `inflation` ≥ 1 says how many times more the waves scatter around the line than their own errors explain (1: no
    more), as a ratio of variances.
    """

    value: float
    low: float
    high: float
    slope: float
    error: float
    degrees_of_freedom: int
    inflation: float

    def chance_of(self, target: float) -> float:
        """The chance, from 0 to 1, that the new wave reaches at least `target`, if the line holds."""
        return float(student.sf((target - self.value) / self.error, self.degrees_of_freedom))


def forecast(past: Sequence[Past], at: float, *, level: float = 0.95) -> Forecast:
    """Weighted least squares through at least three waves, extended to `at`.

    Weights are 1/error²; the residual variance is scaled up to what the waves scatter, never down (Birge 1932):
    s² = max(1, Σw(y−ŷ)²/(k−2)). The interval is ŷ ± t_{k−2} √(s² (x'(X'WX)⁻¹x + mean error²)): uncertainty of the line
    and the sampling error of a new wave as large as those before. It knows nothing of what will be done differently.
    Raises `CannotForecast`: fewer than three waves, errors that are none, or a time further ahead than the waves reach
    back.
    """
    times, values = np.array([each.at for each in past]), np.array([each.value for each in past])
    errors = np.array([each.error for each in past])
    if len(np.unique(times)) < FEWEST:
        raise CannotForecast(
            "只有 %(waves)s 期，至少要 %(least)s 期才能看出走势和它的误差。",
            waves=len(np.unique(times)),
            least=FEWEST,
        )
    if not (np.isfinite(errors) & (errors > 0)).all():
        raise CannotForecast("有的期次没有抽样误差，算不出预测范围。请补上误差范围或样本量。")
    if at - times.max() > np.ptp(times):
        raise CannotForecast("要预测的时间离最近一期太远，超过了各期覆盖的年数。")
    centre = times.mean()
    design = np.column_stack([np.ones(len(times)), times - centre])
    weights = errors**-2
    spread = np.linalg.inv(design.T @ (design * weights[:, None]))
    line = spread @ (design.T @ (weights * values))
    freedom = len(times) - 2
    inflation = max(1.0, float(weights @ (values - design @ line) ** 2) / freedom)
    new = np.array([1.0, at - centre])
    error = float(np.sqrt(inflation * (new @ spread @ new + (errors**2).mean())))
    value, reach = float(new @ line), float(student.ppf((1 + level) / 2, freedom)) * error
    return Forecast(value, value - reach, value + reach, float(line[1]), error, freedom, inflation)
