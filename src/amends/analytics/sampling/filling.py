# SPDX-License-Identifier: Apache-2.0
"""Shares of a total within bounds: the one equation behind allocations with limits and weights with limits."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def filled(shares: Numbers, low: Numbers, high: Numbers, total: float) -> Numbers:
    """x = clip(λ·shares, low, high) with the λ ≥ 0 at which x adds up to `total`; all (k,), `high` may be inf.

    Exact: the sum is piecewise linear in λ, so λ is found between two of its corners. A total below Σ low gives low,
    one beyond what shares above 0 can reach gives high there: the caller sees it in the sum.
    """
    grows = shares > 0
    corners = np.concatenate([low[grows] / shares[grows], high[grows] / shares[grows]])
    slopes = np.concatenate([shares[grows], -shares[grows]])
    finite = np.isfinite(corners)
    order = np.argsort(corners[finite], kind="stable")
    corners, slope = corners[finite][order], np.cumsum(slopes[finite][order])
    if not len(corners) or total <= low.sum():
        return low.copy()
    heights = low.sum() + np.concatenate([[0.0], np.cumsum(slope[:-1] * np.diff(corners))])
    at = max(int(np.searchsorted(heights, total, side="right")) - 1, 0)
    rises = slope[at] > 1e-12 * shares.sum()
    factor = corners[at] + (total - heights[at]) / slope[at] if rises else corners[at]
    return _polished(shares, low, high, total, float(factor))


def _polished(shares: Numbers, low: Numbers, high: Numbers, total: float, factor: float) -> Numbers:
    """Once more from those between their bounds alone, which undoes what rounding did to the running sums."""
    found = np.clip(factor * shares, low, high)
    free = (found > low) & (found < high)
    if free.any():
        factor = (total - found[~free].sum()) / shares[free].sum()
        found = np.clip(factor * shares, low, high)
    return found
