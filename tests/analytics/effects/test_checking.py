# SPDX-License-Identifier: Apache-2.0
"""May the comparison be read, and what could it have found."""

import numpy as np
import pytest

from amends.analytics.effects.checking import detectable, rows_needed, sample_ratio
from amends.analytics.effects.lift import effect


@pytest.mark.parametrize(("control", "holds"), [(1_000, True), (1_060, True), (1_200, False), (800, False)])
def test_sample_ratio_when_an_arm_is_too_large_or_too_small(control: int, holds: bool) -> None:
    found = sample_ratio(np.array([10_000 - control, control]), np.array([0.9, 0.1]))
    assert found.holds is holds
    assert found.expected.tolist() == pytest.approx([9_000, 1_000])


def test_rows_needed_when_the_arms_are_alike_are_the_textbooks() -> None:
    # Fleiss, Levin & Paik 2003, table A.4 without continuity: 0.35 against 0.42, 80 %, two-sided 5 %
    assert rows_needed(before=0.35, after=0.42, held_out=0.5) == pytest.approx(1514, abs=2)


def test_fewer_held_out_cost_more_rows() -> None:
    found = [rows_needed(before=0.35, after=0.42, held_out=share) for share in (0.5, 0.2, 0.1, 0.05)]
    assert found == sorted(found)


def test_detectable_effect_is_found_in_four_waves_of_five() -> None:
    rng = np.random.default_rng(5)
    true = detectable(treated=270, control=30, deviation=1.0)
    treated = np.arange(300) < 270
    found = [effect(rng.normal(size=300) + true * treated, treated).p < 0.05 for _ in range(500)]
    assert np.mean(found) == pytest.approx(0.8, abs=0.06)


def test_detectable_effect_shrinks_by_what_is_known() -> None:
    plain = detectable(treated=900, control=100, deviation=2.0)
    assert detectable(treated=900, control=100, deviation=2.0, explained=0.75) == pytest.approx(plain / 2)
