# SPDX-License-Identifier: Apache-2.0
"""Stratified folds that never part exact duplicates."""

import numpy as np

from amends.analytics.detection.columns import Bools, Columns, Integers, dense_codes


def same_rows(columns: Columns) -> Integers:
    """int64[n]: one number for each distinct row, so that exact duplicates share theirs."""
    key: np.ndarray[tuple[int], np.dtype[np.uint64]] | None = None
    mixer = np.random.default_rng(7)
    for values in columns.values():
        codes = (dense_codes(values) + 2).astype(np.uint64)
        table = mixer.integers(1, 2**63, size=int(codes.max()) + 1, dtype=np.uint64)
        key = table[codes] if key is None else key + table[codes]
    if key is None:
        return np.zeros(0, dtype=np.int64)
    return np.unique(key, return_inverse=True)[1].astype(np.int64)


def stratified_folds(truth: Bools, units: Integers, folds: int, rng: np.random.Generator) -> Integers:
    """int64[n]: the fold of each row; rows of one unit stay together, dissatisfied units are dealt out evenly."""
    count = int(units.max()) + 1
    rate = np.bincount(units, weights=truth, minlength=count) / np.bincount(units, minlength=count)
    shuffled = rng.permutation(count)
    dealt = shuffled[np.argsort(rate[shuffled] >= 0.5, kind="stable")]
    fold = np.empty(count, dtype=np.int64)
    fold[dealt] = np.arange(count) % folds
    return fold[units]
