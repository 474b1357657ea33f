# SPDX-License-Identifier: Apache-2.0
"""A model may word the customer's line, within what the rules decided; without one the content speaks."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings as DjangoSettings

from amends.apps.core.models import AssistOutcome, AssistUse
from amends.apps.training.actions.playing.customer import worded
from amends.apps.training.actions.playing.playing import answer_play, begin_play
from amends.apps.training.actions.playing.refusals import StillAnswering
from amends.apps.training.models.playing import Play, PlayTurn
from tests.apps.training.playing.contents import scenario
from tests.endpoint import Endpoint, listening
from tests.people import NOON, People

WHY = "the test looks at all"
ONE = scenario("RP-08")
FIRST = "我看了四次的记录，每次换了路由器，三天后又坏。我的电话是 13800001215。"


@pytest.fixture
def endpoint(settings: DjangoSettings) -> Iterator[Endpoint]:
    """A model of this machine."""
    with listening() as found:
        settings.AMENDS_ASSIST_URL, settings.AMENDS_ASSIST_MODEL = found.url, "qwen"
        settings.AMENDS_ASSIST_PRIVATE, settings.AMENDS_ASSIST_TIMEOUT = True, 5
        yield found


def _first(people: People) -> PlayTurn:
    play = begin_play(code="RP-08", by=people.alice, at=NOON)
    return answer_play(play=play, number=1, text=FIRST, by=people.alice, at=NOON)


def test_without_an_endpoint_the_content_speaks(people: People) -> None:
    assert ONE.nodes["heard"].line in _first(people).reply


def test_the_model_words_the_line_and_the_rules_judge(people: People, endpoint: Endpoint) -> None:
    endpoint.says = "嗯，你总算看过记录了，那这回有啥不同？"
    turn = _first(people)
    assert turn.reply == endpoint.says
    assert turn.judged["met"] == ["c1"]
    assert AssistUse.objects.unscoped(WHY).get().outcome == AssistOutcome.ACCEPTED


def test_the_model_is_told_mood_and_facts_but_not_the_hidden_need_nor_a_number(
    people: People, endpoint: Endpoint
) -> None:
    _first(people)
    assert ONE.persona in endpoint.heard
    assert ONE.need.says not in endpoint.heard
    assert ONE.facts[2].says not in endpoint.heard
    assert "13800001215" not in endpoint.heard


@pytest.mark.parametrize("says", [ONE.need.line, ONE.facts[2].line, "好" * 130])
def test_a_line_that_tells_too_much_is_not_used(people: People, endpoint: Endpoint, says: str) -> None:
    endpoint.says = f"说实话，{says}"
    assert ONE.nodes["heard"].line in _first(people).reply
    assert AssistUse.objects.unscoped(WHY).get().outcome == AssistOutcome.REJECTED


@pytest.mark.parametrize("manner", ["500", "garbage", "blank", "cut", "wordy"])
def test_a_model_that_fails_does_not_stop_the_play(people: People, endpoint: Endpoint, manner: str) -> None:
    endpoint.manner = manner
    assert ONE.nodes["heard"].line in _first(people).reply
    assert Play.objects.unscoped(WHY).get().answers == 1


def test_how_it_ends_is_said_in_the_words_of_the_content(people: People, endpoint: Endpoint) -> None:
    endpoint.says = "哦。"
    for number, text in enumerate(ONE.plays["good"], start=1):
        play = begin_play(code="RP-08", by=people.alice, at=NOON)
        turn = answer_play(play=play, number=number, text=text, by=people.alice, at=NOON)
    assert turn.reply == ONE.nodes["recovered"].line
    assert len(endpoint.received) == len(ONE.plays["good"]) - 1


def test_a_double_press_asks_the_endpoint_once(
    people: People, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = begin_play(code="RP-08", by=people.alice, at=NOON)
    endpoint.says = "嗯，你总算看过记录了，那这回有啥不同？"

    def pressed_again(**given: Any) -> str:
        with pytest.raises(StillAnswering):
            answer_play(play=play, number=1, text=FIRST, by=people.alice, at=NOON)
        return worded(**given)

    monkeypatch.setattr("amends.apps.training.actions.playing.playing.worded", pressed_again)
    turn = answer_play(play=play, number=1, text=FIRST, by=people.alice, at=NOON)
    assert answer_play(play=play, number=1, text=FIRST, by=people.alice, at=NOON) == turn
    assert AssistUse.objects.unscoped(WHY).count() == 1


def test_an_asking_that_was_killed_lets_go(
    people: People, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = begin_play(code="RP-08", by=people.alice, at=NOON)
    endpoint.says = "嗯，你总算看过记录了，那这回有啥不同？"
    Play.objects.unscoped(WHY).filter(pk=play.pk).update(asked=1, asked_at=NOON)
    with pytest.raises(StillAnswering):
        answer_play(play=play, number=1, text=FIRST, by=people.alice, at=NOON + timedelta(minutes=1))
    later = NOON + timedelta(minutes=4)
    assert answer_play(play=play, number=1, text=FIRST, by=people.alice, at=later).reply == endpoint.says
