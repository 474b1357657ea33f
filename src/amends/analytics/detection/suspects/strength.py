# SPDX-License-Identifier: Apache-2.0
"""How much one column alone says about the answer, without being fooled by many levels."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from amends.analytics.detection.columns import Bools, Integers, as_numbers, dense_codes, is_category
from amends.analytics.detection.measures import area_under_curve

BINS = 20


def binned(values: NDArray[Any]) -> Integers:
    """int64[n]: up to 20 bins of similar size for many-valued numbers, else one code a value; −1 where missing."""
    codes = dense_codes(values)
    if is_category(values) or codes.max(initial=0) < BINS:
        return codes
    numbers = as_numbers(values)
    edges = np.unique(np.nanquantile(numbers, np.linspace(0, 1, BINS + 1)[1:-1]))
    return np.where(codes < 0, -1, np.searchsorted(edges, numbers, side="right"))


def strength(values: NDArray[Any], truth: Bools) -> float:
    """AUC (0.5 … 1) of the column alone, whatever its shape: rates by bin are learnt on every other row."""
    codes = binned(values) + 1
    halves = (np.arange(codes.size) % 2 == 0), (np.arange(codes.size) % 2 == 1)
    aucs = []
    for here, there in (halves, halves[::-1]):
        learnt = _rates(codes[here], truth[here], int(codes.max()) + 1)
        aucs.append(area_under_curve(learnt[codes[there]], truth[there]))
    return max(float(np.nanmean(aucs)) if np.isfinite(aucs).any() else 0.5, _direct(values, truth))


def chance_error(truth: Bools) -> float:
    """Standard error of an AUC when nothing is to be found: √((p+q+1) / 12pq), p and q the sizes of the classes."""
    p = float(truth.sum())
    q = truth.shape[0] - p
    return float(np.sqrt((p + q + 1) / (12 * p * q))) if p and q else float("inf")


def _direct(values: NDArray[Any], truth: Bools) -> float:
    if is_category(values):
        return 0.5
    numbers = as_numbers(values)
    given = ~np.isnan(numbers)
    auc = area_under_curve(numbers[given], truth[given])
    return max(auc, 1 - auc) if np.isfinite(auc) and given.mean() > 0.5 else 0.5


def _rates(codes: Integers, truth: Bools, size: int) -> NDArray[np.float64]:
    base, prior = float(truth.mean()), 5.0
    hits = np.bincount(codes, weights=truth, minlength=size)
    return np.asarray((hits + prior * base) / (np.bincount(codes, minlength=size) + prior))
