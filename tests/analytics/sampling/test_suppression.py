# SPDX-License-Identifier: Apache-2.0
"""Suppression: nothing hidden follows from what is shown, and no more is hidden than it takes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.analytics.sampling.suppression import (
    CountTable,
    SuppressionSpec,
    TableMalformed,
    feasible_ranges,
    suppress,
    with_margins,
    with_total,
)

counts = st.one_of(st.integers(0, 12), st.integers(10, 200))
cross = st.tuples(st.integers(1, 4), st.integers(2, 4)).flatmap(
    lambda size: st.lists(counts, min_size=size[0] * size[1], max_size=size[0] * size[1]).map(
        lambda cells: np.array(cells).reshape(size)
    )
)


def test_breakdown_when_one_cell_is_small_hides_the_next_smallest_too() -> None:
    found = suppress(with_total(np.array([120, 4, 60, 35])))
    assert found.primary.tolist() == [False, True, False, False, False]
    assert found.complementary.tolist() == [False, False, False, True, False]


def test_breakdown_when_nothing_is_small_hides_nothing() -> None:
    assert not suppress(with_total(np.array([10, 20, 30]))).hidden.any()


def test_cross_table_when_one_cell_is_small_hides_a_rectangle() -> None:
    cells = np.array([[3, 40, 50], [60, 20, 70], [80, 90, 100]])
    found = suppress(with_margins(cells)).hidden.reshape(4, 4)
    assert found.tolist() == [
        [True, True, False, False],
        [True, True, False, False],
        [False, False, False, False],
        [False, False, False, False],
    ]


def test_two_small_cells_when_their_sum_would_tell_too_much_need_a_third() -> None:
    parts = with_total(np.array([3, 4, 50, 60]))
    assert suppress(parts).complementary.tolist() == [False, False, True, False, False]
    assert not suppress(parts, SuppressionSpec(width=1)).complementary.any()


def test_empty_cell_when_shown_is_never_hidden() -> None:
    cells = np.array([[0, 3, 50], [40, 60, 0], [30, 0, 90]])
    hidden = suppress(with_margins(cells)).hidden.reshape(4, 4)[:3, :3]
    assert not hidden[cells == 0].any()


def test_empty_cell_when_it_may_be_hidden_protects_another() -> None:
    table = with_margins(np.array([[3, 40], [50, 0]]))
    shown, may_hide = suppress(table), suppress(table, SuppressionSpec(empty_shown=False))
    assert np.flatnonzero(may_hide.hidden).tolist() == [0, 1, 3, 4]  # the four inner cells, all totals shown
    assert not shown.hidden[4]
    assert shown.hidden.sum() > 1


def test_total_when_small_itself_is_hidden() -> None:
    assert suppress(with_total(np.array([3, 2]))).hidden.tolist() == [True, True, True]


def test_hierarchy_when_a_district_is_small_protects_it_at_both_levels() -> None:
    """Whole = north + south, north = a + b, south = c + d."""
    equations = np.array(
        [[1, 1, 0, 0, -1, 0, 0], [0, 0, 1, 1, 0, -1, 0], [0, 0, 0, 0, 1, 1, -1]], dtype=float
    )
    table = CountTable(np.array([4, 30, 25, 35, 34, 60, 94]), equations)
    assert suppress(table).hidden.tolist() == [True, True, False, False, False, False, False]


@settings(max_examples=25, deadline=None)
@given(cross, st.integers(2, 15), st.booleans())
def test_hidden_cells_when_margins_are_published_never_follow_from_them(
    cells: np.ndarray, minimum: int, empty_shown: bool
) -> None:
    table, spec = with_margins(cells), SuppressionSpec(minimum, empty_shown=empty_shown)
    found = suppress(table, spec)
    ranges = feasible_ranges(table, found.hidden, empty_shown=empty_shown)
    assert (ranges[:, 1] - ranges[:, 0] >= 1 - 1e-6).all()
    small = found.primary[found.hidden]
    assert (ranges[small, 1] >= table.counts[found.primary] + minimum - 1e-6).all()
    assert not ((table.counts > 0) & (table.counts < minimum) & ~found.hidden).any()


def test_ranges_when_only_the_small_cell_is_hidden_give_it_away() -> None:
    table = with_total(np.array([120, 4, 60]))
    assert feasible_ranges(table, table.counts == 4).tolist() == [[4, 4]]


def test_ranges_when_a_rectangle_is_hidden_reach_as_far_as_nobody_falls_below_one() -> None:
    table = with_margins(np.array([[3, 40], [60, 20]]))
    hidden = suppress(table).hidden
    assert feasible_ranges(table, hidden).tolist() == [[1, 42], [1, 42], [21, 62], [18, 59]]


def test_tables_when_malformed_are_refused() -> None:
    with pytest.raises(TableMalformed, match="合计"):
        CountTable(np.array([1, 2, 4]), np.array([[1.0, 1, -1]]))
    with pytest.raises(TableMalformed, match="负"):
        with_total(np.array([-1, 5]))
