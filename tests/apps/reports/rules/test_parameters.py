# SPDX-License-Identifier: Apache-2.0
"""Every number that the texts quote is held with its value, its words and its text; what conflicts is said."""

import pytest

from amends.apps.reports.queries.figures import register
from amends.apps.reports.rules.parameters import (
    Cited,
    ParameterBanned,
    ParameterUnknown,
    Use,
    read_register,
)
from amends.apps.reports.rules.spans import Span
from docs.requirements.write import rows
from tests.apps.reports.choosing import choices

Quoted = tuple[str, str, str, Span]


def at(low: float, high: float | None = None) -> Span:
    """A point, or a range without one."""
    return Span(low, low, low) if high is None else Span(low, high)


# row, parameter, conflict, value: as the requirements have them
QUOTED: tuple[Quoted, ...] = (
    ("S0-009", "new_vs_retained_cost_ratio", "C05", at(5)),
    ("S0-010", "new_vs_retained_cost_ratio", "C05", at(6)),
    ("S0-030", "complaint_rate", "C02", at(0.04)),
    ("S0-031", "silent_multiplier", "C02", at(25)),
    ("S0-032", "silent_churn_rate", "C04", at(0.8)),
    ("S0-033", "return_rate_fast", "C03", at(0.95)),
    ("S0-034", "negative_wom", "C01", at(10, 20)),
    ("S0-035", "positive_wom", "C06", at(5, 10)),
    ("S0-036", "replacement_ratio", "C05", at(10)),
    ("S0-037", "lifetime_multiple", "C07", at(11)),
    ("S0-045", "loss_equivalent", "C05", at(18)),
    ("S1-002", "churn_profit_effect", "C05", at(0.75)),
    ("S1-003", "leave_rate_poor_service", "C04", at(0.94)),
    ("S1-004", "leave_rate_unresolved", "C04", at(0.89)),
    ("S1-005", "negative_wom", "C01", at(9)),
    ("S1-006", "complaint_intention", "C02", at(0.67)),
    ("S1-007", "return_rate_resolved", "C03", at(0.75)),
    ("S2-055", "complaint_rate", "C02", at(0.04)),
    ("S2-056", "serious_share", "C20", at(24)),
    ("S2-058", "return_rate_resolved", "C03", at(0.54, 0.70)),
    ("S2-059", "return_rate_fast", "C03", at(0.95)),
    ("S2-060", "negative_wom", "C01", at(10, 20)),
    ("S2-061", "secondary_wom", "C08", at(8, 16)),
    ("S2-062", "chain_1820", "C08", at(1820)),
    ("S2-063", "hearer_loss_rate", "C04", at(0.7)),
    ("S2-064", "positive_wom", "C06", at(25)),
    ("S2-065", "referral_rate", "", at(0.25)),
    ("S2-066", "lifetime_multiple", "C07", at(10)),
    ("S2-067", "acquisition_cost", "C05", at(10_000)),
    ("S2-068", "new_vs_retained_cost_ratio", "C05", at(5)),
    ("S2-069", "growth_satisfied_firms", "", at(0.06)),
    ("S4-023", "leverage_silent", "C02", at(24)),
    ("S4-024", "leverage_spread", "C01", at(12)),
    ("S4-025", "leverage_cost", "C05", at(6)),
)


def citation(identifier: str, row: str) -> Cited:
    """The citation of one row."""
    return next(each for each in register().parameters[identifier].cited if each.row == row)


@pytest.mark.requirement(
    "S0-009",
    "S0-010",
    "S0-030",
    "S0-031",
    "S0-032",
    "S0-033",
    "S0-034",
    "S0-035",
    "S0-036",
    "S0-037",
    "S0-045",
)
@pytest.mark.requirement("S1-002", "S1-003", "S1-004", "S1-005", "S1-006", "S1-007")
@pytest.mark.requirement(
    "S2-055",
    "S2-056",
    "S2-058",
    "S2-059",
    "S2-060",
    "S2-061",
    "S2-062",
    "S2-063",
    "S2-064",
    "S2-065",
    "S2-066",
)
@pytest.mark.requirement("S2-067", "S2-068", "S2-069", "S4-023", "S4-024", "S4-025")
@pytest.mark.parametrize("quoted", QUOTED, ids=lambda each: each[0])
def test_number_of_a_text_is_held_with_its_words_and_conflict(quoted: Quoted) -> None:
    row, identifier, conflict, span = quoted
    held, found = register().parameters[identifier], citation(identifier, row)
    assert (held.hold_as, held.conflict, found.span) == ("parameter", conflict, span)
    assert found.seed == f"00{row[1]}"
    assert len(found.phrase) > 3
    assert not conflict or register().conflicts[conflict]["zh"]


def test_every_row_that_is_a_parameter_is_quoted() -> None:
    asked = {each.id for each in rows() if each.group == "IMP" and each.hold_as == "parameter"}
    assert asked == {row for row, *_rest in QUOTED}
    assert {each.id: each.contradiction for each in rows() if each.id in asked} == {
        row: conflict for row, _identifier, conflict, _span in QUOTED
    }


@pytest.mark.requirement("S0-009", "S2-068")
def test_cost_ratio_lists_five_six_and_a_fifth() -> None:
    found = register().parameters["new_vs_retained_cost_ratio"].cited
    assert [(each.span and each.span.value, each.seed) for each in found] == [
        (5, "000"), (6, "000"), (5, "002"), (6, "004"),
    ]  # fmt: skip
    assert "1/5" in citation("new_vs_retained_cost_ratio", "S2-068").phrase


@pytest.mark.requirement("S1-005", "S2-060", "S0-034", "S4-024")
def test_people_told_stand_beside_each_other() -> None:
    told = register().parameters["negative_wom"]
    assert {(each.span.low, each.span.high) for each in told.cited if each.span} == {
        (9, 9),
        (10, 20),
        (12, 12),
    }
    assert (told.default and (told.default.low, told.default.high)) == (9, 20)
    assert sum(each.span == at(10, 20) for each in told.cited) == 2


@pytest.mark.requirement("S1-007", "S2-058", "S2-059", "S0-033")
def test_return_rates_are_kept_apart_by_condition() -> None:
    solved, fast = (register().parameters[f"return_rate_{name}"] for name in ("resolved", "fast"))
    assert solved.default == Span(0.54, 0.75)
    assert fast.default == at(0.95)
    assert {each.seed for each in fast.cited} == {"000", "002"}


@pytest.mark.requirement("S2-064", "S0-035", "S2-066", "S0-037", "S0-045")
@pytest.mark.parametrize(("name", "low", "high"), [("positive_wom", 5, 25), ("lifetime_multiple", 10, 11)])
def test_alternatives_span_the_range(name: str, low: float, high: float) -> None:
    held = register().parameters[name]
    assert held.default is not None
    assert (held.default.low, held.default.high) == (low, high)
    assert len(held.cited) == 2


@pytest.mark.requirement("S0-045", "S4-023", "S4-024", "S4-025")
@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("leverage_silent", ["silent_multiplier"]),
        ("leverage_spread", ["negative_wom"]),
        ("leverage_cost", ["new_vs_retained_cost_ratio"]),
        ("loss_equivalent", ["replacement_ratio"]),
        ("silent_multiplier", ["leverage_silent"]),
    ],
)
def test_same_claim_in_other_words_stands_beside(name: str, others: list[str]) -> None:
    assert [each.identifier for each in register().relatives(name)] == others


@pytest.mark.requirement("S1-006")
def test_intention_is_no_behaviour() -> None:
    assert register().parameters["complaint_intention"].use is Use.REFERENCE
    with pytest.raises(ParameterBanned):
        choices().use("complaint_intention")


@pytest.mark.requirement("S1-002", "S2-069", "S1-003", "S2-061")
@pytest.mark.parametrize(
    "name", ["churn_profit_effect", "growth_satisfied_firms", "leave_rate_poor_service", "secondary_wom"]
)
def test_reference_is_in_no_formula(name: str) -> None:
    assert register().parameters[name].use is Use.REFERENCE
    with pytest.raises(ParameterBanned):
        choices().use(name)


@pytest.mark.requirement("S1-002")
def test_effect_on_profit_is_flagged_unverified() -> None:
    assert register().parameters["churn_profit_effect"].unverified


@pytest.mark.requirement("S2-056", "S2-067", "S2-001", "S2-002")
@pytest.mark.parametrize("name", ["serious_share", "acquisition_cost", "first_impression_shares"])
def test_banned_number_is_in_no_formula(name: str) -> None:
    assert register().parameters[name].use is Use.BANNED
    assert not register().parameters[name].calculable
    with pytest.raises(ParameterBanned):
        choices().use(name)


@pytest.mark.requirement("S2-056", "S2-060")
def test_damaged_text_keeps_its_words_and_a_reading() -> None:
    serious = citation("serious_share", "S2-056")
    assert serious.phrase == "其中的24确有及待解决的严重问题"
    assert (serious.doubtful, "单位不明" in serious.reading) == (True, True)
    assert register().parameters["serious_share"].unit == "unclear"
    told = citation("negative_wom", "S2-060")
    assert ("1020人" in told.phrase, "10-20人" in told.reading) == (True, True)


@pytest.mark.requirement("S2-001", "S2-002")
def test_first_impressions_are_content_with_both_sets() -> None:
    one, two = register().parameters["first_impression_shares"].cited
    assert dict(one.shares) == {"appearance": "0.6", "attitude": "0.2", "language": "0.15", "content": "0.05"}
    assert dict(two.shares) == {"looks": "0.6", "voice_and_talk": "0.4"}
    assert register().parameters["first_impression_shares"].conflict == "C09"


def test_doubtful_citation_enters_no_formula_even_of_a_calculator() -> None:
    doubtful = {"value": 24, "seed": "002", "row": "S2-056", "phrase_zh": "其中的24", "doubtful": True}
    row = {
        "code": "CPAR-99", "identifier": "x", "name_zh": "某数", "name_en": "x", "use": "calculator",
        "hold_as": "parameter", "unit": "times", "values": [doubtful], "measured_by": "none",
    }  # fmt: skip
    assert not read_register({"parameters": [row], "conflicts": {}}).calculable("x").calculable


def test_shares_stand_at_the_citation_that_has_no_value() -> None:
    cited = register().parameters["switch_reason_shares"].cited[0]
    assert dict(cited.shares)["staff_indifference"] == ">0.65"


def test_unknown_parameter_is_named() -> None:
    with pytest.raises(ParameterUnknown, match="no_such"):
        register().calculable("no_such")
