# SPDX-License-Identifier: Apache-2.0
"""Whom a survey asks stands neither on a customer's timeline nor by name in the log, while its wave runs."""

from datetime import timedelta

import pytest
from django.test import Client

from amends.apps.core.actions.log import writing
from amends.apps.core.models import Event, EventKind
from amends.apps.core.queries.log import SAMPLING, log_faults, log_page
from amends.apps.customers.models import Customer
from amends.apps.customers.queries.timeline import timeline
from amends.apps.surveys.actions.answering import decline
from amends.apps.surveys.actions.waves import take_step
from amends.apps.surveys.models import SurveyWave
from amends.apps.surveys.rules.steps import Step
from tests.apps.cases.conftest import make_customer
from tests.apps.surveys.answers import HAPPY, answered, long_version
from tests.apps.surveys.conftest import analyst, as_user, invited, wave
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def asked(people: People) -> SurveyWave:
    """A wave of the long questionnaire that runs."""
    return wave(long_version(people.group), people.province)


@pytest.fixture
def customer(people: People) -> Customer:
    """A customer of Alice's team."""
    return make_customer(people)


def _named(people: People, code: str) -> set[str]:
    return {each.kind for each in log_page(people.group.scope).events if each.about == code}


@pytest.mark.parametrize("kind", SAMPLING)
def test_nobody_reads_who_is_asked(
    people: People, asked: SurveyWave, customer: Customer, kind: EventKind
) -> None:
    row = invited(asked, customer)
    with writing(by=None, at=NOON) as log:
        log(kind, row, about=customer.code, unit=row.unit, wave=asked.pk)
        log(EventKind.CARE_PLANNED, customer, about=customer.code, unit=row.unit)
    assert [each.text for each in timeline(customer)] == [str(EventKind.CARE_PLANNED.label)]
    [told] = log_page(people.group.scope, kind=kind).events
    assert (told.about, told.subject) == ("", "")
    assert _named(people, customer.code) == {EventKind.CARE_PLANNED}
    assert Event.objects.unscoped("test").get(kind=kind).about == customer.code
    assert log_faults() == []


def test_log_page_links_to_nobody_who_declined(
    people: People, asked: SurveyWave, customer: Customer, client: Client
) -> None:
    decline(invitation=invited(asked, customer), for_good=False, at=NOON)
    page = as_user(people.ed).get("/log/", {"kind": EventKind.SURVEY_DECLINED}).content.decode()
    assert "不愿作答" in page
    assert customer.code not in page


def test_answer_is_seen_once_its_wave_is_over(people: People, asked: SurveyWave, customer: Customer) -> None:
    answered(invited(asked, customer), HAPPY)
    assert timeline(customer) == []
    assert _named(people, customer.code) == set()
    other = wave(asked.version, people.province)
    by = analyst(people)
    take_step(wave=other, step=Step.CLOSE, by=by, at=NOON + DAY)
    assert timeline(customer) == []
    take_step(wave=asked, step=Step.CLOSE, by=by, at=NOON + DAY)
    assert [each.text for each in timeline(customer)] == ["提交答卷"]
    assert _named(people, customer.code) == {EventKind.SURVEY_ANSWERED}


@pytest.mark.parametrize(("case", "seen"), [("", 0), ("A-1", 1)])
def test_low_answer_is_seen_where_it_led_to_a_case(
    people: People, asked: SurveyWave, customer: Customer, case: str, seen: int
) -> None:
    with writing(by=None, at=NOON) as log:
        log(EventKind.SURVEY_LOW_FOLLOWED, asked, about=customer.code, unit=customer.unit, case=case)
    assert len(timeline(customer)) == seen
    assert len(_named(people, customer.code)) == seen
