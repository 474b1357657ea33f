# SPDX-License-Identifier: Apache-2.0
"""How rows are held back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.analytics.index.assessment.folds import TooFewFolds, leave_one_out, random_folds


@given(st.integers(2, 60), st.data())
def test_folds_are_as_equal_as_can_be(rows: int, data: st.DataObject) -> None:
    folds = data.draw(st.integers(2, rows))
    sizes = np.bincount(random_folds(rows, folds, np.random.default_rng(rows)), minlength=folds)
    assert sizes.sum() == rows
    assert sizes.max() - sizes.min() <= 1


def test_each_row_is_alone_when_one_is_left_out() -> None:
    assert leave_one_out(4).tolist() == [0, 1, 2, 3]


def test_the_same_seed_deals_the_same_folds() -> None:
    one, other = (random_folds(30, 3, np.random.default_rng(7)) for _ in range(2))
    assert one.tolist() == other.tolist()


@pytest.mark.parametrize("folds", [1, 11])
def test_one_fold_or_more_than_rows_are_refused(folds: int) -> None:
    with pytest.raises(TooFewFolds, match="10 行不能分成"):
        random_folds(10, folds, np.random.default_rng(1))
