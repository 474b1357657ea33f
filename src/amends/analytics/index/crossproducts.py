# SPDX-License-Identifier: Apache-2.0
"""Correlations of many resamples at once: counts of rows times cross-products of rows, one multiplication of matrices.

Rows go through in pieces, so memory does not grow with their number.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.analytics.index.resampling import Codes, Counts
from amends.analytics.index.spec import Matrix

ROWS_AT_ONCE = 2_048


@dataclass(frozen=True, slots=True)
class Resampled:
    """Moments of s resamples: `correlations` (p, p, s), `means` and `deviations` (p, s)."""

    correlations: Matrix
    means: Matrix
    deviations: Matrix


class _Sums:
    """Sums over rows of a table whose columns a kind of products defines, under counts or without groups."""

    def __init__(self, answers: Matrix, heft: Matrix) -> None:
        there = ~np.isnan(answers)
        weight = heft[:, None] * there
        known = np.where(there, answers, 0.0)
        self.centre = (weight * known).sum(axis=0) / weight.sum(axis=0)
        centred = np.where(there, answers - self.centre, 0.0)
        self.unit = np.sqrt((weight * centred**2).sum(axis=0) / weight.sum(axis=0))
        self.standard, self.there, self.heft = centred / self.unit, there, heft
        self.size = len(self.centre)
        self.first, self.second = np.triu_indices(self.size)
        self.place = np.empty((self.size, self.size), dtype=np.int64)
        self.place[self.first, self.second] = self.place[self.second, self.first] = np.arange(len(self.first))

    def resampled(self, counts: Counts) -> Resampled:
        """Moments under counts (s, n)."""
        sums = np.zeros((self._columns(), len(counts)))
        for rows, table in self._pieces(np.arange(len(self.standard))):
            sums += table.T @ counts[:, rows].astype(np.float64).T
        return self._moments(sums)

    def left_out(self, group: Codes, stratum: Codes) -> Resampled:
        """Moments without each group (n,) in turn, the others of its stratum (groups,) counting so much more."""
        sums = np.zeros((self._columns(), len(stratum)))
        for rows, table in self._pieces(np.argsort(group, kind="stable")):
            here, starts = np.unique(group[rows], return_index=True)
            sums[:, here] += np.add.reduceat(table, starts, axis=0).T
        sizes = np.bincount(stratum)
        whole = np.stack([sums[:, stratum == each].sum(axis=1) for each in range(len(sizes))], axis=1)
        rest = (whole[:, stratum] - sums) * (sizes / np.maximum(sizes - 1, 1))[stratum]
        return self._moments(whole.sum(axis=1, keepdims=True) - whole[:, stratum] + rest)

    def _pieces(self, order: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], Matrix]]:
        for start in range(0, len(order), ROWS_AT_ONCE):
            rows = order[start : start + ROWS_AT_ONCE]
            yield rows, self._table(rows) * self.heft[rows, None]

    def _columns(self) -> int:
        return int(self._table(np.arange(1)).shape[1])

    def _table(self, rows: NDArray[np.int64]) -> Matrix:
        raise NotImplementedError

    def _moments(self, sums: Matrix) -> Resampled:
        raise NotImplementedError

    def _own(self, means: Matrix, deviations: Matrix, correlations: Matrix) -> Resampled:
        unit = self.unit[:, None]
        return Resampled(correlations, self.centre[:, None] + unit * means, unit * deviations)


class CrossProducts(_Sums):
    """Sums of 1, z and zz', for answers (n, p) without gaps and the weight of each row (n,)."""

    def _table(self, rows: NDArray[np.int64]) -> Matrix:
        z = self.standard[rows]
        return np.column_stack([np.ones(len(rows)), z, z[:, self.first] * z[:, self.second]])

    def _moments(self, sums: Matrix) -> Resampled:
        sums = sums / sums[0]
        means, products = sums[1 : self.size + 1], sums[self.size + 1 :]
        products -= means[self.first] * means[self.second]
        at = np.arange(self.size)
        deviations = np.sqrt(np.maximum(products[self.place[at, at]], 0.0))
        with np.errstate(invalid="ignore", divide="ignore"):
            products /= deviations[self.first] * deviations[self.second]
        return self._own(means, deviations, products[self.place])


class PairwiseProducts(_Sums):
    """Sums over the rows that have both of two items, for answers (n, p) with gaps: five times the work."""

    def _table(self, rows: NDArray[np.int64]) -> Matrix:
        z, there = self.standard[rows], self.there[rows].astype(np.float64)
        one, two = self.first, self.second
        sums, squares = z[:, :, None] * there[:, None], z[:, :, None] ** 2 * there[:, None]
        flat = (len(rows), self.size**2)
        pairs = (there[:, one] * there[:, two], z[:, one] * z[:, two])
        return np.column_stack([*pairs, sums.reshape(flat), squares.reshape(flat)])

    def _moments(self, sums: Matrix) -> Resampled:
        half, size = len(self.first), self.size
        count, products = sums[:half][self.place], sums[half : 2 * half][self.place]
        first, second = (part.reshape(size, size, -1) for part in np.split(sums[2 * half :], 2))
        at = np.arange(size)
        with np.errstate(invalid="ignore", divide="ignore"):
            spread = second - first**2 / count
            found = products - first * first.transpose(1, 0, 2) / count
            found /= np.sqrt(spread * spread.transpose(1, 0, 2))
            means = first[at, at] / count[at, at]
            deviations = np.sqrt(spread[at, at] / count[at, at])
        return self._own(means, deviations, found)
