# SPDX-License-Identifier: Apache-2.0
"""LMG written by hand: the least that numpy can do for it, and what everybody writes first."""

from math import comb

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def bare_sweep(matrix: Matrix) -> Matrix:
    """LMG alone, without a check: each driver is swept out of every node, gains are summed by size."""
    width, drivers = len(matrix), len(matrix) - 1
    left = {(i, j): matrix[i, j : j + 1] for i in range(width) for j in range(i, width)}
    sizes = np.zeros(1, dtype=np.int64)
    for k in range(drivers):
        ratio = {i: left[k, i] / left[k, k] for i in range(k + 1, width)}
        left = {
            (i, j): np.concatenate([left[i, j], left[i, j] - left[k, j] * ratio[i]])
            for i in range(k + 1, width)
            for j in range(i, width)
        }
        sizes = np.concatenate([sizes, sizes + 1])
    r2 = 1 - left[drivers, drivers]
    shares = np.array([1 / (drivers * comb(drivers - 1, size)) for size in range(drivers)])
    share = shares[sizes[: 2 ** (drivers - 1)]]
    cut = (r2.reshape(-1, 2, 2**j) for j in range(drivers))
    return np.array([(each[:, 1] - each[:, 0]).ravel() @ share for each in cut])


def regression_by_regression(values: Matrix, target: Matrix) -> Matrix:
    """LMG from one solved system a subset, over and over the same correlations."""
    matrix = np.asarray(np.corrcoef(np.column_stack([values, target]), rowvar=False))
    drivers = values.shape[1]
    r2 = np.zeros(2**drivers)
    for code in range(1, 2**drivers):
        chosen = [j for j in range(drivers) if code >> j & 1]
        r = matrix[chosen, -1]
        r2[code] = r @ np.linalg.solve(matrix[np.ix_(chosen, chosen)], r)
    found = np.zeros(drivers)
    for code in range(2**drivers):
        share = 1 / (drivers * comb(drivers - 1, code.bit_count())) if code.bit_count() < drivers else 0.0
        for j in range(drivers):
            if not code >> j & 1:
                found[j] += share * (r2[code | 1 << j] - r2[code])
    return found
