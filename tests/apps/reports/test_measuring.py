# SPDX-License-Identifier: Apache-2.0
"""What was measured takes the place of what is cited: over customers whose fates are known."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest

from amends.apps.core.models import Event, Unit
from amends.apps.customers.models import Customer
from amends.apps.reports.actions.measuring import (
    Entry,
    FigureImplausible,
    HourTooDear,
    NotYet,
    NotYours,
    SourceMissing,
    enter_figure,
    keep_figures,
    note_ended_lines,
)
from amends.apps.reports.jobs import measure_parameters
from amends.apps.reports.models import LineEnd, LineLook, MeasuredValue
from amends.apps.reports.queries.figures import own_figures
from amends.apps.reports.queries.measuring import measured_figures
from amends.apps.reports.rules.figures import Entered, Figure, Found
from amends.apps.reports.rules.spans import point
from amends.apps.surveys.models import Answer, Invitation, Item, Response
from tests.apps.reports.conftest import DAY, TODAY, WHY, leave, make_case, make_customer, moment
from tests.apps.satisfaction.conftest import make_version, make_wave
from tests.people import NOON, People


def figures(unit: Unit) -> Mapping[Figure, Found]:
    return {each.figure: each for each in measured_figures(unit, TODAY)}


def value(found: Mapping[Figure, Found], figure: Figure) -> float | None:
    span = found[figure].span
    return None if span is None else span.value


def complained(people: People, n: int, gone: int, **case: object) -> list[Customer]:
    """`n` customers who complained 200 days ago, of whom the first `gone` left 10 days later."""
    made = [make_customer(people.east_team) for _ in range(n)]
    for at, each in enumerate(made):
        make_case(people, each, days_ago=200, **case)  # type: ignore[arg-type]
        if at < gone:
            leave(each, days_ago=190)
    return made


@pytest.mark.requirement("S0-033", "S2-059", "S2-058", "S1-007", "S1-004")
def test_who_stayed_is_told_by_how_it_ended(people: People) -> None:
    complained(people, 40, 4, hours=72)
    complained(people, 30, 6, hours=73)
    complained(people, 50, 20, state="not_recovered")
    found = figures(people.province)
    assert (value(found, Figure.RETURN_FAST), found[Figure.RETURN_FAST].n) == (0.9, 40)
    assert (value(found, Figure.RETURN_RESOLVED), found[Figure.RETURN_RESOLVED_90].n) == (0.8, 30)
    assert value(found, Figure.LEAVE_UNRESOLVED) == pytest.approx(0.4)
    counts = [
        value(found, each) for each in (Figure.COMPLAINTS, Figure.FAST, Figure.RESOLVED, Figure.UNSOLVED)
    ]
    assert counts == [120, 40, 30, 50]
    assert value(found, Figure.COMPLAINANTS) == 120


def test_customer_who_complained_thrice_is_one_complainant(people: People) -> None:
    (customer,) = complained(people, 1, 0)
    for days in (40, 20):
        make_case(people, customer, days_ago=days)
    found = figures(people.province)
    assert (value(found, Figure.COMPLAINTS), value(found, Figure.COMPLAINANTS)) == (3, 1)


def test_what_was_not_brought_as_complaint_counts_nothing(people: People) -> None:
    complained(people, 30, 30, origin="recovery")
    complained(people, 30, 30, request_type="inquiry")
    found = figures(people.province)
    assert found[Figure.COMPLAINTS].n == 0
    assert found[Figure.RETURN_FAST].span is None


def test_figures_of_a_unit_know_nothing_of_its_neighbour(people: People) -> None:
    complained(people, 30, 3)
    assert value(figures(people.east), Figure.RETURN_FAST) == 0.9
    assert figures(people.west)[Figure.RETURN_FAST].n == 0


def test_line_found_closed_that_nobody_watched_is_lost_and_told(people: People) -> None:
    for each in complained(people, 30, 0)[:3]:
        leave(each, days_ago=2, seen_before=None)
    found = figures(people.province)[Figure.RETURN_FAST]
    assert found.span is not None
    assert (found.span.value, found.undated) == (0.9, 3)


def answer(people: People, scores: list[tuple[int, bool, bool]], *, days_ago: int = 200) -> None:
    """Answers to a sampled wave: (overall satisfaction, complained before, left after)."""
    wave = make_wave(people, version=make_version(people, items=[("A1", "satisfaction", "", "satisfaction")]),
                     starts_at=moment(days_ago), strata=())  # fmt: skip
    for at, (score, voiced, gone) in enumerate(scores):
        who = make_customer(people.east_team)
        invited = Invitation.objects.create(wave=wave, customer=who, unit=who.unit, salt="s", token_hash=f"t{at}",
                                            state="completed", ended_at=moment(days_ago),
                                            expires_at=wave.ends_at)  # fmt: skip
        Response.objects.create(wave=wave, unit=who.unit, way="sms", invitation=invited, customer=who,
                                answers={"A1": score}, started_at=moment(days_ago), saved_at=moment(days_ago),
                                submitted_at=moment(days_ago), complete=True, seconds=60)  # fmt: skip
        if voiced:
            make_case(people, who, days_ago=days_ago + 30)
        if gone:
            leave(who, days_ago=days_ago - 10)


@pytest.mark.requirement("S2-055", "S0-030", "S0-031", "S0-032")
def test_share_that_complains_and_churn_of_the_silent_are_measured(people: People) -> None:
    low = [*[(3, True, False)] * 10, *[(3, False, True)] * 9, *[(3, False, False)] * 81]
    answer(people, [*low, *[(9, False, True)] * 2, *[(9, False, False)] * 38])
    found = figures(people.province)
    assert value(found, Figure.COMPLAINT_RATE) == pytest.approx(0.1)
    assert (found[Figure.COMPLAINT_RATE].n, found[Figure.SILENT_CHURN].n) == (100, 90)
    assert value(found, Figure.SILENT_MULTIPLIER) == pytest.approx(9)
    assert value(found, Figure.SILENT_CHURN) == pytest.approx(0.1)
    assert value(found, Figure.SILENT_CHURN_OTHERS) == pytest.approx(0.05)


@pytest.mark.requirement("S2-057")
def test_unsolved_complainants_are_held_against_the_silent(people: People) -> None:
    complained(people, 100, 10, state="not_recovered")
    answer(people, [*[(3, False, True)] * 20, *[(3, False, False)] * 30])
    found = figures(people.province)
    assert value(found, Figure.RETENTION_UNSOLVED_90) == pytest.approx(0.9)
    assert value(found, Figure.RETENTION_SILENT_90) == pytest.approx(0.6)
    gap = found[Figure.RETENTION_GAP_90].span
    assert gap is not None
    assert gap.value == pytest.approx(0.3)
    assert gap.low > 0


@pytest.mark.requirement("S1-005", "S0-034", "S2-060")
def test_people_told_are_asked_in_the_yearly_survey(people: People) -> None:
    version = make_version(people, code="SV-TCSI", items=[
        ("G1", "complaint_construct", "", ""), ("G2", "complaint_construct", "", "")])  # fmt: skip
    wave = make_wave(people, version=version, starts_at=moment(30), strata=())
    items = {each.code: each for each in Item.objects.unscoped(WHY).filter(version=version)}
    for at in range(50):
        who = make_customer(people.east_team)
        invited = Invitation.objects.create(wave=wave, customer=who, unit=who.unit, salt="s", token_hash=f"g{at}",
                                            state="completed", ended_at=moment(20),
                                            expires_at=wave.ends_at)  # fmt: skip
        made = Response.objects.create(wave=wave, unit=who.unit, way="sms", invitation=invited, customer=who,
                                       started_at=moment(20), saved_at=moment(20), submitted_at=moment(20),
                                       complete=True, seconds=60)  # fmt: skip
        said = "told_friends" if at < 10 else "silent" if at < 40 else "nothing"
        Answer.objects.create(response=made, item=items["G1"], chosen=[said])
        if at < 10:
            Answer.objects.create(response=made, item=items["G2"], number=9_999 if at == 0 else 12)
    found = figures(people.province)[Figure.NEGATIVE_WOM]
    assert found.n == 40  # dissatisfied: ten who told somebody, thirty who told nobody
    assert value({found.figure: found}, found.figure) == pytest.approx((100 + 9 * 12) / 40)


@pytest.mark.requirement("S0-037")
def test_tenure_and_revenue_are_means_of_lines_that_are_there(people: People) -> None:
    for fee in (3_000, 5_000):
        for _ in range(20):
            make_customer(people.east_team, plan_fee=fee, joined_date=date(2024, 11, 5))
    make_customer(people.east_team, plan_fee=99_900, joined_date=date(1999, 1, 1), line_state="closed")
    found = figures(people.province)
    assert (value(found, Figure.TENURE), found[Figure.TENURE].n) == (24, 40)
    assert (value(found, Figure.REVENUE), found[Figure.REVENUE].n) == (40, 40)


def test_night_run_twice_keeps_one_row_a_figure(people: People) -> None:
    for found in (0.2, 0.3):
        row = Found(Figure.COMPLAINT_RATE, point(found), 50, None, TODAY)
        assert keep_figures(unit=people.province, found=[row], today=TODAY, at=NOON) == 1
    assert [each.value for each in MeasuredValue.objects.unscoped(WHY)] == [0.3]


class Clock:
    """A run at noon."""

    def at(self) -> datetime:
        return NOON

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Nobody looks."""


def test_job_measures_every_unit_and_logs_it(people: People) -> None:
    complained(people, 30, 3)
    told = measure_parameters(Clock())
    assert told["units"] == 4
    assert own_figures(people.east)["return_rate_fast"].span is not None
    logged = Event.objects.unscoped(WHY).filter(kind="reports.parameters_measured")
    assert logged.count() == 4


def test_unit_without_its_own_takes_the_figure_above_but_no_counts(people: People) -> None:
    for figure in (Figure.COMPLAINT_RATE, Figure.COMPLAINTS):
        row = Found(figure, point(0.5), 50, None, TODAY)
        keep_figures(unit=people.province, found=[row], today=TODAY, at=NOON)
    found = own_figures(people.east_team)
    assert found["complaint_rate"].unit == "示例省"
    assert "complaints" not in found


def test_few_people_above_hide_nothing_that_a_unit_has(people: People) -> None:
    keep_figures(unit=people.province, found=[Found(Figure.COMPLAINT_RATE, point(0.5), 50, None, TODAY)],
                 today=TODAY, at=NOON)  # fmt: skip
    few = Found(Figure.COMPLAINT_RATE, None, 3, None, TODAY)
    keep_figures(unit=people.east, found=[few], today=TODAY, at=NOON)
    found = own_figures(people.east)["complaint_rate"]
    assert (found.unit, found.span) == ("示例省", point(0.5))


def test_few_people_everywhere_are_told_of_the_unit_itself(people: People) -> None:
    for unit, n in ((people.province, 20), (people.east, 3)):
        few = Found(Figure.RETENTION_GAP_90, None, n, None, TODAY)
        keep_figures(unit=unit, found=[few], today=TODAY, at=NOON)
    found = own_figures(people.east)["retention_gap_90"]
    assert (found.unit, found.n, found.span) == ("东市", 3, None)


def test_ended_line_is_noted_with_the_day_it_was_last_there(people: People) -> None:
    who, early = make_customer(people.east_team), make_customer(people.east_team)
    make_case(people, who, days_ago=20)
    make_case(people, early, days_ago=0, hours=0)
    make_customer(people.east_team, line_state="closed")  # never complained: nobody asks
    note_ended_lines(today=TODAY - 3 * DAY, at=NOON)
    Customer.objects.unscoped(WHY).filter(pk__in=[who.pk, early.pk]).update(line_state="closed")
    assert note_ended_lines(today=TODAY, at=NOON) == 2
    ends = {each.pk: (each.alive_date, each.seen_date) for each in LineEnd.objects.unscoped(WHY)}
    assert ends == {who.pk: (TODAY - timedelta(days=3), TODAY), early.pk: (None, TODAY)}
    assert note_ended_lines(today=TODAY, at=NOON) == 0
    assert LineLook.objects.count() == 2


def test_line_that_is_there_again_is_no_end(people: People) -> None:
    who = make_customer(people.east_team)
    leave(who, days_ago=5)
    Customer.objects.unscoped(WHY).filter(pk=who.pk).update(line_state="active")
    note_ended_lines(today=TODAY, at=NOON)
    assert not LineEnd.objects.unscoped(WHY).exists()


@pytest.mark.requirement("S2-067", "S0-010")
def test_finance_enters_its_figures_with_their_source(people: People) -> None:
    entry = Entry(Entered.ACQUISITION_COST, 480.0, "财务部 2026 年 9 月", TODAY)
    made = enter_figure(unit=people.province, entry=entry, by=people.dora, at=NOON)
    assert (made.value, made.entered_by) == (480.0, people.dora)
    assert own_figures(people.east)["acquisition_cost"].source == "财务部 2026 年 9 月"
    enter_figure(unit=people.province, entry=Entry(Entered.RETENTION_COST, 60.0, "财务部", TODAY), by=people.dora,
                 at=NOON)  # fmt: skip
    assert own_figures(people.east)["new_vs_retained_cost_ratio"].span == point(8.0)


def test_what_finance_says_last_takes_back_a_wrong_month(people: People) -> None:
    for yuan, until, at in ((48.0, TODAY, NOON), (52.0, TODAY - 60 * DAY, NOON + DAY)):
        entry = Entry(Entered.HOUR_COST, yuan, "财务部", until)
        enter_figure(unit=people.province, entry=entry, by=people.dora, at=at)
    assert own_figures(people.province)["hour_cost"].span == point(52.0)


@pytest.mark.parametrize(
    ("entry", "refusal"),
    [
        (Entry(Entered.HOUR_COST, 40.0, " ", TODAY), SourceMissing),
        (Entry(Entered.HOUR_COST, 0.0, "财务部", TODAY), FigureImplausible),
        (Entry(Entered.MARGIN_RATE, 1.2, "财务部", TODAY), FigureImplausible),
        (Entry(Entered.HOUR_COST, 30_000_000.0, "财务部", TODAY), HourTooDear),
        (Entry(Entered.HOUR_COST, 40.0, "财务部", TODAY + DAY), NotYet),
    ],
)
def test_figure_that_cannot_be_checked_is_refused(
    people: People, entry: Entry, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        enter_figure(unit=people.province, entry=entry, by=people.dora, at=NOON)


def test_only_who_manages_recovery_enters_figures_and_only_of_their_units(people: People) -> None:
    entry = Entry(Entered.HOUR_COST, 40.0, "财务部", TODAY)
    for unit, by in ((people.east, people.bob), (people.group, people.dora)):
        with pytest.raises(NotYours):
            enter_figure(unit=unit, entry=entry, by=by, at=NOON)
