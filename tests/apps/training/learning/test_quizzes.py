# SPDX-License-Identifier: Apache-2.0
"""Quizzes: made and approved by a trainer, taken by everybody, counted at the launch gate."""

from datetime import timedelta
from random import Random

import pytest

from amends.apps.core.models import User
from amends.apps.training.actions.quizzes.making import (
    Draft,
    QuestionUnsound,
    QuizFixed,
    Terms,
    TooFewQuestions,
    approve_question,
    close_quiz,
    drop_question,
    make_quiz,
    open_quiz,
    propose_questions,
    rewrite_question,
    write_question,
)
from amends.apps.training.actions.quizzes.taking import AttemptOver, NotAsked, TooSoon, answer, begin, hand_in
from amends.apps.training.actions.refusals import NotYourUnit
from amends.apps.training.models.learning import Answer, Question, Quiz
from amends.apps.training.queries.launch import lacks
from amends.apps.training.queries.quizzes import pass_share
from amends.apps.training.queries.quizzes.finding import offers, questions_of
from amends.apps.training.queries.quizzes.material import proposals
from amends.apps.training.queries.quizzes.passing import all_passed
from amends.apps.training.rules.learning_words import Kind
from amends.apps.training.rules.questions import Asked
from tests.apps.training.learning.conftest import HOURS, TERMS, TRUE, browser, quiz_of, take
from tests.people import NOON, People

DAY = timedelta(days=1)


@pytest.mark.requirement("S3-057")
def test_launch_gate_needs_the_share_and_lists_who_has_not_passed(
    people: People, trainer: User, quiz: Quiz
) -> None:
    take(quiz, people.alice)
    assert pass_share("spring-5gb", people.east, NOON + DAY) == (
        1,
        2,
    )  # Alice and Bob are the front line there
    missing = lacks("spring-5gb", people.east, NOON + DAY)
    assert [each.code for each in missing] == ["quiz_not_passed"]
    page = browser(people.bob).get(missing[0].url).content.decode()
    assert "鲍勃" in page
    assert ">艾丽<" not in page
    take(quiz, people.bob)
    assert lacks("spring-5gb", people.east, NOON + DAY) == ()


def test_launch_gate_asks_for_a_quiz_when_there_is_none(people: People, trainer: User, quiz: Quiz) -> None:
    assert [each.code for each in lacks("other", people.east, NOON)] == ["quiz_missing"]
    assert [each.code for each in lacks("spring-5gb", people.west, NOON)] == ["quiz_missing"]


def test_all_quizzes_are_counted_for_the_seven_factors(people: People, trainer: User, quiz: Quiz) -> None:
    quiz_of(trainer, people, code="q2", subject="other")
    take(quiz, people.alice)
    take(quiz, people.alice, at=NOON + timedelta(hours=1))
    assert all_passed(people.east, NOON + DAY) == (1, 4)  # two people, two quizzes
    assert all_passed(people.west, NOON + DAY) == (0, 0)


def test_failed_attempt_does_not_count(people: People, quiz: Quiz) -> None:
    take(quiz, people.alice, right=False)
    assert pass_share("spring-5gb", people.east, NOON + DAY) == (0, 2)


def test_attempt_goes_on_after_a_break_with_its_answers(people: People, quiz: Quiz) -> None:
    attempt = begin(quiz=quiz, by=people.alice, at=NOON, rng=Random(1))
    first = Question.objects.unscoped("a test looks").get(pk=attempt.asked[0])
    answer(attempt=attempt, question=first, given="x", by=people.alice, at=NOON)
    again = begin(quiz=quiz, by=people.alice, at=NOON + DAY, rng=Random(2))
    assert (again.pk, again.asked) == (attempt.pk, attempt.asked)
    assert Answer.objects.unscoped("a test looks").filter(attempt=again).count() == 1


def test_who_fails_waits_and_is_asked_others(people: People, trainer: User) -> None:
    quiz = quiz_of(trainer, people)
    for number in (48, 72):
        more = Draft(f"第 {number} 小时", Asked(Kind.NUMBER, (), {"value": 24, "tolerance": 0}))
        approve_question(
            question=write_question(quiz=quiz, draft=more, by=trainer, at=NOON), by=trainer, at=NOON
        )
    first = take(quiz, people.alice, right=False)
    with pytest.raises(TooSoon):
        begin(quiz=quiz, by=people.alice, at=NOON + timedelta(hours=23), rng=Random(1))
    second = begin(quiz=quiz, by=people.alice, at=NOON + timedelta(hours=25), rng=Random(1))
    assert not set(first.asked) & set(second.asked)


def test_answers_are_fixed_once_handed_in(people: People, quiz: Quiz) -> None:
    attempt = take(quiz, people.alice)
    question = Question.objects.unscoped("a test looks").get(pk=attempt.asked[0])
    with pytest.raises(AttemptOver):
        answer(attempt=attempt, question=question, given=None, by=people.alice, at=NOON)
    with pytest.raises(AttemptOver):
        hand_in(attempt=attempt, by=people.alice, at=NOON)


def test_nobody_is_asked_what_was_not_approved(people: People, trainer: User, quiz: Quiz) -> None:
    waiting = write_question(quiz=quiz, draft=TRUE, by=trainer, at=NOON)
    attempt = begin(quiz=quiz, by=people.alice, at=NOON, rng=Random(1))
    assert waiting.pk not in attempt.asked
    with pytest.raises(NotAsked):
        answer(attempt=attempt, question=waiting, given=True, by=people.alice, at=NOON)


def test_rewritten_question_keeps_the_old_one_and_waits(people: People, trainer: User, quiz: Quiz) -> None:
    take(quiz, people.alice)
    old = next(each for each in questions_of(quiz) if each.kind == Kind.NUMBER)
    new = rewrite_question(question=old, draft=HOURS, by=trainer, at=NOON)
    assert new.approved_at is None
    assert Answer.objects.unscoped("a test looks").filter(question=old).count() == 1
    assert old.pk not in {each.pk for each in questions_of(quiz)}


def test_quiz_does_not_open_with_too_few_questions(people: People, trainer: User) -> None:
    quiz = make_quiz(code="q", title="空", subject="x", unit=people.east, terms=TERMS, by=trainer, at=NOON)
    with pytest.raises(TooFewQuestions):
        open_quiz(quiz=quiz, by=trainer, at=NOON)


def test_closed_quiz_is_fixed_and_no_longer_offered(people: People, trainer: User, quiz: Quiz) -> None:
    close_quiz(quiz=quiz, by=trainer, at=NOON)
    assert offers(people.alice) == []
    with pytest.raises(QuizFixed):
        write_question(quiz=quiz, draft=TRUE, by=trainer, at=NOON)


def test_quiz_of_a_city_is_not_seen_in_another(people: People, quiz: Quiz) -> None:
    assert [each.quiz.pk for each in offers(people.alice)] == [quiz.pk]
    assert offers(people.charlie) == []
    assert browser(people.charlie).post("/training/quizzes/q1/take/").status_code == 404


def test_trainer_changes_no_quiz_of_another_unit(people: People, trainer: User) -> None:
    with pytest.raises(NotYourUnit):
        make_quiz(code="q", title="x", subject="x", unit=people.west, terms=TERMS, by=trainer, at=NOON)


@pytest.mark.parametrize(
    "asked",
    [
        Asked(Kind.SINGLE, ("甲",), 0),
        Asked(Kind.SINGLE, ("甲", "乙"), 2),
        Asked(Kind.SINGLE, ("甲", "甲"), 0),
        Asked(Kind.MULTIPLE, ("甲", "乙"), []),
        Asked(Kind.TRUE_FALSE, (), None),
        Asked(Kind.NUMBER, (), None),
        Asked(Kind.TEACH_BACK, (), []),
        Asked(Kind.TEACH_BACK, (), [{"code": "P1", "says": "x", "groups": []}]),
    ],
)
def test_unsound_question_is_refused(people: People, trainer: User, quiz: Quiz, asked: Asked) -> None:
    with pytest.raises(QuestionUnsound):
        write_question(quiz=quiz, draft=Draft("题", asked), by=trainer, at=NOON)


def test_standards_give_questions_once_that_wait_for_a_person(people: People, trainer: User) -> None:
    quiz = make_quiz(
        code="q",
        title="营业厅",
        subject="ST-HL-01",
        unit=people.east,
        terms=Terms(1, 1, 1),
        by=trainer,
        at=NOON,
    )
    made = proposals("ST-HL-01", people.east, NOON)
    assert propose_questions(quiz=quiz, proposals=made, by=trainer, at=NOON) == 2
    assert propose_questions(quiz=quiz, proposals=made, by=trainer, at=NOON) == 0
    number = next(each for each in questions_of(quiz) if each.kind == Kind.NUMBER)
    assert (number.answer["value"], number.approved_at, number.source) == (5, None, "ST-HL-01")


def test_dropped_question_is_not_asked(people: People, trainer: User, quiz: Quiz) -> None:
    gone = questions_of(quiz)[0]
    drop_question(question=gone, by=trainer, at=NOON)
    assert gone.pk not in begin(quiz=quiz, by=people.alice, at=NOON, rng=Random(1)).asked
