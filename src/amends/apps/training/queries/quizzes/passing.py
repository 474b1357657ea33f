# SPDX-License-Identifier: Apache-2.0
"""Who of a unit has passed the quizzes on a subject: people's own attempts, never an estimate."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db.models import Q, QuerySet

from amends.apps.core.models import Unit, User
from amends.apps.training.models.learning import Attempt, Quiz
from amends.apps.training.models.learning.quizzes import QuizQuerySet
from amends.packs import load


@dataclass(frozen=True, slots=True)
class Passed:
    """How many of those who must have passed have: people of `unit` in the roles of the front line."""

    passed: int
    asked: int

    @property
    def share(self) -> float:
        """0 where nobody is asked."""
        return self.passed / self.asked if self.asked else 0.0


def open_in(unit: Unit) -> QuizQuerySet:
    """The open quizzes that hold in a unit: its own and those of the units above."""
    rows = Quiz.objects.unscoped("quizzes of the units above are taken below them")
    above = rows.filter(unit__number__lte=unit.number, unit__last__gte=unit.number)
    return above.filter(opened_at__isnull=False, closed_at__isnull=True)


def quizzes_about(subject: str, unit: Unit) -> QuizQuerySet:
    """Those of them that are on a subject."""
    return open_in(unit).filter(subject=subject)


def pass_share(subject: str, unit: Unit, at: datetime) -> tuple[int, int]:
    """How many people of the front line of a unit have passed a quiz on the subject, and how many there are.
    Two queries."""
    people = list(front_line(unit).values_list("pk", flat=True))
    return len(_passed(subject, unit, at) & set(people)), len(people)


def not_passed(subject: str, unit: Unit, at: datetime) -> list[User]:
    """Who of the front line has not passed, in the order of the organisation. Two queries."""
    there = _passed(subject, unit, at)
    return [each for each in front_line(unit).select_related("unit") if each.pk not in there]


def passed_subjects(person: User, at: datetime, within: timedelta) -> frozenset[str]:
    """The subjects of quizzes that a person passed within a time. One query."""
    rows = Attempt.objects.unscoped("of one person").filter(
        person=person, passed=True, finished_at__lte=at, finished_at__gt=at - within
    )
    return frozenset(rows.values_list("quiz__subject", flat=True))


def front_line(unit: Unit) -> QuerySet[User]:
    """The active people of a unit who speak with customers."""
    roles = cast(Any, load("quizzes"))["readiness_roles"]
    within = Q(unit__number__range=(unit.number, unit.last))
    return User.objects.filter(within, is_active=True, role__in=roles).order_by("unit__number", "username")


def _passed(subject: str, unit: Unit, at: datetime) -> set[int]:
    rows = Attempt.objects.unscoped("the gate counts everybody of the unit").filter(
        quiz__in=quizzes_about(subject, unit), passed=True, finished_at__lte=at
    )
    return set(rows.values_list("person", flat=True))


def all_passed(unit: Unit, at: datetime) -> tuple[int, int]:
    """Of every open quiz that holds in a unit, how many of its front line have passed it, and how many were to: the
    seven factors ask by name (docs/decisions/0011). Three queries."""
    people = set(front_line(unit).values_list("pk", flat=True))
    quizzes = list(open_in(unit).values_list("pk", flat=True))
    rows = Attempt.objects.unscoped("counted over a whole unit").filter(
        quiz__in=quizzes, person__in=people, passed=True, finished_at__lte=at
    )
    return rows.values("quiz", "person").distinct().count(), len(people) * len(quizzes)
