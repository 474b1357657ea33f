# SPDX-License-Identifier: Apache-2.0
"""Plays: one's own, and for a trainer those of the units looked after. Nobody is ranked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.training.models.playing import Play, PlayTurn
from amends.apps.training.rules.playing.engine import State, read_state
from amends.apps.training.rules.playing.judging import Result, result_of
from amends.apps.training.rules.playing.scenario import Scenario, read_scenario

OWN = "a person's own plays"


@dataclass(frozen=True, slots=True)
class Record:
    """What somebody did with one scenario: plays that ended, passes, the best points."""

    ended: int
    passes: int
    best: int


@dataclass(frozen=True, slots=True)
class Overview:
    """How a scenario goes in the units looked after: people and plays, passes; nobody is named."""

    code: str
    title: str
    people: int
    ended: int
    passes: int


def play_of(pk: int, person: User) -> Play | None:
    """One's own play. One query."""
    return Play.objects.unscoped(OWN).filter(pk=pk, person=person).first()


def play_seen(pk: int, scope: Scope) -> Play | None:
    """A play of somebody in scope, for a trainer. One query."""
    return Play.objects.within(scope).filter(pk=pk).select_related("person").first()


def open_play(code: str, person: User) -> Play | None:
    """The play of a scenario that goes on. One query."""
    return Play.objects.unscoped(OWN).filter(person=person, code=code, ended_at__isnull=True).first()


def turns_of(play: Play) -> Sequence[PlayTurn]:
    """The answers of a play in their order. One query."""
    return list(PlayTurn.objects.unscoped("the play was found").filter(play=play).order_by("number"))


def played_by(person: User, since: datetime) -> Sequence[Play]:
    """The plays of a person that ended since then, the newest first. One query."""
    rows = Play.objects.unscoped(OWN).filter(person=person, ended_at__gte=since)
    return list(rows.order_by("-ended_at", "-pk")[:200])


def skills_played(person: User, since: datetime) -> Mapping[str, tuple[int, int]]:
    """By skill (criteria met, criteria asked) over those plays. One query."""
    found: dict[str, tuple[int, int]] = {}
    for play in played_by(person, since):
        for skill, met, asked in read_result(play).by_skill:
            before = found.get(skill, (0, 0))
            found[skill] = (before[0] + met, before[1] + asked)
    return found


def records_of(person: User) -> Mapping[str, Record]:
    """By scenario what a person did with it. One query."""
    rows = Play.objects.unscoped(OWN).filter(person=person, ended_at__isnull=False).order_by()
    counted = rows.values("code").annotate(
        ended=Count("pk"), passes=Count("pk", filter=Q(passed=True)), best=Max("points")
    )
    return {row["code"]: Record(row["ended"], row["passes"], row["best"] or 0) for row in counted}


def open_codes(person: User) -> frozenset[str]:
    """The scenarios that a person is in the middle of. One query."""
    rows = Play.objects.unscoped(OWN).filter(person=person, ended_at__isnull=True)
    return frozenset(rows.values_list("code", flat=True))


def overview(scope: Scope, *, since: datetime) -> Sequence[Overview]:
    """How each scenario went within scope since then. One query."""
    rows = Play.objects.within(scope).filter(ended_at__gte=since).order_by()
    counted = rows.values("code").annotate(
        name=Max("title"),
        people=Count("person", distinct=True),
        ended=Count("pk"),
        passes=Count("pk", filter=Q(passed=True)),
    )
    return [
        Overview(row["code"], row["name"], row["people"], row["ended"], row["passes"])
        for row in counted.order_by("code")
    ]


def plays_within(scope: Scope, *, since: datetime, most: int = 50) -> Sequence[Play]:
    """The newest plays of people in scope, for a trainer to read. One query."""
    rows = Play.objects.within(scope).filter(ended_at__gte=since).select_related("person", "unit")
    return list(rows.order_by("-ended_at", "-pk")[:most])


def read_play(play: Play) -> tuple[Scenario, State]:
    """The scenario as it was when the play began, and where the conversation stands."""
    return read_scenario(play.content), read_state(play.state)


def read_result(play: Play) -> Result:
    """What an ended play is worth. Raises `NotEnded`."""
    return result_of(*read_play(play))
