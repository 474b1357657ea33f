# SPDX-License-Identifier: Apache-2.0
"""Begin a play, answer, end it: each in one transaction, so that what was said stays whatever happens next."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from amends.analytics.language.checking import Finding
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.knowledge.queries.wording import rules_for
from amends.apps.training.actions.playing.customer import asks, worded
from amends.apps.training.actions.playing.refusals import (
    NothingSaid,
    PlayOver,
    ScenarioUnknown,
    StillAnswering,
)
from amends.apps.training.actions.refusals import IN_HAND, unit_of
from amends.apps.training.models.playing import Play, PlayTurn
from amends.apps.training.queries.playing.plays import open_play, read_play
from amends.apps.training.queries.playing.scenarios import in_force
from amends.apps.training.rules.playing.engine import Judged, Reply, State, answer, begin, wrap_up
from amends.apps.training.rules.playing.judging import result_of
from amends.apps.training.rules.playing.scenario import Ending, Scenario

LONGEST = 1_000  # characters of an answer
LONGEST_ASKED = timedelta(minutes=3)  # an assistant that did not answer by then was given up


class _TurnTaken(Exception):
    """This answer was given already: a button pressed twice."""


def begin_play(*, code: str, by: User, at: datetime) -> Play:
    """Begin, or go on with the play of this scenario that was left. Raises `ScenarioUnknown`, `NoUnit`."""
    unit = unit_of(by)
    held = in_force(unit).get(code)
    if held is None:
        raise ScenarioUnknown
    if left := open_play(code, by):
        return left
    with writing(by=by, at=at) as log:
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two tabs begin one play
        if left := open_play(code, by):
            log(EventKind.PLAY_BEGUN, left, unit=unit, code=code, again=True)
            return left
        play = Play.objects.create(
            unit=unit, person=by, code=code, title=held.scenario.title, content=dict(held.content),
            state=begin(held.scenario).as_plain(), begun_at=at,
        )  # fmt: skip
        log(EventKind.PLAY_BEGUN, play, unit=unit, code=code, number=held.number)
    return play


def answer_play(*, play: Play, number: int, text: str, by: User, at: datetime) -> PlayTurn:
    """Give answer `number` (from 1); the same number again gives back what it led to. The rules judge; where an
    assistant is configured it may word the customer's line, and is asked once. Raises `NothingSaid`, `PlayOver`,
    `StillAnswering`."""
    text = text.strip()[:LONGEST]
    if not text:
        raise NothingSaid
    if given := _given(play, number):
        return given
    if play.ended_at is not None or number != play.answers + 1:
        raise PlayOver
    scenario, state = read_play(play)
    done = answer(scenario, state, text, wording=rules_for(play.unit))
    if asks(done[1]) and not _claimed(play, number, at):
        if given := _given(play, number):
            return given
        raise StillAnswering
    line = worded(play=play, scenario=scenario, state=done[0], reply=done[1], text=text, by=by, at=at)
    try:
        turn = PlayTurn(play=play, number=number, said=text, reply=line, at=at)
        return _kept(play, turn, done, by)
    except _TurnTaken:
        return PlayTurn.objects.unscoped(IN_HAND).get(play=play, number=number)


def end_play(*, play: Play, by: User, at: datetime) -> Play:
    """The trainee ends the conversation; a play that has ended stays as it is."""
    if play.ended_at is not None:
        return play
    scenario, state = read_play(play)
    with writing(by=by, at=at) as log:
        row = Play.objects.unscoped(IN_HAND).select_for_update(no_key=True).get(pk=play.pk)
        after, reply = wrap_up(scenario, state)
        if row.ended_at is None:
            _end(row, scenario, after, reply.ending or Ending.LEAVES, at)
            row.last_line = reply.line[:400]
            row.save()
        log(EventKind.PLAY_ENDED, row, unit=row.unit, code=row.code, ending=row.ending, points=row.points)
    return row


def _claimed(play: Play, number: int, at: datetime) -> bool:
    """Whether this press is the one that asks the assistant; one that was killed while it asked lets go after a while.
    No event: nothing is said yet."""
    free = Q(asked__lt=number) | Q(asked_at__lt=at - LONGEST_ASKED)
    rows = Play.objects.unscoped(IN_HAND).filter(free, pk=play.pk, answers=number - 1)
    return bool(rows.update(asked=number, asked_at=at))


def _given(play: Play, number: int) -> PlayTurn | None:
    return PlayTurn.objects.unscoped(IN_HAND).filter(play=play, number=number).first()


def _kept(play: Play, turn: PlayTurn, done: tuple[State, Reply, Judged], by: User) -> PlayTurn:
    scenario, (after, reply, judged) = read_play(play)[0], done
    with writing(by=by, at=turn.at) as log:
        row = Play.objects.unscoped(IN_HAND).select_for_update(no_key=True).get(pk=play.pk)
        if row.answers != turn.number - 1 or row.ended_at is not None:
            raise _TurnTaken
        turn.judged = as_plain(judged)
        turn.save()
        row.state, row.answers = after.as_plain(), turn.number
        log(EventKind.PLAY_ANSWERED, row, unit=row.unit, code=row.code, number=turn.number)
        if reply.ending is not None:
            _end(row, scenario, after, reply.ending, turn.at)
            row.last_line = turn.reply
            log(EventKind.PLAY_ENDED, row, unit=row.unit, code=row.code, ending=row.ending, points=row.points)
        row.save()
    return turn


def _end(row: Play, scenario: Scenario, state: State, ending: Ending, at: datetime) -> None:
    result = result_of(scenario, state)
    row.state, row.ended_at, row.ending = state.as_plain(), at, str(ending)
    row.points, row.passed = result.points, result.passed


def as_plain(judged: Judged) -> dict[str, Any]:
    """What one answer did, for a JSON column."""
    plain = {name: list(each) if isinstance(each, tuple) else each for name, each in asdict(judged).items()}
    plain["findings"] = [_finding(each) for each in judged.findings]
    return plain


def _finding(each: Finding) -> dict[str, str]:
    return {
        "text": each.text,
        "severity": each.severity,
        "better": each.better,
        "why": each.why,
        "fault": each.fault,
    }
