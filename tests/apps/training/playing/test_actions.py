# SPDX-License-Identifier: Apache-2.0
"""Plays are kept answer by answer; scenarios of one's own need somebody else, and nobody's data."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from amends.apps.core.models import Event, User
from amends.apps.training.actions.playing.forgetting import forget_words
from amends.apps.training.actions.playing.playing import answer_play, begin_play, end_play
from amends.apps.training.actions.playing.refusals import (
    FourEyes,
    LinesUnconfirmed,
    NothingSaid,
    NotPlayable,
    PlayOver,
    ScenarioUnknown,
)
from amends.apps.training.actions.playing.scenarios import approve_scenario, retire_scenario, write_scenario
from amends.apps.training.actions.refusals import NotYourUnit
from amends.apps.training.models.playing import Play, PlayTurn, ScenarioVersion
from amends.apps.training.queries.playing.cards import carded
from amends.apps.training.queries.playing.plays import (
    overview,
    play_of,
    play_seen,
    played_by,
    read_result,
    records_of,
    skills_played,
    turns_of,
)
from amends.apps.training.queries.playing.scenarios import in_force
from tests.apps.training.playing.contents import contents, scenario
from tests.people import NOON, People

WHY = "the test looks at all"


def play_through(person: User, code: str, way: str) -> Play:
    """A whole play by one of the scripted ways."""
    play = begin_play(code=code, by=person, at=NOON)
    for number, text in enumerate(scenario(code).plays[way], start=1):
        play = Play.objects.unscoped(WHY).get(pk=play.pk)
        if play.ended_at is None:
            answer_play(play=play, number=number, text=text, by=person, at=NOON)
    play = Play.objects.unscoped(WHY).get(pk=play.pk)
    return end_play(play=play, by=person, at=NOON)


def test_a_play_is_passed_and_counted(people: People) -> None:
    failed = play_through(people.alice, "RP-01", "bad")
    passed = play_through(people.alice, "RP-01", "good")
    assert (failed.ending, failed.passed, failed.points) == ("escalates", False, 0)
    assert (passed.ending, passed.passed, passed.points) == ("recovered", True, 100)
    assert [each.pk for each in played_by(people.alice, NOON)] == [passed.pk, failed.pk]
    record = records_of(people.alice)["RP-01"]
    assert (record.ended, record.passes, record.best) == (2, 1, 100)
    assert skills_played(people.alice, NOON)["empathy"] == (1, 2)


def test_a_play_that_was_left_goes_on_where_it_was(people: People) -> None:
    play = begin_play(code="RP-02", by=people.alice, at=NOON)
    answer_play(play=play, number=1, text=scenario("RP-02").plays["good"][0], by=people.alice, at=NOON)
    again = begin_play(code="RP-02", by=people.alice, at=NOON + timedelta(days=1))
    assert (again.pk, again.answers) == (play.pk, 1)
    assert read_after(again)["met"] == ["c1"]


def read_after(play: Play) -> dict[str, Any]:
    """The state as it is kept."""
    return dict(Play.objects.unscoped(WHY).get(pk=play.pk).state)


def test_an_answer_sent_twice_counts_once(people: People) -> None:
    play = begin_play(code="RP-02", by=people.alice, at=NOON)
    first = answer_play(play=play, number=1, text="您慢慢说，我记下来。", by=people.alice, at=NOON)
    second = answer_play(play=play, number=1, text="您慢慢说，我记下来。", by=people.alice, at=NOON)
    assert first.pk == second.pk
    assert Play.objects.unscoped(WHY).get(pk=play.pk).answers == 1


@pytest.mark.parametrize(("number", "text", "error"), [(1, "  ", NothingSaid), (3, "您好", PlayOver)])
def test_an_answer_out_of_place_is_refused(
    people: People, number: int, text: str, error: type[Exception]
) -> None:
    play = begin_play(code="RP-02", by=people.alice, at=NOON)
    with pytest.raises(error):
        answer_play(play=play, number=number, text=text, by=people.alice, at=NOON)


def test_a_scenario_nobody_has_is_refused(people: People) -> None:
    with pytest.raises(ScenarioUnknown):
        begin_play(code="RP-99", by=people.alice, at=NOON)


def test_nobody_reads_the_plays_of_others_but_those_who_look_after_them(people: People, tina: User) -> None:
    play = play_through(people.alice, "RP-01", "good")
    strange = play_through(people.charlie, "RP-01", "good")
    assert play_of(play.pk, people.bob) is None
    assert play_seen(play.pk, tina.scope) is not None
    assert play_seen(strange.pk, tina.scope) is None
    assert [(each.people, each.passes) for each in overview(tina.scope, since=NOON)] == [(1, 1)]


def test_a_play_is_scored_on_the_card_of_real_conversations(people: People) -> None:
    good, bad = (play_through(people.alice, "RP-02", way) for way in ("good", "bad"))
    cards = [carded(each, turns_of(each), people.east_team) for each in (good, bad)]
    assert cards[0] is not None
    assert cards[1] is not None
    assert cards[0].card.code == "hotline"
    assert (cards[0].score.total or 0) > (cards[1].score.total or 0)


def test_words_are_forgotten_after_half_a_year_and_points_stay(people: People) -> None:
    play = play_through(people.alice, "RP-01", "good")
    assert forget_words(by=None, at=NOON + timedelta(days=179)) == 0
    assert forget_words(by=None, at=NOON + timedelta(days=181)) == 1
    assert forget_words(by=None, at=NOON + timedelta(days=181)) == 0
    turns = turns_of(play)
    assert {each.said for each in turns} == {""}
    assert {each.reply for each in turns} == {""}
    assert carded(play, turns, people.east_team) is None
    assert read_result(play).points == 100


def test_no_event_holds_what_was_said(people: People) -> None:
    play_through(people.alice, "RP-01", "good")
    payloads = " ".join(str(each.payload) for each in Event.objects.unscoped(WHY).all())
    assert not [text for text in scenario("RP-01").plays["good"] if text[:8] in payloads]


def _own(code: str = "OWN-1", **change: object) -> dict[str, Any]:
    return contents()["RP-01"] | {"code": code, "title": "自己的场景"} | change


def test_an_own_scenario_is_played_where_it_was_written_once_another_approved(
    people: People, tina: User, tom: User
) -> None:
    version = write_scenario(content=_own(), unit=people.east, by=tina, at=NOON)
    assert "OWN-1" not in in_force(people.east_team)
    with pytest.raises(FourEyes):
        approve_scenario(version=version, by=tina, at=NOON)
    approve_scenario(version=version, by=tom, at=NOON)
    assert in_force(people.east_team)["OWN-1"].unit == "东市"
    assert "OWN-1" not in in_force(people.west_team)
    retire_scenario(version=version, by=tom, at=NOON)
    assert "OWN-1" not in in_force(people.east_team)


def test_an_own_version_stands_over_the_pack_and_plays_keep_what_they_began_with(
    people: People, tina: User, tom: User
) -> None:
    begun = begin_play(code="RP-01", by=people.alice, at=NOON)
    version = write_scenario(content=_own("RP-01"), unit=people.east, by=tina, at=NOON)
    approve_scenario(version=version, by=tom, at=NOON)
    assert in_force(people.east_team)["RP-01"].scenario.title == "自己的场景"
    assert begin_play(code="RP-01", by=people.alice, at=NOON).title == begun.title


def test_a_scenario_that_cannot_be_played_is_not_handed_in(people: People, tina: User) -> None:
    with pytest.raises(NotPlayable) as refused:
        write_scenario(
            content=_own(plays={"good": ["您好。"], "bad": ["您好。"]}), unit=people.east, by=tina, at=NOON
        )
    assert "试演和预想的不一样" in str(refused.value)


def test_a_scenario_of_another_unit_is_refused(people: People, tina: User) -> None:
    with pytest.raises(NotYourUnit):
        write_scenario(content=_own(), unit=people.west, by=tina, at=NOON)


def test_of_a_case_only_a_hash_is_kept_and_every_line_was_confirmed(people: People, tina: User) -> None:
    with pytest.raises(LinesUnconfirmed):
        write_scenario(content=_own(), unit=people.east, by=tina, at=NOON, case_number="C-2026-1")
    row = write_scenario(
        content=_own(), unit=people.east, by=tina, at=NOON, case_number="C-2026-1", confirmed=True
    )
    assert len(row.case_hash) == 64
    assert "C-2026-1" not in str(vars(row))
    assert row.case_hash != sha256(b"C-2026-1").hexdigest()  # which anybody could count through


def test_a_retired_version_is_not_approved(people: People, tina: User, tom: User) -> None:
    version = write_scenario(content=_own(), unit=people.east, by=tina, at=NOON)
    stale = ScenarioVersion.objects.unscoped(WHY).select_related("unit").get(pk=version.pk)
    retire_scenario(version=version, by=tina, at=NOON)
    with pytest.raises(NotPlayable, match="停用"):
        approve_scenario(version=stale, by=tom, at=NOON)


def test_two_tabs_begin_one_play(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    first = begin_play(code="RP-01", by=people.alice, at=NOON)
    looks = iter([None])  # the other tab looked before this one had begun
    where = "amends.apps.training.actions.playing.playing.open_play"
    monkeypatch.setattr(where, lambda code, by: next(looks, first))
    assert begin_play(code="RP-01", by=people.alice, at=NOON).pk == first.pk


@pytest.mark.parametrize(
    "change",
    [
        {"ended_at": NOON},
        {"points": 50},
        {"ended_at": NOON, "points": 101, "ending": "calmed"},
        {"ended_at": NOON, "points": 50, "ending": "calmed", "passed": True},
        {"ended_at": NOON, "points": 50, "ending": "won"},
    ],
)
def test_the_database_refuses_a_play_that_cannot_be(people: People, change: dict[str, Any]) -> None:
    play = begin_play(code="RP-01", by=people.alice, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Play.objects.unscoped(WHY).filter(pk=play.pk).update(**change)


def test_the_database_refuses_two_plays_of_one_scenario_at_a_time(people: People) -> None:
    play = begin_play(code="RP-01", by=people.alice, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Play.objects.create(
            unit=play.unit,
            person=play.person,
            code="RP-01",
            title="再来",
            content={},
            state={},
            begun_at=NOON,
        )


@pytest.mark.parametrize("number", [0, 1])
def test_the_database_refuses_an_answer_out_of_order(people: People, number: int) -> None:
    play = begin_play(code="RP-01", by=people.alice, at=NOON)
    answer_play(play=play, number=1, text="您好。", by=people.alice, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlayTurn.objects.create(play=play, number=number, said="好", reply="好", at=NOON)


@pytest.mark.parametrize(
    "change", [{"code": ""}, {"title": ""}, {"approved": "self"}, {"approved_at": NOON}, {"number": 1}]
)
def test_the_database_refuses_a_version_that_cannot_be(
    people: People, tina: User, change: dict[str, Any]
) -> None:
    first = write_scenario(content=_own(), unit=people.east, by=tina, at=NOON)
    second = write_scenario(content=_own(), unit=people.east, by=tina, at=NOON)
    assert (first.number, second.number) == (1, 2)
    if change.pop("approved", ""):
        change = {"approved_by": tina, "approved_at": NOON}
    with pytest.raises(IntegrityError), transaction.atomic():
        ScenarioVersion.objects.unscoped(WHY).filter(pk=second.pk).update(**change)
