# SPDX-License-Identifier: Apache-2.0
"""The five gaps: counted from roots and improvements, measured from what the platform holds, the fifth computed."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from amends.analytics.drivers.gaps import Gap
from amends.apps.cases.actions.change import RightMissing
from amends.apps.cases.actions.improvements import Plan, close_improvement, open_improvement
from amends.apps.cases.models import Breach, Case, Improvement, Intake
from amends.apps.core.models import ROLES, Unit
from amends.apps.customers.models import Customer
from amends.apps.satisfaction.actions.gaps import (
    ChargeChanged,
    Doing,
    ForecastIncomplete,
    TemplateUnknown,
    act_on_gap,
    charge_gap,
    forecast,
)
from amends.apps.satisfaction.models import GapCharge, ManagerForecast
from amends.apps.satisfaction.queries.gaps.communication import communication_card
from amends.apps.satisfaction.queries.gaps.customer import customer_card, paired_waves
from amends.apps.satisfaction.queries.gaps.delivery import delivery_card
from amends.apps.satisfaction.queries.gaps.listening import listening, sources
from amends.apps.satisfaction.queries.gaps.programme import Charge, Line, Span, board, programme
from amends.apps.satisfaction.queries.gaps.standards import published_standards, standards_card
from amends.apps.satisfaction.rules.gaps import (
    Freshness,
    GapState,
    ProgrammeMalformed,
    freshness,
    read_programme,
)
from amends.apps.surveys.models import Response, SurveyWave
from amends.packs import load, thawed
from tests.apps.cases.course import complaint
from tests.apps.satisfaction.conftest import answered, make_version, make_wave
from tests.people import NOON, People

LOOKS = "a test looks"
DAY = timedelta(days=1)
AT = NOON + 30 * DAY
LATER = AT.date() + 30 * DAY
SPAN = Span(AT - 90 * DAY, AT)
PAIRS = (
    ("X1", "", "EX-NETWORK", "expectation"), ("Y1", "", "EX-NETWORK", "perception"),
    ("X2", "", "EX-BILLING", "expectation"), ("Y2", "", "EX-BILLING", "perception"),
)  # fmt: skip


def _customer(unit: Unit, code: str) -> Customer:
    return Customer.objects.create(
        code=code, unit=unit, name_shown="张*", number_shown="138", updated_at=NOON
    )


def _ended(
    people: People, code: str, *, state: str = "recovered", at: datetime = AT - DAY, **known: Any
) -> Case:
    """A complaint of the eastern team that ended; `known` are columns of its intake."""
    case = complaint(people, _customer(people.east_team, code))
    Case.objects.unscoped(LOOKS).filter(pk=case.pk).update(
        state=state, is_open=False, outcome=state, closed_at=at, handled_at=at, result_told_at=at,
        next_kind="", next_owner=None, next_due_at=None,
    )  # fmt: skip
    Intake.objects.unscoped(LOOKS).filter(case=case).update(**known)
    return case


def _lines(people: People, unit: Unit | None = None) -> dict[int, Line]:
    found = board(unit or people.east, people.bob.scope, SPAN, today=AT.date())
    return {each.plan.gap.value: each for each in found}


def _improve(people: People, gap: int, due: date = LATER) -> Improvement:
    plan = Plan(title="改", departments=["it", "hr"], owner=people.alice, due_date=due, gap=gap)
    return open_improvement(plan=plan, unit=people.east, by=people.bob, at=NOON)


@pytest.mark.requirement("S3-011")
def test_board_counts_roots_and_improvements_of_each_gap_and_sums_them_under_the_fifth(
    people: People,
) -> None:
    for n, gap in enumerate(["1", "3", "3", "4"]):
        _ended(people, f"C-{n}", gap_code=gap)
    _ended(people, "C-old", gap_code="2", at=AT - 100 * DAY)
    _improve(people, 2)
    _improve(people, 3, due=AT.date() - DAY)
    done = _improve(people, 3)
    close_improvement(improvement=done, version=1, done=True, effect="少了一半", by=people.bob, at=AT - DAY)
    found = {number: (each.roots, each.open, each.late, each.done) for number, each in _lines(people).items()}
    assert found == {1: (1, 0, 0, 0), 2: (0, 1, 0, 0), 3: (2, 1, 1, 1), 4: (1, 0, 0, 0), 5: (4, 2, 1, 1)}


def test_board_counts_nothing_of_units_that_are_not_ours(people: People) -> None:
    _ended(people, "C-1", gap_code="3")
    found = board(people.west, people.charlie.scope, SPAN, today=AT.date())
    assert [each.roots for each in found] == [0] * 5


@pytest.mark.requirement("S3-012")
def test_every_gap_has_an_owner_role_and_a_state_before_anybody_says_so(people: People) -> None:
    roles = {role.value for role in ROLES}
    assert all(each.charge.owner_role in roles for each in _lines(people).values())
    charge = Charge("team_leader", GapState.ACTING, "先改宣传")
    charge_gap(gap=Gap.COMMUNICATION, charge=charge, by=people.bob, at=AT)
    found = _lines(people)
    assert (found[4].charge.owner_role, found[4].charge.state) == ("team_leader", GapState.ACTING)
    assert found[3].charge.state is GapState.WATCHING
    assert _lines(people, people.west)[4].charge.state is GapState.WATCHING


def test_second_of_two_who_change_the_charge_is_refused(people: People) -> None:
    seen = Charge("team_leader", GapState.ACTING)
    charge_gap(gap=Gap.DESIGN, charge=seen, by=people.bob, at=AT)
    with pytest.raises(ChargeChanged):
        charge_gap(gap=Gap.DESIGN, charge=seen, by=people.bob, at=AT)
    with pytest.raises(RightMissing):
        charge_gap(gap=Gap.DESIGN, charge=seen, by=people.alice, at=AT)


@pytest.mark.requirement("S3-012")
def test_content_without_a_role_for_each_gap_is_refused() -> None:
    content: Any = thawed(load("gap_actions"))
    content["gaps"] = content["gaps"][:4]
    with pytest.raises(ProgrammeMalformed):
        read_programme(content)


@pytest.mark.parametrize("wrong", [{"gap": 6}, {"owner_role": ""}, {"state": "sleeping"}])
def test_database_refuses_a_charge_that_is_none(wrong: dict[str, Any], people: People) -> None:
    usual = {"unit": people.east, "gap": 1, "owner_role": "analyst", "state": "acting"}
    with pytest.raises(IntegrityError), transaction.atomic():
        GapCharge.objects.create(**{**usual, "by": people.bob, "at": AT, **wrong})


def test_database_refuses_a_second_charge_of_a_gap_and_a_forecast_of_nothing(
    people: People, wave: SurveyWave
) -> None:
    usual: Any = {"unit": people.east, "gap": 1, "owner_role": "analyst", "state": "acting"}
    GapCharge.objects.create(**usual, by=people.bob, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        GapCharge.objects.create(**usual, by=people.bob, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        ManagerForecast.objects.create(wave=wave, person=people.bob, unit=people.east, answers={}, at=AT)


@pytest.mark.requirement("S3-013")
def test_card_of_gap_1_shows_how_fresh_each_source_is(people: People) -> None:
    complaint(people, _customer(people.east_team, "C-1"))
    answered(make_wave(people, starts_at=AT - 200 * DAY), 3, units=[people.east_team])
    found = {each.source.code: each for each in sources(people.bob.scope, at=NOON + DAY)}
    assert {code: each.state for code, each in found.items()} == {
        "surveys": Freshness.STALE,
        "cases": Freshness.FRESH,
        "interviews": Freshness.EMPTY,
        "managers": Freshness.EMPTY,
    }
    assert found["cases"].count == 1
    assert found["surveys"].last is not None


def test_source_is_fresh_up_to_its_last_day() -> None:
    source = programme().sources[0]
    assert freshness(NOON, source, at=NOON + source.fresh) is Freshness.FRESH
    assert freshness(NOON, source, at=NOON + source.fresh + timedelta(seconds=1)) is Freshness.STALE


def _asked(people: People, n: int, **means: float) -> SurveyWave:
    wave = make_wave(people, version=make_version(people, code="SV-X", items=PAIRS))
    answered(wave, n, units=[people.east_team], means=means)
    return wave


def _foretell(people: People, wave: SurveyWave, person: Any, value: float, *topics: str) -> ManagerForecast:
    return forecast(wave=wave, answers={"X1": value, "X2": value}, topics=topics, by=person, at=AT)


@pytest.mark.requirement("S3-013")
def test_managers_forecast_is_set_beside_what_customers_expect(people: People) -> None:
    wave = _asked(people, 60, X1=90, X2=90)
    case = complaint(people, _customer(people.east_team, "C-1"))
    Case.objects.unscoped(LOOKS).filter(pk=case.pk).update(taxonomy="NW-01-01")
    for person in (people.bob, people.dora):
        _foretell(people, wave, person, 5.0, "TF-01")
    found = listening(wave, people.dora.scope, at=AT)
    assert (found.managers, found.customers) == (2, 60)
    assert found.found is not None
    assert all(each.value < -2 for each in found.found.dimensions.values())
    assert found.found.unseen == ("NW-01",)


def test_expectations_are_weighed_and_read_once_until_answers_change(
    people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    wave = _asked(people, 60, X1=50, X2=50)
    for person in (people.bob, people.dora):
        _foretell(people, wave, person, 5.0)
    half = list(Response.objects.unscoped(LOOKS).filter(wave=wave).order_by("pk"))[:30]
    for response in half:
        response.answers, response.weight = {"X1": 10, "X2": 10}, 1e-6
    plain = listening(wave, people.dora.scope, at=AT).found
    Response.objects.unscoped(LOOKS).bulk_update(half, ["answers", "weight"])
    weighed = listening(wave, people.dora.scope, at=AT).found
    assert plain is not None
    assert weighed is not None
    for name, before in plain.dimensions.items():
        assert weighed.dimensions[name].value == pytest.approx(before.value, abs=1)  # not drawn to the tens
    with django_assert_num_queries(4):
        listening(wave, people.dora.scope, at=AT)


def test_too_few_customers_are_not_shown(people: People) -> None:
    wave = _asked(people, 29)
    for person in (people.bob, people.dora):
        _foretell(people, wave, person, 5.0)
    assert listening(wave, people.dora.scope, at=AT).found is None


def test_forecast_outside_the_scale_or_by_no_manager_is_refused(people: People) -> None:
    wave = _asked(people, 1)
    with pytest.raises(ForecastIncomplete):
        _foretell(people, wave, people.bob, 11)
    with pytest.raises(RightMissing):
        _foretell(people, wave, people.alice, 5)


@pytest.mark.requirement("S3-014")
@pytest.mark.parametrize("gap", [*Gap])
def test_each_gap_has_templates_that_become_tasks_with_owner_and_day(gap: Gap, people: People) -> None:
    for template in programme().gaps[gap].templates:
        doing = Doing(people.alice, (AT + template.within).date())
        made = act_on_gap(template=template.code, doing=doing, by=people.bob, at=AT)
        assert (made.owner, made.due_date) == (people.alice, (AT + template.within).date())
        assert made.gap == (None if gap is Gap.CUSTOMER else gap.value)
        assert act_on_gap(template=template.code, doing=doing, by=people.bob, at=AT) == made, "pressed twice"
    assert programme().gaps[gap].templates


def test_unknown_template_is_refused(people: People) -> None:
    with pytest.raises(TemplateUnknown):
        act_on_gap(template="g9", doing=Doing(people.alice, AT.date()), by=people.bob, at=AT)


@pytest.mark.requirement("S3-015")
def test_services_without_a_standard_are_listed_the_most_complained_of_first(people: People) -> None:
    case = complaint(people, _customer(people.east_team, "C-1"))
    Case.objects.unscoped(LOOKS).filter(pk=case.pk).update(taxonomy="TF-02-01")
    found = standards_card(people.bob.scope, at=AT)
    assert (found.without[0].code, found.without[0].complaints) == ("TF-02", 1)
    assert not {each.code for each in found.without} & {*published_standards()}
    assert found.coverage.share.n == len(found.without) + len(found.covered)


def _late(case: Case) -> None:
    Breach.objects.create(case=case, clock="step:1", kind="step", due_at=AT, noted_at=AT)


@pytest.mark.requirement("S3-017")
def test_compliance_stands_by_outlet_and_by_team(people: People) -> None:
    for n in range(12):
        case = _ended(people, f"C-{n}", outlet="东门厅" if n < 11 else "西门厅", standard="ST-HL-06")
        if n < 3:
            _late(case)
    _ended(people, "C-u", state="unreachable")
    found = delivery_card(people.bob.scope, SPAN)
    team, outlet = found.teams[0], found.outlets[0]
    assert (team.name, team.ended) == (people.east_team.name, 13)
    assert team.in_time is not None
    assert team.in_time.value == pytest.approx(10 / 13)
    assert team.recovered is not None
    assert team.recovered.value == 1.0  # who could not be reached is in no share of what was recovered
    assert (outlet.name, outlet.ended) == ("东门厅", 11)
    assert outlet.in_time is not None
    assert outlet.in_time.value == pytest.approx(8 / 11)
    assert found.outlets[1].in_time is None  # one case is no share
    assert found.broken[0][1] == 12


def test_told_counts_only_those_who_could_be_reached_as_its_base_does(people: People) -> None:
    for n in range(24):
        case = _ended(people, f"C-{n}", state="refused" if n < 10 else "recovered")
        if n >= 14:
            Case.objects.unscoped(LOOKS).filter(pk=case.pk).update(
                state="not_recovered", outcome="not_recovered", result_told_at=None, outer_channel_told=True,
                signed_off_by=people.bob, sign_off_asked_by=people.alice,
            )  # fmt: skip
    whole = delivery_card(people.bob.scope, SPAN).overall
    assert (whole.ended, whole.reachable) == (24, 14)
    assert whole.told is not None
    assert whole.told.value == pytest.approx(4 / 14)


@pytest.mark.requirement("S3-019")
def test_mismatch_cases_stand_by_campaign_and_sum_to_all(people: People) -> None:
    for n, campaign in enumerate(["开学季", "开学季", ""]):
        case = complaint(people, _customer(people.east_team, f"C-{n}"))
        Case.objects.unscoped(LOOKS).filter(pk=case.pk).update(taxonomy="MK-01-01")
        Intake.objects.unscoped(LOOKS).filter(case=case).update(campaign=campaign)
    _ended(people, "C-4", gap_code="4", campaign="双节")
    complaint(people, _customer(people.east_team, "C-5"))
    found = communication_card(people.bob.scope, SPAN, at=AT)
    assert [(each.name, each.cases, each.open) for each in found.campaigns] == [
        ("开学季", 2, 2), ("", 1, 1), ("双节", 1, 0),
    ]  # fmt: skip
    assert found.mismatches == sum(each.cases for each in found.campaigns)
    assert found.misled is not None
    assert found.misled.value == pytest.approx(4 / 5)
    assert found.kept_share is None


@pytest.mark.requirement("S3-011")
def test_fifth_gap_is_computed_from_what_is_expected_and_perceived(people: People) -> None:
    wave = _asked(people, 200, X1=90, Y1=60, X2=80, Y2=79)
    assert paired_waves(people.bob.scope) == [wave]
    card = customer_card(wave, people.bob.scope)
    assert card is not None
    assert card.overall is not None
    assert card.overall.value < 0
    assert [each.title for each in card.items] == ["题 Y1", "题 Y2"]
    assert card.items[0].found is not None
    assert card.items[0].found.value < -1.5


def test_fifth_gap_of_few_is_not_shown_and_of_one_sided_waves_is_none(
    people: People, wave: SurveyWave
) -> None:
    card = customer_card(_asked(people, 20), people.bob.scope)
    assert card is not None
    assert card.overall is None
    answered(wave, 3)
    assert customer_card(wave, people.bob.scope) is None
