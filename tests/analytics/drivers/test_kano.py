# SPDX-License-Identifier: Apache-2.0
"""Kano: the table, the coefficients, and whether a class is clear."""

import numpy as np
import pytest

from amends.analytics.drivers.correlations import Matrix
from amends.analytics.drivers.kano import Kano, KanoResult, NoKanoAnswers, kano, kano_class

PAIRS = {"M": (2, 5), "O": (1, 5), "A": (1, 3), "I": (3, 3), "R": (4, 1), "Q": (1, 1)}


def _answers(**counts: int) -> tuple[Matrix, Matrix]:
    pairs = [PAIRS[kind] for kind, count in counts.items() for _ in range(count)]
    table = np.array(pairs, dtype=np.float64)
    return table[:, 0], table[:, 1]


def _found(**counts: int) -> KanoResult:
    return kano(*_answers(**counts))


def test_the_table_is_that_of_the_handbook() -> None:
    table = ["".join(kano_class(there, not_there) for not_there in range(1, 6)) for there in range(1, 6)]
    assert table == ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]


def test_better_and_worse_are_worked_by_hand() -> None:
    found = _found(M=10, O=30, A=40, I=20, R=5, Q=2)
    assert found.better.value == pytest.approx(0.7)
    assert found.worse.value == pytest.approx(-0.4)
    assert found.category is Kano.ATTRACTIVE
    assert found.runner_up is Kano.ONE_DIMENSIONAL
    assert found.strength == pytest.approx(10 / 107)
    assert found.total_strength == pytest.approx(80 / 107)


def test_their_intervals_are_wilsons() -> None:
    found = _found(A=50, I=50)
    assert [found.better.low, found.better.high] == pytest.approx([0.40383153, 0.59616847])
    assert found.worse.low < found.worse.high <= 0


def test_shares_have_goodmans_intervals() -> None:
    share = _found(A=50, I=50).shares[Kano.ATTRACTIVE]
    bound = 6.960404  # χ², 1 degree of freedom, at 1 − 0.05/6
    middle, half = (bound + 100) / (2 * (100 + bound)), np.sqrt(bound * (bound + 100)) / (2 * (100 + bound))
    assert (share.value, share.low, share.high) == pytest.approx(
        (0.5, middle - half, middle + half), abs=1e-6
    )


def test_a_class_is_clear_by_fongs_test_alone() -> None:
    assert _found(A=60, O=40).fong == pytest.approx(20 / np.sqrt(100 * 100 / 200))
    assert _found(A=60, O=40).clear
    assert not _found(A=54, O=46).clear


def test_a_tie_goes_to_what_must_not_be_missed() -> None:
    found = _found(I=10, A=10, O=10, M=10)
    assert (found.category, found.runner_up) == (Kano.MUST_BE, Kano.ONE_DIMENSIONAL)
    assert not found.clear


def test_weights_change_shares_and_widen_intervals() -> None:
    there, not_there = _answers(A=30, M=70)
    weights = np.where(np.arange(100) < 30, 7.0, 3.0)
    weighted, plain = kano(there, not_there, weights), kano(there, not_there)
    assert weighted.shares[Kano.ATTRACTIVE].value == pytest.approx(0.5)
    assert weighted.effective == pytest.approx(420**2 / (30 * 49 + 70 * 9))
    assert plain.effective == 100


def test_half_answers_count_for_nothing() -> None:
    there, not_there = np.array([1.0, np.nan, 1]), np.array([3.0, 3, np.nan])
    assert kano(there, not_there, np.array([1.0, 5, 5])).answers == 1


def test_coefficients_are_unknown_where_nobody_takes_the_feature_for_one() -> None:
    found = _found(R=5)
    assert np.isnan(found.better.value)
    assert np.isnan(found.worse.low)
    assert found.category is Kano.REVERSE


@pytest.mark.parametrize(
    ("there", "not_there", "word"),
    [([6.0], [1.0], "1（喜欢）"), ([1.5], [1.0], "整数"), ([np.nan], [1.0], "都答")],
)
def test_answers_that_are_none_are_refused(there: list[float], not_there: list[float], word: str) -> None:
    with pytest.raises(NoKanoAnswers, match=word):
        kano(np.array(there), np.array(not_there))
