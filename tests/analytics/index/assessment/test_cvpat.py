# SPDX-License-Identifier: Apache-2.0
"""CVPAT: a model against the linear rival and the average."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from amends.analytics.index.assessment.cvpat import NotComparable, Overall, compare, losses
from amends.analytics.index.assessment.folds import leave_one_out, random_folds
from amends.analytics.index.assessment.prediction import Inputs, predict, predict_average, predict_linear
from amends.analytics.index.resampling import Design
from amends.analytics.sampling.designs import SurveyDesign
from amends.analytics.sampling.estimates import means
from tests.analytics.index.assessment.conftest import SMALL, Mobi, answers

FOLDS = random_folds(120, 5, np.random.default_rng(2))


def test_t_is_that_of_a_paired_test() -> None:
    rows = answers()
    model, rival = predict(SMALL, rows, FOLDS), predict_linear(SMALL, rows, FOLDS)
    found = compare(model, rival)
    expected = stats.ttest_rel(losses(model, Overall.LATENTS), losses(rival, Overall.LATENTS))
    np.testing.assert_allclose(found.t, expected.statistic)
    np.testing.assert_allclose(found.p, expected.pvalue)


def test_the_model_beats_the_average_where_answers_hang_together() -> None:
    rows = answers()
    found = compare(predict(SMALL, rows, FOLDS), predict_average(SMALL, rows, FOLDS))
    assert (found.difference < 0).all()
    assert found.p[-1] < 0.001


def test_the_whole_counts_latents_or_items_alike() -> None:
    model = predict(SMALL, answers(), FOLDS)
    by_latent, by_item = (losses(model, overall).mean(axis=0) for overall in Overall)
    assert by_latent[-1] == pytest.approx(by_latent[:3].mean())
    assert by_item[-1] == pytest.approx(by_item[:3] @ [3, 3, 1] / 7)


def test_other_rows_are_not_comparable() -> None:
    model = predict(SMALL, answers(), FOLDS)
    with pytest.raises(NotComparable):
        compare(model, replace(model, observed=model.observed + 1))


@pytest.mark.shared
def test_losses_agree_with_seminrextras(mobi: Mobi) -> None:
    spec, folds = mobi.plain.spec, leave_one_out(250)
    model = predict(spec, mobi.rows, folds)
    linear = compare(model, predict_linear(spec, mobi.rows, folds, Inputs.ANTECEDENTS))
    average = compare(model, predict_average(spec, mobi.rows))
    assert linear.names == ("Expectation", "Quality", "Value", "Satisfaction", "Complaints", "Loyalty")
    assert linear.model_loss.round(3).tolist() == [3.068, 2.383, 3.026, 1.379, 3.783, 5.494, 3.189]
    assert linear.rival_loss.round(3).tolist() == [3.153, 2.413, 3.106, 1.390, 3.687, 5.587, 3.223]
    assert average.rival_loss.round(3).tolist() == [3.408, 2.819, 4.064, 2.553, 5.151, 6.656, 4.109]
    # its t has the other sign and a bootstrapped deviation
    np.testing.assert_allclose(-linear.t, [1.324, 1.937, 0.964, 0.248, -0.606, 0.956, 0.821], atol=0.05)


def test_errors_under_weights_strata_and_clusters_are_those_of_a_survey_mean() -> None:
    rows, weights = answers(), np.random.default_rng(5).uniform(0.5, 3, 120)
    strata, clusters = np.repeat(["a", "b"], [48, 72]), np.arange(120) // 4
    model, rival = (each(SMALL, rows, FOLDS, weights=weights) for each in (predict, predict_linear))
    found = compare(model, rival, design=Design(120, strata, clusters))
    gap = losses(model, Overall.LATENTS) - losses(rival, Overall.LATENTS)
    expected = means(SurveyDesign(weights, strata=strata, clusters=clusters), gap)
    np.testing.assert_allclose(found.difference, expected.values)
    np.testing.assert_allclose(found.t, expected.values / expected.errors)
    assert expected.degrees_of_freedom == 28
    np.testing.assert_allclose(found.p, 2 * stats.t.sf(np.abs(found.t), 28))
