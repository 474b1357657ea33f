# SPDX-License-Identifier: Apache-2.0
"""How much each driver matters to the target: LMG, Johnson, first, last, with bootstrap intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from amends.analytics.drivers.correlations import CannotWeigh, Matrix, correlations, resampled_correlations
from amends.analytics.drivers.dominance import Dominance, dominance
from amends.analytics.drivers.relative_weights import explained, last_added, relative_weights
from amends.analytics.drivers.subsets import MOST_DRIVERS

SUBSETS_IN_ALL = (
    2**24
)  # so many may the bootstrap of LMG visit: 1,000 resamples of 14 drivers, about two seconds
SUBSETS_AT_ONCE = 2**18


@dataclass(frozen=True, slots=True)
class DriverSpec:
    """How often to resample (0: no intervals) and the level of the percentile intervals."""

    bootstrap: int = 0
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class Driver:
    """One driver, in shares of the variance of the target.

    `lmg` is its share of R² averaged over all orders of entry (None above 22 drivers), `johnson` its relative weight;
    `first` what it explains alone, `last` what it adds to all others. `johnson_interval` and `lmg_interval` are
    percentile intervals, None where not asked for or, for LMG, where too many subsets would have to be visited.
    """

    name: str
    lmg: float | None
    johnson: float
    first: float
    last: float
    johnson_interval: tuple[float, float] | None
    lmg_interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Importance:
    """All drivers in the order given, R², and dominance over all subsets (None above 22 drivers).

    `dropped` counts resamples in which some column did not vary; they are not in the intervals.
    """

    drivers: tuple[Driver, ...]
    r2: float
    dominance: Dominance | None
    dropped: int


def driver_importance(
    names: Sequence[str],
    values: Matrix,
    target: Matrix,
    *,
    rng: np.random.Generator,
    weights: Matrix | None = None,
    spec: DriverSpec = DriverSpec(),
) -> Importance:
    """Importance of the p columns of `values` (n, p) for `target` (n,) under linear regression.

    `weights` (n,) are survey weights: they enter every moment, and a resampled row brings its own. Units do not
    matter. Raises `CannotWeigh` on missing values, bad weights, a column that does not vary, or too few rows.
    """
    if values.ndim != 2 or values.shape[1] != len(names):
        raise CannotWeigh("驱动因素的名称与列数不一致。请逐列给出名称。")
    if len(values) <= len(names) + 1:
        raise CannotWeigh(
            "%(drivers)s 个驱动因素至少要有 %(least)s 行数据，现在只有 %(rows)s 行。请增加样本。",
            drivers=len(names),
            least=len(names) + 2,
            rows=len(values),
        )
    table = np.column_stack([values, target])
    matrix = correlations(table, weights)
    few = len(names) <= MOST_DRIVERS
    order = dominance(matrix) if few else None
    johnson_range, lmg_range, dropped = _intervals(table, weights, spec, rng)
    columns = [
        names,
        [None] * len(names) if order is None else order.general.tolist(),
        relative_weights(matrix).tolist(),
        (matrix[:-1, -1] ** 2).tolist(),
        last_added(matrix).tolist(),
        johnson_range,
        lmg_range,
    ]
    drivers = tuple(Driver(*row) for row in zip(*columns, strict=True))
    return Importance(drivers, explained(matrix), order, dropped)


Intervals = list[tuple[float, float] | None]


def _intervals(
    table: Matrix, weights: Matrix | None, spec: DriverSpec, rng: np.random.Generator
) -> tuple[Intervals, Intervals, int]:
    width = table.shape[1] - 1
    none: Intervals = [None] * width
    if not spec.bootstrap:
        return none, none, 0
    drawn = np.concatenate(list(resampled_correlations(table, weights, spec.bootstrap, rng)))
    usable = drawn[np.isfinite(drawn).all(axis=(1, 2))]
    if not len(usable):
        raise CannotWeigh("重抽样里没有一份可用：有的列几乎不变。请去掉这些列。")
    affordable = len(usable) * 2**width <= SUBSETS_IN_ALL
    lmg = _quantiles(_general(usable), spec.level) if affordable else none
    return _quantiles(relative_weights(usable), spec.level), lmg, spec.bootstrap - len(usable)


def _general(matrices: Matrix) -> Matrix:
    """(b, p) LMG of many correlation matrices, so many at a time as memory is given."""
    size = max(1, SUBSETS_AT_ONCE >> (matrices.shape[1] - 1))
    parts = (matrices[at : at + size] for at in range(0, len(matrices), size))
    return np.concatenate([dominance(part).general for part in parts])


def _quantiles(drawn: Matrix, level: float) -> Intervals:
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return list(zip(low.tolist(), high.tolist(), strict=True))
