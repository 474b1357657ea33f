# SPDX-License-Identifier: Apache-2.0
"""Products of two composites, row by row: what their correlations with everything are, in many resamples at once."""

from dataclasses import dataclass

import numpy as np

from amends.analytics.index.crossproducts import ROWS_AT_ONCE, CrossProducts
from amends.analytics.index.resampling import Counts
from amends.analytics.index.spec import Matrix


@dataclass(frozen=True, slots=True)
class Products:
    """Correlations of q products with p items (q, p, s) and each other (q, q, s), and their `deviations` (q, s)."""

    with_items: Matrix
    among: Matrix
    deviations: Matrix


def product_moments(
    pairs: list[tuple[slice, slice]], weights: Matrix, rows: CrossProducts, counts: Counts
) -> Products:
    """Moments of q products of standardised composites.

    `pairs` are the blocks of the two composites, `weights` (p, s) theirs, `counts` (s, n) of the rows. Each resample
    standardises by its own means and deviations.
    """
    moments = rows.resampled(counts)
    unit = moments.deviations / rows.unit[:, None]
    level = (moments.means - rows.centre[:, None]) / rows.unit[:, None]
    first, second, crossed, total = _sums(pairs, weights / unit, level, rows=rows, counts=counts)
    mean = first / total
    among = second / total - mean[:, None] * mean[None]
    at = np.arange(len(pairs))
    with np.errstate(invalid="ignore", divide="ignore"):
        length = np.sqrt(np.maximum(among[at, at], 0.0))
        with_items = (crossed / total - mean[:, None] * level) / unit / length[:, None]
        return Products(with_items, among / (length[:, None] * length[None]), length)


def _sums(
    pairs: list[tuple[slice, slice]], slopes: Matrix, level: Matrix, *, rows: CrossProducts, counts: Counts
) -> tuple[Matrix, Matrix, Matrix, Matrix]:
    size, samples, items = len(pairs), slopes.shape[1], slopes.shape[0]
    first, second = np.zeros((size, samples)), np.zeros((size, size, samples))
    crossed, total = np.zeros((size, items, samples)), np.zeros(samples)
    for start in range(0, len(rows.standard), ROWS_AT_ONCE):
        here = slice(start, start + ROWS_AT_ONCE)
        z, heft = rows.standard[here], counts[:, here].T * rows.heft[here, None]
        total += heft.sum(axis=0)
        made = [_scores(z, a, slopes, level) * _scores(z, b, slopes, level) for a, b in pairs]
        for at, each in enumerate(made):
            heavy = heft * each
            first[at] += heavy.sum(axis=0)
            crossed[at] += z.T @ heavy
            for other in range(size):
                second[at, other] += (heavy * made[other]).sum(axis=0)
    return first, second, crossed, total


def _scores(z: Matrix, block: slice, slopes: Matrix, level: Matrix) -> Matrix:
    """(n, s) standardised composites of the rows."""
    found: Matrix = z[:, block] @ slopes[block] - (slopes[block] * level[block]).sum(axis=0)
    return found
