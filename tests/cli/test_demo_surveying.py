# SPDX-License-Identifier: Apache-2.0
"""The demo's surveys: what is planted in them is found again."""

from datetime import timedelta

import numpy as np
import pytest

from amends.apps.customers.models import Identity
from amends.apps.satisfaction.queries.elements import wave_standing
from amends.apps.satisfaction.queries.trees import tree_in_use
from amends.apps.satisfaction.queries.waves import comparable_items, wave_before
from amends.apps.surveys.models import Invitation, Response
from amends.cli.demo.surveying.inventing import invented
from amends.cli.demo.surveying.waves import survey_the_customers
from tests.apps.cases.conftest import make_customer
from tests.apps.satisfaction.conftest import TCSI
from tests.people import NOON, make_people

WHY = "a test looks"


class _Asked:
    def __init__(self, code: str, construct: str, element: str) -> None:
        self.code, self.construct, self.element = code, construct, element
        self.minimum, self.maximum = 1.0, 10.0


ITEMS = [_Asked(code, construct, element) for code, construct, element, _measure in TCSI]


def test_invented_answers_have_the_means_that_are_planted_and_hang_together() -> None:
    found = invented(
        ITEMS, 4_000, np.random.default_rng(1), means={"EL-TARIFF": 55, "A1": 70}, missing={"G3": 0.8}
    )
    points = (found - 1) / 9 * 100
    at = {item.code: number for number, item in enumerate(ITEMS)}
    assert np.nanmean(points[:, at["P41"]]) == pytest.approx(55, abs=1.5)
    assert np.nanmean(points[:, at["A1"]]) == pytest.approx(70, abs=2)
    assert np.isnan(points[:, at["G3"]]).mean() == pytest.approx(0.8, abs=0.03)
    assert np.corrcoef(points[:, at["A1"]], points[:, at["A2"]])[0, 1] > 0.5
    assert np.corrcoef(points[:, at["A1"]], points[:, at["P41"]])[0, 1] > 0.1


def test_demo_waves_are_drawn_answered_closed_and_comparable(db: None) -> None:
    people = make_people()
    for number in range(600):
        region = ("城东", "城西")[number % 2]
        joined = (NOON - timedelta(days=900)).date()
        made = make_customer(people, f"C-{number}", west=number % 3 == 0, region=region, joined_date=joined)
        Identity.objects.create(customer=made, number_index=f"n{number}")
    old, new, after = survey_the_customers(by=people.dora, at=NOON, answers=110)
    assert (old.state, new.state, after.state) == ("closed", "closed", "open")
    assert wave_before(new, people.province.scope) == old
    pairs = comparable_items(new, old)
    assert pairs["P43"] == "P43", "worded otherwise, but comparable"
    assert "P63" not in pairs, "new this year"
    standing = wave_standing(new, people.province.scope, tree_in_use())
    tariff, hall = standing.score("EL-TARIFF"), standing.score("EL-HALL")
    assert tariff is not None
    assert hall is not None
    assert tariff.mean is not None
    assert tariff.mean < 62 < (hall.mean or 0)
    assert standing.trends["EL-TARIFF"].before < 64
    complete = Response.objects.unscoped(WHY).filter(wave=new, complete=True)
    assert standing.n == complete.count() >= 80
    expired = Invitation.objects.unscoped(WHY).filter(wave=new, state="expired")
    assert expired.exists(), "some never answered"
    assert not complete.filter(is_low=True, followed_at__isnull=True).exists()
