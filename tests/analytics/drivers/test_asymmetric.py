# SPDX-License-Identifier: Apache-2.0
"""Penalty and reward: what was put in comes out, with honest intervals."""

import numpy as np
import pytest

from amends.analytics.drivers import CannotWeigh
from amends.analytics.drivers.asymmetric import Asymmetry, ContrastSpec, asymmetric_impact
from amends.analytics.drivers.correlations import Matrix

SPEC = ContrastSpec(low_at_most=4, high_at_least=8)


def _made(rows: int = 2_000, noise: float = 1) -> tuple[Matrix, Matrix]:
    rng = np.random.default_rng(6)
    values = rng.integers(1, 11, (rows, 3)).astype(float)
    low, high = values <= 4, values >= 8
    target = 7 + low @ [-2.0, -0.2, -1] + high @ [0.3, 1.5, 1] + noise * rng.normal(size=rows)
    return values, target


def test_what_hurts_and_what_earns_are_told_apart() -> None:
    found = asymmetric_impact(["fee", "gift", "net"], *_made(), spec=SPEC)
    assert [each.kind for each in found] == [Asymmetry.PENALTY, Asymmetry.REWARD, Asymmetry.SYMMETRIC]
    assert found[0].penalty.low < -2 < found[0].penalty.high
    assert found[1].reward.low < 1.5 < found[1].reward.high
    assert found[0].index < -0.5
    assert found[1].index > 0.5


def test_without_noise_the_effects_are_exact() -> None:
    first = asymmetric_impact(["fee", "gift", "net"], *_made(noise=0), spec=SPEC)[0]
    assert [first.penalty.value, first.reward.value] == pytest.approx([-2, 0.3])
    assert first.difference.value == pytest.approx(-1.7)
    assert first.index == pytest.approx((0.3 - 2) / 2.3)


def test_weights_count_as_repeated_rows_for_the_effects() -> None:
    values, target = _made(200)
    weights = np.where(np.arange(200) < 50, 2.0, 1.0)
    rows = np.repeat(np.arange(200), weights.astype(int))
    weighted = asymmetric_impact(["a", "b", "c"], values, target, spec=SPEC, weights=weights)
    repeated = asymmetric_impact(["a", "b", "c"], values[rows], target[rows], spec=SPEC)
    for one, other in zip(weighted, repeated, strict=True):
        assert one.penalty.value == pytest.approx(other.penalty.value)
        assert [one.low_share, one.high_share] == pytest.approx([other.low_share, other.high_share])


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng, inside = np.random.default_rng(2), 0
    for _ in range(200):
        values = rng.integers(1, 11, (150, 1)).astype(float)
        target = 7 - 1.0 * (values[:, 0] <= 4) + rng.normal(0, np.where(values[:, 0] <= 4, 2.0, 1.0))
        penalty = asymmetric_impact(["a"], values, target, spec=SPEC)[0].penalty
        inside += penalty.low <= -1 <= penalty.high
    assert 180 <= inside <= 199


@pytest.mark.parametrize(("low", "word"), [(0, "低"), (7.5, "中间")])
def test_an_element_without_a_contrast_is_named(low: float, word: str) -> None:
    with pytest.raises(CannotWeigh, match=f"“fee”没有{word}评价"):
        asymmetric_impact(["fee", "gift", "net"], *_made(), spec=ContrastSpec(low, 8))


def test_a_missing_rating_is_not_taken_for_a_middling_one() -> None:
    values, target = _made()
    values[0, 0] = np.nan
    with pytest.raises(CannotWeigh, match="缺失"):
        asymmetric_impact(["fee", "gift", "net"], values, target, spec=SPEC)


def test_the_same_element_twice_is_refused() -> None:
    values, target = _made()
    with pytest.raises(CannotWeigh, match="完全相同"):
        asymmetric_impact(["a", "b"], values[:, [0, 0]], target, spec=SPEC)
