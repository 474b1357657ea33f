# SPDX-License-Identifier: Apache-2.0
"""Self-assessments of units, and one's own self-reviews."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from amends.apps.cases.models import Assessment, SelfReview
from amends.apps.cases.queries.governance_content import names
from amends.apps.cases.rules.improvements import low_elements
from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope


@dataclass(frozen=True, slots=True)
class Assessed:
    """One self-assessment: its score and the elements that were low, by name."""

    unit: str
    at: datetime
    by: str
    score: float
    low: Sequence[str]


def assessments(scope: Scope, *, most: int = 10) -> list[Assessed]:
    """The latest self-assessments of a person's units. One query."""
    named = names("programme_elements")
    rows = Assessment.objects.within(scope).select_related("unit", "by")[:most]
    return [
        Assessed(
            row.unit.name, row.at, row.by.name, row.score, [named[code] for code in low_elements(row.scores)]
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One self-review: nine lines of a goal's name and its mark."""

    at: datetime
    lines: Sequence[tuple[str, int]]
    next_goal: str


def own_reviews(person: User, *, most: int = 5) -> list[Reviewed]:
    """Somebody's own latest self-reviews; nobody else's can be asked for. One query."""
    named = names("role_goals")
    rows = SelfReview.objects.filter(person=person)[:most]
    return [
        Reviewed(row.at, [(name, row.marks[code]) for code, name in named.items()], row.next_goal)
        for row in rows
    ]
