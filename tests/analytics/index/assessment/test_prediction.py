# SPDX-License-Identifier: Apache-2.0
"""PLSpredict and its rivals."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from amends.analytics.index.assessment.folds import leave_one_out, random_folds
from amends.analytics.index.assessment.prediction import (
    Antecedents,
    Inputs,
    Predictions,
    TooFewToLearnFrom,
    predict,
    predict_average,
    predict_linear,
)
from amends.analytics.index.assessment.samples import RowsIncomplete
from amends.analytics.index.spec import Matrix
from tests.analytics.index.assessment.conftest import SMALL, Mobi, answers, fitted

FOLDS = random_folds(120, 5, np.random.default_rng(2))


def written(path: Path, items: tuple[str, ...]) -> Matrix:
    """Rows of a table of R, columns by item."""
    with path.open() as lines:
        return np.array([[float(row[item]) for item in items] for row in csv.DictReader(lines)])


def test_a_fold_is_foretold_by_the_model_of_the_others() -> None:
    rows = answers()
    found, held = predict(SMALL, rows, FOLDS), FOLDS == 3
    model = fitted(SMALL, rows[~held])
    scores = (rows[held] - model.means) / model.deviations @ model.weights
    loyalty = model.means[9] + model.deviations[9] * scores[:, 2] * model.paths[2, 3]
    np.testing.assert_allclose(found.predicted[held, -1], loyalty)


def test_earliest_antecedents_know_nothing_of_what_lies_between() -> None:
    rows = answers()
    changed = rows.copy()
    changed[:, 6] = np.where(FOLDS == 0, 11 - rows[:, 6], rows[:, 6])
    for antecedents, same in ((Antecedents.EARLIEST, True), (Antecedents.DIRECT, False)):
        one, other = (
            predict(SMALL, each, FOLDS, antecedents).predicted[FOLDS == 0, -1] for each in (rows, changed)
        )
        assert np.allclose(one, other) is same


def test_items_of_latents_that_nothing_leads_to_are_not_foretold() -> None:
    found = predict(SMALL, answers(), FOLDS)
    assert found.items == SMALL.items[3:]
    assert set(found.latents) == {"Quality", "Satisfaction", "Loyalty"}


def test_q2_is_above_nothing_where_answers_hang_together_and_zero_for_the_average() -> None:
    rows = answers()
    assert (predict(SMALL, rows, FOLDS).q2 > 0.05).all()
    np.testing.assert_allclose(predict_average(SMALL, rows, FOLDS).q2, 0, atol=1e-12)


def test_q2_is_not_above_nothing_where_answers_are_noise() -> None:
    rows = np.random.default_rng(8).integers(1, 11, (120, 10)).astype(float)
    assert predict(SMALL, rows, FOLDS).q2.mean() < 0.02


def test_units_of_an_item_do_not_matter() -> None:
    rows = answers()
    one, other = predict(SMALL, rows, FOLDS), predict(SMALL, 10 * rows - 3, FOLDS)
    np.testing.assert_allclose(other.rmse, 10 * one.rmse)
    np.testing.assert_allclose(other.q2, one.q2)


def test_a_consistent_model_is_foretold_from_plain_composites() -> None:
    rows = answers()
    one, other = predict(SMALL, rows, FOLDS), predict(replace(SMALL, consistent=True), rows, FOLDS)
    np.testing.assert_array_equal(one.predicted, other.predicted)


def test_the_linear_rival_learns_nothing_from_the_fold_held_back() -> None:
    rows = answers()
    changed = np.where((FOLDS == 1)[:, None] & (np.arange(10) == 9), 1.0, rows)
    one, other = (predict_linear(SMALL, each, FOLDS).predicted[FOLDS == 1, -1] for each in (rows, changed))
    np.testing.assert_allclose(one, other)


def test_gaps_and_too_few_rows_are_refused() -> None:
    rows = answers()
    with pytest.raises(TooFewToLearnFrom):
        predict_linear(SMALL, rows[:8], leave_one_out(8))
    rows[0, 0] = np.nan
    with pytest.raises(RowsIncomplete, match="有 1 个答案缺失"):
        predict(SMALL, rows, FOLDS)


def agree(found: Predictions, results: Path, run: str) -> None:
    """Predictions, RMSE and MAE as seminr wrote them."""
    stem = f"seminr234_mobi_plspredict_LOOCV_{run}_oos"
    np.testing.assert_allclose(
        found.predicted, written(results / f"{stem}_predictions.csv", found.items), rtol=0, atol=1e-8
    )
    expected = written(results / f"{stem}.csv", found.items)
    np.testing.assert_allclose(np.stack([found.rmse, found.mae]), expected, rtol=0, atol=1e-9)


@pytest.mark.shared
@pytest.mark.parametrize(("run", "antecedents"), [("DA", Antecedents.DIRECT), ("EA", Antecedents.EARLIEST)])
def test_predictions_agree_with_seminr(mobi: Mobi, results: Path, run: str, antecedents: Antecedents) -> None:
    agree(predict(mobi.plain.spec, mobi.rows, leave_one_out(250), antecedents), results, f"{run}_pls")


@pytest.mark.shared
def test_the_linear_rival_agrees_with_seminr(mobi: Mobi, results: Path) -> None:
    agree(predict_linear(mobi.plain.spec, mobi.rows, leave_one_out(250), Inputs.OUTSIDE), results, "DA_lm")


def test_a_weight_of_two_is_the_row_twice() -> None:
    rows, twice = answers(), np.arange(120) % 4 == 0
    weights = np.where(twice, 2.0, 1.0)
    more, folds = np.vstack([rows, rows[twice]]), np.concatenate([FOLDS, FOLDS[twice]])
    for foretell in (predict, predict_linear, predict_average):
        weighted, repeated = foretell(SMALL, rows, FOLDS, weights=weights), foretell(SMALL, more, folds)
        np.testing.assert_allclose(weighted.predicted, repeated.predicted[:120], atol=1e-6)
        for figure in ("rmse", "mae", "q2"):
            np.testing.assert_allclose(getattr(weighted, figure), getattr(repeated, figure), atol=1e-6)
    plain = predict(SMALL, rows, FOLDS)
    assert not np.allclose(plain.rmse, predict(SMALL, rows, FOLDS, weights=weights).rmse, atol=1e-4)
