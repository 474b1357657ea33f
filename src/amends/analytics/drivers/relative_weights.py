# SPDX-License-Identifier: Apache-2.0
"""Relative weights (Johnson 2000; the same numbers as Genizi 1993): importance without visiting subsets."""

import numpy as np

from amends.analytics.drivers.correlations import Matrix


def relative_weights(matrix: Matrix) -> Matrix:
    """(…, p) shares of R² from correlations (…, p + 1, p + 1), the target last; they sum to R².

    With R = V Λ Vᵀ the drivers' correlations, Λ½ = V diag(√λ) Vᵀ relates them to their closest orthogonal
    counterparts, on which the target has coefficients β = Λ½⁺ r. The weight of driver j is Σ_k (Λ½_jk)² β_k².
    Directions without variance count for nothing.
    """
    values, vectors = np.linalg.eigh(matrix[..., :-1, :-1])
    roots = np.sqrt(np.where(values > 1e-12, values, 0.0))
    turned = np.einsum("...ji,...j->...i", vectors, matrix[..., :-1, -1])
    inverse = np.divide(1.0, roots, out=np.zeros_like(roots), where=roots > 0)
    coefficients = np.einsum("...ij,...j->...i", vectors, inverse * turned)
    links = np.einsum("...ij,...j,...kj->...ik", vectors, roots, vectors)
    found: Matrix = np.einsum("...jk,...k->...j", links**2, coefficients**2)
    return found


def explained(matrix: Matrix) -> float:
    """R² of the target (last) on all others, also where these are collinear."""
    drivers, target = matrix[:-1, :-1], matrix[:-1, -1]
    return float(target @ np.linalg.lstsq(drivers, target, rcond=None)[0])


def last_added(matrix: Matrix) -> Matrix:
    """(p,) what each driver adds to R² when it enters after all others."""
    everything, width = explained(matrix), len(matrix)
    without = [explained(np.delete(np.delete(matrix, at, 0), at, 1)) for at in range(width - 1)]
    return everything - np.array(without)
