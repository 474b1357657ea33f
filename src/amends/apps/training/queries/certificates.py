# SPDX-License-Identifier: Apache-2.0
"""Who holds which certificate, what is lacking for one, and which end soon."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, cast

from django.db.models import Exists, OuterRef, Sum

from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.training.models.learning import Attendance, Certificate
from amends.apps.training.queries.evidence import plays_passed
from amends.apps.training.queries.quizzes.passing import passed_subjects
from amends.apps.training.rules.certificates import (
    Gap,
    Holding,
    Kind,
    Shown,
    Subject,
    gaps,
    holding,
    read_kinds,
    read_subjects,
)
from amends.packs import load


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate and how it stands."""

    row: Certificate
    kind: Kind | None
    holding: Holding


@cache
def kinds() -> dict[str, Kind]:
    """The certificates of the pack by their code."""
    return read_kinds(load("certificates"))


@cache
def certificate_subjects() -> dict[str, Subject]:
    """The subjects of the quizzes that certificates ask for, by their code."""
    return read_subjects(load("certificates"))


def warn_within() -> timedelta:
    """How long before its end a certificate is warned of."""
    return timedelta(days=int(cast(Any, load("certificates"))["warn_days"]))


def certificates_of(person: User, on: date) -> list[Held]:
    """The newest of each certificate of a person. One query."""
    rows = Certificate.objects.unscoped("of one person").filter(person=person).order_by("-ends_date", "-pk")
    newest: dict[str, Certificate] = {}
    for each in rows.select_related("unit"):
        newest.setdefault(each.code, each)
    return [_held(each, on) for each in newest.values()]


def certificates_within(scope: Scope, on: date, *, most: int = 200) -> list[Held]:
    """Those in force of the people of a scope, the ones that end next first. One query."""
    rows = Certificate.objects.within(scope).filter(ends_date__gte=on, revoked_at__isnull=True)
    rows = rows.select_related("person", "unit").order_by("ends_date", "pk")
    return [_held(each, on) for each in rows[:most]]


def certificate_gaps(person: User, kind: Kind, at: datetime) -> tuple[Shown, tuple[Gap, ...]]:
    """What a person has shown and what is lacking for a certificate. Three queries."""
    since = at - kind.within
    shown = Shown(
        quizzes=passed_subjects(person, at, kind.within),
        plays=plays_passed(person, since),
        hours=hours_attended(person, since, at),
    )
    return shown, gaps(kind, shown)


def hours_attended(person: User, since: datetime, at: datetime) -> float:
    """The hours of sessions that a person was at. One query."""
    rows = Attendance.objects.unscoped("of one person").filter(
        person=person, session__held_at__gt=since, session__held_at__lte=at
    )
    minutes = rows.aggregate(minutes=Sum("session__minutes"))["minutes"]
    return (minutes or 0) / 60


def to_give(person: User, held: Iterable[Held]) -> list[Kind]:
    """What the person's role asks for and what is held does not cover, or not for long; and whatever ends soon."""
    standing = {each.row.code: each.holding for each in held}
    return [
        each
        for each in kinds().values()
        if standing.get(each.code) is Holding.ENDING
        or (person.role in each.roles and standing.get(each.code) is not Holding.VALID)
    ]


def ending_on(on: date) -> list[Certificate]:
    """Those of everybody that end within the days of the warning and that no later one follows. One query."""
    rows = Certificate.objects.unscoped("a daily warning in every unit").filter(revoked_at__isnull=True)
    later = rows.filter(person=OuterRef("person"), code=OuterRef("code"), ends_date__gt=OuterRef("ends_date"))
    soon = rows.filter(ends_date__gte=on, ends_date__lte=on + warn_within(), person__is_active=True)
    return list(
        soon.exclude(Exists(later)).select_related("person__unit", "unit").order_by("ends_date", "pk")
    )


def _held(row: Certificate, on: date) -> Held:
    stands = holding(row.ends_date, on, warn=warn_within(), revoked=row.revoked_at is not None)
    return Held(row, kinds().get(row.code), stands)


def certified(people: Iterable[int], work: str, on: date) -> frozenset[int]:
    """Who of some people (by key) holds a certificate for a kind of work on a day; where no certificate is for it,
    everybody. Asked by name from the areas below (docs/decisions/0011). One query at most."""
    keys, codes = frozenset(people), [each.code for each in kinds().values() if each.work == work]
    if not codes:
        return keys
    rows = Certificate.objects.unscoped("asked by who assigns").filter(
        person__in=keys, code__in=codes, starts_date__lte=on, ends_date__gte=on, revoked_at__isnull=True
    )
    return frozenset(rows.values_list("person", flat=True))
