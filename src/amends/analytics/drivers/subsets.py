# SPDX-License-Identifier: Apache-2.0
"""R² of the regression on every subset of the drivers, from one pass of Gaussian sweeps along a tree."""

import numpy as np
from numpy.typing import NDArray

from amends.analytics.drivers.correlations import Matrix
from amends.kernel.refusals import Refusal

MOST_DRIVERS = 22  # 2²² subsets: 34 MB of R², about 200 MB while they are made
COLLINEAR = 1e-10  # a driver with less variance left than this adds nothing to those already in


class TooManyDrivers(Refusal):
    """The subsets cannot all be visited; the words say what to do instead."""


def explained_by_subsets(matrix: Matrix) -> Matrix:
    """(…, 2^p): R² of the target on every subset of p drivers; bit j of the last index says whether driver j is in.

    `matrix` (…, p + 1, p + 1) holds correlations, the target last; leading axes are a batch (resamples).
    Deciding on driver j splits every node of the tree: out keeps the matrix of the others, in takes their Schur
    complement, A ← A − a aᵀ/a_jj (Goodnight 1979). The last element left over is 1 − R². As the matrices shrink
    while the nodes double, the whole costs Σ 2^k (p − k)² ≈ 6 · 2^p multiplications and never more than
    2.3 · 2^p numbers. Raises `TooManyDrivers`.
    """
    drivers = matrix.shape[-1] - 1
    require_few(drivers)
    batch = matrix.shape[:-2]
    left = np.moveaxis(matrix.reshape(-1, drivers + 1, drivers + 1), 0, -1)[:, :, None, :]
    for _ in range(drivers):
        left = _decided(left)
    explained: Matrix = 1.0 - np.moveaxis(left[0, 0], -1, 0)
    return explained.reshape(*batch, -1)


def require_few(drivers: int) -> None:
    """Raises `TooManyDrivers` where the subsets would not fit."""
    if drivers > MOST_DRIVERS:
        raise TooManyDrivers(
            "有 %(count)s 个驱动因素，逐一比较所有组合最多 %(most)s 个。请减少因素，或改用 Johnson 相对权重。",
            count=drivers,
            most=MOST_DRIVERS,
        )


def _decided(left: Matrix) -> Matrix:
    """(v, v, nodes, b) → (v − 1, v − 1, 2 nodes, b): without the first driver, then with it swept out.

    Only what is on or above the diagonal is read or written.
    """
    width, nodes = left.shape[0] - 1, left.shape[2]
    after = np.empty((width, width, 2 * nodes, left.shape[3]))
    pivot = left[0, 0]
    inverse = np.divide(1.0, pivot, out=np.zeros_like(pivot), where=pivot > COLLINEAR)
    for row in range(width):
        scaled = left[0, row + 1] * inverse
        after[row, row:, :nodes] = left[row + 1, row + 1 :]
        swept = after[row, row:, nodes:]
        np.multiply(left[0, row + 1 :], scaled, out=swept)
        np.subtract(left[row + 1, row + 1 :], swept, out=swept)
    return after


def sizes_of_subsets(drivers: int) -> NDArray[np.intp]:
    """(2^p,): how many drivers are in each subset."""
    sizes = np.zeros(1, dtype=np.intp)
    for _ in range(drivers):
        sizes = np.concatenate([sizes, sizes + 1])
    return sizes
