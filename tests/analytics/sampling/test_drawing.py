# SPDX-License-Identifier: Apache-2.0
"""The draw: counts as planned, the frame's order without effect, everybody with the chance that is stated."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.analytics.sampling.drawing import FrameMalformed, draw

MEMBERS = [f"C{number:03d}" for number in range(100)]
STRATA = ["north" if number % 4 else "south" for number in range(100)]
PLAN = {"south": 5, "north": 15}


def test_draw_when_reserves_are_asked_for() -> None:
    found = draw(MEMBERS, STRATA, PLAN, rng=np.random.default_rng(7), reserve_share=0.5)
    assert [each.stratum for each in found.asked] == ["south"] * 5 + ["north"] * 15
    assert [each.turn for each in found.reserves if each.stratum == "south"] == [6, 7, 8]
    assert len({each.member for each in found.drawn}) == 20 + 3 + 8
    assert found.asked[0].probability == 5 / 25
    assert found.populations == {"south": 25, "north": 75}


def test_reserves_when_the_stratum_ends_end_too() -> None:
    found = draw(["a", "b", "c"], ["x"] * 3, {"x": 2}, rng=np.random.default_rng(1), reserve_share=5)
    assert len(found.reserves) == 1


@given(st.permutations(range(40)), st.integers(0, 9))
def test_draw_when_the_frame_is_shuffled_is_the_same(order: list[int], seed: int) -> None:
    shuffled = draw(
        [MEMBERS[at] for at in order], [STRATA[at] for at in order], PLAN, rng=np.random.default_rng(seed)
    )
    assert shuffled == draw(MEMBERS[:40], STRATA[:40], PLAN, rng=np.random.default_rng(seed))


def test_chance_when_drawn_often_is_that_stated() -> None:
    rng = np.random.default_rng(3)
    hits = dict.fromkeys(MEMBERS[:20], 0)
    for _ in range(3_000):
        for each in draw(MEMBERS[:20], ["x"] * 20, {"x": 5}, rng=rng).asked:
            hits[each.member] += 1
    assert max(abs(hit / 3_000 - 0.25) for hit in hits.values()) < 0.035  # 4.4 standard errors


@pytest.mark.parametrize(
    ("members", "strata", "plan"),
    [(["a", "a"], ["x", "x"], {"x": 1}), (["a"], [], {}), (["a"], ["x"], {"x": 2}), (["a"], ["x"], {"y": 1})],
)
def test_draw_when_the_frame_is_malformed_is_refused(
    members: list[str], strata: list[str], plan: dict[str, int]
) -> None:
    with pytest.raises(FrameMalformed):
        draw(members, strata, plan, rng=np.random.default_rng(1))
