# SPDX-License-Identifier: Apache-2.0
"""Moments under weights and gaps."""

import numpy as np
import pytest

from amends.analytics.index.moments import BadWeights, Missing, TooFewAnswers, moments_of

RNG = np.random.default_rng(5)
WHOLE = RNG.normal(size=(60, 3)) @ np.array([[1, 0.5, 0.2], [0, 1, 0.4], [0, 0, 1]])
GAPS = np.where(RNG.random(WHOLE.shape) < 0.1, np.nan, WHOLE)


def test_moments_when_nothing_is_missing_are_the_usual_ones() -> None:
    found = moments_of(WHOLE)
    np.testing.assert_allclose(found.means, WHOLE.mean(axis=0))
    np.testing.assert_allclose(found.deviations, WHOLE.std(axis=0, ddof=1))
    np.testing.assert_allclose(found.correlations, np.corrcoef(WHOLE.T))


def test_moments_when_weights_are_counts_are_those_of_repeated_rows() -> None:
    counts = RNG.integers(0, 4, 60)
    found, repeated = (
        moments_of(WHOLE, weights=counts.astype(float)),
        moments_of(np.repeat(WHOLE, counts, axis=0)),
    )
    np.testing.assert_allclose(found.means, repeated.means)
    np.testing.assert_allclose(found.correlations, repeated.correlations)
    assert found.rows == (counts > 0).sum()
    assert found.left_out == (counts == 0).sum()


@pytest.mark.parametrize("missing", Missing)
def test_moments_when_weights_are_multiplied_stay(missing: Missing) -> None:
    weights = RNG.uniform(0.5, 2, 60)
    one, ten = (moments_of(GAPS, weights=weights * by, missing=missing) for by in (1, 10))
    np.testing.assert_allclose(one.correlations, ten.correlations)
    np.testing.assert_allclose(one.deviations, ten.deviations)


def test_casewise_leaves_out_rows_with_gaps_and_says_how_many() -> None:
    found = moments_of(GAPS, missing=Missing.CASEWISE)
    full = GAPS[~np.isnan(GAPS).any(axis=1)]
    np.testing.assert_allclose(found.correlations, np.corrcoef(full.T))
    assert found.left_out == len(GAPS) - len(full)
    assert found.gaps.tolist() == np.isnan(GAPS).sum(axis=0).tolist()


def test_pairwise_takes_each_correlation_from_rows_that_have_both() -> None:
    found = moments_of(GAPS, missing=Missing.PAIRWISE)
    both = GAPS[~np.isnan(GAPS[:, [0, 2]]).any(axis=1)]
    assert found.correlations[0, 2] == pytest.approx(np.corrcoef(both[:, 0], both[:, 2])[0, 1])
    np.testing.assert_allclose(found.correlations, found.correlations.T)


def test_mean_puts_the_mean_in() -> None:
    found = moments_of(GAPS)
    put = np.where(np.isnan(GAPS), np.nanmean(GAPS, axis=0), GAPS)
    np.testing.assert_allclose(found.correlations, np.corrcoef(put.T))
    np.testing.assert_allclose(found.means, np.nanmean(GAPS, axis=0))


def test_moments_when_an_item_has_one_answer_only_names_it() -> None:
    flat = WHOLE.copy()
    flat[:, 1] = 7
    with pytest.raises(TooFewAnswers, match="CUSA2"):
        moments_of(flat, names=("CUSA1", "CUSA2", "CUSA3"))


def test_moments_when_rows_are_few_or_items_never_meet_are_refused() -> None:
    with pytest.raises(TooFewAnswers, match="只有 2 行"):
        moments_of(WHOLE[:2])
    apart = WHOLE.copy()
    apart[:30, 0] = apart[30:, 1] = np.nan
    with pytest.raises(TooFewAnswers, match="从未一起"):
        moments_of(apart, missing=Missing.PAIRWISE)


@pytest.mark.parametrize("weights", [np.ones(59), -np.ones(60), np.full(60, np.nan), np.zeros(60)])
def test_moments_when_weights_are_bad_are_refused(weights: np.ndarray) -> None:
    with pytest.raises(BadWeights):
        moments_of(WHOLE, weights=weights)
