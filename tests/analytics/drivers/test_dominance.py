# SPDX-License-Identifier: Apache-2.0
"""All subsets in one sweep, against regressions made one by one and against the axioms of the Shapley value."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.analytics.drivers import (
    CannotWeigh,
    TooManyDrivers,
    correlations,
    dominance,
    explained_by_subsets,
)
from amends.analytics.drivers.correlations import Matrix
from amends.analytics.drivers.relative_weights import explained, last_added


def _table(drivers: int, seed: int, rows: int = 80) -> Matrix:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(rows, drivers)) + rng.normal(size=(rows, 1))
    target = values @ rng.normal(size=drivers) + rng.normal(size=rows)
    return np.column_stack([values, target])


def _r2(matrix: Matrix, subset: list[int]) -> float:
    return explained(matrix[np.ix_([*subset, -1], [*subset, -1])]) if subset else 0.0


def test_every_subset_has_the_r2_of_its_own_regression() -> None:
    matrix = correlations(_table(5, 1))
    found = explained_by_subsets(matrix)
    wanted = [_r2(matrix, [j for j in range(5) if code >> j & 1]) for code in range(32)]
    np.testing.assert_allclose(found, wanted, atol=1e-13)


def test_lmg_is_the_mean_over_all_orders_of_entry() -> None:
    matrix = correlations(_table(4, 2))
    gains = np.zeros(4)
    for order in permutations(range(4)):
        for at, driver in enumerate(order):
            gains[driver] += _r2(matrix, list(order[: at + 1])) - _r2(matrix, list(order[:at]))
    np.testing.assert_allclose(dominance(matrix).general, gains / 24, atol=1e-13)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 7), st.integers(0, 10_000))
def test_lmg_adds_up_to_r2_and_does_not_depend_on_order_or_units(drivers: int, seed: int) -> None:
    table = _table(drivers, seed)
    found = dominance(correlations(table))
    assert found.general.sum() == pytest.approx(explained(correlations(table)), abs=1e-12)
    turned = np.column_stack([table[:, drivers - 1 :: -1] * 7 + 3, table[:, -1] / 9])
    np.testing.assert_allclose(dominance(correlations(turned)).general[::-1], found.general, atol=1e-12)


def test_first_and_last_are_the_ends_of_conditional_dominance() -> None:
    matrix = correlations(_table(6, 3))
    conditional = dominance(matrix).conditional
    np.testing.assert_allclose(conditional[:, 0], matrix[:-1, -1] ** 2, atol=1e-13)
    np.testing.assert_allclose(conditional[:, -1], last_added(matrix), atol=1e-12)


@pytest.mark.parametrize("seed", range(4, 12))
def test_complete_dominance_is_what_all_subsets_say(seed: int) -> None:
    matrix = correlations(_table(5, seed))
    found = dominance(matrix)
    for first, second in permutations(range(5), 2):
        others = [j for j in range(5) if j not in (first, second)]
        subsets = [[j for at, j in enumerate(others) if code >> at & 1] for code in range(8)]
        always = all(_r2(matrix, [*s, first]) >= _r2(matrix, [*s, second]) for s in subsets)
        assert found.completely[first, second] == always
    assert (found.completely <= found.conditionally).all()


def test_a_batch_gives_what_each_gives_alone() -> None:
    pair = np.stack([correlations(_table(5, seed)) for seed in (5, 6)])
    alone = [dominance(each).general for each in pair]
    np.testing.assert_allclose(dominance(pair).general, alone, atol=1e-14)


def test_a_driver_given_twice_shares_what_it_had_and_breaks_nothing() -> None:
    table = _table(3, 7)
    twice = np.column_stack([table[:, 0], table])
    found = dominance(correlations(twice))
    assert found.general[0] == pytest.approx(found.general[1], abs=1e-12)
    assert found.general.sum() == pytest.approx(explained(correlations(table)), abs=1e-12)
    assert not found.completely[0, 1]


@pytest.mark.parametrize("seed", range(5))
def test_a_driver_made_of_others_adds_nothing_to_them(seed: int) -> None:
    table = _table(4, seed)
    made = np.column_stack([table[:, :4] @ [0.3, 0.7, 0.1, 0.9], table])
    found = dominance(correlations(made))
    assert found.conditional[0, -1] == pytest.approx(0, abs=1e-9)
    assert found.general.sum() == pytest.approx(explained(correlations(table)), abs=1e-9)
    assert found.conditional.min() > -1e-9


def test_a_weight_of_two_is_a_row_given_twice() -> None:
    table = _table(4, 8, rows=30)
    weights = np.where(np.arange(30) < 10, 2.0, 1.0)
    doubled = np.vstack([table, table[:10]])
    np.testing.assert_allclose(correlations(table, weights), correlations(doubled), atol=1e-14)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda t: t[:2], "三行"),
        (lambda t: np.where(t == t[0, 0], np.nan, t), "缺失"),
        (lambda t: np.column_stack([np.full(len(t), 0.1), t]), "第 1 个变量"),
    ],
)
def test_data_that_say_nothing_are_refused_with_the_reason(change: object, word: str) -> None:
    with pytest.raises(CannotWeigh, match=word):
        correlations(change(_table(2, 9)))  # type: ignore[operator]  # parametrised


@pytest.mark.parametrize("weights", [np.ones(3), np.full(80, -1.0), np.zeros(80), np.full(80, np.nan)])
def test_weights_that_are_none_are_refused(weights: Matrix) -> None:
    with pytest.raises(CannotWeigh, match="权重"):
        correlations(_table(2, 10), weights)


def test_more_drivers_than_fit_are_refused_before_memory_is_taken() -> None:
    with pytest.raises(TooManyDrivers, match="23"):
        explained_by_subsets(np.eye(24))
