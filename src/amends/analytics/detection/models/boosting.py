# SPDX-License-Identifier: Apache-2.0
"""Fits scikit-learn's histogram gradient boosting and takes its trees out as plain data."""

import sys
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from amends.analytics.detection.columns import Bools, Floats
from amends.analytics.detection.models.tree_game import Leaf, Step, Tree
from amends.analytics.detection.models.trees import TreeModel
from amends.analytics.detection.spec import DetectorSpec

LARGEST = sys.float_info.max  # stands for +inf, which JSON cannot say
TOLERANCE = 1e-9


class TreesDiffer(RuntimeError):
    """The trees taken out of scikit-learn do not give its scores: its inner layout must have changed."""


def fit_boosted(matrix: Floats, dissatisfied: Bools, *, spec: DetectorSpec, seed: int) -> TreeModel:
    """Fit `spec.bags` boosted models on a term matrix [n, t] and average them into one sum of trees."""
    bags = spec.bags_for(matrix.shape[0])
    trees: list[Tree] = []
    base = 0.0
    for bag in range(bags):
        fitted = _fit(matrix, dissatisfied, spec, seed + bag)
        base += float(np.ravel(fitted._baseline_prediction)[0]) / bags
        own = tuple(_tree(step[0].nodes) for step in fitted._predictors)
        _check(fitted, own, matrix[:256])
        trees.extend(_scaled(tree, 1.0 / bags) for tree in own if tree.questions)
        base += sum(tree.expected for tree in own if not tree.questions) / bags
    return TreeModel(base, tuple(trees))


def _fit(matrix: Floats, dissatisfied: Bools, spec: DetectorSpec, seed: int) -> Any:
    rows = matrix.shape[0]
    return HistGradientBoostingClassifier(
        max_iter=spec.rounds,
        learning_rate=spec.learning_rate if rows < 50_000 else 2 * spec.learning_rate,
        max_leaf_nodes=spec.leaves,
        min_samples_leaf=int(np.clip(rows // 90, 10, 40)),
        l2_regularization=5.0,
        max_features=0.3,
        early_stopping=False,
        random_state=seed,
    ).fit(matrix, dissatisfied)


def _check(fitted: Any, trees: tuple[Tree, ...], matrix: Floats) -> None:
    own = TreeModel(float(np.ravel(fitted._baseline_prediction)[0]), trees).margins(matrix)
    if np.abs(own - fitted.decision_function(matrix)).max() > TOLERANCE:
        raise TreesDiffer("从 scikit-learn 取出的决策树与原模型评分不一致 (the extracted trees differ)")


def _tree(nodes: Any) -> Tree:
    questions: list[tuple[int, float, bool]] = []
    leaves: list[Leaf] = []
    _walk(nodes, 0, (), questions, leaves)
    return Tree(tuple(questions), tuple(leaves))


def _walk(nodes: Any, at: int, path: tuple[Step, ...], questions: list[Any], leaves: list[Leaf]) -> None:
    node = nodes[at]
    if node["is_leaf"]:
        leaves.append(Leaf(float(node["value"]), path))
        return
    place = len(questions)
    threshold = min(float(node["num_threshold"]), LARGEST)
    questions.append((int(node["feature_idx"]), threshold, bool(node["missing_go_to_left"])))
    for answer, child in ((True, int(node["left"])), (False, int(node["right"]))):
        share = float(nodes[child]["count"]) / float(node["count"])
        _walk(nodes, child, (*path, (place, answer, share)), questions, leaves)


def _scaled(tree: Tree, factor: float) -> Tree:
    return Tree(tree.questions, tuple(Leaf(leaf.value * factor, leaf.path) for leaf in tree.leaves))
