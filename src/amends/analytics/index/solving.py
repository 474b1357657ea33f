# SPDX-License-Identifier: Apache-2.0
"""Many small systems of linear equations at once: matrices stand in the first axes, samples in the last.

Each step is then one long vector operation, where a call of LAPACK a sample would cost more than its work.
"""

import numpy as np

from amends.analytics.index.spec import Matrix

REPEATS = 1e-12  # of its variance: what is left of a variable that repeats others but for rounding, on any processor


def factored(matrices: Matrix) -> Matrix:
    """(m, m, s) lower Cholesky factors of symmetric (m, m, s); nan where one is not positive definite, or only
    by rounding."""
    size = matrices.shape[0]
    lower = np.zeros_like(matrices)
    with np.errstate(invalid="ignore", divide="ignore"):
        for at in range(size):
            pivot = matrices[at, at] - np.einsum("js,js->s", lower[at, :at], lower[at, :at])
            lower[at, at] = np.sqrt(np.where(pivot > REPEATS * matrices[at, at], pivot, np.nan))
            for below in range(at + 1, size):
                rest = matrices[below, at] - np.einsum("js,js->s", lower[below, :at], lower[at, :at])
                lower[below, at] = rest / lower[at, at]
    return lower


def solved(lower: Matrix, right: Matrix) -> Matrix:
    """(m, s) solutions, from the factors (m, m, s) and the right-hand sides (m, s)."""
    found = np.array(right)
    size = lower.shape[0]
    for at in range(size):
        found[at] = (found[at] - np.einsum("js,js->s", lower[at, :at], found[:at])) / lower[at, at]
    for at in reversed(range(size)):
        after = slice(at + 1, size)
        found[at] = (found[at] - np.einsum("js,js->s", lower[after, at], found[after])) / lower[at, at]
    return found


def regressed(correlations: Matrix, on: list[int], target: int) -> Matrix:
    """(m, s) standardised coefficients of `target` on the m variables `on`, from correlations (k, k, s)."""
    if len(on) == 1:
        return correlations[on, target]
    return solved(factored(correlations[np.ix_(on, on)]), correlations[on, target])
