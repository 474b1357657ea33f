# SPDX-License-Identifier: Apache-2.0
"""Contacts rated from five views, broken promises beside them; felt speed beside measured time; gaps of a wave."""

from datetime import timedelta
from typing import Any

import pytest

from amends.apps.cases.models import Case
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind
from amends.apps.customers.models import Customer
from amends.apps.customers.queries.timeline import timeline
from amends.apps.promises.actions.end import break_promise, keep_promise
from amends.apps.promises.actions.make import make_promise
from amends.apps.surveys.actions.waves import take_step
from amends.apps.surveys.models import SurveyWave
from amends.apps.surveys.queries.felt_speed import by_month, felt_speed
from amends.apps.surveys.queries.gaps import gaps_of
from amends.apps.surveys.queries.interactions import contact_ratings, interaction_of, pack_weights
from amends.apps.surveys.rules.interaction import WeightsWrong, read_weights
from amends.apps.surveys.rules.steps import Step
from tests.apps.cases.conftest import make_customer
from tests.apps.cases.course import LATER, complaint
from tests.apps.promises.conftest import CALL_BACK
from tests.apps.surveys.answers import ANSWERED, HAPPY, answered, long_version
from tests.apps.surveys.conftest import analyst, invited, wave
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MONTH: dict[str, Any] = {"since": NOON - DAY, "until": NOON + 28 * DAY}
RATED = {"I1": 10, "I2": 8, "I3": 6, "I4": 4, "I5": 10}


@pytest.fixture
def asked(people: People) -> SurveyWave:
    """A wave of the long questionnaire."""
    return wave(long_version(people.group), people.province)


@pytest.fixture
def customer(people: People) -> Customer:
    """A customer of Alice's team."""
    return make_customer(people)


def _rate(asked: SurveyWave, customer: Customer, about: str = "cases.case:7", **more: Any) -> None:
    assert answered(invited(asked, customer, about=about), HAPPY | RATED | more).taken


@pytest.mark.requirement("S1-018", "S1-019", "S1-020", "S1-021")
def test_five_ratings_are_stored_for_the_rated_contact(
    people: People, asked: SurveyWave, customer: Customer
) -> None:
    _rate(asked, customer)
    (contact,) = contact_ratings(people.east.scope, **MONTH)
    assert contact.about == "cases.case:7"
    expected = {
        "tangibles": 100,
        "empathy": 700 / 9,
        "expertise": 500 / 9,
        "speed": 300 / 9,
        "credibility": 100,
    }
    assert contact.ratings == pytest.approx(expected)
    assert contact_ratings(people.west.scope, **MONTH) == []


@pytest.mark.requirement("S1-022")
def test_weight_of_credibility_is_the_highest_and_can_be_set(
    people: People, asked: SurveyWave, customer: Customer
) -> None:
    assert max(pack_weights(), key=lambda name: pack_weights()[name]) == "credibility"
    _rate(asked, customer)
    only = {"tangibles": 0, "empathy": 0, "expertise": 0, "speed": 1, "credibility": 0}
    usual, set_ = (interaction_of(people.east.scope, **MONTH, weights=each) for each in (None, only))
    assert usual.score == pytest.approx(
        0.15 * 100 + 0.2 * 700 / 9 + 0.2 * 500 / 9 + 0.15 * 300 / 9 + 0.3 * 100
    )
    assert set_.score == pytest.approx(300 / 9)
    with pytest.raises(WeightsWrong):
        read_weights({"speed": 1})


@pytest.mark.requirement("S1-022")
def test_broken_promise_lowers_credibility(people: People, asked: SurveyWave, customer: Customer) -> None:
    _rate(asked, customer)
    before = interaction_of(people.east.scope, **MONTH)
    kept, broken = (
        make_promise(customer=customer, terms=CALL_BACK, by=people.alice, at=NOON) for _n in (1, 2)
    )
    keep_promise(promise=kept, version=1, proof="流水 9", by=people.alice, at=NOON + DAY)
    break_promise(
        promise=broken, version=1, reason="配件没到", told="已经致歉", by=people.alice, at=NOON + DAY
    )
    after = interaction_of(people.east.scope, **MONTH)
    assert (before.credibility, after.credibility) == (100, 50)
    assert (after.score or 0) < (before.score or 0)


@pytest.mark.requirement("S2-075")
def test_felt_speed_stands_beside_measured_time(
    people: People, asked: SurveyWave, customer: Customer
) -> None:
    case = complaint(people, customer)
    with writing(by=people.alice, at=LATER) as log:
        log(EventKind.CASE_CLOSED, case, about=customer.code, unit=case.unit)
    row = invited(asked, customer, about=f"cases.case:{case.pk}")
    answered(row, HAPPY | {"F1": 10}, at=LATER + DAY)
    (felt,) = felt_speed(people.east.scope, **MONTH)
    assert felt.felt == 100
    opened = Case.objects.unscoped("test").get().opened_at
    assert felt.hours == pytest.approx((LATER - opened).total_seconds() / 3600)
    (month,) = by_month([felt])
    assert (month.month, month.n, month.felt, month.hours) == ("2026-11", 1, 100, felt.hours)


def test_gaps_of_a_wave_are_perceived_minus_expected(
    people: People, asked: SurveyWave, customer: Customer
) -> None:
    _rate(asked, customer, E1=9, P1=6)
    _rate(asked, make_customer(people, "C-2"), E1=5, P1=6)
    (gap,) = gaps_of(asked, people.east.scope)
    assert (gap.n, gap.expected, gap.perceived, gap.gap, gap.below) == (2, 7, 6, -1, 1)


@pytest.mark.requirement("S1-012")
def test_journey_shows_cases_promises_and_surveys_in_time_order(
    people: People, asked: SurveyWave, customer: Customer
) -> None:
    complaint(people, customer)
    with writing(by=people.alice, at=NOON + DAY) as log:
        log(EventKind.PROMISE_MADE, customer, about=customer.code, unit=customer.unit)
    answered(invited(asked, customer), HAPPY, at=ANSWERED + 2 * DAY)
    take_step(wave=asked, step=Step.CLOSE, by=analyst(people), at=NOON + 3 * DAY)
    told = timeline(customer)
    assert [each.at for each in told] == sorted((each.at for each in told), reverse=True)
    words = [each.text for each in reversed(told)]
    firsts = [
        next(n for n, text in enumerate(words) if name in text)
        for name in ("开立案件", "作出承诺", "提交答卷")
    ]
    assert firsts == sorted(firsts)
