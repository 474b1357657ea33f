# SPDX-License-Identifier: Apache-2.0
"""Both models against scikit-learn, and their own promises."""

import json

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from amends.analytics.detection.encoding import fit_encoding
from amends.analytics.detection.models import boosting
from amends.analytics.detection.models.boosting import TreesDiffer, fit_boosted
from amends.analytics.detection.models.linear import LinearModel, fit_linear
from amends.analytics.detection.models.trees import TreeModel
from tests.analytics.detection.conftest import QUICK, customers


def test_trees_score_as_scikit_learn_does_with_missing_values() -> None:
    columns, truth = customers()
    matrix = fit_encoding(columns, least=20).matrix(columns)
    own = fit_boosted(matrix, truth, spec=QUICK, seed=4)
    theirs = HistGradientBoostingClassifier(
        max_iter=QUICK.rounds, learning_rate=QUICK.learning_rate, max_leaf_nodes=QUICK.leaves, min_samples_leaf=13,
        l2_regularization=5.0, max_features=0.3, early_stopping=False, random_state=4,
    ).fit(matrix, truth)  # fmt: skip
    np.testing.assert_allclose(own.margins(matrix), theirs.decision_function(matrix), atol=1e-12)


def test_bags_are_averaged() -> None:
    columns, truth = customers(600)
    matrix = fit_encoding(columns, least=20).matrix(columns)
    from dataclasses import replace

    single = [fit_boosted(matrix, truth, spec=QUICK, seed=s).margins(matrix) for s in (1, 2)]
    both = fit_boosted(matrix, truth, spec=replace(QUICK, bags=2), seed=1).margins(matrix)
    np.testing.assert_allclose(both, np.mean(single, axis=0), atol=1e-12)


def test_trees_that_differ_from_scikit_learn_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    columns, truth = customers(600)
    matrix = fit_encoding(columns, least=20).matrix(columns)
    monkeypatch.setattr(boosting, "LARGEST", 0.0)  # as if thresholds were read from the wrong field
    with pytest.raises(TreesDiffer):
        fit_boosted(matrix, truth, spec=QUICK, seed=1)


def test_linear_contributions_sum_to_the_margin_and_missing_says_nothing() -> None:
    columns, truth = customers()
    encoding = fit_encoding(columns, least=20)
    matrix = encoding.matrix(columns)
    model = fit_linear(matrix, truth, is_level=encoding.is_level, penalty=0.1)
    parts = model.contributions(matrix, encoding.owner, 4)
    np.testing.assert_allclose(model.base + parts.sum(axis=1), model.margins(matrix), atol=1e-12)
    fee = encoding.features.index("fee")
    assert (parts[np.isnan(columns["fee"]), fee] == 0).all()
    assert abs(parts.mean(axis=0)).max() < 1e-9


def test_linear_extremes_are_held_at_the_edge_of_training() -> None:
    columns, truth = customers()
    encoding = fit_encoding(columns, least=20)
    model = fit_linear(encoding.matrix(columns), truth, is_level=encoding.is_level, penalty=0.1)
    row = {n: v[:1].copy() for n, v in columns.items()}
    far = {**row, "drops": np.array([1e9])}
    edge = {**row, "drops": np.array([columns["drops"].max()])}
    assert model.margins(encoding.matrix(far)) == model.margins(encoding.matrix(edge))


def test_models_survive_json() -> None:
    columns, truth = customers(600)
    encoding = fit_encoding(columns, least=20)
    matrix = encoding.matrix(columns)
    trees = fit_boosted(matrix, truth, spec=QUICK, seed=1)
    linear = fit_linear(matrix, truth, is_level=encoding.is_level, penalty=0.1)
    for model, kind in ((trees, TreeModel), (linear, LinearModel)):
        again = kind.from_dict(json.loads(json.dumps(model.as_dict(), allow_nan=False)))
        assert (again.margins(matrix) == model.margins(matrix)).all()
