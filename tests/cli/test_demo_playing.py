# SPDX-License-Identifier: Apache-2.0
"""The demo's role-plays: some fail first, pass later; run twice it adds nothing."""

from random import Random

from amends.apps.training.models.playing import Play
from amends.cli.demo.playing import _played, play_scenarios
from tests.apps.conftest import people
from tests.people import NOON, People

__all__ = ["people"]
WHY = "the test looks at all"


def test_people_fail_first_pass_later_and_leave_one_open(people: People) -> None:
    assert play_scenarios(people=[people.alice], at=NOON, rng=Random(1)) == 4
    assert play_scenarios(people=[people.alice], at=NOON, rng=Random(1)) == 0
    rows = list(Play.objects.unscoped(WHY).order_by("pk"))
    assert [each.passed for each in rows[:2]] == [False, True]
    assert rows[3].ended_at is None
    assert all(each.begun_at < NOON for each in rows)


def test_a_play_that_ends_before_its_lines_do_is_left_there(people: People) -> None:
    for code, way in (("RP-02", "bad"), ("RP-07", "good")):
        _played(code, way, people.alice, NOON, Random(1))
    assert all(each.ended_at for each in Play.objects.unscoped(WHY))
