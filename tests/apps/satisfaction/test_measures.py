# SPDX-License-Identifier: Apache-2.0
"""NPS, CSAT and CES of a wave: by hand on plain answers, under weights, and hidden where few answered."""

from collections.abc import Sequence

import numpy as np
import pytest

from amends.analytics.sampling.intervals import nps_interval, share_interval
from amends.apps.satisfaction.queries.answers import AskedItem, WaveAnswers
from amends.apps.satisfaction.queries.measures import Measure, Measured, measures


def _answers(values: Sequence[float], measure: str, weights: Sequence[float] | None = None) -> WaveAnswers:
    n = len(values)
    least = 0 if measure == "nps" else 1
    item = AskedItem("L2", "推荐", least, 10, "", "", "", "", measure, "", "")
    empty = np.full(n, "", dtype=object)
    return WaveAnswers(
        1, (item,), np.arange(n), np.array(values, dtype=float)[:, None],
        np.ones(n) if weights is None else np.array(weights, dtype=float), empty, np.ones(n, dtype=int), empty, empty,
        np.arange(n), np.zeros(n, dtype="datetime64[D]"), np.zeros(n, dtype="datetime64[us]"), np.ones(n, dtype=int),
        np.zeros(n, dtype=bool), np.zeros(n, dtype=bool), {},
    )  # fmt: skip


def _only(answers: WaveAnswers) -> Measured:
    (found,) = measures(answers)
    return found


def test_nps_is_promoters_less_detractors_with_the_adjusted_interval() -> None:
    found = _only(_answers([10] * 50 + [8] * 30 + [6] * 20, "nps"))
    assert (found.measure, found.n) == (Measure.NPS, 100)
    assert found.figure is not None
    assert found.figure.value == pytest.approx(30)
    plain = nps_interval(50, 20, 100)
    assert found.figure.low == pytest.approx(plain.low, abs=0.4)
    assert found.figure.high == pytest.approx(plain.high, abs=0.4)


def test_csat_counts_the_upper_third_of_the_scale() -> None:
    found = _only(_answers([7] * 60 + [6] * 40, "csat"))
    assert found.figure is not None
    assert found.figure.value == pytest.approx(60)
    plain = share_interval(60, 100)
    assert found.figure.low == pytest.approx(plain.low * 100, abs=0.5)


def test_ces_is_a_mean_on_its_own_scale() -> None:
    found = _only(_answers([2, 4] * 50, "ces"))
    assert found.figure is not None
    assert found.figure.value == pytest.approx(3)
    assert found.figure.high - 3 == pytest.approx(1.984 * np.sqrt(1 / 99), abs=0.002)


def test_weights_move_the_figure() -> None:
    found = _only(_answers([10] * 50 + [0] * 50, "nps", [3] * 50 + [1] * 50))
    assert found.figure is not None
    assert found.figure.value == pytest.approx(50)


def test_weights_that_have_nothing_to_do_with_the_answers_widen_the_interval() -> None:
    values = [10, 10, 0, 0] * 25
    even, uneven = _only(_answers(values, "nps")), _only(_answers(values, "nps", [3, 1] * 50))
    assert even.figure is not None
    assert uneven.figure is not None
    assert uneven.figure.size == pytest.approx(80, abs=1)
    assert uneven.figure.high - uneven.figure.low > even.figure.high - even.figure.low


def test_everybody_alike_still_has_an_interval() -> None:
    found = _only(_answers([10] * 40, "csat"))
    assert found.figure is not None
    assert found.figure.value == pytest.approx(100)
    assert found.figure.low < 95


def test_few_answers_are_counted_and_not_shown() -> None:
    found = _only(_answers([10] * 29 + [float("nan")] * 5, "nps"))
    assert (found.n, found.shown, found.figure) == (29, False, None)
