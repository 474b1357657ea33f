# SPDX-License-Identifier: Apache-2.0
"""What pauses, re-openings and changes of priority do to clocks: each a failure that another help desk had."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from amends.apps.cases.rules.clocks import ClockKind, FactKind, clocks, fact, levels
from amends.kernel.calendars import DayKind, SpecialDay
from tests.apps.cases.test_rules_clocks import (
    CALENDARS,
    DAY,
    HOUR,
    OFFICE,
    POLICY,
    at,
    one,
    paused,
    received,
    resolve,
    statutes,
)

K = FactKind


def test_pause_moves_the_internal_deadline_by_what_it_took() -> None:
    history = [*received(at(2)), fact(K.PAUSED, at(2, "12:00"), reason="customer_material")]
    resumed = [*history, fact(K.RESUMED, at(3, "06:00"))]
    assert resolve(resumed).due_at == at(4) + 18 * HOUR


@pytest.mark.parametrize("reason", ["waiting_for_colleague", "weekend"])
def test_pause_for_another_reason_does_not_count(reason: str) -> None:
    assert resolve([*received(at(2)), paused(at(2, "12:00"), at(3), reason)]).due_at == at(4)


def test_pause_resumes_by_itself_after_five_days_in_all() -> None:
    forgotten = [*received(at(2)), fact(K.PAUSED, at(3), reason="customer_reschedule")]
    assert resolve(forgotten).due_at == at(9)
    assert resolve([*forgotten, fact(K.RESUMED, at(30))]).due_at == at(9)
    twice = [*received(at(2), "p4"), paused(at(2), at(5)), paused(at(6), at(11))]
    assert resolve(twice).due_at == at(2) + 5 * DAY + 5 * DAY


def test_five_days_of_an_office_are_five_working_days() -> None:
    history = [
        *received(at(2, "08:30"), "p1"),
        fact(K.PAUSED, at(2, "08:30"), reason="customer_material", until=at(30)),
    ]
    reasons = {code: replace(each, at_most=60 * DAY) for code, each in OFFICE.pauses.reasons.items()}
    policy = replace(OFFICE, pauses=replace(OFFICE.pauses, reasons=reasons))
    clock = resolve(history, policy)
    assert clock.paused == 37.5 * HOUR
    assert clock.due_at == resolve(received(at(9, "08:30"), "p1"), policy).due_at


@pytest.mark.peer("zammad #1322", "zammad #2091")
def test_customers_answer_starts_the_clock_again() -> None:
    waiting = [*received(at(2)), fact(K.PAUSED, at(2, "12:00"), reason="customer_material")]
    assert resolve([*waiting, fact(K.CUSTOMER_ANSWERED, at(2, "15:00"))]).due_at == at(4, "12:00")
    moved = [
        *received(at(2)),
        fact(K.PAUSED, at(2, "12:00"), reason="customer_reschedule", until=at(3, "12:00")),
    ]
    assert resolve([*moved, fact(K.CUSTOMER_ANSWERED, at(2, "15:00"))]).due_at == at(5)


@pytest.mark.peer("glpi #24481", "frappe #1554")
def test_nothing_is_breached_or_warned_of_while_it_is_paused() -> None:
    history = [*received(at(2)), fact(K.PAUSED, at(3), reason="customer_material", until=at(6))]
    instants = [level.at for level in levels(resolve(history), POLICY)]
    assert all(level >= at(6) for level in instants)
    assert not resolve(history).breached(at(6))
    assert resolve(history).due_at == at(4) + 3 * DAY


@pytest.mark.peer("glpi #10594", "frappe #2449", "frappe #1675")
def test_pause_over_a_weekend_and_a_holiday_takes_only_working_time() -> None:
    history = [*received(at(3, "16:00", month=4), "p1")]  # Friday; Monday the 6th is a holiday
    plain, over = (
        resolve(history, OFFICE),
        [*history, paused(at(3, "17:00", month=4), at(7, "09:30", month=4))],
    )
    assert resolve(over, OFFICE).paused == 2 * HOUR
    assert plain.due_at == at(9, "17:30", month=4)
    assert resolve(over, OFFICE).due_at == at(10, "10:00", month=4)


@pytest.mark.peer("glpi #6902", "glpi #15605", "glpi PR #16383")
def test_new_priority_keeps_elapsed_and_paused_time() -> None:
    pause = paused(at(2, "12:00"), at(2, "22:00"))
    always = resolve([*received(at(2), "p3"), pause])
    changed = resolve([*received(at(2), "p2"), pause, fact(K.PRIORITY_SET, at(3), priority="p3")])
    assert (
        (changed.due_at, changed.paused) == (always.due_at, always.paused) == (at(5) + 10 * HOUR, 10 * HOUR)
    )
    back = [*received(at(2), "p2"), pause, fact(K.PRIORITY_SET, at(3), priority="p3")]
    assert resolve([*back, fact(K.PRIORITY_SET, at(3, "10:00"), priority="p2")]).due_at == at(4) + 10 * HOUR


@pytest.mark.peer("glpi PR #16383")
def test_new_policy_and_new_calendar_keep_paused_time() -> None:
    history = [*received(at(2)), paused(at(2, "12:00"), at(2, "22:00"))]
    longer = {code: replace(each, resolve=2 * each.resolve) for code, each in POLICY.priorities.items()}
    assert resolve(history, replace(POLICY, priorities=longer)).due_at == at(6) + 10 * HOUR


def test_holiday_that_is_entered_later_moves_open_cases() -> None:
    version = CALENDARS.latest()
    days = {**version["office"].special_days, date(2026, 3, 3): SpecialDay(DayKind.HOLIDAY)}
    moved = {code: replace(each, special_days=days) for code, each in version.calendars.items()}
    calendars = replace(CALENDARS, versions=(replace(version, calendars=moved),))
    before, after = (
        next(
            each.due_at
            for each in clocks(received(at(2), "p1"), OFFICE, table)
            if each.kind is ClockKind.RESOLVE
        )
        for table in (CALENDARS, calendars)
    )
    assert after - before == DAY


@pytest.mark.peer("glpi #15429")
def test_limit_is_not_missed_before_it_was_set() -> None:
    history = [*received(at(2), "p3"), fact(K.PRIORITY_SET, at(3, "15:00"), priority="p1")]
    clock = resolve(history)
    assert clock.due_at == at(3, "15:00")
    assert min(level.at for level in levels(clock, POLICY)) == at(3, "15:00")


def test_clock_that_ended_keeps_the_priority_that_it_ended_under() -> None:
    history = [*received(at(2), "p3"), fact(K.CONTACTED, at(2, "12:00"))]
    raised = [*history, fact(K.PRIORITY_SET, at(2, "13:00"), priority="p1")]
    assert one(raised, ClockKind.FIRST_CONTACT) == one(history, ClockKind.FIRST_CONTACT)


@pytest.mark.peer("glpi PR #9267", "glpi #23359", "frappe #3465")
def test_reopening_starts_the_internal_clock_anew_and_charges_no_closed_time() -> None:
    history = [*received(at(2)), fact(K.RESOLVED, at(3)), fact(K.REOPENED, at(20))]
    assert resolve(history, round=2).due_at == at(22)
    assert one(history, ClockKind.FIRST_CONTACT, round=2).due_at == at(20, "13:00")
    assert resolve(history, round=1).on_time


def test_pause_ends_with_its_round() -> None:
    waiting = fact(K.PAUSED, at(2, "12:00"), reason="customer_material")
    history = [*received(at(2)), waiting, fact(K.RESOLVED, at(3)), fact(K.REOPENED, at(4))]
    assert resolve(history, round=2).due_at == at(6)
    assert resolve(history, round=1).paused == 21 * HOUR


def test_reopening_leaves_the_statutory_limit_at_the_first_receipt() -> None:
    history = [*received(at(2)), fact(K.REPLIED, at(5)), fact(K.RESOLVED, at(6)), fact(K.REOPENED, at(10))]
    clock = statutes(history)["ST-CN-REPLY"]
    assert (clock.start, clock.due_at, clock.is_open) == (at(2), at(18, "00:00"), True)
    answered = statutes([*history, fact(K.REPLIED, at(19))])["ST-CN-REPLY"]
    assert (answered.met_at, answered.on_time) == (at(19), False)


def test_answer_in_time_is_not_undone_by_a_reopening_after_the_limit() -> None:
    history = [*received(at(2)), fact(K.REPLIED, at(5)), fact(K.RESOLVED, at(6)), fact(K.REOPENED, at(25))]
    assert statutes(history)["ST-CN-REPLY"].met_at == at(5)


def test_neither_pause_nor_priority_moves_what_the_law_says() -> None:
    plain = statutes(received(at(2), jurisdiction="CN-HA"))
    history = [*received(at(2), jurisdiction="CN-HA"), fact(K.PAUSED, at(2), reason="customer_material")]
    moved = statutes([*history, fact(K.PRIORITY_SET, at(3), priority="p4")])
    assert {code: each.due_at for code, each in moved.items()} == {
        code: each.due_at for code, each in plain.items()
    }
    assert not any(each.can_pause or each.paused for each in moved.values())


def test_facts_of_one_moment_count_in_the_order_of_their_rows() -> None:
    rows = [
        replace(fact(K.PRIORITY_SET, at(3), priority=code), order=order)
        for order, code in ((8, "p4"), (9, "p3"))
    ]
    for told in (rows, rows[::-1]):
        assert resolve([*received(at(2)), *told]).due_at == at(5)
    swapped = [replace(each, order=-each.order) for each in rows]
    assert resolve([*received(at(2)), *swapped]).due_at == at(7)


def test_limit_keeps_its_name_when_all_is_computed_again() -> None:
    history = [
        *received(at(2)),
        fact(K.CONTACTED, at(2, "10:00")),
        fact(K.RESOLVED, at(3)),
        fact(K.REOPENED, at(4)),
    ]
    keys = [each.key for each in clocks(history, POLICY, CALENDARS)]
    later = [*history, fact(K.CONTACTED, at(4, "10:00")), fact(K.PRIORITY_SET, at(4, "10:00"), priority="p1")]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= {each.key for each in clocks(later, POLICY, CALENDARS)}
    assert timedelta(0) == one(history, ClockKind.ACKNOWLEDGE).paused
