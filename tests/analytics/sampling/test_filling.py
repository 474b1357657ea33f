# SPDX-License-Identifier: Apache-2.0
"""Shares within bounds: they add up, keep their bounds, and stay in proportion where no bound holds them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.analytics.sampling.filling import filled

rows = st.lists(st.tuples(st.floats(0.01, 100), st.floats(0, 50), st.floats(0, 50)), min_size=1, max_size=15)


@given(rows, st.floats(0, 1))
def test_shares_when_within_reach_add_up_in_proportion(
    found: list[tuple[float, float, float]], at: float
) -> None:
    shares, low, more = (np.array(column) for column in zip(*found, strict=True))
    high = low + more
    total = low.sum() + at * more.sum()
    filling = filled(shares, low, high, total)
    assert filling.sum() == pytest.approx(total, rel=1e-9, abs=1e-9)
    assert ((filling >= low) & (filling <= high)).all()
    ratios = (filling / shares)[(filling > low) & (filling < high)]
    assert ratios == pytest.approx(np.full(len(ratios), ratios[0] if len(ratios) else 0), rel=1e-6)


def test_shares_when_unbounded_are_plain_proportions() -> None:
    filling = filled(np.array([1.0, 3]), np.zeros(2), np.full(2, np.inf), 8)
    assert filling.tolist() == [2, 6]


def test_shares_when_out_of_reach_stop_at_their_bounds() -> None:
    shares, low, high = np.array([1.0, 0]), np.array([1.0, 2]), np.array([4.0, 9])
    assert filled(shares, low, high, 1).tolist() == [1, 2]
    assert filled(shares, low, high, 99).tolist() == [4, 2]
