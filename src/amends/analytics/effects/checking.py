# SPDX-License-Identifier: Apache-2.0
"""Whether a comparison may be read at all: as many in each arm as were meant to be; and what it could have found."""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from amends.analytics.distributions import chi2, norm

GATE = 0.001  # below this chance, the assignment or the data behind it is taken to be broken


@dataclass(frozen=True, slots=True)
class SampleRatio:
    """Rows of each arm seen (a,) and expected (a,), and the chance of a difference as large (χ², a − 1 degrees)."""

    seen: NDArray[np.int64]
    expected: NDArray[np.float64]
    p: float

    @property
    def holds(self) -> bool:
        """Whether the arms are as large as chance allows; where not, look for the fault, not at the effect."""
        return self.p >= GATE


def sample_ratio(seen: NDArray[np.int64], shares: NDArray[np.float64]) -> SampleRatio:
    """Rows of each arm (a,) against the shares (a,) that were to be assigned; shares need not sum to 1.

    Source: Fabijan et al. 2019, KDD: Diagnosing sample ratio mismatch in online controlled experiments.
    """
    expected = shares / shares.sum() * seen.sum()
    return SampleRatio(
        seen, expected, float(chi2.sf(((seen - expected) ** 2 / expected).sum(), len(seen) - 1))
    )


def detectable(
    *,
    treated: float,
    control: float,
    deviation: float,
    explained: float = 0.0,
    alpha: float = 0.05,
    power: float = 0.8,
) -> float:
    """The smallest true effect that would be found with that power, in units of the outcome.

    (z_{1−α/2} + z_power) · s · √((1 − R²)(1/n₁ + 1/n₀)); `deviation` s is the outcome's (shares: √(p (1 − p))),
    `explained` the R² by what is known before.
    """
    reach = float(norm.ppf(1 - alpha / 2) + norm.ppf(power))
    return reach * deviation * sqrt((1 - explained) * (1 / treated + 1 / control))


def rows_needed(
    *, before: float, after: float, held_out: float, alpha: float = 0.05, power: float = 0.8
) -> int:
    """Rows of both arms together that find a share rising from `before` to `after`, a share `held_out` being control.

    n₁ = (z_{1−α/2} √(p̄ q̄ (1 + 1/k)) + z_power √(p₁ q₁ + p₀ q₀ / k))² / (p₁ − p₀)², k = n₀ / n₁, p̄ weighted by the
    arms. Source: Fleiss, Levin & Paik 2003, Statistical methods for rates and proportions, ch. 4.
    """
    ratio = held_out / (1 - held_out)
    pooled = (after + ratio * before) / (1 + ratio)
    level = float(norm.ppf(1 - alpha / 2)) * sqrt(pooled * (1 - pooled) * (1 + 1 / ratio))
    found = float(norm.ppf(power)) * sqrt(after * (1 - after) + before * (1 - before) / ratio)
    first = ((level + found) / (after - before)) ** 2
    return ceil(first * (1 + ratio))
