# SPDX-License-Identifier: Apache-2.0
"""How hard the work is on people: abusive contacts in a shift, the break they offer, and how they are spread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from amends.apps.cases.models import Duty, HardContact
from amends.apps.cases.queries.governance_content import number
from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope

_WHY = "a person's own work, wherever the case belongs"


def shift_start(person: User, *, at: datetime) -> datetime:
    """Since when somebody works: since they came on duty or went for a break, at most one shift ago. One query."""
    longest = at - timedelta(hours=number("hard_contacts", "shift_hours"))
    duty = Duty.objects.filter(person=person).first()
    return max(duty.since, longest) if duty else longest


def hard_cases(person: User, *, at: datetime) -> int:
    """In how many cases of this shift somebody was abused. Two queries."""
    rows = HardContact.objects.unscoped(_WHY).filter(
        person=person, at__gt=shift_start(person, at=at), at__lte=at
    )
    return rows.values("case").distinct().count()


def break_offered(person: User, *, at: datetime) -> bool:
    """Whether a break is offered: enough cases of abuse in one shift."""
    return hard_cases(person, at=at) >= number("hard_contacts", "cases")


@dataclass(frozen=True, slots=True)
class HardLoad:
    """One person's share of the hard cases of a period."""

    person: str
    cases: int
    share: float


def hard_load(scope: Scope, *, since: datetime, at: datetime) -> Sequence[HardLoad]:
    """How the hard cases of a unit are spread over its people, the most first. One query."""
    rows = HardContact.objects.within(scope).filter(at__gt=since, at__lte=at).order_by()
    found = list(
        rows.values_list("person__name").annotate(cases=Count("case", distinct=True)).order_by("-cases")
    )
    total = sum(cases for _name, cases in found)
    return [HardLoad(name, cases, cases / total) for name, cases in found]
