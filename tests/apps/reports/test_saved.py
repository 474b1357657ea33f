# SPDX-License-Identifier: Apache-2.0
"""What recovery kept against those held out, and what it took."""

from datetime import timedelta
from typing import Any

import pytest

from amends.apps.recovery.models import RecoveryWave
from amends.apps.recovery.models.effects import WaveEffect
from amends.apps.recovery.rules.waves.words import Arm, WaveState
from amends.apps.reports.actions.measuring import Entry, enter_figure, keep_figures
from amends.apps.reports.models import WorkEntry
from amends.apps.reports.queries.saved import business_cases
from amends.apps.reports.rules.figures import Entered, Figure, Found
from amends.apps.reports.rules.spans import Span, point
from tests.apps.recovery.waves import member, wave
from tests.apps.reports.conftest import TODAY, as_user, make_case, make_customer
from tests.people import NOON, People

CHURN = {"value": -0.04, "low": -0.06, "high": -0.02, "treated_mean": 0.05, "control_mean": 0.09, "treated": 900,
         "control": 100}  # fmt: skip


@pytest.fixture
def ended(people: People) -> RecoveryWave:
    """A finished wave: 40 treated of whom 30 were recovered, 40 held out of whom 8 left."""
    made = wave(people.province, people.dora, state=WaveState.FINISHED)
    for at in range(40):
        state = "recovered" if at < 30 else "unreachable"
        who = make_customer(people.east_team)
        case = make_case(people, who, days_ago=20, state=state, origin="recovery")
        member(made, who, arm=Arm.TREATED, approached_at=NOON, case=case)
        line = "closed" if at < 8 else "active"
        member(made, make_customer(people.east_team, line_state=line), arm=Arm.CONTROL)
        WorkEntry.objects.create(
            case=case, kind="handling", minutes=30, hour_cost=6_000, at=NOON, by=people.alice
        )
    return made


def effect(of: RecoveryWave, outcome: str, *, final: bool = True, **figures: Any) -> None:
    """What was measured of a wave."""
    WaveEffect.objects.create(
        wave=of, outcome=outcome, as_of=TODAY, figures={**CHURN, **figures}, computed_at=NOON, final=final
    )


@pytest.mark.requirement("S1-015", "S3-030")
def test_customers_kept_are_those_control_lost_more(people: People, ended: RecoveryWave) -> None:
    effect(ended, "churn")
    effect(ended, "bill_change_yuan", value=1.5, low=0.5, high=2.5)
    found = business_cases(people.province.scope)[0]
    kept, revenue, billed = found.kept_customers, found.kept_revenue(50.0), found.billed
    assert (kept and (kept.low, kept.value, kept.high)) == pytest.approx((18, 36, 54))
    assert (revenue and (revenue.low, revenue.value, revenue.high)) == pytest.approx((900, 1800, 2700))
    assert (billed and (billed.low, billed.value, billed.high)) == pytest.approx((450, 1350, 2250))


@pytest.mark.requirement("S3-030")
def test_cost_of_a_recovered_customer_carries_those_who_were_not(people: People, ended: RecoveryWave) -> None:
    effect(ended, "churn")
    found = business_cases(people.province.scope)[0]
    assert (found.cases, found.priced, found.cost) == (40, 40, 40 * 3_000)
    assert found.cost_per_recovered == pytest.approx(40 * 3_000 / 30)


@pytest.mark.requirement("S1-015")
def test_recovered_customers_stand_beside_those_held_out(people: People, ended: RecoveryWave) -> None:
    effect(ended, "churn")
    found = business_cases(people.province.scope)[0]
    assert (found.recovered.members, found.recovered.share) == (30, 1.0)
    assert (found.held_out.members, found.held_out.share) == (40, 0.8)
    assert (found.recovered.fee_a_member, found.held_out.fee_a_member) == (5_000, 4_000)


def test_wave_that_is_still_watched_says_nothing(people: People, ended: RecoveryWave) -> None:
    effect(ended, "churn", final=False)
    assert business_cases(people.province.scope) == []


def test_offer_is_no_recovery(people: People, ended: RecoveryWave) -> None:
    effect(ended, "churn")
    RecoveryWave.objects.unscoped("a test").filter(pk=ended.pk).update(purpose="commercial", campaign="c-1")
    assert business_cases(people.province.scope) == []


def test_first_reading_is_provisional_until_late_bills_are_in(people: People, ended: RecoveryWave) -> None:
    effect(ended, "churn")
    assert business_cases(people.province.scope)[0].provisional
    shown = as_user(people.dora).get("/reports/worth/recovered/").content.decode()
    assert "（初步，" in shown
    WaveEffect.objects.unscoped("a test").update(as_of=(NOON + timedelta(days=60 + 45)).date())
    assert not business_cases(people.province.scope)[0].provisional
    assert "（初步，" not in as_user(people.dora).get("/reports/worth/recovered/").content.decode()


def test_outcome_without_a_number_is_none(people: People, ended: RecoveryWave) -> None:
    effect(ended, "churn", value=None, low=None, high=None)
    found = business_cases(people.province.scope)[0]
    assert (found.kept_customers, found.kept_revenue(50.0), found.billed) == (None, None, None)


def test_wave_of_another_unit_is_not_seen(people: People, ended: RecoveryWave) -> None:
    effect(ended, "churn")
    assert business_cases(people.west.scope) == []


@pytest.mark.requirement("S1-015", "S3-030")
def test_page_shows_what_was_kept_and_what_it_took(people: People, ended: RecoveryWave) -> None:
    effect(ended, "churn")
    keep_figures(unit=people.province, found=[Found(Figure.REVENUE, point(50.0), 900, None, TODAY)], today=TODAY,
                 at=NOON)  # fmt: skip
    shown = as_user(people.dora).get("/reports/worth/recovered/").content.decode()
    assert "36 [18, 54]" in shown
    assert "1,800 元 [900, 2,700]" in shown
    assert "40.00 元" in shown
    assert "900 / 100" in shown
    assert "5.0% / 9.0%" in shown
    assert f"/recovery/waves/{ended.pk}/effect/" in shown


@pytest.mark.requirement("S1-015")
def test_page_says_what_to_do_where_nothing_is(people: People) -> None:
    shown = as_user(people.dora).get("/reports/worth/recovered/").content.decode()
    assert "尚无数据" in shown
    assert "留出对照组" in shown


@pytest.mark.requirement("S2-057")
@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (
            Span(0.1, 0.3, 0.2),
            "成立：没有解决的投诉者 90 天后仍在网的比例，比同类的沉默客户高 20 [10, 30]",
        ),
        (Span(-0.3, -0.1, -0.2), "不成立"),
        (Span(-0.1, 0.3, 0.1), "看不出差别"),
        (None, "现有 12 人"),
    ],
)
def test_hypothesis_is_answered_in_a_sentence(people: People, gap: Span | None, words: str) -> None:
    found = [Found(Figure.RETENTION_GAP_90, gap, 12 if gap is None else 100, None, TODAY)]
    keep_figures(unit=people.province, found=found, today=TODAY, at=NOON)
    assert words in as_user(people.dora).get("/reports/worth/recovered/").content.decode()


def test_figure_of_finance_is_entered_on_its_page(people: People) -> None:
    entry = Entry(Entered.HOUR_COST, 60.0, "财务部", TODAY)
    enter_figure(unit=people.province, entry=entry, by=people.dora, at=NOON)
    shown = as_user(people.dora).get("/reports/worth/parameters/").content.decode()
    assert "财务部" in shown
