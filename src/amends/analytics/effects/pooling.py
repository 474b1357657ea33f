# SPDX-License-Identifier: Apache-2.0
"""Effects of several waves or segments taken together, and whether they are one effect at all."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from amends.analytics.distributions import chi2, student

Numbers = NDArray[np.float64]


class TooFewToPool(ValueError):
    """Fewer than two effects, or one without an error."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """`value` with its interval, for a wave like these; `heterogeneity` τ between waves in units of the outcome,
    `share` I² of the spread that is more than chance, `p_same` the chance of such a spread if all were one."""

    value: float
    error: float
    low: float
    high: float
    p: float
    level: float
    waves: int
    heterogeneity: float
    share: float
    p_same: float


def pooled(values: Numbers, errors: Numbers, *, level: float = 0.95) -> Pooled:
    """Random effects over (m,) effects with standard errors: weights 1 / (se² + τ²), τ² by DerSimonian & Laird 1986
    (Controlled Clinical Trials 7:177–188), error and t interval on m − 1 degrees by Hartung & Knapp 2001 (Statistics in
    Medicine 20:3875–89), never narrower than that of fixed effects. Raises `TooFewToPool`.
    """
    if len(values) < 2 or not (errors > 0).all():
        raise TooFewToPool("至少要有两个带标准误的效果才能合并 (pool)")
    spread = _between(values, errors)
    weights = 1 / (errors**2 + spread.tau2)
    value = float(weights @ values / weights.sum())
    degrees = len(values) - 1
    scatter = float(weights @ (values - value) ** 2) / degrees
    error = sqrt(max(scatter, 1.0) / weights.sum())
    reach = error * float(student.ppf((1 + level) / 2, degrees))
    return Pooled(
        value, error, value - reach, value + reach, float(2 * student.sf(abs(value) / error, degrees)), level,
        len(values), sqrt(spread.tau2), spread.share, spread.p,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Between:
    tau2: float
    share: float
    p: float


def _between(values: Numbers, errors: Numbers) -> _Between:
    weights, degrees = 1 / errors**2, len(values) - 1
    common = weights @ values / weights.sum()
    q = float(weights @ (values - common) ** 2)
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    return _Between(
        max(0.0, (q - degrees) / scale),
        max(0.0, 1 - degrees / q) if q else 0.0,
        float(chi2.sf(q, degrees)),
    )
