# SPDX-License-Identifier: Apache-2.0
"""Gap 2: what is expected against what is written down as a standard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from amends.analytics.drivers.correlations import Matrix
from amends.analytics.drivers.gaps.kinds import Measured, NothingMeasured, share_of


@dataclass(frozen=True)
class Coverage:
    """Share of expected attributes that have a numeric standard, and those that have none, in the order given."""

    share: Measured
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StandardDistance:
    """A standard against the level that customers need, in the unit of the attribute.

    `needed`: the most lenient level at which satisfaction still reaches the target; None where no level seen does.
    `distance`: how much more lenient the standard is than that (below 0: stricter). `reached`: satisfaction expected at
    the standard itself. `n`: contacts looked at.
    """

    standard: float
    needed: float | None
    distance: float | None
    reached: float
    n: int


def standard_coverage(expected: Sequence[str], standards: Mapping[str, float | None]) -> Coverage:
    """Gap 2, first half: which of the expected attributes have a number to be held to. Raises `NothingMeasured`."""
    without = tuple(name for name in expected if standards.get(name) is None)
    return Coverage(share_of(len(expected) - len(without), len(expected)), without)


def standard_distance(
    levels: Matrix, satisfaction: Matrix, standard: float, *, target: float, less_is_better: bool = True
) -> StandardDistance:
    """Gap 2, second half: from what level on satisfaction falls below `target` (dose and response).

    `levels` (n,) is what customers got (hours to repair, Mbit/s), `satisfaction` (n,) what they said of it, in the
    unit of `target`. Satisfaction is taken to fall (rise, unless `less_is_better`) with the level and to be of no
    other shape: isotonic regression (Barlow et al. 1972). Raises `NothingMeasured` below ten pairs.
    """
    there = np.isfinite(levels) & np.isfinite(satisfaction)
    if there.sum() < 10:
        raise NothingMeasured("服务水平与满意度至少要有十对，才能看出客户需要的水平。请先收集。")
    sign = 1.0 if less_is_better else -1.0
    doses, response = _response(sign * levels[there], satisfaction[there])
    enough = np.flatnonzero(response >= target)
    needed = float(sign * doses[enough[-1]]) if enough.size else None
    return StandardDistance(
        standard=standard,
        needed=needed,
        distance=None if needed is None else sign * (standard - needed),
        reached=float(np.interp(sign * standard, doses, response)),
        n=int(there.sum()),
    )


def _response(doses: Matrix, satisfaction: Matrix) -> tuple[Matrix, Matrix]:
    """Distinct doses, the kindest first, and the falling mean of satisfaction at each."""
    from scipy.optimize import isotonic_regression  # heavy, and needed here alone

    distinct, place = np.unique(doses, return_inverse=True)
    counts = np.bincount(place).astype(np.float64)
    means = np.bincount(place, weights=satisfaction) / counts
    return distinct, np.asarray(isotonic_regression(means, weights=counts, increasing=False).x)
