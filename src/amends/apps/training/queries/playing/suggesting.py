# SPDX-License-Identifier: Apache-2.0
"""Which scenario to play next: one that practises what was missed, not harder by more than a step, not passed yet."""

from amends.apps.core.models import User
from amends.apps.training.models.playing import Play
from amends.apps.training.queries.playing.plays import read_play, read_result, records_of
from amends.apps.training.queries.playing.scenarios import in_force
from amends.apps.training.rules.playing.scenario import Scenario


def next_scenario(play: Play, person: User) -> Scenario | None:
    """After a play that was not passed, the same; else the easiest not passed yet that practises what went worst.
    `None` where everything is passed. Two queries."""
    scenario, _ = read_play(play)
    if not play.passed:
        return scenario
    records, held = records_of(person), in_force(play.unit)
    weak = {skill for skill, met, asked in read_result(play).by_skill if met < asked}
    waiting = [
        each.scenario
        for code, each in held.items()
        if code != play.code and not (code in records and records[code].passes)
    ]
    return min(
        waiting, key=lambda one: (one.difficulty, -len(weak & set(one.skills)), one.code), default=None
    )
