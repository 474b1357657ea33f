# SPDX-License-Identifier: Apache-2.0
"""A trainer makes a quiz, has questions proposed, writes and approves them, opens it and closes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.training.actions.refusals import IN_HAND, CodeTaken, LearningRefused, covered, written
from amends.apps.training.models.learning import Question, Quiz
from amends.apps.training.rules.learning_words import Kind
from amends.apps.training.rules.proposing import Proposal
from amends.apps.training.rules.questions import Asked, Fault, fault_of


class QuestionUnsound(LearningRefused):
    """A question lacks what its kind needs; `fault` names it."""

    def __init__(self, fault: Fault) -> None:
        sentences = {
            Fault.WORDS: _("请写题目。"),
            Fault.OPTIONS: _("至少要两个不同的选项。"),
            Fault.ANSWER: _("答案与题型不符。"),
            Fault.POINTS: _("至少要一个关键点，每个关键点至少一组说法。"),
        }
        fields = {Fault.WORDS: "words", Fault.OPTIONS: "options", Fault.POINTS: "answer"}
        super().__init__(sentences[fault], field=fields.get(fault, "answer"))
        self.fault = fault


class TooFewQuestions(LearningRefused):
    """A quiz asks more questions than it has approved ones."""

    def __init__(self, asked: int, there: int) -> None:
        words = _("每次要考 %(asked)s 题，批准的只有 %(there)s 题。")
        super().__init__(words % {"asked": asked, "there": there})


class QuizFixed(LearningRefused):
    """A closed quiz stays as it was."""

    def __init__(self) -> None:
        super().__init__(_("这份测验已经停用，不能再改。"))


@dataclass(frozen=True, slots=True)
class Terms:
    """How a quiz is asked."""

    ask: int
    pass_share: float
    retry_hours: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as somebody wrote it."""

    words: str
    asked: Asked
    why: str = ""
    source: str = ""


def make_quiz(
    *, code: str, title: str, subject: str, unit: Unit, terms: Terms, by: User, at: datetime, skill: str = ""
) -> Quiz:
    """Make a quiz; nobody can take it until it is opened. Raises `CodeTaken`, `NotYourUnit`, `WordsMissing`."""
    covered(unit, by)
    named = {"title": written(title, "title"), "subject": written(subject, "subject")}
    with writing(by=by, at=at) as log:
        if Quiz.objects.unscoped("codes are unique everywhere").filter(code=code).exists():
            raise CodeTaken
        asks = {"ask": terms.ask, "pass_share": terms.pass_share, "retry_hours": terms.retry_hours}
        row = Quiz.objects.create(
            code=code, unit=unit, skill=skill, made_by=by, made_at=at, **named, **asks
        )  # fmt: skip
        log(EventKind.QUIZ_MADE, row, unit=unit, code=code, subject=row.subject)
    return row


def write_question(*, quiz: Quiz, draft: Draft, by: User, at: datetime) -> Question:
    """Add a question, not yet approved. Raises `QuestionUnsound`, `NotYourUnit`, `QuizFixed`."""
    _sound(draft)
    with writing(by=by, at=at) as log:
        _changeable(quiz, by)
        row = Question.objects.create(**_fields(quiz, draft, at), made_by=by)
        log(EventKind.QUESTION_WRITTEN, row, unit=quiz.unit, kind=row.kind)
    return row


def rewrite_question(*, question: Question, draft: Draft, by: User, at: datetime) -> Question:
    """Write a question anew: the old one is dropped and kept, the new one waits for approval.
    Raises `QuestionUnsound`, `NotYourUnit`, `QuizFixed`."""
    _sound(draft)
    with writing(by=by, at=at):
        drop_question(question=question, by=by, at=at)
        return write_question(quiz=question.quiz, draft=draft, by=by, at=at)


def propose_questions(*, quiz: Quiz, proposals: Sequence[Proposal], by: User, at: datetime) -> int:
    """Store what the generator proposed and is not there yet, for a person to read; how many are new.
    Raises `NotYourUnit`, `QuizFixed`."""
    with writing(by=by, at=at) as log:
        _changeable(quiz, by)
        there = set(_questions(quiz).values_list("kind", "words"))
        new = [each for each in proposals if (str(each.asked.kind), each.words) not in there]
        drafts = [Draft(each.words, each.asked, each.why, each.source) for each in new]
        Question.objects.bulk_create(Question(**_fields(quiz, each, at)) for each in drafts)
        log(EventKind.QUESTIONS_PROPOSED, quiz, unit=quiz.unit, new=len(new))
    return len(new)


def approve_question(*, question: Question, by: User, at: datetime) -> None:
    """Let a question be asked. Raises `QuestionUnsound` (a proposal may need a hand first), `NotYourUnit`."""
    asked = Asked(Kind(question.kind), question.options, question.answer)
    _sound(Draft(question.words, asked))
    with writing(by=by, at=at) as log:
        _changeable(question.quiz, by)
        rows = _questions(question.quiz).filter(pk=question.pk, approved_at__isnull=True)
        rows.update(approved_at=at, approved_by=by)
        log(EventKind.QUESTION_APPROVED, question, unit=question.quiz.unit)


def drop_question(*, question: Question, by: User, at: datetime) -> None:
    """Ask a question no more; what was answered stays. Raises `NotYourUnit`, `QuizFixed`."""
    with writing(by=by, at=at) as log:
        _changeable(question.quiz, by)
        _questions(question.quiz).filter(pk=question.pk).update(dropped_at=at)
        log(EventKind.QUESTION_DROPPED, question, unit=question.quiz.unit)


def open_quiz(*, quiz: Quiz, by: User, at: datetime) -> None:
    """Let people take it. Raises `TooFewQuestions`, `NotYourUnit`, `QuizFixed`."""
    with writing(by=by, at=at) as log:
        row = _changeable(quiz, by)
        there = _questions(quiz).filter(approved_at__isnull=False).count()
        if there < quiz.ask:
            raise TooFewQuestions(quiz.ask, there)
        row.opened_at = row.opened_at or at
        row.save(update_fields=["opened_at"])
        log(EventKind.QUIZ_OPENED, row, unit=row.unit, code=row.code)


def close_quiz(*, quiz: Quiz, by: User, at: datetime) -> None:
    """Let nobody begin it any more. Raises `NotYourUnit`, `QuizFixed`."""
    with writing(by=by, at=at) as log:
        row = _changeable(quiz, by)
        row.opened_at, row.closed_at = row.opened_at or at, at
        row.save(update_fields=["opened_at", "closed_at"])
        log(EventKind.QUIZ_CLOSED, row, unit=row.unit, code=row.code)


def _changeable(quiz: Quiz, by: User) -> Quiz:
    covered(quiz.unit, by)
    rows = Quiz.objects.unscoped(IN_HAND).select_for_update(no_key=True, of=("self",))
    row = rows.select_related("unit").get(pk=quiz.pk)
    if row.closed_at:
        raise QuizFixed
    return row


def _questions(quiz: Quiz) -> Any:
    return Question.objects.unscoped(IN_HAND).filter(quiz=quiz, dropped_at__isnull=True)


def _sound(draft: Draft) -> None:
    fault = fault_of(draft.words, draft.asked)
    if fault:
        raise QuestionUnsound(fault)


def _fields(quiz: Quiz, draft: Draft, at: datetime) -> dict[str, Any]:
    asked = draft.asked
    return {
        "quiz": quiz, "kind": str(asked.kind), "words": draft.words.strip(), "options": list(asked.options),
        "answer": asked.answer, "why": draft.why, "source": draft.source, "made_at": at,
    }  # fmt: skip
