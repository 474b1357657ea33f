# SPDX-License-Identifier: Apache-2.0
"""A trainer of the eastern city, and a quiz of two questions that is open there."""

from datetime import datetime, timedelta
from random import Random

import pytest
from django.test import Client

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Role
from amends.apps.training.actions.quizzes.making import (
    Draft,
    Terms,
    approve_question,
    make_quiz,
    open_quiz,
    write_question,
)
from amends.apps.training.actions.quizzes.taking import answer, begin, hand_in
from amends.apps.training.models.learning import Attempt, Question, Quiz
from amends.apps.training.rules.learning_words import Kind
from amends.apps.training.rules.questions import Asked
from tests.people import NOON, PASSWORD, People

TERMS = Terms(ask=2, pass_share=1.0, retry_hours=24)
TRUE = Draft("先听完再说话，对不对", Asked(Kind.TRUE_FALSE, (), True), "第一分钟不解释")
HOURS = Draft("首次联系限时几小时", Asked(Kind.NUMBER, (), {"value": 24, "tolerance": 0}))
WRONG: dict[str, object] = {Kind.TRUE_FALSE: False, Kind.NUMBER: 5}
RIGHT: dict[str, object] = {Kind.TRUE_FALSE: True, Kind.NUMBER: 24.0}


@pytest.fixture
def trainer(people: People) -> User:
    """The trainer of the eastern city."""
    return add_user(
        username="tess", name="泰丝", role=Role.TRAINER, unit=people.east, password=PASSWORD, by=None, at=NOON
    )


def quiz_of(trainer: User, people: People, *, code: str = "q1", subject: str = "spring-5gb") -> Quiz:
    """An open quiz of two questions."""
    quiz = make_quiz(
        code=code, title="活动要点", subject=subject, unit=people.east, terms=TERMS, skill="expectation",
        by=trainer, at=NOON,
    )  # fmt: skip
    for draft in (TRUE, HOURS):
        question = write_question(quiz=quiz, draft=draft, by=trainer, at=NOON)
        approve_question(question=question, by=trainer, at=NOON)
    open_quiz(quiz=quiz, by=trainer, at=NOON)
    quiz.refresh_from_db(from_queryset=Quiz.objects.unscoped("a test looks"))
    return quiz


@pytest.fixture
def quiz(trainer: User, people: People) -> Quiz:
    """An open quiz about a campaign."""
    return quiz_of(trainer, people)


def take(quiz: Quiz, person: User, *, right: bool = True, at: datetime = NOON) -> Attempt:
    """A whole attempt, all right or all wrong."""
    attempt = begin(quiz=quiz, by=person, at=at, rng=Random(1))
    for question in Question.objects.unscoped("a test looks").filter(pk__in=attempt.asked):
        given = (RIGHT if right else WRONG)[question.kind]
        answer(attempt=attempt, question=question, given=given, by=person, at=at)  # type: ignore[arg-type]
    return hand_in(attempt=attempt, by=person, at=at + timedelta(minutes=5))


def browser(person: User) -> Client:
    """Somebody logged in."""
    client = Client()
    client.force_login(person)
    return client
