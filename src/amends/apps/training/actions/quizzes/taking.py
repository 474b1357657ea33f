# SPDX-License-Identifier: Apache-2.0
"""Somebody takes a quiz: begins, answers question by question, goes on after a break, hands in."""

from datetime import datetime, timedelta
from random import Random

from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.training.actions.refusals import IN_HAND, LearningRefused, unit_of
from amends.apps.training.models.learning import Answer, Attempt, Question, Quiz
from amends.apps.training.rules.learning_words import Kind
from amends.apps.training.rules.questions import Asked, Given, chosen, is_passed, judge


class QuizNotOpen(LearningRefused):
    """It is not open, or not any more."""

    def __init__(self) -> None:
        super().__init__(_("这份测验现在没有开放。"))


class TooSoon(LearningRefused):
    """Who failed waits, and looks at the matter again meanwhile; `until` says how long."""

    def __init__(self, until: datetime) -> None:
        super().__init__(_("还没到重考时间，请先看讲解。"))
        self.until = until


class AttemptOver(LearningRefused):
    """It was handed in."""

    def __init__(self) -> None:
        super().__init__(_("这次答卷已经交了。"))


class NotAsked(LearningRefused):
    """The attempt does not ask this question."""

    def __init__(self) -> None:
        super().__init__(_("这次答卷里没有这道题。"))


def begin(*, quiz: Quiz, by: User, at: datetime, rng: Random) -> Attempt:
    """Begin an attempt, or go on with the one that was begun.
    Raises `QuizNotOpen`, `TooSoon`, `NoUnit`."""
    unit = unit_of(by)
    with writing(by=by, at=at) as log:
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two tabs begin one attempt
        last = Attempt.objects.unscoped("one's own").filter(quiz=quiz, person=by).order_by("-pk").first()
        if last is not None and last.finished_at is None:
            log(EventKind.ATTEMPT_BEGUN, last, unit=unit, again=True)
            return last
        _may_begin(quiz, last, at)
        asked = chosen(_open_questions(quiz), last.asked if last else (), ask=quiz.ask, rng=rng)
        row = Attempt.objects.create(quiz=quiz, person=by, unit=unit, asked=asked, begun_at=at)
        log(EventKind.ATTEMPT_BEGUN, row, unit=unit, quiz=quiz.code)
    return row


def answer(*, attempt: Attempt, question: Question, given: Given, by: User, at: datetime) -> Answer:
    """Answer a question; until the attempt is handed in a later answer takes the place of an earlier one.
    Raises `AttemptOver`, `NotAsked`."""
    with writing(by=by, at=at) as log:
        row = _own(attempt, by)
        if question.pk not in row.asked:
            raise NotAsked
        judged = judge(Asked(Kind(question.kind), question.options, question.answer), given)
        said = {"given": given, "is_right": judged.is_right, "missed": list(judged.missed), "at": at}
        told, _new = Answer.objects.unscoped(IN_HAND).update_or_create(
            attempt=row, question=question, defaults=said
        )
        log(EventKind.ATTEMPT_ANSWERED, row, unit=row.unit, question=question.pk)
    return told


def hand_in(*, attempt: Attempt, by: User, at: datetime) -> Attempt:
    """Count what was right; what was not answered was not right. Raises `AttemptOver`."""
    with writing(by=by, at=at) as log:
        row = _own(attempt, by)
        row.right = Answer.objects.unscoped(IN_HAND).filter(attempt=row, is_right=True).count()
        row.passed = is_passed(row.right, len(row.asked), row.quiz.pass_share)
        row.finished_at = at
        row.save(update_fields=["right", "passed", "finished_at"])
        log(EventKind.ATTEMPT_FINISHED, row, unit=row.unit, quiz=row.quiz.code, passed=row.passed)
    return row


def may_begin_at(quiz: Quiz, last: Attempt | None) -> datetime | None:
    """From when somebody may try again; None where they need not wait."""
    if last is None or last.passed or last.finished_at is None:
        return None
    return last.finished_at + timedelta(hours=quiz.retry_hours)


def _may_begin(quiz: Quiz, last: Attempt | None, at: datetime) -> None:
    if not quiz.is_open:
        raise QuizNotOpen
    until = may_begin_at(quiz, last)
    if until and at < until:
        raise TooSoon(until)


def _open_questions(quiz: Quiz) -> list[int]:
    rows = Question.objects.unscoped(IN_HAND).filter(
        quiz=quiz, approved_at__isnull=False, dropped_at__isnull=True
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _own(attempt: Attempt, by: User) -> Attempt:
    rows = Attempt.objects.unscoped("one's own").select_for_update(no_key=True, of=("self",))
    row = rows.select_related("quiz", "unit").get(pk=attempt.pk, person=by)
    if row.finished_at:
        raise AttemptOver
    return row
