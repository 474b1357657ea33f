# SPDX-License-Identifier: Apache-2.0
"""The loyalty report: four signs, each with its source, or with what is missing."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from amends.apps.core.models import Unit
from amends.apps.customers.models import Customer
from amends.apps.satisfaction.queries.loyalty import From, Indicator, Missing, Sign, loyalty, wave_signs
from amends.apps.surveys.models import SurveyWave
from tests.apps.satisfaction.conftest import answered, make_version, make_wave
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


def _customer(unit: Unit, code: str, **fields: Any) -> None:
    Customer.objects.create(code=code, unit=unit, updated_at=NOON, **fields)


def _signs(rows: tuple[Indicator, ...]) -> dict[Sign, Indicator]:
    return {each.sign: each for each in rows}


@pytest.mark.requirement("S0-005")
def test_report_lists_four_signs_each_with_a_source_and_a_missing_state(people: People) -> None:
    found = loyalty(people.province, None, DAY)
    assert [each.sign for each in found] == list(Sign)
    assert {each.sign: each.source for each in found} == {
        Sign.RETENTION: From.PROFILES,
        Sign.CROSS_HOLDING: From.SURVEY,
        Sign.RECOMMENDATION: From.SURVEY,
        Sign.TENURE: From.PROFILES,
    }
    assert {each.missing for each in found} == {Missing.NO_CUSTOMERS, Missing.NO_WAVE}
    assert all(each.value is None for each in found)


@pytest.mark.requirement("S0-005")
def test_signs_are_counted_from_profiles_and_answers(people: People, wave: SurveyWave) -> None:
    answered(wave, 100, means={"L2": 95}, missing={"EL-HOME": 0.5}, rows=False)
    Customer.objects.unscoped("made by the wave").update(joined_date=date(2016, 11, 1))
    for at in range(100):
        _customer(
            people.west, f"C{at}", joined_date=date(2020, 11, 5), line_state="closed" if at < 25 else "active"
        )
    _customer(people.west, "new", joined_date=date(2026, 6, 1), line_state="closed")
    _customer(people.west, "unknown")
    found = _signs(loyalty(people.province, wave_signs(wave, people.province.scope), DAY))
    kept, home = found[Sign.RETENTION], found[Sign.CROSS_HOLDING]
    assert (kept.value, kept.n, kept.unknown, kept.low) == (87.5, 200, 1, None)
    assert home.value == pytest.approx(50, abs=15)
    assert home.low is not None
    assert home.low < 50 < (home.high or 0) + 15
    assert (found[Sign.RECOMMENDATION].value or 0) > 50
    assert found[Sign.TENURE].value == pytest.approx(10)
    west = _signs(loyalty(people.west, None, DAY))
    assert west[Sign.TENURE].value == pytest.approx(6)


def test_what_was_not_asked_or_of_too_few_is_said(people: People) -> None:
    wave = make_wave(
        people, version=make_version(people, items=(("A1", "satisfaction", "", "satisfaction"),))
    )
    answered(wave, 40, rows=False)
    found = _signs(loyalty(people.province, wave_signs(wave, people.province.scope), DAY))
    assert found[Sign.RECOMMENDATION].missing is Missing.NOT_ASKED
    assert found[Sign.CROSS_HOLDING].missing is Missing.NOT_ASKED
    assert found[Sign.TENURE].missing is Missing.NO_DATES
    few = make_wave(people, name="少", version=make_version(people, number=2))
    answered(few, 10, seed=3, rows=False)
    found = _signs(loyalty(people.province, wave_signs(few, people.province.scope), DAY))
    assert found[Sign.RECOMMENDATION].missing is Missing.TOO_FEW
    assert found[Sign.CROSS_HOLDING].missing is Missing.TOO_FEW


def test_report_asks_little_whatever_the_number_of_customers(
    people: People, django_assert_num_queries: Any
) -> None:
    for at in range(20):
        _customer(people.west, f"C{at}", joined_date=date(2010 + at % 9, 1, 1))
    with django_assert_num_queries(1):
        loyalty(people.province, None, DAY)


def test_answers_are_read_once_until_they_change(
    people: People, wave: SurveyWave, django_assert_num_queries: Any
) -> None:
    made = answered(wave, 40, rows=False)
    before = wave_signs(wave, people.province.scope)
    with django_assert_num_queries(1):
        assert wave_signs(wave, people.province.scope) == before
    made[0].delete()
    assert wave_signs(wave, people.province.scope).recommendation.n == before.recommendation.n - 1


@pytest.mark.requirement("S0-005")
def test_page_shows_every_sign_with_its_source(people: People, client: Client, wave: SurveyWave) -> None:
    answered(wave, 60, rows=False)
    client.force_login(people.dora)
    page = client.get("/satisfaction/loyalty/").content.decode()
    for words in (
        "留存",
        "交叉持有",
        "净推荐值",
        "在网时长",
        "客户资料",
        "调查答卷",
        "客户资料里没有入网日期",
    ):
        assert words in page
