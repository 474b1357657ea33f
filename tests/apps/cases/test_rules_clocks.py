# SPDX-License-Identifier: Apache-2.0
"""The clocks of a case from its history. March 2026: Monday the 2nd; no holidays until 4 April."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from amends.apps.cases.rules.clocks import (
    Clock,
    ClockKind,
    Fact,
    FactKind,
    FactMalformed,
    NoReceipt,
    Policy,
    PriorityUnknown,
    clocks,
    effective_due,
    fact,
    read_policy,
)
from amends.kernel.calendars import read_calendar
from amends.packs import load

K = FactKind
SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
POLICY = read_policy(load("sla_policies"))
CALENDARS = read_calendar(load("working_calendar"))


def in_hours(policy: Policy, calendar: str) -> Policy:
    """A policy whose internal limits run in the hours of another calendar."""
    rows = {code: replace(each, calendar=calendar) for code, each in policy.priorities.items()}
    return replace(policy, priorities=rows)


OFFICE = in_hours(POLICY, "office")


def at(day: int, clock: str = "09:00", month: int = 3) -> datetime:
    """A moment of 2026, Shanghai time; in March where no month is said."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def received(moment: datetime, priority: str = "p2", jurisdiction: str = "", **values: object) -> list[Fact]:
    """A receipt with its priority and place."""
    facts = [fact(K.RECEIVED, moment, **values), fact(K.PRIORITY_SET, moment, priority=priority)]
    return [*facts, fact(K.JURISDICTION_SET, moment, jurisdiction=jurisdiction)] if jurisdiction else facts


def paused(moment: datetime, until: datetime, reason: str = "customer_material") -> Fact:
    """A pause that ends by itself."""
    return fact(K.PAUSED, moment, reason=reason, until=until)


def one(history: list[Fact], kind: ClockKind, policy: Policy = POLICY, **wanted: object) -> Clock:
    """The only clock of a kind that fits."""
    found = [each for each in clocks(history, policy, CALENDARS) if each.kind is kind]
    (only,) = [each for each in found if all(getattr(each, name) == value for name, value in wanted.items())]
    return only


def resolve(history: list[Fact], policy: Policy = POLICY, **wanted: object) -> Clock:
    """The internal clock."""
    return one(history, ClockKind.RESOLVE, policy, **wanted)


def statutes(history: list[Fact]) -> Mapping[str, Clock]:
    """The statutory clocks by code."""
    found = clocks(history, POLICY, CALENDARS)
    return {each.code: each for each in found if each.kind in {ClockKind.STATUTORY, ClockKind.REGULATOR}}


def test_new_case_has_its_first_clocks() -> None:
    found = {each.key: each.due_at for each in clocks(received(at(2)), POLICY, CALENDARS)}
    assert found == {
        "acknowledge::1:1": at(2, "09:30"),
        "first_contact::1:1": at(2, "13:00"),
        "resolve::1:1": at(4),
        "statutory:ST-CN-REPLY:1:1": at(18, "00:00"),
    }


def test_case_without_a_receipt_has_none() -> None:
    with pytest.raises(NoReceipt):
        clocks([fact(K.PRIORITY_SET, at(2), priority="p1")], POLICY, CALENDARS)


def test_unknown_priority_is_named() -> None:
    with pytest.raises(PriorityUnknown, match="p9"):
        clocks(received(at(2), "p9"), POLICY, CALENDARS)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (K.PROMISED, {}),
        (K.PROMISED, {"due_at": "tomorrow"}),
        (K.PROMISED, {"due_at": "2026-03-04T18:00:00"}),
        (K.PAUSED, {"reason": ""}),
        (K.STEP_STARTED, {"step": "s1", "minutes": "soon"}),
        (K.STEP_STARTED, {"step": "s1", "minutes": "00"}),
    ],
)
def test_fact_that_lacks_what_it_needs_is_refused(kind: FactKind, values: dict[str, object]) -> None:
    with pytest.raises(FactMalformed, match=str(kind)):
        Fact(kind, at(2), values)


@pytest.mark.requirement("S2-087")
def test_acknowledgement_is_measured_from_the_receipt_to_the_first_answer() -> None:
    for kind in (K.ACKNOWLEDGED, K.CONTACTED):
        history = [*received(at(2)), fact(kind, at(2, "09:12"))]
        clock = one(history, ClockKind.ACKNOWLEDGE)
        assert (clock.met_at, clock.elapsed, clock.on_time) == (at(2, "09:12"), 12 * HOUR / 60, True)
    late = one([*received(at(2)), fact(K.ACKNOWLEDGED, at(2, "09:31"))], ClockKind.ACKNOWLEDGE)
    assert late.on_time is False


@pytest.mark.requirement("S2-088")
@pytest.mark.parametrize(
    ("priority", "channel", "minutes", "basis"),
    [
        ("p1", "CH-HOTLINE", 60, "priority:p1"),
        ("p2", "CH-HOTLINE", 240, "priority:p2"),
        ("p3", "CH-HOTLINE", 240, "channel:CH-HOTLINE"),
        ("p4", "CH-LETTER", 1440, "priority:p4"),
        ("p1", "CH-HALL", 30, "channel:CH-HALL"),
        ("p2", "CH-MEDIA", 120, "channel:CH-MEDIA"),
    ],
)
def test_first_reply_is_limited_by_priority_and_channel(
    priority: str, channel: str, minutes: int, basis: str
) -> None:
    clock = one(received(at(2), priority, channel=channel), ClockKind.FIRST_CONTACT)
    assert (clock.due_at, clock.basis) == (at(2) + timedelta(minutes=minutes), basis)
    assert not clock.breached(clock.due_at)
    assert clock.breached(clock.due_at + timedelta.resolution)


@pytest.mark.requirement("S2-089")
def test_visit_has_a_time_to_arrive_by_and_the_time_of_arrival() -> None:
    history = [
        *received(at(2)),
        fact(K.VISIT_ASKED, at(2, "10:00"), arrive_by=at(3, "15:00"), key="T-1"),
        fact(K.VISIT_ASKED, at(2, "10:00"), arrive_by=at(3, "16:00"), key="T-2"),
        fact(K.ARRIVED, at(3, "15:20"), key="T-1"),
    ]
    late = one(history, ClockKind.ON_SITE, code="T-1")
    assert (late.due_at, late.met_at, late.on_time) == (at(3, "15:00"), at(3, "15:20"), False)
    assert one(history, ClockKind.ON_SITE, code="T-2").is_open


@pytest.mark.peer("zammad #5177")
def test_progress_never_overrules_the_first_contact() -> None:
    waiting = clocks(received(at(2), "p3"), POLICY, CALENDARS)
    assert ClockKind.NEXT_PROGRESS not in {each.kind for each in waiting}
    told = clocks([*received(at(2), "p3"), fact(K.CONTACTED, at(2, "11:00"))], POLICY, CALENDARS)
    due = {each.kind: (each.due_at, each.is_open) for each in told}
    assert due[ClockKind.FIRST_CONTACT] == (at(3), False)
    assert due[ClockKind.NEXT_PROGRESS] == (at(4, "11:00"), True)


def test_each_word_to_the_customer_starts_the_next_progress() -> None:
    words = [fact(K.CONTACTED, at(day, "10:00")) for day in (2, 3)]
    history = [*received(at(2)), *words, fact(K.RESOLVED, at(4, "08:00"))]
    first = one(history, ClockKind.NEXT_PROGRESS, number=1)
    last = one(history, ClockKind.NEXT_PROGRESS, number=2)
    assert (first.met_at, last.met_at, last.ended_at) == (at(3, "10:00"), None, at(4, "08:00"))


def test_step_has_a_clock_of_its_own() -> None:
    steps = [fact(K.STEP_STARTED, at(2, hour), step="check", minutes=60) for hour in ("10:00", "15:00")]
    history = [*received(at(2)), *steps, fact(K.STEP_ENDED, at(2, "10:30"), step="check")]
    assert one(history, ClockKind.STEP, number=1).met_at == at(2, "10:30")
    assert one(history, ClockKind.STEP, number=2).due_at == at(2, "16:00")


def test_nobody_waits_for_a_receipt_of_what_we_found_ourselves() -> None:
    history = received(at(2), "p4", recovery="recovery_normal")
    found = {clock.kind for clock in clocks(history, POLICY, CALENDARS)}
    assert ClockKind.ACKNOWLEDGE not in found
    assert ClockKind.FIRST_CONTACT in found


def test_recovery_has_limits_of_its_own_and_no_statutory_ones() -> None:
    history = received(at(2), "p4", recovery="recovery_normal")
    assert resolve(history).due_at == at(2) + 168 * HOUR
    assert statutes(history) == {}


@pytest.mark.requirement("S4-043")
def test_promised_time_counts_when_it_comes_first() -> None:
    history = [*received(at(2)), fact(K.PROMISED, at(2, "10:00"), due_at=at(3, "18:00"))]
    found = clocks(history, POLICY, CALENDARS)
    assert effective_due(found) == at(3, "18:00")
    later = [*received(at(2)), fact(K.PROMISED, at(2, "10:00"), due_at=at(9, "18:00"))]
    assert effective_due(clocks(later, POLICY, CALENDARS)) == at(4)


def test_nothing_is_due_when_the_case_is_over() -> None:
    history = [*received(at(2)), fact(K.RESOLVED, at(3))]
    assert effective_due(clocks(history, POLICY, CALENDARS)) is None


def test_new_promise_takes_the_place_of_one_that_is_not_broken_yet() -> None:
    first = fact(K.PROMISED, at(2, "10:00"), due_at=at(3, "18:00"))
    moved = [*received(at(2)), first, fact(K.PROMISED, at(3, "17:00"), due_at=at(4, "12:00"))]
    assert one(moved, ClockKind.PROMISED, number=1).ended_at == at(3, "17:00")
    broken = [*received(at(2)), first, fact(K.PROMISED, at(3, "18:01"), due_at=at(4, "12:00"))]
    assert one(broken, ClockKind.PROMISED, number=1).is_open
    assert one(broken, ClockKind.PROMISED, number=1).breached(at(3, "18:01"))


def test_promise_is_kept_only_if_the_case_stays_resolved_until_then() -> None:
    promise = fact(K.PROMISED, at(2, "10:00"), due_at=at(3, "18:00"))
    history = [*received(at(2)), promise, fact(K.RESOLVED, at(3, "10:00")), fact(K.REOPENED, at(3, "12:00"))]
    assert one(history, ClockKind.PROMISED).is_open
    afterwards = [*history[:-1], fact(K.REOPENED, at(3, "19:00"))]
    assert one(afterwards, ClockKind.PROMISED).met_at == at(3, "10:00")


@pytest.mark.parametrize(
    ("jurisdiction", "strictest", "due"),
    [
        ("", "ST-CN-REPLY", at(18, "00:00")),
        ("CN", "ST-CN-REPLY", at(18, "00:00")),
        ("CN-HA", "ST-HA-REPLY", at(10, "00:00")),
        ("CN-HA-4101", "ST-HA-REPLY", at(10, "00:00")),
        ("CN-CQ", "ST-CN-REPLY", at(18, "00:00")),
    ],
)
def test_strictest_limit_of_the_law_binds(jurisdiction: str, strictest: str, due: datetime) -> None:
    found = statutes(received(at(2), jurisdiction=jurisdiction))
    (binding,) = [each for each in found.values() if each.binding]
    assert (binding.code, binding.due_at) == (strictest, due)


def test_statutory_days_know_holidays_and_makeup_days() -> None:
    """The 13th and the 14th, a Saturday, are worked; then it is holiday until the 23rd."""
    spring = statutes(received(at(12, month=2), jurisdiction="CN-HA"))["ST-HA-REPLY"]
    assert spring.due_at == at(27, "00:00", month=2)
    assert not spring.uncertain


def test_deadline_beyond_the_published_holidays_says_so() -> None:
    found = statutes(received(at(29, month=12), jurisdiction="CN-HA"))
    assert found["ST-HA-REPLY"].uncertain
    assert not found["ST-CN-REPLY"].uncertain
    assert resolve(received(at(29, month=12), "p4"), OFFICE).uncertain
    assert not resolve(received(at(29, month=12), "p4")).uncertain


def test_regulator_asks_for_feedback_by_the_earlier_of_rule_and_letter() -> None:
    plain = statutes([*received(at(2)), fact(K.APPEALED, at(3))])["ST-CN-APPEAL-FEEDBACK"]
    assert (plain.kind, plain.due_at) == (ClockKind.REGULATOR, at(14, "00:00"))
    letter = [*received(at(2)), fact(K.APPEALED, at(3), due_at=at(6)), fact(K.FED_BACK, at(5))]
    asked = statutes(letter)["ST-CN-APPEAL-FEEDBACK"]
    assert (asked.due_at, asked.met_at) == (at(6), at(5))


@pytest.mark.parametrize(
    ("kind", "values", "code", "hours"),
    [
        (K.FAULT_REPORTED, {"area": "city"}, "ST-CN-FAULT-CITY", 48),
        (K.FAULT_REPORTED, {"area": "rural"}, "ST-CN-FAULT-RURAL", 72),
        (K.FAULT_REPORTED, {"area": "rural", "line": "mobile"}, "ST-CN-MOBILE-FAULT", 48),
        (K.ARREARS_PAID, {}, "ST-CN-RESTORE", 48),
    ],
)
def test_duty_runs_from_what_began_it(kind: FactKind, values: dict[str, str], code: str, hours: int) -> None:
    found = statutes([*received(at(2)), fact(kind, at(3), **values)])
    (clock,) = [each for each in found.values() if each.binding and each.start == at(3)]
    assert (clock.code, clock.due_at) == (code, at(3) + hours * HOUR)


def test_refund_is_due_fifteen_days_after_it_was_asked_for() -> None:
    history = [*received(at(2)), fact(K.REFUND_ASKED, at(3)), fact(K.REFUNDED, at(18, "10:00"))]
    refund = statutes(history)["ST-CN-REFUND"]
    assert (refund.due_at, refund.on_time) == (at(19, "00:00"), True)


def test_limits_of_the_regulator_itself_are_no_clocks_of_ours() -> None:
    codes = {
        str(row["code"]) for row in cast(tuple[Mapping[str, object], ...], load("sla_policies")["statutory"])
    }
    ours = {each.code for each in POLICY.statutes}
    assert codes - ours == {"ST-CN-APPEAL-ACCEPT", "ST-CN-APPEAL-REPLY", "ST-CN-SAMR-ACCEPT"}


def test_now_adds_how_far_a_clock_went_and_moves_no_deadline() -> None:
    history = [*received(at(2)), paused(at(2, "12:00"), at(3, "12:00"))]
    without, (clock,) = (
        resolve(history),
        [
            each
            for each in clocks(history, POLICY, CALENDARS, at(3, "10:00"))
            if each.kind is ClockKind.RESOLVE
        ],
    )
    assert clock.due_at == without.due_at == at(5)
    assert (clock.elapsed, clock.paused, clock.paused_until) == (3 * HOUR, 22 * HOUR, at(3, "12:00"))
    assert (without.elapsed, without.paused, without.paused_until) == (None, DAY, None)
