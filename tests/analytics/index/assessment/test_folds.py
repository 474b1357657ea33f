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


def test_primary_units_are_held_back_whole_and_strata_dealt_out_evenly() -> None:
    units, strata = np.arange(120) // 3, np.repeat([0, 1], [10, 30])
    folds = random_folds(120, 5, np.random.default_rng(1), units=units, strata=strata)
    of_unit = folds[::3]
    assert (folds == np.repeat(of_unit, 3)).all()
    for stratum, each in ((0, 2), (1, 6)):
        assert np.bincount(of_unit[strata == stratum]).tolist() == [each] * 5
    other = random_folds(120, 5, np.random.default_rng(2), units=units, strata=strata)
    assert (folds != other).any()
    with pytest.raises(TooFewFolds):
        random_folds(120, 5, np.random.default_rng(1), units=np.arange(120) // 40)
