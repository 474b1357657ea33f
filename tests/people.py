# SPDX-License-Identifier: Apache-2.0
"""Alice owns it, Bob shares it, Charlie must not see it; Dora runs the data, Ed the system."""

from dataclasses import dataclass
from datetime import UTC, datetime

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.actions.organisation import add_unit
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.core.rules.roles import Role

NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)  # a Monday, 12:00 in Shanghai
PASSWORD = "a-long-Enough-word-7"


@dataclass(frozen=True)
class People:
    """One province with two cities, and five people in it."""

    group: Unit
    province: Unit
    east: Unit
    east_team: Unit
    west: Unit
    west_team: Unit
    alice: User  # complaint officer in the team of the eastern city
    bob: User  # team leader of the eastern city: shares what Alice owns
    charlie: User  # complaint officer in the west: must not see it
    dora: User  # recovery manager of the province
    ed: User  # administrator


def make_people() -> People:
    """The organisation and the people of most tests."""
    group = _unit("G", "集团", UnitKind.GROUP, None)
    province = _unit("G-P", "示例省", UnitKind.PROVINCE, group)
    east = _unit("G-P-E", "东市", UnitKind.CITY, province)
    east_team = _unit("G-P-E-T", "东市投诉组", UnitKind.TEAM, east)
    west = _unit("G-P-W", "西市", UnitKind.CITY, province)
    west_team = _unit("G-P-W-T", "西市投诉组", UnitKind.TEAM, west)
    for unit in (group, province, east, east_team, west, west_team):
        unit.refresh_from_db()  # adding a unit renumbers the tree
    return People(
        group=group,
        province=province,
        east=east,
        east_team=east_team,
        west=west,
        west_team=west_team,
        alice=_user("alice", "艾丽", Role.COMPLAINT_OFFICER, east_team),
        bob=_user("bob", "鲍勃", Role.TEAM_LEADER, east),
        charlie=_user("charlie", "查理", Role.COMPLAINT_OFFICER, west_team),
        dora=_user("dora", "朵拉", Role.RECOVERY_MANAGER, province),
        ed=_user("ed", "埃德", Role.ADMINISTRATOR, group),
    )


def _unit(code: str, name: str, kind: UnitKind, parent: Unit | None) -> Unit:
    return add_unit(code=code, name=name, kind=kind, parent=parent, by=None, at=NOON)


def _user(username: str, name: str, role: Role, unit: Unit) -> User:
    return add_user(username=username, name=name, role=role, unit=unit, password=PASSWORD, by=None, at=NOON)
