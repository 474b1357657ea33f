# SPDX-License-Identifier: Apache-2.0
"""The chain from complaints to what they cost: sums that anybody can redo, and which values they took."""

import pytest

from amends.apps.reports.rules.calculating import Label, Line, Missing, typed
from amends.apps.reports.rules.choosing import How
from amends.apps.reports.rules.spans import RangeFaulty, Span
from tests.apps.reports.choosing import choices, inputs, line, own


@pytest.mark.requirement("S0-031", "S4-023")
def test_forty_complaints_stand_for_a_thousand_when_the_text_says_25() -> None:
    found = line(Line.SILENT, inputs(complaints=40), choices(silent_multiplier="cited:1"))
    assert (found.span, found.label) == (Span(1000, 1000, 1000), Label.ESTIMATE)
    assert found.used[0].cited is not None
    assert found.used[0].cited.row == "S0-031"


@pytest.mark.requirement("S4-023", "S0-031")
def test_one_complaint_times_24_is_shown_beside_25() -> None:
    found = line(Line.SILENT, inputs(), choices())
    assert found.span == Span(24, 25, 24)
    assert [each.span.value for each in found.alternatives] == [24, 25]


def test_who_complains_three_times_stands_for_the_silent_once() -> None:
    once = line(Line.SILENT, inputs(complaints=30, complainants=10), choices(silent_multiplier="cited:0"))
    assert once.span == Span(240, 240, 240)
    told = line(Line.TOLD, inputs(complaints=30, complainants=10), choices(silent_multiplier="cited:0"))
    assert told.span == Span(250 * 9, 250 * 20)


@pytest.mark.requirement("S0-032")
def test_churn_at_risk_is_80_per_cent_until_it_is_measured() -> None:
    cited = line(Line.SILENT_LOST, inputs(complaints=40), choices())
    assert cited.span is not None
    assert cited.span.value == 24 * 40 * 0.8
    assert cited.used[0].how is How.CITED
    measured = line(
        Line.SILENT_LOST, inputs(complaints=40), choices(own("silent_churn_rate", 0.1, 0.05, 0.2))
    )
    assert measured.span is not None
    assert measured.span.value == pytest.approx(24 * 40 * 0.1)
    assert measured.used[0].how is How.MEASURED


@pytest.mark.requirement("S0-030", "S2-055", "S0-010")
def test_measured_value_wins_and_a_citation_may_be_picked() -> None:
    mine = own("silent_multiplier", 9.0, 7.0, 12.0)
    assert line(Line.SILENT, inputs(), choices(mine)).used[0].how is How.MEASURED
    assert line(Line.SILENT, inputs(), choices(mine)).span == Span(7, 12, 9)
    picked = line(Line.SILENT, inputs(), choices(mine, silent_multiplier="cited"))
    assert (picked.used[0].how, picked.span) == (How.CITED, Span(24, 25, 24))
    assert line(Line.SILENT, inputs(), choices(silent_multiplier="measured")).used[0].how is How.CITED


@pytest.mark.parametrize("pick", ["cited:9", "cited:x", "cited:-1", "nonsense", "cited:111111111111"])
def test_pick_that_is_none_takes_the_default(pick: str) -> None:
    assert line(Line.SILENT, inputs(), choices(silent_multiplier=pick)).span == Span(24, 25, 24)


@pytest.mark.requirement("S0-034", "S2-060", "S1-005", "S4-024")
def test_people_told_are_a_range_and_never_a_point() -> None:
    found = line(Line.TOLD, inputs(complaints=10), choices(silent_multiplier="cited:0"))
    assert found.span == Span(250 * 9, 250 * 20)
    assert [(each.span.low, each.span.high) for each in found.alternatives] == [
        (2250, 2250), (2500, 5000), (2500, 5000), (3000, 3000),
    ]  # fmt: skip


@pytest.mark.requirement("S2-062")
@pytest.mark.parametrize(("s2", "people"), [(500.0, 1820), (200.0, 1520)])
def test_chain_adds_its_three_stages(s2: float, people: int) -> None:
    found = line(Line.CHAIN, inputs(stages=(20.0, s2, 1300.0)), choices())
    assert found.span == Span(people, people, people)
    assert found.label is Label.QUOTED
    assert found.used[0].how is (How.CITED if s2 == 500 else How.TYPED)


@pytest.mark.requirement("S2-061")
def test_what_hearers_tell_is_not_multiplied_into_the_chain() -> None:
    used = [each.identifier for each in line(Line.CHAIN, inputs(), choices()).used]
    assert used == ["chain_1820"]
    own_hearers = choices(own("secondary_wom", 99.0))
    assert line(Line.CHAIN, inputs(), own_hearers).span == Span(1820, 1820, 1820)


@pytest.mark.requirement("S2-063")
def test_hearers_who_stay_away_are_an_upper_bound() -> None:
    found = line(Line.CHAIN_LOST, inputs(), choices())
    assert found.span is not None
    assert found.span.value == pytest.approx(1274)
    assert found.label is Label.UPPER


@pytest.mark.requirement("S0-033", "S2-059", "S2-058", "S1-007")
def test_fast_rate_counts_only_cases_confirmed_fast() -> None:
    given = inputs(complaints=100, fast=40, resolved=20, unsolved=10)
    fast, solved = (line(each, given, choices()) for each in (Line.KEPT_FAST, Line.KEPT_RESOLVED))
    assert fast.span is not None
    assert fast.span.value == pytest.approx(38)
    assert solved.span == Span(20 * 0.54, 20 * 0.75)
    assert {each.identifier for each in solved.used} == {"return_rate_resolved"}
    assert [each.span.value for each in solved.alternatives] == [None, 15]


@pytest.mark.requirement("S1-004")
def test_unsolved_complainants_leave_by_their_own_rate() -> None:
    found = line(Line.UNSOLVED_LOST, inputs(unsolved=100), choices())
    assert found.span == Span(89, 89, 89)


@pytest.mark.requirement("S0-037", "S2-066")
def test_value_at_risk_takes_measured_tenure_and_else_eleven_times() -> None:
    given = inputs(unsolved=100, complaints=0, revenue=typed("monthly_revenue", 50.0))
    cited = line(Line.AT_RISK, given, choices())
    assert cited.span is not None
    assert (cited.span.low, cited.span.value, cited.span.high) == (44_500, 48_950, 48_950)
    tenure = own("tenure_months", 30.0, 28.0, 32.0)
    measured = line(Line.AT_RISK, given, choices(tenure))
    assert measured.span == Span(89 * 50 * 28, 89 * 50 * 32, 89 * 50 * 30)
    assert measured.used[1].identifier == "tenure_months"
    picked = line(Line.AT_RISK, given, choices(tenure, lifetime_multiple="cited:1"))
    assert picked.span is not None
    assert picked.span.value == 89 * 50 * 10


def test_value_at_risk_is_margin_where_finance_gives_one() -> None:
    given = inputs(unsolved=100, complaints=0, revenue=typed("monthly_revenue", 50.0))
    found = line(Line.AT_RISK, given, choices(own("tenure_months", 30.0), own("margin_rate", 0.5)))
    assert found.span is not None
    assert found.span.value == 89 * 50 * 30 * 0.5


def test_value_at_risk_waits_for_revenue() -> None:
    assert line(Line.AT_RISK, inputs(unsolved=5), choices()).missing is Missing.REVENUE


@pytest.mark.requirement("S2-067")
def test_acquisition_cost_has_no_default() -> None:
    for which in (Line.REPLACING, Line.KEEPING):
        found = line(which, inputs(unsolved=100), choices())
        assert (found.span, found.missing) == (None, Missing.ACQUISITION_COST)


@pytest.mark.requirement("S0-009", "S0-010", "S2-068", "S4-025")
def test_keeping_costs_a_fifth_to_a_sixth_of_winning() -> None:
    given = inputs(unsolved=100, complaints=0, acquisition_cost=typed("acquisition_cost", 600.0))
    assert line(Line.REPLACING, given, choices()).span == Span(89 * 600, 89 * 600, 89 * 600)
    found = line(Line.KEEPING, given, choices())
    assert found.span is not None
    assert (found.span.low, found.span.high) == (89 * 100, 89 * 120)
    assert [each.cited.row for each in found.alternatives] == ["S0-009", "S0-010", "S2-068", "S4-025"]


@pytest.mark.requirement("S0-010")
def test_own_cost_of_keeping_stands_before_the_ratio() -> None:
    given = inputs(
        unsolved=100,
        complaints=0,
        acquisition_cost=typed("acquisition_cost", 600.0),
        retention_cost=typed("retention_cost", 30.0),
    )
    assert line(Line.KEEPING, given, choices()).span == Span(2670, 2670, 2670)
    picked = line(Line.KEEPING, given, choices(new_vs_retained_cost_ratio="cited:0"))
    assert picked.span is not None
    assert picked.span.value == 89 * 120


@pytest.mark.requirement("S0-036")
def test_lost_customers_take_ten_new_ones_each() -> None:
    found = line(Line.REPLACEMENTS, inputs(complaints=0, unsolved=100), choices())
    assert found.span is not None
    assert (found.span.value, found.label) == (890, Label.CITED)
    assert found.alternatives[0].cited.row == "S0-036"


@pytest.mark.requirement("S2-065")
def test_four_hundred_satisfied_bring_a_hundred() -> None:
    found = line(Line.REFERRED, inputs(satisfied=400), choices())
    assert found.span is not None
    assert (found.span.value, found.label) == (100, Label.CITED)


@pytest.mark.requirement("S0-035", "S2-064")
def test_satisfied_tell_a_range() -> None:
    assert line(Line.PRAISED, inputs(satisfied=10), choices()).span == Span(50, 250)


def test_range_refuses_ends_the_wrong_way_round() -> None:
    with pytest.raises(RangeFaulty):
        Span(2, 1)
    with pytest.raises(RangeFaulty):
        Span(1, 2, 3)
