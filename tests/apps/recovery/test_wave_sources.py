# SPDX-License-Identifier: Apache-2.0
"""Survey answers as a source of waves, and as contacts against the cap; a low answer of a control is heard."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from amends.apps.core.models import Event, EventKind
from amends.apps.customers.models import Customer
from amends.apps.recovery.queries.waves.audience import audience
from amends.apps.recovery.queries.waves.holding import is_held_out
from amends.apps.recovery.queries.waves.sources import Asked
from amends.apps.recovery.rules.waves.design import Design, Filters, Uploaded
from amends.apps.recovery.rules.waves.words import Purpose, Source
from amends.apps.satisfaction.actions.following import Followed, follow
from amends.apps.surveys.models import Response, SurveyWave
from tests.apps.recovery.waves import customer, frozen_wave
from tests.apps.surveys.answers import ANSWERED, UNHAPPY, answered, long_version
from tests.apps.surveys.conftest import invited, wave
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = ANSWERED + 3 * DAY


@pytest.fixture
def survey(people: People) -> SurveyWave:
    """The long questionnaire, asked in the whole province for months."""
    return wave(long_version(people.group), people.province, ends_at=NOON + 200 * DAY)


@pytest.fixture
def unhappy(people: People, survey: SurveyWave) -> Response:
    """C1 answered low; nobody followed it yet."""
    row = invited(survey, customer("C1", people.east_team), invited_at=NOON)
    return answered(row, UNHAPPY, at=ANSWERED).response


def _detractors(people: People, **filters: Any) -> Asked:
    return Asked(people.province, Purpose.RECOVERY, Source.DETRACTORS, Design(filters=Filters(**filters)))


def test_low_answer_brings_the_customer_with_class_and_words_though_asked_lately(
    people: People, unhappy: Response
) -> None:
    [found] = audience(_detractors(people), LATER).people
    assert (found.code, found.recovery_class) == ("C1", "complaint")
    assert "问题没有解决" in found.reasons
    assert audience(_detractors(people, days=2), LATER).total == 0
    assert audience(replace(_detractors(people), unit=people.west), LATER).total == 0


def test_score_cuts_the_answers_where_the_plan_says_one(people: People, unhappy: Response) -> None:
    worst = min(
        unhappy.items.unscoped("test").filter(item__maximum=10).values_list("number", flat=True)  # type: ignore[type-var]
    )
    assert worst is not None
    assert audience(_detractors(people, at_most=worst), LATER).total == 1
    assert audience(_detractors(people, at_most=worst - 0.5), LATER).total == 0


def test_who_is_followed_already_is_in_hand(people: People, unhappy: Response) -> None:
    follow(response=unhappy, at=ANSWERED)
    assert audience(_detractors(people), LATER).excluded == {"in_hand": 1}


def test_survey_counts_against_the_cap_of_a_wave_of_our_own_choice(
    people: People, survey: SurveyWave
) -> None:
    invited(survey, customer("C1", people.east_team), invited_at=NOON, state="sent")
    rows = (Uploaded("C1", recovery_class="tariff"),)
    asked = Asked(people.province, Purpose.RECOVERY, Source.UPLOAD, Design(uploaded=rows))
    assert audience(asked, LATER).excluded == {"asked_lately": 1}
    assert len(audience(asked, NOON + 31 * DAY).people) == 1


def test_low_answer_of_a_control_is_heard_as_anybodys(people: People, unhappy: Response) -> None:
    who = Customer.objects.unscoped("test").get(code="C1")
    frozen_wave(people.province, people.dora, control=[who])
    assert is_held_out(who, ANSWERED)
    assert follow(response=unhappy, at=ANSWERED) is Followed.OPENED
    assert Event.objects.unscoped("test").filter(kind=EventKind.CASE_OPENED, about="C1").count() == 1
