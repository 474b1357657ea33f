# SPDX-License-Identifier: Apache-2.0
"""Technical indicators beside perceived scores: side by side, and marked where the two disagree."""

from datetime import date
from typing import Any

import pytest

from amends.apps.satisfaction.queries.kpis import Beside, beside, readings
from amends.apps.satisfaction.rules.beside import Verdict, verdict
from amends.apps.surveys.models import SurveyWave
from amends.kernel.periods import Period
from tests.apps.satisfaction.conftest import answered
from tests.apps.satisfaction.outside import reading
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fine", "perceived", "found"),
    [
        (True, (50.0, 60.0), Verdict.FEELS_WORSE),
        (False, (75.0, 80.0), Verdict.FEELS_BETTER),
        (True, (70.0, 80.0), Verdict.BOTH_FINE),
        (False, (50.0, 69.9), Verdict.BOTH_BAD),
        (True, (65.0, 75.0), Verdict.UNCLEAR),
        (None, (50.0, 60.0), Verdict.NO_KPI),
        (True, None, Verdict.NO_ANSWERS),
    ],
)
def test_verdict_names_who_says_what(
    fine: bool | None, perceived: tuple[float, float] | None, found: Verdict
) -> None:
    assert verdict(fine, perceived, 70) is found
    assert found.disagrees == (found in {Verdict.FEELS_WORSE, Verdict.FEELS_BETTER})


def _topic(rows: tuple[Beside, ...], code: str) -> Beside:
    return next(each for each in rows if each.topic.code == code)


@pytest.mark.requirement("S0-006")
def test_drop_call_rate_stands_beside_call_quality_and_disagreement_is_marked(
    people: People, wave: SurveyWave
) -> None:
    answered(wave, 120, means={"EL-VOICE": 45, "EL-DATA": 88}, rows=False)
    reading(people.province)
    reading(people.province, code="download_speed", topic="data", value=20, threshold=50, direction="higher")
    rows = beside(people.province, wave)
    voice, data = _topic(rows, "voice"), _topic(rows, "data")
    kpi = next(each.reading for each in voice.measured if each.kpi.code == "drop_call_rate")
    assert kpi is not None
    assert (kpi.value, kpi.is_fine) == (0.3, True)
    assert voice.score is not None
    assert voice.score.mean == pytest.approx(45, abs=4)
    assert voice.verdict is Verdict.FEELS_WORSE
    assert data.verdict is Verdict.FEELS_BETTER
    assert [each.kpi.code for each in data.failing] == ["download_speed"]
    assert {each.topic.code for each in rows[:2]} == {"voice", "data"}


def test_few_answers_say_nothing(people: People, wave: SurveyWave) -> None:
    answered(wave, 20, means={"EL-VOICE": 20}, rows=False)
    reading(people.province)
    voice = _topic(beside(people.province, wave), "voice")
    assert voice.score is None
    assert voice.verdict is Verdict.NO_ANSWERS


def test_reading_of_the_unit_goes_before_that_above_and_corrections_before_what_they_correct(
    people: People, django_assert_num_queries: Any
) -> None:
    reading(people.province, value=0.4)
    first = reading(people.east, value=0.7)
    reading(people.east, value=0.6, replaces=first, reason="重算")
    with django_assert_num_queries(1):
        assert readings(people.east_team, None)["drop_call_rate"].value == 0.6
    assert readings(people.west, None)["drop_call_rate"].value == 0.4
    assert readings(people.east, Period(date(2026, 11, 1), date(2026, 12, 1))) == {}


def test_reading_from_before_what_customers_judge_is_not_set_beside_them(
    people: People, wave: SurveyWave
) -> None:
    reading(people.province, first_date=date(2026, 5, 1), until_date=date(2026, 6, 1))
    assert _topic(beside(people.province, wave), "voice").verdict is Verdict.NO_KPI
    assert _topic(beside(people.province, None), "voice").measured[0].reading is not None
