# SPDX-License-Identifier: Apache-2.0
"""General (LMG, Shapley), conditional and complete dominance, all from the R² of all subsets."""

from dataclasses import dataclass
from functools import cached_property
from math import comb

import numpy as np
from numpy.typing import NDArray

from amends.analytics.drivers.correlations import Matrix
from amends.analytics.drivers.subsets import explained_by_subsets, sizes_of_subsets

TIE = 1e-12  # differences of R² below it are rounding


@dataclass(frozen=True)
class Dominance:
    """What each of p drivers adds to R², over all 2^p subsets.

    `conditional` (…, p, p): row j, column s is what driver j adds on average to the subsets of s others. `general`
    (…, p) is its mean over s: LMG (Lindeman, Merenda & Gold 1980), the Shapley value of R²; it sums to `r2`.
    `explained` (…, 2^p) is the R² of each subset (Budescu 1993; Azen & Budescu 2003).
    """

    conditional: Matrix
    explained: Matrix

    @property
    def general(self) -> Matrix:
        """(…, p) LMG."""
        mean: Matrix = self.conditional.mean(axis=-1)
        return mean

    @property
    def r2(self) -> Matrix:
        """(…,) of all drivers together."""
        return np.asarray(self.explained[..., -1])

    @cached_property
    def conditionally(self) -> NDArray[np.bool_]:
        """(p, p): whether the driver of the row adds at least as much as that of the column at every size, and more
        at one. Of a single sample."""
        ahead = self.conditional[:, None, :] - self.conditional[None, :, :]
        return np.asarray((ahead >= -TIE).all(axis=2) & (ahead > TIE).any(axis=2))

    @cached_property
    def completely(self) -> NDArray[np.bool_]:
        """(p, p): whether the driver of the row adds at least as much as that of the column to every subset without
        both, and more to one. Of a single sample.

        It implies conditional dominance, so that only those are tried, and what follows from two others is not.
        """
        found, order = np.zeros_like(self.conditionally), np.argsort(-self.general, kind="stable")
        for above in range(len(order) - 2, -1, -1):
            first = order[above]
            for second in order[above + 1 :]:
                follows = bool((found[first] & found[:, second]).any())
                found[first, second] = follows or (
                    bool(self.conditionally[first, second]) and self._never_less(first, second)
                )
        return found

    def _never_less(self, first: int, second: int) -> bool:
        low, high = sorted((first, second))
        cut = self.explained.reshape(-1, 2, 2 ** (high - low - 1), 2, 2**low)
        of_low, of_high = cut[:, 0, :, 1], cut[:, 1, :, 0]
        ahead = of_low - of_high if first == low else of_high - of_low
        return bool(ahead.min() >= -TIE)


def dominance(matrix: Matrix) -> Dominance:
    """Dominance of p drivers over a target from correlations `matrix` (…, p + 1, p + 1), the target last.

    Raises `TooManyDrivers` above 22.
    """
    explained = explained_by_subsets(matrix)
    drivers = matrix.shape[-1] - 1
    flat = explained.reshape(-1, 2**drivers)
    gains = np.stack([_mean_gains(row, drivers) for row in flat])
    return Dominance(gains.reshape(*matrix.shape[:-2], drivers, drivers), explained)


def _mean_gains(explained: Matrix, drivers: int) -> Matrix:
    """(p, p): what each driver adds, by the number of the others, from sums over the subsets with and without it.

    Subsets are a table of its low bits by its high bits; both margins are summed by size and by driver at once.
    """
    low = drivers // 2
    columns, rows = _markers(low), _markers(drivers - low)
    sums = rows.T @ (explained.reshape(2 ** (drivers - low), 2**low) @ columns)
    table = sums.reshape(drivers - low + 1, drivers - low + 1, low + 1, low + 1)
    all_of, with_low = _by_size(table[:, 0, :, 0]), [_by_size(table[:, 0, :, j + 1]) for j in range(low)]
    with_high = [_by_size(table[:, j + 1, :, 0]) for j in range(drivers - low)]
    inside = np.array(with_low + with_high)
    ways = np.array([comb(drivers - 1, size) for size in range(drivers)], dtype=np.float64)
    gains: Matrix = (inside[:, 1:] - (all_of - inside)[:, :-1]) / ways
    return gains


def _markers(bits: int) -> Matrix:
    """(2^b, (b + 1)²): by size, ones for the subset itself and for each driver in it."""
    codes = np.arange(2**bits)
    held = np.column_stack([np.ones(len(codes)), *((codes >> j) & 1 for j in range(bits))])
    size = sizes_of_subsets(bits)[:, None] == np.arange(bits + 1)
    marks: Matrix = (size[:, :, None] * held[:, None, :]).reshape(len(codes), -1)
    return marks


def _by_size(table: Matrix) -> Matrix:
    """Sums along the anti-diagonals: size of the high part plus size of the low part."""
    flipped = table[:, ::-1]
    last = table.shape[1] - 1
    return np.array([flipped.trace(last - size) for size in range(table.shape[0] + last)])
