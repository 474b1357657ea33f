# SPDX-License-Identifier: Apache-2.0
"""Rules need no database: plain values in, plain values out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.apps.promises.queries.authority import authority_levels
from amends.apps.promises.rules.authority import Lack, Level, authority_refusal
from amends.apps.promises.rules.rates import KeptRate
from amends.apps.promises.rules.states import Moments, PromiseState, state_of
from amends.apps.promises.rules.terms import (
    LONGEST,
    PromiseKind,
    Terms,
    TermsFault,
    number_key,
    promise_number,
    terms_fault,
)
from amends.apps.promises.rules.warnings import is_due_soon, lead_time
from amends.kernel.periods import Period
from tests.apps.promises.conftest import BENEFIT, CALL_BACK, DAY, HOUR, REFUND
from tests.people import NOON

DUE = NOON + DAY
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("moments", "at", "state"),
    [
        (Moments(DUE), NOON, PromiseState.OPEN),
        (Moments(DUE), DUE, PromiseState.OPEN),
        (Moments(DUE), DUE + SECOND, PromiseState.LATE),
        (Moments(DUE, kept_at=DUE), DUE + DAY, PromiseState.KEPT),
        (Moments(DUE, kept_at=DUE + SECOND), DUE + DAY, PromiseState.KEPT_LATE),
        (Moments(DUE, broken_at=NOON), NOON, PromiseState.BROKEN),
        (Moments(DUE, withdrawn_at=DUE + DAY), DUE + DAY, PromiseState.WITHDRAWN),
    ],
)
def test_state_follows_from_the_moments(moments: Moments, at: object, state: PromiseState) -> None:
    assert state_of(moments, at) is state  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("terms", "fault"),
    [
        (CALL_BACK, None),
        (REFUND, None),
        (BENEFIT, None),
        (replace(CALL_BACK, words=" \u3000"), TermsFault.WORDS_MISSING),
        (replace(CALL_BACK, due_at=NOON), TermsFault.DUE_PAST),
        (replace(CALL_BACK, due_at=NOON + LONGEST), None),
        (replace(CALL_BACK, due_at=NOON + LONGEST + SECOND), TermsFault.DUE_TOO_FAR),
        (replace(CALL_BACK, amount=1), TermsFault.AMOUNT_UNEXPECTED),
        (replace(REFUND, amount=None), TermsFault.AMOUNT_MISSING),
        (replace(REFUND, amount=0), TermsFault.AMOUNT_NOT_POSITIVE),
        (replace(BENEFIT, reason=" "), TermsFault.REASON_MISSING),
    ],
)
def test_terms_say_what_how_much_and_by_when(terms: Terms, fault: TermsFault | None) -> None:
    assert terms_fault(terms, made_at=NOON) is fault


@given(st.integers(min_value=1, max_value=10**15))
def test_number_leads_back_to_its_key(key: int) -> None:
    assert number_key(promise_number(key)) == key


@pytest.mark.parametrize(("text", "key"), [("cn17", 17), (" CN-000017 ", 17), ("C-17", None), ("CN-0", None)])
def test_number_is_read_as_people_type_it(text: str, key: int | None) -> None:
    assert number_key(text) == key


LEVELS = (
    Level("hotline_agent", "话务员", restitution=5_000, goodwill=1_000, goodwill_times=1),
    Level("complaint_officer", "投诉专员", restitution=30_000, goodwill=5_000, goodwill_times=2),
    Level("province_manager", "审批人", restitution=None, goodwill=200_000, goodwill_times=None),
)


def _refusal(
    role: str, kind: PromiseKind, amount: int | None = None, given: int = 0
) -> tuple[Lack, int, str | None] | None:
    found = authority_refusal(LEVELS, role=role, kind=kind, amount=amount, goodwill_given=given)
    return (found.lack, found.limit, found.ask.role if found.ask else None) if found else None


@pytest.mark.requirement("S2-044")
@pytest.mark.parametrize("kind", ["call_back", "visit", "written_answer"])
@pytest.mark.parametrize("role", ["hotline_agent", "trainer"])
def test_times_and_process_may_be_promised_freely(role: str, kind: str) -> None:
    assert _refusal(role, PromiseKind(kind)) is None


@pytest.mark.requirement("S2-044")
@pytest.mark.parametrize(
    ("role", "kind", "amount", "given", "refusal"),
    [
        ("hotline_agent", "repair", None, 0, (Lack.ROLE, 0, "complaint_officer")),
        ("complaint_officer", "repair", None, 0, None),
        ("trainer", "refund", 1, 0, (Lack.ROLE, 0, "hotline_agent")),
        ("hotline_agent", "refund", 5_000, 9, None),
        ("hall_clerk", "refund", 5_001, 0, (Lack.AMOUNT, 5_000, "complaint_officer")),
        ("complaint_officer", "refund", 30_001, 0, (Lack.AMOUNT, 30_000, "province_manager")),
        ("hotline_agent", "benefit", 1_000, 0, None),
        ("hotline_agent", "benefit", 1_000, 1, (Lack.TIMES, 1, "complaint_officer")),
        ("complaint_officer", "benefit", 5_000, 2, (Lack.TIMES, 2, "province_manager")),
        ("complaint_officer", "benefit", 200_001, 0, (Lack.AMOUNT, 5_000, None)),
    ],
)
def test_results_and_money_need_authority(
    role: str, kind: str, amount: int | None, given: int, refusal: object
) -> None:
    assert _refusal(role, PromiseKind(kind), amount, given) == refusal


def test_levels_of_the_pack_rise_and_are_in_fen() -> None:
    levels = authority_levels()
    assert [level.restitution for level in levels] == [5_000, 30_000, 100_000, 500_000, None]
    assert [level.goodwill for level in levels] == [1_000, 5_000, 10_000, 50_000, 200_000]


@pytest.mark.parametrize(("given_time", "lead"), [(HOUR, HOUR / 2), (8 * HOUR, 2 * HOUR), (30 * DAY, DAY)])
def test_lead_time_is_a_quarter_of_the_time_given_within_bounds(
    given_time: timedelta, lead: timedelta
) -> None:
    assert lead_time(NOON, NOON + given_time) == lead


def test_promise_is_due_soon_only_inside_its_lead_time() -> None:
    due = NOON + 8 * HOUR
    answers = [is_due_soon(NOON, due, due - back) for back in (2 * HOUR + SECOND, 2 * HOUR, -SECOND)]
    assert answers == [False, True, False]


def test_rate_has_no_value_when_nothing_was_due() -> None:
    month = Period(date(2026, 11, 1), date(2026, 12, 1))
    assert KeptRate(0, 0, month).value is None
    assert KeptRate(3, 4, month).value == 0.75
    with pytest.raises(ValueError, match="not a rate"):
        KeptRate(5, 4, month)
