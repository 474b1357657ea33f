# SPDX-License-Identifier: Apache-2.0
"""Weights: they stand for the population before and after non-response."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.analytics.sampling.weighting import CannotWeight, base_weights, effective, nonresponse_adjusted

CELLS = np.array(["x"] * 4 + ["y"] * 2)


def test_base_weights_when_summed_are_the_population() -> None:
    found = base_weights(np.array(["b", "a", "b"]), {"a": 7, "b": 10, "c": 5})
    assert found.tolist() == [5, 7, 5]


def test_nonresponse_when_half_a_cell_is_silent_doubles_the_others() -> None:
    found = nonresponse_adjusted(np.full(6, 10.0), np.array([1, 1, 0, 0, 1, 1], dtype=bool), CELLS)
    assert found.weights.tolist() == [20, 20, 0, 0, 10, 10]
    assert found.factors == {"x": 2, "y": 1}


def test_nonresponse_when_some_do_not_belong_takes_their_weight_away() -> None:
    answered, eligible = np.array([1, 1, 0, 0, 1, 1], dtype=bool), np.array([1, 1, 1, 0, 1, 1], dtype=bool)
    found = nonresponse_adjusted(np.full(6, 10.0), answered, CELLS, eligible=eligible)
    assert found.weights.sum() == 50
    assert found.factors["x"] == 1.5


def test_nonresponse_when_one_who_answered_does_not_belong_ignores_the_answer() -> None:
    eligible = np.array([0, 1, 1, 1, 1, 1], dtype=bool)
    found = nonresponse_adjusted(
        np.full(6, 10.0), np.array([1, 1, 0, 0, 1, 1], dtype=bool), CELLS, eligible=eligible
    )
    assert found.weights.tolist() == [0, 30, 0, 0, 10, 10]


def test_nonresponse_when_a_cell_is_silent_names_it() -> None:
    with pytest.raises(CannotWeight, match="无人应答：y。"):
        nonresponse_adjusted(np.ones(6), CELLS == "x", CELLS)


@given(
    st.lists(st.tuples(st.floats(0.1, 100), st.booleans(), st.sampled_from("ab")), min_size=1, max_size=30)
)
def test_nonresponse_when_every_cell_answers_keeps_its_total(rows: list[tuple[float, bool, str]]) -> None:
    rows = [*rows, (1.0, True, "a"), (1.0, True, "b")]
    weights, answered, cells = (np.array(column) for column in zip(*rows, strict=True))
    found = nonresponse_adjusted(weights, answered, cells).weights
    for cell in "ab":
        assert found[cells == cell].sum() == pytest.approx(weights[cells == cell].sum())


def test_effective_when_weights_are_unequal_is_smaller() -> None:
    found = effective(np.array([1.0, 1, 3, 3, 0]))
    assert (found.rows, found.design_effect, found.size) == (4, 1.25, 3.2)
    assert effective(np.full(9, 0.3)).size == pytest.approx(9)


def test_weights_when_impossible_are_refused() -> None:
    with pytest.raises(CannotWeight, match="a"):
        base_weights(np.array(["a", "a"]), {"a": 1})
    with pytest.raises(CannotWeight):
        effective(np.zeros(3))
