# SPDX-License-Identifier: Apache-2.0
"""The detector that people store, load and score with."""

import json

import numpy as np
import pytest
from scipy.special import logit

from amends.analytics.detection import Detection, Detector, UnknownFormat
from amends.analytics.detection import detector as module
from tests.analytics.detection.conftest import Table, customers


@pytest.fixture(scope="module")
def others() -> Table:
    return customers(700, seed=9)[0]


def test_contributions_sum_to_the_log_odds(fitted: Detection, others: Table) -> None:
    made = fitted.detector.contributions(others)
    probability = fitted.detector.probability(others)
    np.testing.assert_allclose(made.base + made.values.sum(axis=1), logit(probability), atol=1e-9)
    assert made.values.shape == (700, len(made.features))


def test_json_round_trip_scores_to_the_last_bit(fitted: Detection, others: Table) -> None:
    text = json.dumps(fitted.detector.as_dict(), allow_nan=False)
    again = Detector.from_dict(json.loads(text))
    assert (again.probability(others) == fitted.detector.probability(others)).all()
    assert (again.contributions(others).values == fitted.detector.contributions(others).values).all()


def test_blocks_do_not_change_scores(
    fitted: Detection, others: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = fitted.detector.probability(others)
    monkeypatch.setattr(module, "BLOCK", 97)
    assert (fitted.detector.probability(others) == whole).all()


def test_unseen_level_counts_as_no_level(fitted: Detection, others: Table) -> None:
    unseen = {**others, "plan": np.full(700, "全新套餐", dtype=object)}
    blank = {**others, "plan": np.full(700, None, dtype=object)}
    assert (fitted.detector.probability(unseen) == fitted.detector.probability(blank)).all()


def test_absent_column_counts_as_missing_and_is_named(fitted: Detection, others: Table) -> None:
    without = {n: v for n, v in others.items() if n != "fee"}
    missing = {**others, "fee": np.full(700, np.nan)}
    assert fitted.detector.absent_from(without) == ("fee",)
    assert (fitted.detector.probability(without) == fitted.detector.probability(missing)).all()


def test_texts_in_a_number_column_count_as_missing(fitted: Detection, others: Table) -> None:
    odd = {**others, "fee": np.full(700, "很多", dtype=object)}
    missing = {**others, "fee": np.full(700, np.nan)}
    assert (fitted.detector.probability(odd) == fitted.detector.probability(missing)).all()


def test_probabilities_follow_the_planted_cause(fitted: Detection, others: Table) -> None:
    calm = fitted.detector.probability({**others, "drops": np.zeros(700)})
    angry = fitted.detector.probability({**others, "drops": np.full(700, 7.0)})
    assert (angry > calm + 0.2).all()


def test_no_rows_give_no_scores(fitted: Detection, others: Table) -> None:
    none = {n: v[:0] for n, v in others.items()}
    assert fitted.detector.probability(none).shape == (0,)


def test_another_format_is_refused(fitted: Detection) -> None:
    with pytest.raises(UnknownFormat, match="99"):
        Detector.from_dict({**fitted.detector.as_dict(), "format": 99})
