# SPDX-License-Identifier: Apache-2.0
"""Lee's bounds hold the truth where the plain comparison of those who answered does not."""

import numpy as np
import pytest
from numpy.typing import NDArray

from amends.analytics.effects.bounds import NobodyAnswered, lee_bounds

Numbers = NDArray[np.float64]


def _wave(rng: np.random.Generator, rows: int = 4_000) -> tuple[Numbers, NDArray[np.bool_]]:
    """True effect 0.4 on everybody; the treatment moves those with the lowest scores to answer."""
    treated = rng.random(rows) < 0.5
    base = rng.normal(size=rows)
    answers = (base > 0) | (treated & (base > -0.5))
    return np.where(answers, base + 0.4 * treated, np.nan), treated


def test_bounds_hold_the_truth_that_the_plain_difference_misses() -> None:
    found = lee_bounds(*_wave(np.random.default_rng(2)))
    assert found.low < 0.2
    assert found.high == pytest.approx(
        0.4, abs=0.08
    )  # those moved to answer are the lowest: trimming them is exact
    assert found.naive < 0.2
    assert found.treated_rate > found.control_rate
    assert found.trimmed == pytest.approx(1 - found.control_rate / found.treated_rate)


def test_bounds_when_the_control_answers_more_are_mirrored() -> None:
    outcome, treated = _wave(np.random.default_rng(2))
    one, other = lee_bounds(outcome, treated), lee_bounds(outcome, ~treated)
    assert (other.low, other.high) == pytest.approx((-one.high, -one.low))
    assert (other.low_end, other.high_end) == pytest.approx((-one.high_end, -one.low_end))


def test_bounds_when_all_answer_are_the_difference() -> None:
    rng = np.random.default_rng(3)
    treated = np.arange(400) % 2 == 0
    found = lee_bounds(rng.normal(size=400), treated)
    assert found.low == found.high == pytest.approx(found.naive)
    assert found.high_end - found.low_end == pytest.approx(2 * 1.96 * 0.1, rel=0.1)


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(4)
    found = [lee_bounds(*_wave(rng, 800)) for _ in range(200)]
    assert np.mean([each.low_end <= 0.4 <= each.high_end for each in found]) >= 0.93


def test_bounds_when_an_arm_is_silent_are_refused() -> None:
    with pytest.raises(NobodyAnswered):
        lee_bounds(np.array([1.0, 2.0, np.nan, np.nan]), np.array([True, True, False, False]))
