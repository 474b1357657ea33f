# SPDX-License-Identifier: Apache-2.0
"""What two waves can show: the least change noticed, the chance to notice one, the sample that it takes."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from amends.analytics.distributions import norm


class PowerImpossible(ValueError):
    """A comparison that cannot be planned; the words say which number to change."""


@dataclass(frozen=True, slots=True)
class PowerSpec:
    """Two-sided test at 1 − `level`, noticed with chance `power`; `tests` planned together share the error chance
    equally (Bonferroni), which is what Holm's procedure gives the smallest p-value."""

    level: float = 0.95
    power: float = 0.8
    tests: int = 1

    def __post_init__(self) -> None:
        """Refuse chances that are none; raises `PowerImpossible`."""
        if not 0 < self.level < 1 or not 0.5 <= self.power < 1 or self.tests < 1:
            raise PowerImpossible("置信水平须在 0 与 1 之间，检验功效须在 0.5 与 1 之间，检验个数至少为 1。")

    @property
    def critical(self) -> float:
        """z beyond which a change counts."""
        return float(norm.ppf(1 - (1 - self.level) / (2 * self.tests)))

    @property
    def reach(self) -> float:
        """Standard errors that a change must measure to be noticed with the chance wanted."""
        return self.critical + float(norm.ppf(self.power))


@dataclass(frozen=True, slots=True)
class TwoWaves:
    """Two waves of `first` and `second` answers whose people differ by standard deviations `deviation_first` and
    `deviation_second`; `both` answered twice, their answers correlated by `correlation`."""

    first: float
    second: float
    deviation_first: float
    deviation_second: float
    design_effect: float = 1.0
    both: float = 0.0
    correlation: float = 0.0

    def __post_init__(self) -> None:
        """Refuse waves without answers, or more people in both than in either; raises `PowerImpossible`."""
        if min(self.first, self.second) <= 0 or not 0 <= self.both <= min(self.first, self.second):
            raise PowerImpossible("每个波次的样本必须大于 0，重复受访者不得多于任一波次。")
        if min(self.deviation_first, self.deviation_second) < 0 or not -1 <= self.correlation <= 1:
            raise PowerImpossible("标准差不得为负，相关系数须在 −1 与 1 之间。")

    @property
    def error(self) -> float:
        """√(deff · (S₁²/n₁ + S₂²/n₂ − 2ρ m S₁S₂/(n₁n₂))) (Kish 1965, §12.4)."""
        ours, theirs = self.deviation_first, self.deviation_second
        alone = ours**2 / self.first + theirs**2 / self.second
        together = 2 * self.correlation * self.both * ours * theirs / (self.first * self.second)
        return math.sqrt(self.design_effect * max(alone - together, 0.0))


def minimum_detectable_change(waves: TwoWaves, spec: PowerSpec = PowerSpec()) -> float:
    """(z_{1−α/2} + z_power) × standard error of the difference (Cohen 1988; normal), in the units of the deviations."""
    return spec.reach * waves.error


def power_of_change(waves: TwoWaves, change: float, spec: PowerSpec = PowerSpec()) -> float:
    """Chance that a true `change` (either sign, same units) will be called significant: Φ(|δ|/e − z) + Φ(−|δ|/e − z).

    Without any error (everybody asked) it is 1, or 0 for no change.
    """
    if waves.error == 0:
        return float(change != 0)
    steps = abs(change) / waves.error
    return float(norm.cdf(steps - spec.critical) + norm.cdf(-steps - spec.critical))


def rows_for_change(
    change: float,
    deviation: float,
    spec: PowerSpec = PowerSpec(),
    *,
    design_effect: float = 1.0,
    share_in_both: float = 0.0,
    correlation: float = 0.0,
) -> int:
    """Answers in each of two equal waves to notice `change`: n = deff · 2S²(1 − ρπ) · ((z_{1−α/2} + z_power)/δ)².

    `share_in_both` π of each wave answers twice. Raises `PowerImpossible` for no change.
    """
    if not change or not 0 <= share_in_both <= 1:
        raise PowerImpossible("要察觉的变化不得为 0，重复受访比例须在 0 与 1 之间。")
    variance = 2 * deviation**2 * (1 - correlation * share_in_both) * design_effect
    return max(2, math.ceil(variance * (spec.reach / change) ** 2 * (1 - 1e-9)))


def minimum_detectable_share(
    share: float, first: float, second: float, spec: PowerSpec = PowerSpec(), *, design_effect: float = 1.0
) -> tuple[float | None, float | None]:
    """Nearest lower and higher share that would be noticed from `share`, None where none is within 0 and 1.

    The pooled variance decides, the true variances move: |p₂−p₁| = z_{1−α/2} √(p̄q̄(1/n₁+1/n₂)) +
    z_power √(p₁q₁/n₁+p₂q₂/n₂) (Fleiss, Levin & Paik 2003, §4.2), answers divided by the design effect.
    Raises `PowerImpossible`.
    """
    if not 0 <= share <= 1 or min(first, second, design_effect) <= 0:
        raise PowerImpossible("比例应在 0 与 1 之间，样本与设计效应必须大于 0。")
    sizes = first / design_effect, second / design_effect

    def lacks(other: float) -> float:
        pooled = (share * sizes[0] + other * sizes[1]) / sum(sizes)
        decides = math.sqrt(pooled * (1 - pooled) * (1 / sizes[0] + 1 / sizes[1]))
        moves = math.sqrt(share * (1 - share) / sizes[0] + other * (1 - other) / sizes[1])
        return abs(other - share) - spec.critical * decides - float(norm.ppf(spec.power)) * moves

    return _root(lacks, share, 0.0), _root(lacks, share, 1.0)


def _root(lacks: Callable[[float], float], start: float, end: float) -> float | None:
    """Where `lacks` turns positive on the way from start to end."""
    from scipy.optimize import brentq  # heavy, and needed here alone

    if start == end or lacks(end) < 0:
        return None
    return float(brentq(lacks, start, end, xtol=1e-12)) if lacks(start) < 0 else _leaving(lacks, start, end)


def _leaving(lacks: Callable[[float], float], start: float, end: float) -> float | None:
    """From 0 or 1 itself nothing lacks at first: step off until it does."""
    from scipy.optimize import brentq

    for power in range(12, 1, -1):
        near = start + (end - start) * 10.0**-power
        if lacks(near) < 0:
            return float(brentq(lacks, near, end, xtol=1e-12))
    return None


def deviation_of_share(share: float) -> float:
    """√(p(1−p)): the standard deviation of a yes or no."""
    return math.sqrt(share * (1 - share))


def deviation_of_nps(promoters: float, detractors: float) -> float:
    """100 √(p + q − (p−q)²): that of one person's net promoter score in points, from the shares of either kind."""
    return 100 * math.sqrt(max(promoters + detractors - (promoters - detractors) ** 2, 0.0))
