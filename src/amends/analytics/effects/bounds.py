# SPDX-License-Identifier: Apache-2.0
"""Effects on what only those tell who answer: bounds instead of a number, since the treatment moves who answers."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from amends.analytics.distributions import norm

Bools = NDArray[np.bool_]
Numbers = NDArray[np.float64]


class NobodyAnswered(ValueError):
    """An arm without two answers bounds nothing."""


@dataclass(frozen=True, slots=True)
class LeeBounds:
    """The effect on those who would answer either way lies within [low, high]; [low_end, high_end] covers it with the
    chance `level`. `trimmed` is the share of the arm that answered more which was cut off."""

    low: float
    high: float
    low_end: float
    high_end: float
    level: float
    treated_rate: float
    control_rate: float
    trimmed: float
    naive: float


def lee_bounds(outcome: Numbers, treated: Bools, *, level: float = 0.95) -> LeeBounds:
    """Bounds of the effect on an outcome (n,) that is nan for those who did not answer.

    The arm that answers more loses the share (r₁ − r₀) / r₁ of its answers, once the highest, once the lowest. Taken
    for granted: assigned at random; the treatment moves answering in one direction only. Errors by Lee's formula, the
    ends by Imbens & Manski 2004. Raises `NobodyAnswered`.
    Source: Lee 2009, Review of Economic Studies 76:1071–1102.
    """
    answered = np.isfinite(outcome)
    rates = (float(answered[treated].mean()), float(answered[~treated].mean()))
    mine, other = np.sort(outcome[treated & answered]), np.sort(outcome[~treated & answered])
    if min(mine.size, other.size) < 2:
        raise NobodyAnswered("有一组应答不足 2 份，无法给出边界；请延长调查或增加样本 (no answers)")
    arms = (_Arm(mine, int(treated.sum())), _Arm(other, int((~treated).sum())))
    turned = rates[0] < rates[1]
    more, less = arms[::-1] if turned else arms
    cut = 1 - less.rate / more.rate
    ends = [_side(more, less, cut, side) for side in (-1, 1)]
    signed = [(-value if turned else value, error) for value, error in ends]
    (low, low_error), (high, high_error) = sorted(signed)
    reach = _imbens_manski(high - low, max(low_error, high_error), level)
    return LeeBounds(
        low, high, low - reach * low_error, high + reach * high_error, level, *rates, cut,
        float(mine.mean() - other.mean()),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Arm:
    answers: Numbers  # sorted
    rows: int

    @property
    def rate(self) -> float:
        return len(self.answers) / self.rows

    @property
    def rate_error(self) -> float:
        """Squared, of the logarithm of the rate."""
        return (1 - self.rate) / (self.rate * self.rows)


def _side(more: _Arm, less: _Arm, cut: float, side: int) -> tuple[float, float]:
    """Difference and error where the arm that answered more loses its highest (side −1) or lowest answers (+1)."""
    left = max(round(len(more.answers) * (1 - cut)), 1)
    kept = more.answers[:left] if side < 0 else more.answers[-left:]
    beyond = ((kept[-1] if side < 0 else kept[0]) - kept.mean()) ** 2
    own = (kept.var() + beyond * cut) / left + beyond * (more.rate_error + less.rate_error)
    other = less.answers.var(ddof=1) / len(less.answers)
    return float(kept.mean() - less.answers.mean()), sqrt(own + other)


def _imbens_manski(width: float, error: float, level: float) -> float:
    """How many errors beyond the bounds: Φ(c + width / error) − Φ(−c) = level."""
    if not error:
        return 0.0
    from scipy.optimize import brentq  # heavy, and needed here alone

    step = max(width, 0.0) / error

    def short(c: float) -> float:
        return float(norm.cdf(c + step) - norm.cdf(-c)) - level

    return float(brentq(short, 0.0, 10.0))
