# SPDX-License-Identifier: Apache-2.0
"""What answers say by item, where they fall short of expectation, and when somebody must act."""

from typing import Any

import pytest

from amends.apps.surveys.rules.feed import score_of
from amends.apps.surveys.rules.items import items
from amends.apps.surveys.rules.outcomes import Given, declined, gaps, given, low_reasons, state_of
from amends.apps.surveys.rules.settings import Rule
from tests.apps.surveys.answers import LONG


def _given(**answers: Any) -> tuple[Given, ...]:
    return given(items(LONG), answers)


def _reasons(scoring: dict[str, Any], *rules: Rule, **answers: Any) -> set[tuple[str, bool]]:
    return {(each.reason, each.act) for each in low_reasons(_given(**answers), rules, scoring)}


def test_answers_are_numbers_codes_or_words() -> None:
    told = {each.item.code: each for each in _given(C1="solved", C2=7, O1="慢", unknown=3)}
    assert told["C2"].number == 7
    assert told["C1"].chosen == ("solved",)
    assert told["O1"].words == "慢"
    assert set(told) == {"C1", "C2", "O1"}


@pytest.mark.requirement("S0-003")
@pytest.mark.parametrize(("expected", "perceived", "gap"), [(9, 6, -3), (6, 6, 0), (5, 8, 3)])
def test_gap_is_perceived_minus_expected(expected: int, perceived: int, gap: int) -> None:
    assert gaps(_given(E1=expected, P1=perceived)) == {"P1": gap}
    flagged = ("below_expectation", False) in _reasons({}, E1=expected, P1=perceived)
    assert flagged is (gap < 0)


def test_gap_without_its_other_half_is_none() -> None:
    assert gaps(_given(P1=3)) == {}


@pytest.mark.parametrize(("limit", "acts"), [(-3, True), (-4, False), (None, False), ("much", False)])
def test_gap_is_acted_on_from_the_limit(limit: object, acts: bool) -> None:
    assert ("below_expectation", acts) in _reasons({"gap_acts_at": limit}, E1=9, P1=6)


@pytest.mark.parametrize(
    ("scoring", "score", "low"),
    [({}, 3, True), ({}, 4, False), ({"low_at_most": 6}, 6, True), ({"low_at_most": "six"}, 4, False)],
)
def test_overall_score_is_low_at_the_threshold(scoring: dict[str, Any], score: int, low: bool) -> None:
    assert (("low_score", True) in _reasons(scoring, C2=score)) is low


@pytest.mark.requirement("S4-013")
@pytest.mark.parametrize("state", ["below", "equal", "above"])
def test_state_is_what_the_customer_chose(state: str) -> None:
    (answer,) = _given(X1=state)
    assert state_of(answer) == state
    assert (("below_expectation", True) in _reasons({}, X1=state)) is (state == "below")
    scores = {"below": 3, "equal": 7, "above": 10}
    assert score_of(None, [state], None, None) == scores[state]


def test_rules_of_the_questionnaire_come_with_their_words() -> None:
    rule = Rule("{C1} = 'not_solved'", "open_case", "billing", "P1", "没有解决")
    (low,) = low_reasons(_given(C2=9), [rule], {})
    kept = {"reason": "routed", "act": True, "words": "没有解决", "kind": "billing", "priority": "p1"}
    assert low.kept() == kept


def test_no_contact_is_no_reason_but_a_wish() -> None:
    rule = Rule("x", "no_contact", "", "", "")
    assert declined([rule])
    assert low_reasons(_given(C2=9), [rule], {}) == ()


@pytest.mark.parametrize(
    ("number", "low", "high", "score"), [(1.0, 1.0, 5.0, 1), (5.0, 1.0, 5.0, 10), (0.0, 0.0, 10.0, 1)]
)
def test_score_is_on_one_to_ten_whatever_the_scale(
    number: float, low: float, high: float, score: float
) -> None:
    assert score_of(number, [], low, high) == score
