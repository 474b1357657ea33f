# SPDX-License-Identifier: Apache-2.0
"""Plans of training: which there are, whose turn it is, who was where, and a trainer's calendar."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import Count, Q

from amends.apps.core.models import Unit, User
from amends.apps.core.rules.organisation import Scope
from amends.apps.training.models.learning import Attempt, Attendance, Cascade, Quiz, Session
from amends.packs import load

IN_HAND = "of a plan in hand"


@dataclass(frozen=True, slots=True)
class Team:
    """A team of a plan: those who lead it, who of them passed, and its sessions."""

    unit: Unit
    leaders: tuple[User, ...]
    passed: frozenset[int]
    sessions: tuple[Session, ...]

    @property
    def is_open(self) -> bool:
        """Whether its own training may be arranged: all of its leaders passed."""
        return bool(self.leaders) and all(each.pk in self.passed for each in self.leaders)


def cascades_within(scope: Scope, **only: object) -> list[Cascade]:
    """The plans that concern a scope: its own, and those of the units above. One query."""
    rows = Cascade.objects.unscoped("plans of the units above are carried out below")
    above = Q(unit__number__lte=scope.first, unit__last__gte=scope.last)
    inside = Q(unit__number__range=(scope.first, scope.last))
    return list(
        rows.filter(above | inside, **only).select_related("unit", "quiz__unit").order_by("-pk")[:200]
    )


def cascade_by_code(code: str, scope: Scope) -> Cascade | None:
    """The plan of that code, when it concerns the scope. One query."""
    return next(iter(cascades_within(scope, code=code)), None)


def leaders_of(unit: Unit) -> list[User]:
    """Who leads a unit: the active leaders in it, else those of the nearest unit above. One query."""
    above = User.objects.filter(
        unit__number__lte=unit.number, unit__last__gte=unit.number, is_active=True, role__in=_leader_roles()
    )
    found = list(above.select_related("unit").order_by("-unit__number", "pk"))
    return [each for each in found if each.unit_id == found[0].unit_id]


def passed_before(quiz: Quiz, people: Collection[User], at: datetime) -> frozenset[int]:
    """Who of some people had passed a quiz by a moment. One query."""
    rows = Attempt.objects.unscoped("of people in hand").filter(
        quiz=quiz, person__in=[each.pk for each in people], passed=True, finished_at__lte=at
    )
    return frozenset(rows.values_list("person", flat=True))


def teams_of(cascade: Cascade, scope: Scope, at: datetime) -> list[Team]:
    """The teams of a plan that a person looks after, in the order of the organisation. Four queries."""
    first, last = max(scope.first, cascade.unit.number), min(scope.last, cascade.unit.last)
    staff = User.objects.filter(unit__number__range=(first, last), is_active=True)
    units = list(Unit.objects.filter(pk__in=staff.values("unit")).order_by("number"))
    leaders = list(_leaders_around(first, last))
    passed = passed_before(cascade.quiz, leaders, at)
    sessions = sessions_of(cascade, scope)
    return [_team(unit, leaders, passed, sessions) for unit in units]


def sessions_of(cascade: Cascade, scope: Scope) -> list[Session]:
    """Its sessions in a scope by time, each with how many were there (`there`). One query."""
    rows = Session.objects.within(scope).filter(cascade=cascade).annotate(there=Count("attendance"))
    return list(rows.select_related("unit", "trainer").order_by("held_at", "pk"))


def calendar(scope: Scope, since: datetime, until: datetime) -> list[Session]:
    """Every session of a scope in a half-open time, by time. One query."""
    rows = Session.objects.within(scope).filter(held_at__gte=since, held_at__lt=until)
    found = rows.annotate(there=Count("attendance")).select_related("unit", "trainer", "cascade")
    return list(found.order_by("held_at", "pk")[:200])


def session_by_key(key: int, scope: Scope) -> Session | None:
    """A session within a scope. One query."""
    return Session.objects.within(scope).select_related("unit", "cascade", "trainer").filter(pk=key).first()


def attended(session: Session) -> set[int]:
    """Who was there. One query."""
    rows = Attendance.objects.unscoped("of a session in hand").filter(session=session)
    return set(rows.values_list("person", flat=True))


def _leaders_around(first: int, last: int) -> Iterable[User]:
    """Everybody who may lead a unit of a span: in it, or above it."""
    near = Q(unit__number__range=(first, last)) | Q(unit__number__lte=first, unit__last__gte=first)
    rows = User.objects.filter(near, is_active=True, role__in=_leader_roles())
    return rows.select_related("unit").order_by("-unit__number", "pk")


def _team(unit: Unit, leaders: Iterable[User], passed: frozenset[int], sessions: list[Session]) -> Team:
    over = [each for each in leaders if each.unit and each.unit.scope.covers(unit.number)]
    nearest = tuple(each for each in over if each.unit_id == over[0].unit_id)
    own = tuple(each for each in sessions if each.unit_id == unit.pk)
    return Team(unit, nearest, passed, own)


def _leader_roles() -> tuple[str, ...]:
    return tuple(cast(Any, load("quizzes"))["leader_roles"])
