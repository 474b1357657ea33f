# SPDX-License-Identifier: Apache-2.0
"""When a customer may be contacted. Clock times are Shanghai's; 2 November 2026 is a Monday.

1 to 7 October 2026 are holidays; Saturday the 10th is worked, Sunday the 11th is a plain one.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.apps.cases.queries.policy import contact_rules
from amends.apps.cases.rules.contact import (
    Attempt,
    Channel,
    ContactRules,
    DayRule,
    Obstacle,
    OnHolidays,
    ResultCode,
    may_redial,
    missed_in_a_row,
    next_allowed,
    obstacle,
    used_up,
)
from amends.apps.cases.rules.states import Origin

RULES, RECOVERY = contact_rules(Origin.COMPLAINT), contact_rules(Origin.RECOVERY)
URGENT = contact_rules(Origin.COMPLAINT, urgent=True)
SHANGHAI = ZoneInfo("Asia/Shanghai")
MISS, REACH, DROP = ResultCode.NO_ANSWER, ResultCode.REACHED, ResultCode.DROPPED
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
histories = st.lists(
    st.builds(
        Attempt,
        at=moments,
        result=st.sampled_from(ResultCode),
        channel=st.sampled_from(Channel),
        inbound=st.booleans(),
        elsewhere=st.booleans(),
    ),
    max_size=6,
)


def at(day: int, clock: str) -> datetime:
    """A moment in November 2026, Shanghai time."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def tried(day: int, clock: str, result: ResultCode = MISS) -> Attempt:
    """An attempt by telephone."""
    return Attempt(at(day, clock), result)


def october(day: int, clock: str) -> datetime:
    """A moment in October 2026, Shanghai time."""
    return at(1, clock) - timedelta(days=32 - day)


@pytest.mark.requirement("S2-027", "S2-028")
@pytest.mark.parametrize(
    ("clock", "allowed"),
    [
        ("07:59", "08:00"),
        ("08:00", "08:00"),
        ("11:59", "11:59"),
        ("12:00", "14:00"),
        ("13:59", "14:00"),
        ("14:00", "14:00"),
        ("19:59", "19:59"),
    ],
)
def test_windows_are_half_open(clock: str, allowed: str) -> None:
    assert next_allowed(at(2, clock), [], RULES) == at(2, allowed)


@pytest.mark.requirement("S2-027")
def test_evening_waits_for_the_next_morning() -> None:
    assert obstacle(at(2, "20:00"), [], RULES) is Obstacle.OUTSIDE_WINDOW
    assert next_allowed(at(2, "20:00"), [], RULES) == at(3, "08:00")


def test_window_is_on_the_customers_clock_when_the_moment_is_in_utc() -> None:
    assert next_allowed(at(2, "20:00").astimezone(UTC), [], RULES) == at(3, "08:00")


@pytest.mark.requirement("S2-029")
def test_call_on_a_holiday_waits_for_the_next_working_day() -> None:
    assert obstacle(october(1, "10:00"), [], RULES) is Obstacle.HOLIDAY
    assert next_allowed(october(1, "10:00"), [], RULES) == october(8, "08:00")
    assert next_allowed(october(7, "23:00"), [], RULES, channel=Channel.VISIT) == october(8, "09:00")


@pytest.mark.requirement("S2-029")
def test_working_and_plain_weekends_are_days_like_any_other() -> None:
    assert [obstacle(october(day, "10:00"), [], RULES) for day in (8, 10, 11)] == [None, None, None]


def test_weekend_right_after_a_holiday_waits_too() -> None:
    assert RULES.calendar
    friday = {october(9, "00:00").date(): RULES.calendar.special_days[october(1, "00:00").date()]}
    rules = replace(RULES, calendar=replace(RULES.calendar, special_days=friday))
    assert next_allowed(october(9, "10:00"), [], rules) == october(12, "08:00")
    assert next_allowed(october(10, "10:00"), [], rules) == october(12, "08:00")


def test_message_and_urgent_call_do_not_wait_for_the_end_of_a_holiday() -> None:
    assert obstacle(october(1, "10:00"), [], RULES, channel=Channel.SMS) is None
    assert next_allowed(october(1, "12:30"), [], URGENT) == october(1, "14:00")


def test_window_of_working_days_is_closed_on_a_plain_sunday() -> None:
    rules = replace(RULES, days={Channel.PHONE: DayRule(OnHolidays.SKIP, working_days_only=True)})
    assert obstacle(october(11, "10:00"), [], rules) is Obstacle.HOLIDAY
    assert next_allowed(october(11, "10:00"), [], rules) == october(12, "08:00")
    assert obstacle(october(10, "10:00"), [], rules) is None


def test_policy_says_which_windows_heed_holidays() -> None:
    assert {channel: str(rule.on_holidays) for channel, rule in RULES.days.items()} == {
        Channel.PHONE: "ask_first",
        Channel.ONLINE: "ask_first",
        Channel.HALL: "ask_first",
        Channel.VISIT: "ask_first",
        Channel.SMS: "allow",
    }


def test_every_day_is_like_any_other_without_a_calendar() -> None:
    assert obstacle(october(1, "10:00"), [], replace(RULES, calendar=None)) is None


def test_retry_is_on_another_day() -> None:
    assert obstacle(at(2, "15:00"), [tried(2, "09:00")], RULES) is Obstacle.SAME_DAY
    assert next_allowed(at(2, "15:00"), [tried(2, "09:00")], RULES) == at(3, "08:00")


def test_retry_keeps_the_gap_when_days_need_not_differ() -> None:
    rules = replace(RULES, on_different_days=False)
    assert obstacle(at(2, "11:00"), [tried(2, "09:00")], rules) is Obstacle.TOO_SOON
    assert next_allowed(at(2, "11:00"), [tried(2, "09:00")], rules) == at(2, "14:00")


def test_third_failure_uses_the_attempts_up() -> None:
    history = [tried(2, "09:00"), tried(3, "09:00"), tried(4, "09:00")]
    assert used_up(history, RULES)
    assert not used_up(history[:2], RULES)
    assert next_allowed(at(5, "09:00"), history, RULES) is None


def test_failures_count_anew_when_the_customer_was_reached() -> None:
    history = [tried(2, "09:00"), tried(3, "09:00", REACH), tried(4, "09:00")]
    assert missed_in_a_row(history) == (history[2],)


def test_nothing_is_allowed_after_a_refusal() -> None:
    history = [tried(2, "09:00", ResultCode.REFUSED)]
    assert obstacle(at(20, "09:00"), history, RULES) is Obstacle.REFUSED_BEFORE
    assert next_allowed(at(20, "09:00"), history, RULES, channel=Channel.SMS) is None


def test_nothing_is_allowed_when_the_customer_wants_no_contact() -> None:
    assert next_allowed(at(2, "09:00"), [], RULES, do_not_contact=True) is None


def test_third_call_of_a_day_waits_when_two_were_answered() -> None:
    history = [tried(2, "09:00", REACH), tried(2, "10:00", REACH)]
    assert obstacle(at(2, "15:00"), history, RULES) is Obstacle.ENOUGH_TODAY


def test_second_call_of_a_day_waits_when_we_go_to_the_customer() -> None:
    history = [tried(2, "09:00", REACH)]
    assert obstacle(at(2, "15:00"), history, RULES) is None
    assert obstacle(at(2, "15:00"), history, RECOVERY) is Obstacle.ENOUGH_TODAY
    assert next_allowed(at(2, "15:00"), history, RECOVERY) == at(3, "08:00")


def test_call_of_the_customer_is_none_of_ours() -> None:
    called = replace(tried(2, "09:00", REACH), inbound=True)
    assert obstacle(at(2, "15:00"), [called], RECOVERY) is None


def test_customer_rests_when_another_case_tried_in_vain() -> None:
    history = [replace(tried(day, "09:00"), elsewhere=True) for day in (2, 3, 4)]
    assert not used_up(history, RECOVERY)
    assert obstacle(at(5, "09:00"), history, RECOVERY) is Obstacle.RESTING
    rested = at(4, "09:00") + timedelta(days=30)
    assert next_allowed(at(5, "09:00"), history, RECOVERY) == rested
    assert obstacle(rested, history, RECOVERY) is None
    assert obstacle(at(5, "09:00"), [*history, tried(4, "10:00", REACH)], RECOVERY) is None
    assert obstacle(at(5, "09:00"), history, RULES) is None


def test_message_is_allowed_when_the_calls_are_used_up() -> None:
    history = [tried(2, "09:00"), tried(3, "09:00"), tried(4, "09:00")]
    assert obstacle(at(4, "12:30"), history, RULES, channel=Channel.SMS) is None


@pytest.mark.parametrize(
    ("seconds", "by", "result", "allowed"),
    [(300, 1, DROP, True), (301, 1, DROP, False), (60, 2, DROP, False), (60, 1, MISS, False)],
)
def test_redial_is_at_once_by_the_same_person_after_a_drop(
    seconds: int, by: int, result: ResultCode, allowed: bool
) -> None:
    history = [Attempt(at(2, "11:58"), result, by=1)]
    assert may_redial(at(2, "11:58") + timedelta(seconds=seconds), history, RULES, by=by) is allowed


def test_redial_needs_a_call_before_it() -> None:
    assert not may_redial(at(2, "12:00"), [], RULES, by=1)


@given(
    moment=moments,
    history=histories,
    channel=st.sampled_from(Channel),
    rules=st.sampled_from([RULES, RECOVERY]),
)
def test_next_allowed_is_never_before_the_moment_and_always_allowed(
    moment: datetime, history: list[Attempt], channel: Channel, rules: ContactRules
) -> None:
    found = next_allowed(moment, history, rules, channel=channel)
    if found is None:
        assert obstacle(moment, history, rules, channel=channel) is not None
        return
    assert found >= moment
    assert any(found.astimezone(SHANGHAI) in window for window in rules.windows[channel])
    assert obstacle(found, history, rules, channel=channel) is None


@given(moment=moments, history=histories)
def test_next_allowed_stays_when_asked_again_at_that_moment(moment: datetime, history: list[Attempt]) -> None:
    found = next_allowed(moment, history, RULES)
    assert found is None or next_allowed(found, history, RULES) == found


@given(history=histories, minutes=st.integers(0, 60 * 24 * 4), start=moments)
def test_waiting_never_makes_the_next_moment_earlier(
    history: list[Attempt], minutes: int, start: datetime
) -> None:
    first, later = (
        next_allowed(moment, history, RULES) for moment in (start, start + timedelta(minutes=minutes))
    )
    if first and later:
        assert later >= first
