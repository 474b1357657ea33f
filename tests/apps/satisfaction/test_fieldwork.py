# SPDX-License-Identifier: Apache-2.0
"""The quality of a wave: response, weights, answers in doubt; by unit and within the scope."""

from typing import Any

import pytest
from django.test import Client

from amends.analytics.sampling.outcomes import Outcome
from amends.apps.customers.models import Customer
from amends.apps.satisfaction.queries.fieldwork import fieldwork
from amends.apps.surveys.models import Invitation, Response, SurveyWave
from tests.apps.satisfaction.conftest import answered
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
WHY = "a test makes its rows"


def _silent(wave: SurveyWave, people: People, count: int, state: str) -> None:
    for at in range(count):
        who = Customer.objects.create(code=f"{state}{at}", unit=people.west, updated_at=NOON)
        Invitation.objects.create(
            wave=wave, customer=who, unit=people.west, salt="s", token_hash=f"{state}{at}", state=state,
            ended_at=NOON, expires_at=wave.ends_at,
        )  # fmt: skip


def test_units_show_response_weights_and_doubts(
    people: People, wave: SurveyWave, django_assert_num_queries: Any
) -> None:
    answered(wave, 60, units=[people.east], rows=False)
    doubtful = answered(wave, 20, seed=2, units=[people.west], flags=["speeder"], rows=False)
    answered(wave, 20, seed=3, units=[people.west], rows=False)
    Response.objects.unscoped(WHY).filter(pk__in=[each.pk for each in doubtful]).update(weight=3.0)
    _silent(wave, people, 40, "refused")
    with django_assert_num_queries(3):
        found = fieldwork(wave, people.dora.scope)
    west, east = found.units
    assert (west.unit, west.asked, west.complete, west.flagged) == (people.west, 80, 40, 20)
    assert west.rates is not None
    assert west.rates.rr1 == pytest.approx(0.5)
    assert west.outcomes[Outcome.REFUSED] == 40
    assert west.effective is not None
    assert west.effective.size == pytest.approx(80**2 / (20 * 9 + 20))
    assert (west.smallest, west.largest, west.flagged_share) == (1.0, 3.0, 0.5)
    assert (east.unit, east.flagged_share) == (people.east, 0.0)
    assert (found.whole.complete, found.whole.flags) == (100, {"speeder": 20})


def test_other_city_is_not_seen(people: People, wave: SurveyWave) -> None:
    answered(wave, 60, units=[people.east, people.west], rows=False)
    assert [each.unit for each in fieldwork(wave, people.bob.scope).units] == [people.east]


def test_page_names_each_doubt_and_how_it_is_told(people: People, client: Client, wave: SurveyWave) -> None:
    answered(wave, 40, flags=["straight_line"], rows=False)
    client.force_login(people.dora)
    page = client.get("/satisfaction/fieldwork/").content.decode()
    for words in ("每题分数都一样", "100.0%", "有效样本", "应答率"):
        assert words in page
