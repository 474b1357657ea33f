# SPDX-License-Identifier: Apache-2.0
"""Questions in writing while the customer is on the line."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Event, EventKind, Message, User
from amends.apps.core.rules.roles import Role
from amends.apps.halls.actions.hotline.asking import (
    NobodyThere,
    NotAsked,
    answer_question,
    ask_expert,
    pass_on,
)
from amends.apps.halls.actions.hotline.refusals import NotSo
from amends.apps.halls.models.questions import Question
from amends.apps.halls.queries.hotline.questions import asked_by, unanswered
from tests.apps.halls.hotline.conftest import WHY, browser, talking
from tests.people import NOON, PASSWORD, People


@pytest.fixture
def second(people: People) -> User:
    """Another leader of the eastern city."""
    return add_user(
        username="bea",
        name="贝娅",
        role=Role.TEAM_LEADER,
        unit=people.east,
        password=PASSWORD,
        by=None,
        at=NOON,
    )


def asked(people: People, *, code: str = "q1") -> Question:
    call = talking(people.alice, code=f"c-{code}")
    words = "客户 13800001215 的副卡能当天退吗"
    return ask_expert(code=code, call=call, group=people.east, words=words, by=people.alice, at=NOON)


@pytest.mark.requirement("S2-031")
def test_question_is_answered_in_writing_and_masked(people: People) -> None:
    question = asked(people)
    assert question.sent_to == people.bob
    assert "13800001215" not in question.words
    row = answer_question(
        question=question, answer="能，回拨 13900002222", by=people.bob, at=NOON + timedelta(seconds=40)
    )
    assert row.answer.startswith("能")
    assert "13900002222" not in row.answer
    said = Event.objects.unscoped(WHY).get(kind=EventKind.QUESTION_ANSWERED)
    assert said.payload["seconds"] == 40
    assert Message.objects.get().to == people.bob


def test_second_press_asks_once_and_first_answer_stands(people: People) -> None:
    question = asked(people)
    again = ask_expert(code="q1", call=None, group=people.east, words="x", by=people.alice, at=NOON)
    assert again == question
    answer_question(question=question, answer="能", by=people.bob, at=NOON)
    with pytest.raises(NotSo):
        answer_question(question=question, answer="不能", by=people.bob, at=NOON)
    assert Question.objects.unscoped(WHY).get().answer == "能"


@pytest.mark.requirement("S2-031")
def test_unanswered_question_goes_to_the_next_once(people: People, second: User) -> None:
    question = asked(people)
    late = NOON + timedelta(minutes=2)
    assert unanswered(late - timedelta(seconds=1)) == []
    assert unanswered(late) == [question]
    assert pass_on(question=question, at=late)
    assert not pass_on(question=question, at=late)  # a second worker holds the row as it was
    (row,) = asked_by(people.alice)
    assert (row.sent_to, row.tried) == (second, [people.bob.pk])
    assert not pass_on(question=row, at=late + timedelta(minutes=2))  # nobody is left


def test_nobody_answers_what_was_not_put_to_their_unit(people: People) -> None:
    with pytest.raises(NotAsked):
        answer_question(question=asked(people), answer="能", by=people.charlie, at=NOON)
    with pytest.raises(NobodyThere):
        ask_expert(code="q2", call=None, group=people.east_team, words="x", by=people.alice, at=NOON)


@pytest.mark.requirement("S2-031")
def test_agent_sees_the_answer_beside_the_call(people: People) -> None:
    agent, expert = browser(people.alice), browser(people.bob)
    sent = {"code": "abc", "group": people.east.pk, "words": "副卡能当天退吗"}
    assert agent.post("/halls/questions/", sent).status_code == 302
    assert "every 4s" in agent.get("/halls/questions/").content.decode()  # within five seconds
    assert "正在等 鲍勃 答复" in agent.get("/halls/questions/answers/").content.decode()
    assert "副卡能当天退吗" in expert.get("/halls/questions/").content.decode()
    assert expert.post("/halls/questions/abc/", {"answer": "当天可以"}).status_code == 302
    assert "当天可以" in agent.get("/halls/questions/answers/").content.decode()
    assert browser(people.charlie).get("/halls/questions/abc/").status_code == 404
    foreign = {"code": "abd", "group": people.west.pk, "words": "x"}
    assert agent.post("/halls/questions/", foreign).status_code == 422


def test_answers_take_as_many_queries_for_one_as_for_many(
    people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        ask_expert(code=f"q{number}", call=None, group=people.east, words="x", by=people.alice, at=NOON)
    with django_assert_num_queries(1):
        assert [str(each.sent_to) for each in asked_by(people.alice)] == ["鲍勃"] * 5
