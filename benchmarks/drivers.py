# SPDX-License-Identifier: Apache-2.0
"""Claim: all 2²⁰ regressions of 20 drivers on 10,000 rows, with every dominance, in half a second of one core."""

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from amends.analytics.drivers import DriverSpec, correlations, dominance, driver_importance
from benchmarks.contenders.all_subsets import bare_sweep, regression_by_regression
from benchmarks.report import Claim, Section, table

ROWS, DRIVERS, FEW, RESAMPLES = 10_000, 20, 12, 1_000
ROUNDS = 3  # the quickest of three: noise only ever adds
SEED = 20261122

Matrix = NDArray[np.float64]


class NotTheSame(AssertionError):
    """Two ways to the same shares came to different ones."""


def drivers(_customers: int) -> Section:
    """Made-up drivers that share a common cause (customers change nothing)."""
    values, target = _made()
    with threadpool_limits(1):
        everything, whole = _cost(lambda: _everything(values, target))
        floor, bare = _cost(lambda: bare_sweep(_correlated(values, target)))
        ours, some = _cost(lambda: _everything(values[:, :FEW], target))
        theirs, usual = _cost(lambda: regression_by_regression(values[:, :FEW], target))
        intervals, _ = _cost(lambda: _intervals(values, target))
    off = max(_off(whole, bare), _off(some, usual))
    rows = [
        [f"**Amends**: LMG, conditional and complete dominance, {DRIVERS} drivers", f"{everything:.2f}"],
        [f"by hand in numpy: LMG alone, {DRIVERS} drivers", f"{floor:.2f}"],
        [f"**Amends**: the same, {FEW} drivers", f"{ours:.4f}"],
        [f"one regression a subset, {FEW} drivers", f"{theirs:.2f}"],
        [
            f"**Amends**: Johnson's weights with {RESAMPLES:,} resamples, and all above, {DRIVERS} drivers",
            f"{intervals:.2f}",
        ],
    ]
    claims = (
        Claim(f"{DRIVERS} drivers, CPU seconds for everything", everything, 0.5),
        Claim(f"{DRIVERS} drivers, times the CPU of LMG alone by hand", everything / floor, 3),
        Claim("largest difference between the ways, in units of 10⁻⁹", off * 1e9, 1),
    )
    return Section("drivers", table(["", "CPU seconds"], rows), claims)


def _made() -> tuple[Matrix, Matrix]:
    rng = np.random.default_rng(SEED)
    values = rng.normal(size=(ROWS, DRIVERS)) + rng.normal(size=(ROWS, 1))
    return values, values @ np.linspace(1, 0.05, DRIVERS) + 5 * rng.normal(size=ROWS)


def _correlated(values: Matrix, target: Matrix) -> Matrix:
    return np.corrcoef(np.column_stack([values, target]), rowvar=False)


def _everything(values: Matrix, target: Matrix) -> Matrix:
    found = dominance(correlations(np.column_stack([values, target])))
    if (found.completely > found.conditionally).any():
        raise NotTheSame("complete dominance without conditional")
    return found.general


def _intervals(values: Matrix, target: Matrix) -> Matrix:
    names = [f"q{j + 1}" for j in range(DRIVERS)]
    rng = np.random.default_rng(SEED)
    found = driver_importance(names, values, target, spec=DriverSpec(bootstrap=RESAMPLES), rng=rng)
    return np.array([each.johnson for each in found.drivers])


def _cost(work: Callable[[], Matrix]) -> tuple[float, Matrix]:
    """CPU seconds of the quickest round, and what came out."""
    costs = []
    for _ in range(ROUNDS):
        started = time.process_time()
        found = work()
        costs.append(time.process_time() - started)
    return min(costs), found


def _off(one: Matrix, other: Matrix) -> float:
    return float(np.abs(one - other).max())
