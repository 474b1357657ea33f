# SPDX-License-Identifier: Apache-2.0
"""MICOM: composites of two groups."""

from dataclasses import replace

import numpy as np
import pytest

from amends.analytics.index.assessment.groups import permute_groups
from amends.analytics.index.assessment.invariance import Invariance, Micom, Pooling, micom
from amends.analytics.index.assessment.samples import GroupsTooSmall
from amends.analytics.index.estimating import NotEstimable
from amends.analytics.index.spec import Matrix
from tests.analytics.index.assessment.conftest import SMALL, Mobi, answers

HALF = np.arange(120) % 2 == 0


def judged(rows: Matrix, pooling: Pooling = Pooling.STANDARDISED, times: int = 99) -> Micom:
    """Even rows against odd ones."""
    return micom(SMALL, rows, HALF, rng=np.random.default_rng(5), permutations=times, pooling=pooling)


def test_groups_that_were_dealt_by_chance_may_be_pooled() -> None:
    found = judged(answers())
    assert found.invariance == (Invariance.FULL,) * 4
    assert found.sizes == (60, 60)


def test_paths_alone_may_be_compared_when_one_group_is_happier() -> None:
    rows = answers()
    rows[HALF, 9] += 2
    found = judged(rows)
    assert found.invariance[3] is Invariance.PARTIAL
    assert found.means.value[3] > found.means.high[3]


def test_nothing_may_be_compared_when_a_composite_is_another_thing() -> None:
    rows, half, rng = answers(600), np.arange(600) % 2 == 0, np.random.default_rng(1)
    rows[np.ix_(half, [3, 4])] = rng.integers(1, 11, (300, 2))
    rows[~half, 5] = rng.integers(1, 11, 300)
    found = micom(SMALL, rows, half, rng=rng, permutations=99)
    assert found.invariance[1] is Invariance.NONE
    assert found.composition.value[1] < found.composition.low[1]


def test_a_single_item_is_always_the_same_composite() -> None:
    found = judged(answers()).composition
    assert found.value[3] == pytest.approx(1)
    assert found.p[3] == 1


def test_naming_the_other_group_first_turns_the_signs() -> None:
    one = judged(answers())
    other = micom(SMALL, answers(), ~HALF, rng=np.random.default_rng(5), permutations=19)
    np.testing.assert_allclose(one.means.value, -other.means.value, atol=1e-12)
    np.testing.assert_allclose(one.variances.value, -other.variances.value, atol=1e-12)
    np.testing.assert_allclose(one.composition.value, other.composition.value)


def test_pooling_raw_answers_is_another_convention() -> None:
    rows = answers() * np.array([9, 1, 1, 1, 1, 1, 1, 1, 1, 1])
    standardised, raw = (judged(rows, each, 9).composition.value[0] for each in Pooling)
    assert standardised != pytest.approx(raw, abs=1e-6)


def test_a_group_of_two_is_refused() -> None:
    with pytest.raises(GroupsTooSmall, match="2 行和 118 行"):
        micom(SMALL, answers(), np.arange(120) < 2, rng=np.random.default_rng(5))


def test_groups_whose_weights_do_not_settle_are_refused() -> None:
    hasty = replace(SMALL, most_rounds=1)
    with pytest.raises(NotEstimable, match="没有收敛"):
        micom(hasty, answers(), HALF, rng=np.random.default_rng(5), permutations=9)
    with pytest.raises(NotEstimable, match="没有收敛"):
        permute_groups(hasty, answers(), HALF, rng=np.random.default_rng(5), permutations=9)


@pytest.mark.shared
def test_statistics_agree_with_csem_which_pools_raw_answers(mobi: Mobi) -> None:
    found = micom(
        mobi.plain.spec,
        mobi.rows,
        mobi.rows[:, 5] >= 8,
        rng=np.random.default_rng(1),
        permutations=300,
        pooling=Pooling.RAW,
    )
    assert found.composition.value.round(4).tolist() == [0.9911, 0.9789, 0.9988, 1, 0.9996, 1, 0.9889]
    assert found.means.value.round(4).tolist() == [0.5768, 1.1934, 0.7697, 0.4595, 0.6831, 0.3609, 0.4302]
    assert found.variances.value.round(4).tolist() == [
        -0.0113,
        -0.0091,
        -0.2358,
        0.2189,
        -0.0876,
        0.2198,
        -0.0388,
    ]
    chances = [0.242, 0.324, 0.33, 0.842, 0.536, 1, 0.332]  # of 500 permutations
    np.testing.assert_allclose(found.composition.p, chances, atol=0.12)
    np.testing.assert_allclose(found.variances.p, [0.946, 0.976, 0.268, 0.292, 0.626, 0.258, 0.876], atol=0.1)


@pytest.mark.shared
def test_standardised_pooling_of_the_paper_gives_other_figures(mobi: Mobi) -> None:
    found = micom(
        mobi.plain.spec, mobi.rows, mobi.rows[:, 5] >= 8, rng=np.random.default_rng(1), permutations=9
    ).composition.value
    assert found.round(4).tolist() == [0.9903, 0.9769, 0.9988, 1, 0.9994, 1, 0.9911]
