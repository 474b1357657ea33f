# SPDX-License-Identifier: Apache-2.0
"""Shapley values of trees against the definition, summed over every subset of columns."""

from itertools import combinations
from math import factorial

import numpy as np
import pytest
from numpy.typing import NDArray

from amends.analytics.detection.models.tree_game import (
    Leaf,
    Step,
    Tree,
    TreeTooLarge,
    shapley_table,
    value_table,
)
from amends.analytics.detection.models.trees import TreeModel

OWNER = np.array([0, 0, 1, 2, 3], dtype=np.int64)  # terms 0 and 1 belong to one column
COLUMNS = 4


def _random_tree(rng: np.random.Generator, depth: int = 4) -> Tree:
    questions: list[tuple[int, float, bool]] = []
    leaves: list[Leaf] = []

    def grow(path: tuple[Step, ...]) -> None:
        if len(path) == depth or len(questions) == 8 or (path and rng.random() < 0.25):
            leaves.append(Leaf(float(rng.normal()), path))
            return
        place = len(questions)
        questions.append((int(rng.integers(5)), float(rng.normal()), bool(rng.integers(2))))
        share = float(rng.uniform(0.1, 0.9))
        grow((*path, (place, True, share)))
        grow((*path, (place, False, 1 - share)))

    grow(())
    return Tree(tuple(questions), tuple(leaves))


def _answer(tree: Tree, question: int, row: NDArray[np.float64]) -> bool:
    term, threshold, missing_yes = tree.questions[question]
    return missing_yes if np.isnan(row[term]) else bool(row[term] <= threshold)


def _coalition_value(tree: Tree, row: NDArray[np.float64], known: tuple[int, ...]) -> float:
    total = 0.0
    for leaf in tree.leaves:
        reach = 1.0
        for question, answer, share in leaf.path:
            inside = int(OWNER[tree.questions[question][0]]) in known
            reach *= float(_answer(tree, question, row) == answer) if inside else share
        total += leaf.value * reach
    return total


def _by_definition(tree: Tree, row: NDArray[np.float64]) -> NDArray[np.float64]:
    out = np.zeros(COLUMNS)
    for i in range(COLUMNS):
        others = [c for c in range(COLUMNS) if c != i]
        for size in range(COLUMNS):
            weight = factorial(size) * factorial(COLUMNS - size - 1) / factorial(COLUMNS)
            for known in combinations(others, size):
                gain = _coalition_value(tree, row, (*known, i)) - _coalition_value(tree, row, known)
                out[i] += weight * gain
    return out


def _rows(rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    rows = rng.normal(size=(count, 5))
    rows[rng.random(rows.shape) < 0.2] = np.nan
    return np.asfortranarray(rows)


@pytest.mark.parametrize("seed", range(8))
def test_contributions_equal_the_definition_over_all_subsets(seed: int) -> None:
    rng = np.random.default_rng(seed)
    trees = tuple(_random_tree(rng) for _ in range(3))
    rows = _rows(rng, 12)
    expected = np.array([np.sum([_by_definition(tree, row) for tree in trees], axis=0) for row in rows])
    found = TreeModel(0.3, trees).contributions(rows, OWNER, COLUMNS)
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_contributions_sum_to_the_margin() -> None:
    rng = np.random.default_rng(1)
    model = TreeModel(-1.0, tuple(_random_tree(rng) for _ in range(20)))
    rows = _rows(rng, 300)
    total = model.base + model.contributions(rows, OWNER, COLUMNS).sum(axis=1)
    np.testing.assert_allclose(total, model.margins(rows), atol=1e-12)


def test_base_is_the_value_of_the_empty_coalition() -> None:
    tree = _random_tree(np.random.default_rng(2))
    assert TreeModel(0.0, (tree,)).base == pytest.approx(_coalition_value(tree, np.zeros(5), ()))


def test_value_table_gives_each_pattern_one_leaf() -> None:
    tree = Tree(
        ((0, 0.0, True), (1, 0.0, True)),
        (
            Leaf(1.0, ((0, True, 0.5),)),
            Leaf(2.0, ((0, False, 0.5), (1, True, 0.5))),
            Leaf(3.0, ((0, False, 0.5), (1, False, 0.5))),
        ),
    )
    assert value_table(tree).tolist() == [3.0, 1.0, 2.0, 1.0]


def test_shapley_table_of_a_stump_is_value_less_expectation() -> None:
    tree = Tree(((2, 0.0, True),), (Leaf(4.0, ((0, True, 0.25),)), Leaf(0.0, ((0, False, 0.75),))))
    players, table = shapley_table(tree, OWNER)
    assert players == (1,)
    assert table.tolist() == [[-1.0, 3.0]]


def test_a_tree_with_nine_questions_is_refused() -> None:
    with pytest.raises(TreeTooLarge):
        Tree(tuple((0, float(i), True) for i in range(9)), ())
