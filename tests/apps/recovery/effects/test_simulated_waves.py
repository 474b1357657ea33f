# SPDX-License-Identifier: Apache-2.0
"""Two hundred simulated waves: intervals cover what was planted as often as they say; of nothing, nothing is found.

Over 600 planted intervals the share covered has a deviation of √(0.95 · 0.05 / 600) = 0.9 points, so that 93–97 %
is a little more than two of them; the seed is fixed.
"""

from collections.abc import Sequence

import numpy as np
import pytest

from amends.apps.recovery.rules.effects import measuring
from amends.apps.recovery.rules.effects.figures import Figures
from tests.apps.recovery.effects.outcomes import Planted, outcomes

pytestmark = pytest.mark.xdist_group("simulated_waves")  # made once
WAVES, MEMBERS, HELD_OUT = 200, 1_400, 0.2
PLANTED = {"repeat_complaint": -0.06, "churn": -0.03, "bill_change_yuan": 3.0}
NULL = ("appeal", "usage_change")
Waves = Sequence[dict[str, Figures]]


@pytest.fixture(scope="module")
def waves() -> Waves:
    """Each wave's figures by outcome."""
    rng = np.random.default_rng(20261122)
    planted = Planted(*PLANTED.values())
    made = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            measuring, "LEAST_RANKED", MEMBERS + 1
        )  # the order of approach takes longest, and is not asked
        for _ in range(WAVES):
            table = outcomes(rng, members=MEMBERS, held_out=HELD_OUT, planted=planted)
            measured = measuring.measure(table, measuring.Plan(held_out=HELD_OUT), rng=rng)
            made.append({line.outcome: line.figures for line in measured.lines if not line.segment_kind})
    return made


def test_intervals_cover_what_was_planted_in_95_of_100_waves(waves: Waves) -> None:
    covered = {
        outcome: np.mean([wave[outcome]["low"] <= truth <= wave[outcome]["high"] for wave in waves])
        for outcome, truth in PLANTED.items()
    }
    assert 0.93 <= np.mean(list(covered.values())) <= 0.97
    assert min(covered.values()) > 0.91  # of one outcome: 200 intervals, 2.6 deviations of 1.5 points


def test_nothing_planted_is_found_in_no_more_than_chance_gives(waves: Waves) -> None:
    """A wave claims what stays below 5 % after correction for all outcomes looked at."""
    claimed = [wave[outcome]["adjusted_p"] < 0.05 for wave in waves for outcome in NULL]
    assert np.mean(claimed) <= 0.05
    outside = [not wave[outcome]["low"] <= 0 <= wave[outcome]["high"] for wave in waves for outcome in NULL]
    assert np.mean(outside) <= 0.05 + 2.5 * np.sqrt(0.05 * 0.95 / len(outside))  # the plain intervals: 7.7 %


def test_what_was_planted_is_found_more_often_than_not(waves: Waves) -> None:
    found = {outcome: np.mean([wave[outcome]["adjusted_p"] < 0.05 for wave in waves]) for outcome in PLANTED}
    assert found["repeat_complaint"] > 0.5
    means = {outcome: np.mean([wave[outcome]["value"] for wave in waves]) for outcome in PLANTED}
    assert means == pytest.approx(PLANTED, rel=0.1)


def test_a_good_draw_is_let_through(waves: Waves) -> None:
    assert all(wave["sample_ratio"]["holds"] for wave in waves)
