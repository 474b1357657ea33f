# SPDX-License-Identifier: Apache-2.0
"""Replacement: the next reserve and no other, for a reason and no other."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.analytics.sampling.drawing import Drawn, draw
from amends.analytics.sampling.outcomes import Outcome
from amends.analytics.sampling.replacement import ReplacementRules, Tried, Verdict, may_replace, replacement

DRAW = draw(
    [f"C{number}" for number in range(60)],
    ["north", "south"] * 30,
    {"north": 10, "south": 10},
    rng=np.random.default_rng(1),
    reserve_share=0.5,
)
RULES = ReplacementRules()
GONE = Tried(Outcome.INELIGIBLE)
MISSING = DRAW.asked[0]
NORTH = [each for each in DRAW.reserves if each.stratum == "north"]
SOUTH = [each for each in DRAW.reserves if each.stratum == "south"]


def verdict(
    candidate: Drawn, tried: Tried = GONE, *, missing: Drawn = MISSING, used: tuple[str, ...] = ()
) -> Verdict:
    return may_replace(missing, candidate, tried, draw=DRAW, used=used, rules=RULES)


def test_replacement_when_allowed_is_the_next_reserve() -> None:
    found = replacement(MISSING, GONE, draw=DRAW, used=(), rules=RULES)
    assert (found.candidate, found.verdict) == (NORTH[0], Verdict.ALLOWED)
    then = replacement(DRAW.asked[1], GONE, draw=DRAW, used=(NORTH[0].member,), rules=RULES)
    assert then.candidate == NORTH[1]


@pytest.mark.parametrize(
    ("tried", "expected"),
    [
        (Tried(Outcome.REFUSED, 9, 9), Verdict.OUTCOME),
        (Tried(Outcome.COMPLETE), Verdict.OUTCOME),
        (Tried(Outcome.NOT_REACHED, 2, 2), Verdict.ATTEMPTS),
        (Tried(Outcome.NOT_REACHED, 3, 1), Verdict.DAYS),
        (Tried(Outcome.NOT_REACHED, 3, 2), Verdict.ALLOWED),
    ],
)
def test_reason_when_it_does_not_suffice_is_said(tried: Tried, expected: Verdict) -> None:
    assert verdict(NORTH[0], tried) is expected
    assert replacement(MISSING, tried, draw=DRAW, used=(), rules=RULES).verdict is expected


def test_candidate_when_staff_would_choose_is_refused() -> None:
    assert verdict(NORTH[1]) is Verdict.NOT_NEXT
    assert verdict(SOUTH[0]) is Verdict.STRATUM
    assert verdict(DRAW.asked[1]) is Verdict.NOT_RESERVE
    assert verdict(NORTH[0], used=(NORTH[0].member,)) is Verdict.USED


def test_reserve_when_it_came_in_may_be_replaced_but_not_before() -> None:
    assert verdict(NORTH[1], missing=NORTH[0]) is Verdict.NOT_ASKED
    assert verdict(NORTH[1], missing=NORTH[0], used=(NORTH[0].member,)) is Verdict.ALLOWED


def test_replacement_when_a_fifth_of_the_stratum_is_replaced_stops() -> None:
    used = tuple(each.member for each in NORTH[:2])
    assert replacement(MISSING, GONE, draw=DRAW, used=used, rules=RULES).verdict is Verdict.TOO_MANY
    assert replacement(DRAW.asked[10], GONE, draw=DRAW, used=used, rules=RULES).candidate == SOUTH[0]


def test_replacement_when_reserves_are_used_up_says_so() -> None:
    used = tuple(each.member for each in NORTH)
    found = replacement(MISSING, GONE, draw=DRAW, used=used, rules=replace(RULES, most_share=1))
    assert (found.candidate, found.verdict) == (None, Verdict.NONE_LEFT)


@given(st.sets(st.sampled_from([each.member for each in DRAW.reserves])), st.sampled_from(DRAW.drawn))
def test_candidates_when_any_were_used_leave_at_most_one_allowed(used: set[str], missing: Drawn) -> None:
    allowed = [
        each
        for each in DRAW.drawn
        if may_replace(missing, each, GONE, draw=DRAW, used=used, rules=RULES) is Verdict.ALLOWED
    ]
    found = replacement(missing, GONE, draw=DRAW, used=used, rules=RULES)
    assert allowed == ([found.candidate] if found.candidate else [])
