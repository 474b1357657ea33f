# SPDX-License-Identifier: Apache-2.0
"""Drawing: who is left alone and why, how many of each stratum, always the same for the same seed."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from amends.apps.core.actions.log import writing
from amends.apps.core.models import Event, EventKind
from amends.apps.customers.models import Consent, Customer, Identity
from amends.apps.surveys.actions.drawing import draw_wave
from amends.apps.surveys.actions.waves import WaveChanged
from amends.apps.surveys.models import Invitation, QuestionnaireVersion, Stratum, SurveyWave
from amends.apps.surveys.queries.frame import Frame, FrameQuery
from amends.apps.surveys.rules.design import Column, Design, written
from amends.apps.surveys.rules.sample_plan import NobodyToAsk
from tests.apps.surveys.conftest import DAY, invited, wave
from tests.people import NOON, People

WHY = "test"


def customers(people: People, count: int, *, west: bool = False, **fields: Any) -> list[Customer]:
    """Customers with a number, of one of the two teams."""
    unit, letter = (people.west_team, "W") if west else (people.east_team, "E")
    made = [
        Customer(code=f"{letter}-{number:04}", unit=unit, updated_at=NOON, **fields)
        for number in range(count)
    ]
    rows = Customer.objects.bulk_create(made)
    Identity.objects.bulk_create([Identity(customer=row, number_index="x") for row in rows])
    return rows


def planned(people: People, version: QuestionnaireVersion, **design: Any) -> SurveyWave:
    plan = Design(**({"answers": 4, "response_rate": 0.5, "reserve_share": 0.5} | design))
    return wave(version, people.province, state="planned", drawn_at=None, design=written(plan))


def frame(people: People, **design: Any) -> Frame:
    return FrameQuery(people.province, Design(**design), NOON).counted()


def drawn(asked: SurveyWave) -> list[tuple[str, str, int]]:
    rows = Invitation.objects.unscoped(WHY).filter(wave=asked).order_by("stratum__label", "position")
    return list(rows.values_list("customer__code", "state", "position"))


def said(customer: Customer, decision: str) -> None:
    Consent.objects.create(
        customer=customer, purpose="survey", decision=decision, initiative="customer", channel="phone",
        wording_version="1", decided_at=NOON,
    )  # fmt: skip


def happened(customer: Customer, kind: EventKind, days_ago: int) -> None:
    with writing(by=None, at=NOON - days_ago * DAY) as log:
        log(kind, customer, about=customer.code, unit=customer.unit)


def test_everybody_left_alone_is_counted_under_one_reason(
    people: People, version: QuestionnaireVersion
) -> None:
    rows = customers(people, 8)
    Customer.objects.unscoped(WHY).filter(pk=rows[0].pk).update(do_not_contact=True)
    said(rows[0], "refused")  # counts under the first reason alone
    said(rows[1], "refused")
    happened(rows[2], EventKind.CASE_OPENED, 2)
    invited(wave(version, people.west), rows[3], invited_at=NOON - 89 * DAY)
    Customer.objects.unscoped(WHY).filter(pk=rows[4].pk).update(line_state="suspended")
    Identity.objects.unscoped(WHY).filter(customer=rows[5]).delete()
    found = frame(people)
    assert found.excluded == {
        "do_not_contact": 1, "refused": 1, "open_case": 1, "surveyed": 1, "not_active": 1, "no_channel": 1,
    }  # fmt: skip
    assert (found.population, found.eligible) == (8, 2)


@pytest.mark.parametrize(("ends", "eligible"), [(NOON - DAY, 1), (NOON + DAY, 0)], ids=["over", "to come"])
def test_a_forgotten_draw_bars_nobody_behind_its_end(
    people: People, version: QuestionnaireVersion, ends: datetime, eligible: int
) -> None:
    [row] = customers(people, 1)
    forgotten = wave(version, people.west, state="drawn", starts_at=NOON - 30 * DAY, ends_at=ends)
    invited(forgotten, row, state="waiting", invited_at=None)
    assert frame(people).eligible == eligible


def test_who_was_left_alone_long_enough_may_be_asked_again(
    people: People, version: QuestionnaireVersion
) -> None:
    rows = customers(people, 4)
    said(rows[0], "refused")
    said(rows[0], "given")  # the last word counts
    happened(rows[1], EventKind.CASE_OPENED, 8)
    happened(rows[2], EventKind.CASE_OPENED, 3)
    happened(rows[2], EventKind.CASE_CLOSED, 1)
    invited(wave(version, people.west), rows[3], invited_at=NOON - 91 * DAY)
    assert frame(people).eligible == 4


def test_a_case_taken_up_again_is_open(people: People) -> None:
    [row] = customers(people, 1)
    for kind, days in ((EventKind.CASE_OPENED, 20), (EventKind.CASE_CLOSED, 5), (EventKind.CASE_REOPENED, 1)):
        happened(row, kind, days)
    assert frame(people).excluded["open_case"] == 1


def test_rest_days_are_a_number_of_the_plan(people: People, version: QuestionnaireVersion) -> None:
    rows = customers(people, 1)
    invited(wave(version, people.west), rows[0], invited_at=NOON - 40 * DAY)
    assert frame(people, rest_days=30).eligible == 1
    assert frame(people, rest_days=60).eligible == 0


def test_only_customers_of_the_units_subtree_are_in_the_frame(
    people: People, version: QuestionnaireVersion
) -> None:
    customers(people, 3)
    customers(people, 2, west=True)
    assert frame(people).cells == {"东市": 3, "西市": 2}
    assert FrameQuery(people.east, Design(), NOON).counted().cells == {"东市投诉组": 3}


def test_a_frame_is_cut_by_every_column(people: People) -> None:
    joined = (NOON - timedelta(days=500)).date()
    customers(people, 2, value_tier="gold", region="东市一区", plan_name="畅享", joined_date=joined)
    customers(people, 1, west=True)
    cells = frame(people, columns=tuple(Column)).cells
    assert cells == {
        "东市 · 东市一区 · 金卡 · 畅享 · 1至3年": 2,
        "西市 · 未登记 · 未登记 · 未登记 · 未登记": 1,
    }
    assert frame(people, columns=()).cells == {"全部": 3}


def test_a_sample_has_its_strata_its_reserves_and_one_event(
    people: People, version: QuestionnaireVersion
) -> None:
    customers(people, 30)
    customers(people, 10, west=True)
    asked = draw_wave(wave=planned(people, version), seed=7, by=people.dora, at=NOON)
    strata = (
        Stratum.objects.unscoped(WHY)
        .filter(wave=asked)
        .values_list("label", "population", "allocated", "drawn")
    )
    assert sorted(strata) == [("东市", 30, 3, 6), ("西市", 10, 1, 2)]
    states = [state for _code, state, _turn in drawn(asked)]
    assert (states.count("waiting"), states.count("reserve")) == (8, 4)
    [event] = Event.objects.unscoped(WHY).filter(kind=EventKind.WAVE_DRAWN)
    assert (event.payload["seed"], event.payload["asked"], event.by) == (7, 8, people.dora)
    assert asked.state == "drawn"


def test_weights_of_those_asked_add_up_to_the_population(
    people: People, version: QuestionnaireVersion
) -> None:
    customers(people, 30)
    customers(people, 10, west=True)
    asked = draw_wave(wave=planned(people, version), seed=7, by=people.dora, at=NOON)
    rows = Invitation.objects.unscoped(WHY).filter(wave=asked, state="waiting")
    assert sum(rows.values_list("weight", flat=True)) == pytest.approx(40)


def test_the_same_seed_draws_the_same_customers_and_another_seed_others(
    people: People, version: QuestionnaireVersion
) -> None:
    customers(people, 40)
    waves = [planned(people, version, rest_days=0) for _ in range(3)]
    for each, seed in zip(waves, (7, 7, 8), strict=True):
        draw_wave(wave=each, seed=seed, by=None, at=NOON)
        SurveyWave.objects.unscoped(WHY).filter(pk=each.pk).update(state="cancelled")  # its list bars nobody
    lists = [drawn(each) for each in waves]
    digests = [SurveyWave.objects.unscoped(WHY).get(pk=each.pk).frame["drawn_digest"] for each in waves]
    assert lists[0] == lists[1] != lists[2]
    assert digests[0] == digests[1] != digests[2]


def test_a_sample_is_drawn_once(people: People, version: QuestionnaireVersion) -> None:
    customers(people, 10)
    asked = planned(people, version)
    stale = SurveyWave.objects.unscoped(WHY).get(pk=asked.pk)
    draw_wave(wave=asked, seed=1, by=None, at=NOON)
    with pytest.raises(WaveChanged):
        draw_wave(wave=stale, seed=2, by=None, at=NOON)
    assert len(drawn(asked)) == 10


def test_a_frame_without_anybody_is_refused(people: People, version: QuestionnaireVersion) -> None:
    with pytest.raises(NobodyToAsk):
        draw_wave(wave=planned(people, version), seed=1, by=None, at=NOON)
    assert not Event.objects.unscoped(WHY).filter(kind=EventKind.WAVE_DRAWN).exists()


def test_who_is_in_one_list_is_in_no_other(people: People, version: QuestionnaireVersion) -> None:
    customers(people, 40)
    first = draw_wave(wave=planned(people, version), seed=1, by=None, at=NOON)
    second = draw_wave(wave=planned(people, version), seed=1, by=None, at=NOON)
    waiting = [{code for code, state, _turn in drawn(each) if state == "waiting"} for each in (first, second)]
    assert not waiting[0] & waiting[1]
