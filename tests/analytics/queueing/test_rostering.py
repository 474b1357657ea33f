# SPDX-License-Identifier: Apache-2.0
"""Rosters: against every roster there is on small days, and in words where none covers."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.analytics.queueing import NotEnough, QueueMalformed, Shift, roster

EARLY = Shift("早班", 0, 4, breaks=(1, 2))
LATE = Shift("晚班", 2, 4, breaks=(3, 4))
SHORT = Shift("短班", 2, 2, cost=2.5)
PATTERNS = {  # by hand: what each choice covers and costs
    "early, break second": ([1, 0, 1, 1, 0, 0], 3.0),
    "early, break third": ([1, 1, 0, 1, 0, 0], 3.0),
    "late, break fourth": ([0, 0, 1, 0, 1, 1], 3.0),
    "late, break fifth": ([0, 0, 1, 1, 0, 1], 3.0),
    "short": ([0, 0, 1, 1, 0, 0], 2.5),
}
WORK = np.array([work for work, _ in PATTERNS.values()])
PRICE = np.array([price for _, price in PATTERNS.values()])
EVERY = np.array(list(product(range(4), repeat=len(PATTERNS))))


@settings(max_examples=30, deadline=None)
@given(needed=st.lists(st.integers(0, 2), min_size=6, max_size=6), people=st.integers(1, 6))
def test_no_roster_is_cheaper_and_none_is_missed(needed: list[int], people: int) -> None:
    cover = EVERY @ WORK
    fits = (cover >= needed).all(axis=1) & (EVERY.sum(axis=1) <= people)
    if not fits.any():
        lacks = np.maximum(needed - cover, 0).sum(axis=1)[EVERY.sum(axis=1) <= people].min()
        with pytest.raises(NotEnough) as short:
            roster(needed, [EARLY, LATE, SHORT], people=people)
        assert sum(short.value.lacks.values()) == lacks
        return
    found = roster(needed, [EARLY, LATE, SHORT], people=people)
    assert found.cost == pytest.approx((EVERY @ PRICE)[fits].min())
    assert found.proved
    assert found.people <= people
    assert (np.array(found.cover) >= needed).all()


def test_lunch_is_taken_in_turns() -> None:
    shift = Shift("白班", 0, 16, breaks=(6, 7, 8, 9))
    found = roster([4] * 16, [shift])
    assert found.people == 6  # of five, two would have to rest in one of the four half hours
    assert {one.rests for one in found.placed} <= {6, 7, 8, 9}
    assert min(found.cover) >= 4


def test_what_lacks_is_named_by_span() -> None:
    with pytest.raises(NotEnough, match="第 1 个时段缺 2 人") as short:
        roster([2, 0, 1, 1, 0, 0], [SHORT])
    assert short.value.lacks == {0: 2}


def test_shifts_that_are_none() -> None:
    for start, length, breaks in ((0, 4, (0,)), (0, 4, (3,)), (-1, 4, ()), (0, 0, ())):
        with pytest.raises(QueueMalformed):
            Shift("班", start, length, breaks)
    for needed, shifts in (([1], []), ([], [SHORT]), ([-1], [SHORT])):
        with pytest.raises(QueueMalformed):
            roster(needed, shifts)
