# SPDX-License-Identifier: Apache-2.0
"""A site in the east, complaints about the network near it, and an action there."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from amends.apps.cases.actions import open_case
from amends.apps.cases.actions.opening import Arrival
from amends.apps.cases.models import Case
from amends.apps.cases.rules.states import Origin
from amends.apps.core.models import Unit, User
from amends.apps.customers.models import Customer, Identity
from amends.apps.recovery.models import ActionSite, CasePlace, NetworkAction, Residence, Site
from amends.kernel.recovery_class import RecoveryClass
from tests.people import NOON, People

LAT, LON = 30.0, 120.0
METRE = 1 / 111_195  # degrees of latitude


@dataclass(frozen=True)
class Ground:
    """The people, and a site of the eastern city."""

    people: People
    site: Site


def site(unit: Unit, code: str, **fields: Any) -> Site:
    """A cell in the middle."""
    usual = {"name": f"站点{code}", "level": "cell", "kind": "dense_urban", "lat": LAT, "lon": LON}
    return Site.objects.create(code=code, unit=unit, updated_at=NOON, **usual | fields)


@pytest.fixture
def ground(people: People) -> Ground:
    """One site."""
    return Ground(people, site(people.east, "S-1", name="东门"))


def customer(
    ground: Ground, code: str, *, west: bool = False, lives: Site | None = None, **fields: Any
) -> Customer:
    """A customer with a number; `lives`: where the line mostly is."""
    unit = ground.people.west_team if west else ground.people.east_team
    made, fresh = Customer.objects.unscoped("test").get_or_create(
        code=code, defaults={"unit": unit, "name_shown": "王*明", "updated_at": NOON, **fields}
    )
    if fresh:
        Identity.objects.create(customer=made, number_index=f"n{code}", number_sealed=b"x")
    if lives:
        Residence.objects.create(customer=made, site=lives, updated_at=NOON)
    return made


def complaint_at(
    ground: Ground,
    code: str,
    *,
    at: datetime = NOON,
    north: float | None = 0,
    west: bool = False,
    **fields: Any,
) -> Case:
    """A complaint about the network, so many metres north of the middle (None: nobody said where)."""
    owner = ground.people.charlie if west else ground.people.alice
    arrival = Arrival("CH-HOTLINE", "complaint", taxonomy=fields.pop("taxonomy", "NW-01-01"), title="没信号")
    case = open_case(
        customer=customer(ground, code, west=west, **fields), origin=Origin.COMPLAINT,
        recovery_class=RecoveryClass.NETWORK, owner=owner, by=owner, at=at, arrival=arrival, story="家里没有信号",
    )  # fmt: skip
    if north is not None:
        CasePlace.objects.create(case=case, lat=LAT + north * METRE, lon=LON, at=at)
    return case


def action(ground: Ground, **fields: Any) -> NetworkAction:
    """An action at the site, Bob's, begun on 1 November."""
    usual = {"title": "东门补点", "template": "weak_hot_spot", "unit": ground.people.east, "owner": ground.people.bob,
             "planned_date": date(2026, 11, 1), "made_by": ground.people.bob, "made_at": NOON}  # fmt: skip
    row = NetworkAction.objects.create(**usual | fields)
    ActionSite.objects.create(action=row, site=ground.site)
    return row


def as_user(user: User) -> Client:
    """Somebody's browser, logged in."""
    client = Client()
    client.force_login(user)
    return client
