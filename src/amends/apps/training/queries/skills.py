# SPDX-License-Identifier: Apache-2.0
"""Skills of people: one person's profile, and the matrix of those a leader looks after."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from amends.apps.core.models import User
from amends.apps.core.queries.people import people_within
from amends.apps.core.rules.organisation import Scope
from amends.apps.training.queries.evidence import evidence_of
from amends.apps.training.rules.skills import Evidence, Model, Standing, read_model, standings
from amends.packs import load

MOST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A person and where they stand, by the code of the skill."""

    person: User
    standings: dict[str, Standing]


@cache
def model() -> Model:
    """The skills and abilities of the pack."""
    return read_model(load("skills"))


def profile(person: User, at: datetime) -> Line:
    """Where one person stands. A query a source."""
    return _line(person, at, evidence_of([person], at - model().within)[person.pk])


def matrix(scope: Scope, at: datetime) -> list[Line]:
    """Where the people of a scope stand, in the order of the organisation: never ordered by level."""
    people = list(people_within(scope).filter(is_active=True)[:MOST])
    evidence = evidence_of(people, at - model().within)
    return [_line(each, at, evidence[each.pk]) for each in people]


def person_within(username: str, scope: Scope, reader: User) -> User | None:
    """Somebody the reader looks after, or the reader. One query."""
    if username == reader.username:
        return reader
    return people_within(scope).filter(username=username).first()


def _line(person: User, at: datetime, evidence: list[Evidence]) -> Line:
    return Line(person, standings(model(), evidence, at))
