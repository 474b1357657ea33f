# SPDX-License-Identifier: Apache-2.0
"""Weights of a sample: what the draw says, raised by who did not answer; and the outcomes that they come from."""

import pytest

from amends.analytics.sampling.outcomes import Outcome
from amends.apps.core.models import Event, EventKind
from amends.apps.customers.models import Customer
from amends.apps.surveys.actions.waves import take_step
from amends.apps.surveys.models import Invitation, QuestionnaireVersion, Response, Stratum, SurveyWave
from amends.apps.surveys.queries.outcomes import outcomes_of, rates_of
from amends.apps.surveys.queries.waves import now_of
from amends.apps.surveys.queries.weights import weights_of
from amends.apps.surveys.rules.steps import Step
from tests.apps.surveys.conftest import invited, wave
from tests.apps.surveys.test_drawing import customers
from tests.people import NOON, People

ENDED = {"completed", "refused", "unreachable", "screened_out", "expired"}


@pytest.fixture
def asked(people: People, version: QuestionnaireVersion) -> SurveyWave:
    """东: 100 people, four asked, two of whom answered; 西: 60 people, two asked, nobody answered."""
    row = wave(version, people.province)
    east = Stratum.objects.create(wave=row, label="东市", population=100, allocated=2, drawn=4)
    west = Stratum.objects.create(wave=row, label="西市", population=60, allocated=1, drawn=2)
    _ask(row, east, ["completed", "completed", "refused", "sent", "reserve"], customers(people, 5))
    _ask(row, west, ["sent", "unreachable"], customers(people, 2, west=True))
    return row


def _ask(row: SurveyWave, stratum: Stratum, states: list[str], rows: list[Customer]) -> None:
    for turn, (state, made) in enumerate(zip(states, rows, strict=True), start=1):
        ended = NOON if state in ENDED else None
        one = invited(row, made, stratum=stratum, position=turn, state=state, ended_at=ended)
        if state == "completed":
            _answer(one)


def _answer(one: Invitation) -> None:
    Response.objects.create(
        wave=one.wave, invitation=one, customer=one.customer, unit=one.unit, way="sms", complete=True,
        started_at=NOON, saved_at=NOON, submitted_at=NOON,
    )  # fmt: skip


def stored(row: SurveyWave) -> list[float]:
    return sorted(Response.objects.unscoped("test").filter(wave=row).values_list("weight", flat=True))


def test_who_answered_stands_for_the_whole_population(asked: SurveyWave) -> None:
    found = weights_of(asked)
    # both answers are of the east; the silent west is joined with it: (100 + 60) / 2
    assert list(found.by_stratum.values()) == [pytest.approx(80)]
    assert found.joined == {"西市": "东市"}
    assert found.answers == 2
    assert found.effective == pytest.approx(2)


def test_who_does_not_belong_takes_their_weight_along(asked: SurveyWave) -> None:
    rows = Invitation.objects.unscoped("test").filter(wave=asked)
    rows.filter(stratum__label="西市").delete()
    rows.filter(stratum__label="东市", state="refused").update(state="screened_out")
    # four of a hundred were asked, one does not belong: 75 people belong, two answered for them
    assert list(weights_of(asked).by_stratum.values()) == [pytest.approx(37.5)]


def test_a_sample_without_answers_has_no_weights(asked: SurveyWave) -> None:
    Invitation.objects.unscoped("test").filter(wave=asked, state="completed").update(state="expired")
    assert weights_of(asked).by_stratum == {}


def test_closing_keeps_the_weights_with_the_answers_and_says_so(people: People, asked: SurveyWave) -> None:
    take_step(wave=asked, step=Step.CLOSE, by=people.dora, at=NOON)
    assert stored(asked) == [pytest.approx(80), pytest.approx(80)]
    [event] = Event.objects.unscoped("test").filter(kind=EventKind.WAVE_WEIGHED)
    assert event.payload == {"answers": 2, "effective": 2.0, "joined": {"西市": "东市"}}


def test_outcomes_count_who_was_asked_and_no_reserve(asked: SurveyWave) -> None:
    cells = outcomes_of(asked)
    east = Stratum.objects.unscoped("test").get(label="东市")
    assert cells[east.pk] == {Outcome.COMPLETE: 2, Outcome.REFUSED: 1, Outcome.UNKNOWN: 1}
    assert rates_of(cells).rr1 == pytest.approx(2 / 6)


@pytest.mark.parametrize(("answers", "parts"), [({"Q1": 7}, 1), ({}, 0)], ids=["some", "none"])
def test_who_began_and_ran_out_of_time_answered_in_part_if_an_answer_was_kept(
    asked: SurveyWave, answers: dict[str, int], parts: int
) -> None:
    one = Invitation.objects.unscoped("test").get(wave=asked, state="sent", stratum__label="东市")
    Response.objects.create(
        wave=asked,
        invitation=one,
        customer=one.customer,
        unit=one.unit,
        way="sms",
        started_at=NOON,
        saved_at=NOON,
        answers=answers,
    )
    mine = Invitation.objects.unscoped("test").filter(pk=one.pk)
    mine.update(state="expired", opened_at=NOON, ended_at=NOON)
    assert outcomes_of(asked)[one.stratum_id].get(Outcome.PARTIAL, 0) == parts
    assert outcomes_of(asked)[one.stratum_id][Outcome.REFUSED] == 2 - parts


def _never_asked(asked: SurveyWave, people: People, count: int) -> None:
    east = Stratum.objects.unscoped("test").get(label="东市")
    customers_of_theirs = [
        Customer.objects.create(code=f"N-{number}", unit=people.east_team, updated_at=NOON)
        for number in range(count)
    ]
    for turn, made in enumerate(customers_of_theirs, start=10):
        invited(asked, made, stratum=east, position=turn, state="expired", ended_at=NOON, invited_at=None)


def test_whom_the_end_of_the_wave_came_before_is_no_nonresponse(people: People, asked: SurveyWave) -> None:
    before = outcomes_of(asked)
    _never_asked(asked, people, 50)
    assert outcomes_of(asked) == before
    assert now_of(asked).asked == 6


def test_whom_the_end_of_the_wave_came_before_does_not_dilute_who_does_not_belong(
    people: People, asked: SurveyWave
) -> None:
    rows = Invitation.objects.unscoped("test").filter(wave=asked)
    rows.filter(stratum__label="西市").delete()
    rows.filter(stratum__label="东市", state="refused").update(state="screened_out")
    _never_asked(asked, people, 4)
    # one of the four who were asked does not belong: 75 people do, two answered for them
    assert list(weights_of(asked).by_stratum.values()) == [pytest.approx(37.5)]
