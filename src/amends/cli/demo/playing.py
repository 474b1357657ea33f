# SPDX-License-Identifier: Apache-2.0
"""Role-plays of the demo: people who fail at first and pass later, and some in the middle of one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from amends.apps.core.models import User
from amends.apps.training.actions.playing.playing import answer_play, begin_play, end_play
from amends.apps.training.models.playing import Play
from amends.apps.training.queries.playing.plays import play_of
from amends.apps.training.queries.playing.scenarios import packed


def play_scenarios(*, people: Sequence[User], at: datetime, rng: Random) -> int:
    """Let each person play a few scenarios in the weeks before `at`; how many plays it made. People who played
    something already are left as they are, so that it can be run again."""
    made = 0
    for person in people:
        if person.unit is None or Play.objects.unscoped("who played already").filter(person=person).exists():
            continue
        codes = rng.sample(sorted(packed()), 3)
        ways = ("bad", "good", rng.choice(("good", "half")), "open")
        for number, (code, way) in enumerate(zip((codes[0], *codes), ways, strict=True)):
            began = at - timedelta(days=20 - 6 * number, minutes=rng.randrange(300))
            _played(code, way, person, began, rng)
            made += 1
    return made


def _played(code: str, way: str, person: User, began: datetime, rng: Random) -> None:
    plays = packed()[code].scenario.plays
    answers = plays["bad"] if way == "bad" else plays["good"]
    most = {"half": 2, "open": 1}.get(way, len(answers))
    play, at = begin_play(code=code, by=person, at=began), began
    for number, text in enumerate(answers[:most], start=1):
        at += timedelta(seconds=rng.randrange(20, 90))
        here = _again(play, person)
        if here.ended_at is not None:  # the customer has hung up
            break
        answer_play(play=here, number=number, text=text, by=person, at=at)
    if way != "open":
        end_play(play=_again(play, person), by=person, at=at + timedelta(seconds=20))


def _again(play: Play, person: User) -> Play:
    return play_of(play.pk, person) or play
