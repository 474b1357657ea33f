# SPDX-License-Identifier: Apache-2.0
"""Quizzes that somebody may take or looks after, their questions, and how people answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import Q

from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.training.models.learning import Answer, Attempt, Question, Quiz
from amends.apps.training.rules.items import Item, analyse
from amends.packs import load

IN_HAND = "of a quiz in hand"
MOST = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """A quiz as its taker sees it: the last attempt, and whether one was passed."""

    quiz: Quiz
    last: Attempt | None
    passed: bool


def quizzes_within(scope: Scope, *, subject: str = "", **only: object) -> list[Quiz]:
    """The quizzes of one's own units and those above, the newest first. One query."""
    rows = Quiz.objects.unscoped("quizzes of the units above are taken below them")
    above = Q(unit__number__lte=scope.first, unit__last__gte=scope.last)
    inside = Q(unit__number__range=(scope.first, scope.last))
    found = rows.filter(above | inside, **({"subject": subject} if subject else {}), **only)
    return list(found.select_related("unit").order_by("-pk")[:MOST])


def quiz_by_code(code: str, scope: Scope) -> Quiz | None:
    """The quiz of that code, when it concerns the scope. One query."""
    return next(iter(quizzes_within(scope, code=code)), None)


def offers(person: User) -> list[Offer]:
    """The open quizzes that a person may take, those not yet passed first. Two queries."""
    found = quizzes_within(person.scope, opened_at__isnull=False, closed_at__isnull=True)
    open_ones = [each for each in found if _is_for(each, person)]
    rows = Attempt.objects.unscoped("one's own").filter(person=person, quiz__in=open_ones).order_by("pk")
    own: dict[int, list[Attempt]] = {}
    for each in rows:
        own.setdefault(each.quiz_id, []).append(each)
    offered = [_offer(each, own.get(each.pk, [])) for each in open_ones]
    return sorted(offered, key=lambda each: each.passed)


def questions_of(quiz: Quiz) -> list[Question]:
    """Every question that is not dropped, those that wait for approval first. One query."""
    rows = Question.objects.unscoped(IN_HAND).filter(quiz=quiz, dropped_at__isnull=True)
    return sorted(
        rows.select_related("approved_by"), key=lambda each: (each.approved_at is not None, each.pk)
    )


def question_by_key(key: int, scope: Scope) -> Question | None:
    """A question of a quiz that one looks after. One query."""
    rows = Question.objects.within(scope).select_related("quiz__unit")
    return rows.filter(pk=key, dropped_at__isnull=True).first()


def attempt_by_key(key: int, person: User) -> Attempt | None:
    """One's own attempt. One query."""
    rows = Attempt.objects.unscoped("one's own").select_related("quiz", "unit")
    return rows.filter(pk=key, person=person).first()


def asked_of(attempt: Attempt) -> list[tuple[Question, Answer | None]]:
    """The questions of an attempt in order, with the answers so far. Two queries."""
    answers = {each.question_id: each for each in Answer.objects.unscoped(IN_HAND).filter(attempt=attempt)}
    rows = {each.pk: each for each in Question.objects.unscoped(IN_HAND).filter(pk__in=attempt.asked)}
    return [(rows[key], answers.get(key)) for key in attempt.asked if key in rows]


def items_of(quiz: Quiz) -> dict[int, Item]:
    """What the questions are worth, by key, from each person's first finished attempt. Two queries."""
    firsts: dict[int, int] = {}
    finished = Attempt.objects.unscoped(IN_HAND).filter(quiz=quiz, finished_at__isnull=False).order_by("pk")
    for key, person in finished.values_list("pk", "person"):
        firsts.setdefault(person, key)
    answered = _answered(list(firsts.values()))
    least = int(rules()["item_least"])
    return {each.question: each for each in analyse(answered, least=least)}


def rules() -> Any:
    """The rules of quizzes of the pack."""
    return cast(Any, load("quizzes"))["rules"]


def _answered(attempts: list[int]) -> list[dict[int, bool]]:
    found: dict[int, dict[int, bool]] = {}
    rows = Answer.objects.unscoped(IN_HAND).filter(attempt__in=attempts)
    for attempt, question, is_right in rows.values_list("attempt", "question", "is_right"):
        found.setdefault(attempt, {})[question] = is_right
    return list(found.values())


def _is_for(quiz: Quiz, person: User) -> bool:
    return person.unit is not None and quiz.unit.scope.covers(person.unit.number)


def _offer(quiz: Quiz, attempts: list[Attempt]) -> Offer:
    passed = any(each.passed for each in attempts)
    return Offer(quiz, attempts[-1] if attempts else None, passed)


def finished_attempts(person: User, since: datetime) -> list[Attempt]:
    """One's own finished attempts since a moment, the newest first. One query."""
    rows = Attempt.objects.unscoped("one's own").filter(person=person, finished_at__gte=since)
    return list(rows.select_related("quiz").order_by("-finished_at")[:50])
