# SPDX-License-Identifier: Apache-2.0
"""The hotline of the demo: whole calls of two weeks, and one of now with a question, messages and a transfer."""

from itertools import pairwise
from random import Random

from amends.apps.core.models import User
from amends.apps.core.rules.roles import Role
from amends.apps.halls.models.hotline import Call
from amends.apps.halls.models.messages import PhoneMessage
from amends.apps.halls.models.questions import Question
from amends.apps.halls.models.transfers import Transfer
from amends.cli.demo.hotline import A_DAY, DAYS, fill_hotline
from tests.people import NOON, People

WHY = "a test looks"


def test_demo_fills_the_hotline_with_two_weeks_and_a_call_of_now(people: People) -> None:
    agents = [
        User.objects.create(
            username=f"amy.{n}", name=f"艾{n}", role=Role.HOTLINE_AGENT, unit=people.east_team
        )
        for n in range(3)
    ]
    leader = User.objects.create(username="lee", name="李", role=Role.TEAM_LEADER, unit=people.east)
    fill_hotline(manager=people.dora, agents=agents, officer=leader, at=NOON, rng=Random(7))
    calls = Call.objects.unscoped(WHY)
    assert calls.filter(live=False).count() == 3 * DAYS * A_DAY  # no row was refused
    assert {each.agent for each in calls.filter(ended_at=None)} == {agents[0], agents[1]}
    for agent in agents:
        ends = [(each.offered_at, each.ended_at) for each in calls.filter(agent=agent).order_by("offered_at")]
        assert all(end <= start for (_, end), (start, _) in pairwise(ends) if end)
    assert Question.objects.unscoped(WHY).get().answered_by == people.bob  # of the unit above
    assert [each.done_at is not None for each in PhoneMessage.objects.unscoped(WHY).order_by("pk")] == [
        True,
        False,
        False,
    ]
    assert Transfer.objects.unscoped(WHY).get().receiver == agents[2]
