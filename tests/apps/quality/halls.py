# SPDX-License-Identifier: Apache-2.0
"""A hall with a clerk, and an inspector of the province: what tests of checks and visits need."""

from dataclasses import dataclass

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.actions.organisation import add_unit
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.core.rules.roles import Role
from amends.apps.quality.actions.visits import Visited
from amends.apps.quality.queries.visits import visit_form
from amends.apps.quality.rules.checks import Answer, AnswerKind
from tests.people import NOON, PASSWORD, People

VISIT: dict[str, Answer] = {
    each.code: True if each.kind is AnswerKind.YES_NO else 4.0 for each in visit_form()
}


@dataclass(frozen=True)
class Hall:
    """A hall of the eastern city."""

    unit: Unit
    clerk: User
    other: User
    inspector: User

    def visited(self, **changes: object) -> Visited:
        """A visit at noon with nothing amiss, but for changes of its answers."""
        answers: dict[str, Answer] = {**VISIT, **changes}  # type: ignore[dict-item]
        return Visited(unit=self.unit, visited_at=NOON, answers=answers)


def make_hall(people: People) -> Hall:
    """The hall and its people."""
    unit = add_unit(
        code="G-P-E-H", name="东街营业厅", kind=UnitKind.HALL, parent=people.east, by=None, at=NOON
    )
    for each in (unit, people.east, people.province, people.group, people.west, people.east_team):
        each.refresh_from_db()
    for user in (people.bob, people.charlie, people.dora):
        user.refresh_from_db()
    return Hall(
        unit,
        _user("hu", "胡营业", Role.HALL_CLERK, unit),
        _user("he", "何营业", Role.HALL_CLERK, unit),
        _user("qi", "齐质检", Role.QA_REVIEWER, people.province),
    )


def _user(username: str, name: str, role: Role, unit: Unit) -> User:
    return add_user(username=username, name=name, role=role, unit=unit, password=PASSWORD, by=None, at=NOON)
