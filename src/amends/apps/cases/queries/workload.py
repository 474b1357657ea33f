# SPDX-License-Identifier: Apache-2.0
"""How much work people have: who could take one more case, and how hard it is on them (abusive contacts in a shift, the
break they offer, how they are spread)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from amends.apps.cases.models import Case, Duty, HardContact
from amends.apps.cases.queries.governance_content import number
from amends.apps.cases.rules.transfers import wanted_skills
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be given a case: whether they are on duty, trained for it, and how many open cases they have, of
    how many at most where they said so."""

    person: User
    on_duty: bool
    skilled: bool
    open: int
    most: int | None

    @property
    def load(self) -> float:
        """How full their hands are: 1 is as much as they take."""
        return self.open / self.most if self.most else float(self.open)


def candidates(case: Case, people: Iterable[User]) -> list[Candidate]:
    """Who of some people could take a case, the most suitable first: on duty, with the skill that it asks for, the
    least loaded, by name. Two queries beside that of the people."""
    listed = list(people)
    duties = {each.person_id: each for each in Duty.objects.filter(person__in=listed)}
    trained = {skill for each in duties.values() if each.on_duty for skill in each.skills}
    wanted = wanted_skills(taxonomy=case.taxonomy, special=case.special, trained=trained)
    counted = _open_cases(listed)
    found = [_candidate(each, duties.get(each.pk), wanted, counted.get(each.pk, 0)) for each in listed]
    return sorted(found, key=lambda each: (not each.on_duty, not each.skilled, each.load, each.person.name))


def _candidate(person: User, duty: Duty | None, wanted: frozenset[str], opened: int) -> Candidate:
    on_duty = bool(duty and duty.on_duty)
    skills = set(duty.skills) if duty else set()
    return Candidate(person, on_duty, wanted <= skills, opened, duty.most_open if duty and on_duty else None)


def _open_cases(people: Iterable[User]) -> dict[int, int]:
    mine = Case.objects.unscoped(_WHY).open().filter(owner__in=people).order_by()
    return dict(mine.values_list("owner").annotate(n=Count("pk")))
