# SPDX-License-Identifier: Apache-2.0
"""Who eats when: as many windows stay open as the usual arrivals need, where that can be."""

from datetime import time
from itertools import pairwise

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from amends.apps.halls.queries.hall_board import noon_of
from amends.apps.halls.rules.lunch import BEGINS, MOST, lunch_relief
from tests.apps.halls.queue.conftest import Place
from tests.people import People


def test_nobody_eats_at_the_peak_where_that_can_be() -> None:
    plan = lunch_relief([2, 2, 3, 3, 2, 2], 4)
    assert plan is not None
    assert plan.lacking == (0,) * 6
    assert plan.open[2] >= 3
    assert plan.open[3] >= 3


def test_what_cannot_be_had_is_said() -> None:
    plan = lunch_relief([3] * 6, 3)
    assert plan is not None
    assert sum(plan.lacking) == 6  # three people, two half hours each
    assert max(plan.lacking) == 1


@pytest.mark.parametrize("clerks", [0, 1, MOST + 1])
def test_nobody_relieves_oneself(clerks: int) -> None:
    assert lunch_relief([1] * 6, clerks) is None


@given(st.lists(st.integers(0, 6), min_size=6, max_size=6), st.integers(2, 7))
def test_everybody_eats_once_and_one_more_window_never_lacks_more(needed: list[int], clerks: int) -> None:
    plans = [lunch_relief(needed, many) for many in (clerks, clerks + 1)]
    for plan, many in zip(plans, (clerks, clerks + 1), strict=True):
        assert plan is not None
        assert sum(plan.away.values()) == many
        assert sum(many - there for there in plan.open) == 2 * many
    lacking = [sum(plan.lacking) for plan in plans if plan]
    assert all(less >= more for less, more in pairwise(lacking))


def test_plan_of_a_hall_is_made_of_its_usual_arrivals(place: Place, people: People) -> None:
    needed, plan = noon_of(place.unit, {time(12): 9.0, time(12, 30): 9.0}, 300.0)
    assert needed[BEGINS.index(time(12))] == needed[BEGINS.index(time(12, 30))] > 0
    assert needed[0] == 0
    assert plan is not None
    assert plan.open[2] == plan.open[3] == 2 - plan.away.get(time(12), 0)
    assert noon_of(place.unit, {}, 300.0)[1] is None
    leader = Client()
    leader.force_login(people.bob)
    assert "午间轮换建议" not in leader.get(f"/halls/{place.unit.pk}/").content.decode()
