# SPDX-License-Identifier: Apache-2.0
"""How far a grievance has grown, what becomes of a customer, and whom a notice is written for: pure decisions."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.apps.recovery.rules.grievances import STAGES, WINDOW, Sign, Signal, Stage, grown, is_low, stage_of
from amends.apps.recovery.rules.notices import (
    Reader,
    Why,
    WordsUnknown,
    deadline,
    filled,
    skipped,
)
from amends.apps.recovery.rules.reactions import Reacted, reacted
from tests.people import NOON

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SIGNS = st.lists(st.sampled_from(Sign), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("signs", "stage"),
    [
        ([Sign.LOW_SCORE], Stage.LATENT),
        ([Sign.DETECTED], Stage.LATENT),
        ([Sign.DETECTED, Sign.LOW_SCORE], Stage.LATENT),
        ([Sign.LOW_SCORE, Sign.LOW_SCORE], Stage.VISIBLE),
        ([Sign.LOW_SCORE, Sign.CONTACT], Stage.VISIBLE),
        ([Sign.LOW_SCORE, Sign.LOW_SCORE, Sign.CONTACT], Stage.POTENTIAL),
        ([Sign.LOW_SCORE, Sign.LET_DOWN, Sign.CONTACT], Stage.POTENTIAL),
        ([Sign.COMPLAINED], Stage.COMPLAINT),
    ],
)
def test_signs_come_to_a_stage(signs: list[Sign], stage: Stage) -> None:
    assert stage_of({each: signs.count(each) for each in signs}) is stage


@given(signs=SIGNS, more=st.sampled_from(Sign))
def test_one_more_sign_never_makes_a_grievance_smaller(signs: list[Sign], more: Sign) -> None:
    before, after = (stage_of({each: s.count(each) for each in s}) for s in (signs, [*signs, more]))
    assert STAGES.index(after) >= STAGES.index(before)


def test_old_signs_and_those_before_it_was_put_right_do_not_count() -> None:
    old, lately, new = (Signal(Sign.LOW_SCORE, NOON - each) for each in (WINDOW, 2 * DAY, HOUR))
    assert grown([old], at=NOON) is None
    found = grown([old, lately, new], at=NOON, settled_at=NOON - DAY)
    assert found is not None
    assert (found.stage, found.first_at) == (Stage.LATENT, new.at)


@pytest.mark.parametrize(
    ("number", "low", "high", "is_one"),
    [(6, 1, 10, True), (7, 1, 10, False), (3, 1, 5, True), (4, 1, 5, False), (3, None, 10, False)],
)
def test_a_low_score_is_below_seven_on_whichever_scale(
    number: float, low: float | None, high: float, *, is_one: bool
) -> None:
    assert is_low(number, low, high) is is_one


@pytest.mark.parametrize("known", [*product([False, True], repeat=4)])
def test_everybody_ends_in_one_outcome_by_how_far_they_went(known: tuple[bool, ...]) -> None:
    third_party, told_others, complained, left = known
    found = reacted(third_party=third_party, told_others=told_others, complained=complained, left=left)
    assert (found is Reacted.THIRD_PARTY) is third_party
    assert (found is Reacted.WORD_OF_MOUTH) is (told_others and not third_party)
    assert ("switch" in found) is (left and not third_party and not told_others)


@pytest.mark.parametrize(
    ("reader", "by_law", "why"),
    [
        (Reader("active", True, False), False, None),
        (Reader("active", True, True), False, Why.DECLINED),
        (Reader("active", True, True), True, None),
        (Reader("closed", True, False), True, Why.LINE_NOT_ACTIVE),
        (Reader("active", False, False), True, Why.NO_NUMBER),
    ],
)
def test_what_the_law_asks_for_is_told_also_to_who_declined_contact(
    reader: Reader, *, by_law: bool, why: Why | None
) -> None:
    assert skipped(reader, by_law=by_law) is why


def test_works_are_told_before_they_begin_and_faults_while_they_last() -> None:
    assert deadline("planned", NOON, NOON + HOUR) == NOON
    assert deadline("fault", NOON, NOON + HOUR) == NOON + HOUR


def test_a_text_with_a_place_that_nothing_is_known_for_is_refused() -> None:
    assert filled("【地点】将于今夜施工", {"地点": "老城区"}) == "老城区将于今夜施工"
    with pytest.raises(WordsUnknown, match="时间"):
        filled("【时间】施工", {"地点": "老城区"})
