# SPDX-License-Identifier: Apache-2.0
"""Holm's correction for many tests."""

import numpy as np

from amends.analytics.drivers.correlations import Matrix


def holm(p: Matrix) -> Matrix:
    """p values (m,) adjusted so that the chance of any false finding is kept (Holm 1979); nan stays nan and counts for
    nothing.

    The i-th smallest of m is multiplied by m − i + 1, never falls below the one before, and is at most 1.
    """
    found, there = np.full(len(p), np.nan), np.flatnonzero(np.isfinite(p))
    order = there[np.argsort(p[there], kind="stable")]
    raised = p[order] * np.arange(len(order), 0, -1)
    found[order] = np.minimum(np.maximum.accumulate(raised), 1.0)
    return found
