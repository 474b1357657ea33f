# SPDX-License-Identifier: Apache-2.0
"""The demo's standards, checks and visits are made by the verbs, and there is something of each."""

from random import Random

from amends.apps.core.rules.roles import Role
from amends.apps.quality.models import CheckRound, MysteryVisit, ServiceStandard, SoldDevice
from amends.cli.demo.standards import fill_standards
from tests.apps.promises.conftest import make_customer
from tests.apps.quality.halls import make_hall
from tests.apps.quality.test_standards import reviewer
from tests.people import NOON, People

WHY = "a test looks"


def test_demo_fills_everything_once(people: People) -> None:
    hall = make_hall(people)
    publisher = reviewer(people, "pan", role=Role.PROVINCE_MANAGER)
    for each in ("C-1", "C-2", "C-3"):
        make_customer(each, people)
    fill_standards(
        province=people.province, writer=hall.inspector, publisher=publisher, at=NOON, rng=Random(7)
    )
    assert ServiceStandard.objects.unscoped(WHY).count() > 10
    assert CheckRound.objects.unscoped(WHY).count() > 20
    assert MysteryVisit.objects.unscoped(WHY).count() == 3
    assert SoldDevice.objects.unscoped(WHY).count() == 3
