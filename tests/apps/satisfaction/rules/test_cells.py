# SPDX-License-Identifier: Apache-2.0
"""Small cells."""

from amends.apps.satisfaction.rules.cells import hidden_cells


def test_a_small_cell_hides_another_that_would_give_it_away() -> None:
    assert hidden_cells([200, 12, 80, 40]) == [False, True, False, True]


def test_large_and_empty_cells_are_shown() -> None:
    assert hidden_cells([200, 30, 0]) == [False, False, False]
    assert hidden_cells([]) == []
