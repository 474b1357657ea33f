# SPDX-License-Identifier: Apache-2.0
"""Folds that part no duplicates and hold the same share of each class."""

import numpy as np

from amends.analytics.language.classifying.folds import dealt, same_texts


def test_duplicates_are_one_whatever_their_width_case_and_spaces() -> None:
    assert same_texts(["Ａ 物业", "a物业", "物业", "a 物 业"]).tolist() == [0, 0, 1, 0]


def test_duplicates_stay_together_and_classes_are_dealt_out_evenly() -> None:
    rng = np.random.default_rng(1)
    units = rng.integers(0, 400, 1_000)
    units = np.unique(units, return_inverse=True)[1]
    labels = (units % 10 == 0).astype(np.int64)
    fold = dealt(labels, units, 5, rng)
    assert all(len(set(fold[units == u])) == 1 for u in range(int(units.max()) + 1))
    first = np.unique(units, return_index=True)[1]
    rare = np.bincount(fold[first][labels[first] == 1], minlength=5)
    assert rare.max() - rare.min() <= 1
