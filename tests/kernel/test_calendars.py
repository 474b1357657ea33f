# SPDX-License-Identifier: Apache-2.0
"""Working time and working days. October 2026: the 1st to the 7th are holidays, Saturday the 10th is worked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from amends.kernel.calendars import (
    ALL_DAY,
    CalendarRefused,
    DayKind,
    Shift,
    SpecialDay,
    WorkingCalendar,
    add_hours,
    shift,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOLIDAY, MAKEUP = SpecialDay(DayKind.HOLIDAY), SpecialDay(DayKind.MAKEUP)
OFFICE_HOURS = (shift("08:30-12:00"), shift("14:00-18:00"))
GOLDEN_WEEK = {date(2026, 10, day): HOLIDAY for day in range(1, 8)}
OFFICE = WorkingCalendar(
    zone="Asia/Shanghai",
    weekly=(*(OFFICE_HOURS,) * 5, (), ()),
    special_days={**GOLDEN_WEEK, date(2026, 9, 20): MAKEUP, date(2026, 10, 10): MAKEUP},
    known_years=(2026, 2026),
)
BERLIN = WorkingCalendar(zone="Europe/Berlin", weekly=(ALL_DAY,) * 7)


def at(text: str, zone: str = "Asia/Shanghai") -> datetime:
    """A moment on the clock of a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("clock", "is_open"),
    [("08:29", False), ("08:30", True), ("11:59", True), ("12:00", False), ("14:00", True), ("18:00", False)],
)
def test_shifts_are_half_open_to_the_minute(clock: str, is_open: bool) -> None:
    assert OFFICE.is_open(at(f"2026-09-30 {clock}")) is is_open


@pytest.mark.parametrize(
    ("start", "opens"),
    [
        ("2026-09-30 08:00", "2026-09-30 08:30"),
        ("2026-09-30 09:15", "2026-09-30 09:15"),
        ("2026-09-30 12:00", "2026-09-30 14:00"),
        ("2026-09-30 18:00", "2026-10-08 08:30"),
        ("2026-10-09 18:00", "2026-10-10 08:30"),
        ("2026-12-31 23:00", "2027-01-01 08:30"),
    ],
)
def test_next_open_passes_over_nights_and_holidays(start: str, opens: str) -> None:
    assert OFFICE.next_open(at(start)) == at(opens)


@pytest.mark.peer("chatwoot #14009", "frappe #2212", "chatwoot #13392")
def test_budget_runs_in_both_shifts_of_a_day_and_not_at_lunch() -> None:
    assert OFFICE.add(at("2026-09-28 11:30"), HOUR) == at("2026-09-28 14:30")
    assert OFFICE.add(at("2026-09-28 17:30"), HOUR) == at("2026-09-29 09:00")


@pytest.mark.peer("chatwoot #6467", "osTicket #1168", "django-helpdesk escalate_tickets: exclusions")
def test_budget_waits_for_the_end_of_a_holiday() -> None:
    assert OFFICE.add(at("2026-09-30 17:30"), HOUR) == at("2026-10-08 09:00")


def test_budget_ends_with_a_shift_rather_than_with_the_next() -> None:
    assert OFFICE.add(at("2026-09-28 11:00"), HOUR) == at("2026-09-28 12:00")


def test_no_budget_is_due_at_once_even_at_night() -> None:
    assert OFFICE.add(at("2026-09-28 03:00"), timedelta(0)) == at("2026-09-28 03:00")


def test_elapsed_counts_working_time_only() -> None:
    assert OFFICE.elapsed(at("2026-09-30 17:00"), at("2026-10-08 09:00")) == 1.5 * HOUR
    assert OFFICE.elapsed(at("2026-10-08 09:00"), at("2026-09-30 17:00")) == timedelta(0)


def test_elapsed_sums_years() -> None:
    round_the_clock = WorkingCalendar(zone="Asia/Shanghai", weekly=(ALL_DAY,) * 7)
    start, end = at("2023-06-01 12:00"), at("2027-03-01 06:00")
    assert round_the_clock.elapsed(start, end) == end.astimezone(UTC) - start.astimezone(UTC)


def test_makeup_day_is_worked_like_a_weekday() -> None:
    assert OFFICE.is_working_day(date(2026, 10, 10))
    assert OFFICE.add(at("2026-10-09 17:30"), HOUR) == at("2026-10-10 09:00")


def test_makeup_day_stays_a_weekend_where_they_are_not_worked() -> None:
    bank = replace(OFFICE, makeup_days=False)
    assert not bank.is_working_day(date(2026, 10, 10))
    assert bank.add(at("2026-10-09 17:30"), HOUR) == at("2026-10-12 09:00")


def test_makeup_day_may_have_hours_of_its_own() -> None:
    morning = SpecialDay(DayKind.MAKEUP, shifts=(shift("09:00-12:00"),))
    calendar = replace(OFFICE, special_days={date(2026, 10, 10): morning})
    assert calendar.add(at("2026-10-09 17:30"), 4 * HOUR) == at("2026-10-12 09:00")


def test_holiday_keeps_its_own_hours_but_never_more_than_its_weekday() -> None:
    hall = replace(OFFICE, holiday_shifts=(shift("10:00-16:00"),))
    assert hall.shifts_on(date(2026, 10, 1)) == (shift("10:00-12:00"), shift("14:00-16:00"))
    assert hall.shifts_on(date(2026, 10, 3)) == ()
    assert not hall.is_working_day(date(2026, 10, 1))


def test_round_the_clock_calendar_need_not_know_holidays() -> None:
    hotline = WorkingCalendar("Asia/Shanghai", (ALL_DAY,) * 7, GOLDEN_WEEK, holiday_shifts=ALL_DAY)
    assert (hotline.heeds_holidays, OFFICE.heeds_holidays) == (False, True)
    assert hotline.add(at("2026-09-30 17:00"), 2 * DAY) == at("2026-10-02 17:00")


@pytest.mark.parametrize(
    ("received", "days", "last"),
    [
        ("2026-09-30 08:00", 1, "2026-10-08"),
        ("2026-09-30 23:59", 3, "2026-10-10"),
        ("2026-10-03 12:00", 1, "2026-10-08"),
        ("2026-10-07 23:59", 5, "2026-10-13"),
        ("2026-09-18 10:00", 1, "2026-09-20"),
        ("2026-12-30 10:00", 2, "2027-01-01"),
    ],
)
def test_working_days_begin_on_the_day_after_and_end_at_midnight(received: str, days: int, last: str) -> None:
    assert OFFICE.add_working_days(at(received), days) == at(f"{last} 00:00") + DAY


def test_calendar_days_end_at_midnight_of_the_last() -> None:
    assert OFFICE.add_calendar_days(at("2026-09-30 08:00"), 15) == at("2026-10-16 00:00")


@pytest.mark.parametrize("days", [0, -1])
def test_limit_of_no_days_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="none"):
        OFFICE.add_working_days(at("2026-09-30 08:00"), days)
    with pytest.raises(ValueError, match="none"):
        OFFICE.add_calendar_days(at("2026-09-30 08:00"), days)


def test_negative_budget_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        OFFICE.add(at("2026-09-30 08:00"), -HOUR)


@pytest.mark.parametrize(
    "ask", [OFFICE.is_open, OFFICE.next_open, lambda moment: OFFICE.add(moment, HOUR), OFFICE.local_date]
)
def test_moment_without_a_time_zone_is_refused(ask: Callable[[datetime], object]) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        ask(datetime(2026, 9, 30, 9))  # noqa: DTZ001


def test_day_begins_at_midnight_of_the_calendars_zone() -> None:
    late = datetime(2026, 9, 28, 16, 30, tzinfo=UTC)  # half past midnight of the 29th in Shanghai
    assert OFFICE.add_calendar_days(late, 1) == at("2026-10-01 00:00")
    urumqi = replace(OFFICE, zone="Asia/Urumqi")
    assert urumqi.add_calendar_days(late, 1) == at("2026-09-30 00:00", "Asia/Urumqi")


def test_office_in_urumqi_opens_two_hours_after_shanghai() -> None:
    urumqi = replace(OFFICE, zone="Asia/Urumqi")
    assert urumqi.next_open(at("2026-09-28 08:30")) == at("2026-09-28 10:30")


def test_day_on_which_clocks_jump_has_twenty_three_hours() -> None:
    spring = at("2026-03-29 00:00", "Europe/Berlin")
    assert BERLIN.elapsed(spring, at("2026-03-30 00:00", "Europe/Berlin")) == 23 * HOUR
    assert BERLIN.add(spring, DAY) == at("2026-03-30 01:00", "Europe/Berlin")
    autumn = at("2026-10-25 00:00", "Europe/Berlin")
    assert BERLIN.elapsed(autumn, at("2026-10-26 00:00", "Europe/Berlin")) == 25 * HOUR


def test_shift_in_an_hour_that_the_clocks_skip_is_shorter_but_in_order() -> None:
    night = replace(BERLIN, weekly=((Shift(90, 150), Shift(150, 240)),) * 7)  # 01:30–02:30, 02:30–04:00
    day = at("2026-03-29 00:00", "Europe/Berlin")
    assert night.elapsed(day, day + DAY) == 1.5 * HOUR
    assert night.add(day, HOUR) == at("2026-03-29 03:30", "Europe/Berlin")
    early, late = (replace(BERLIN, weekly=((each,),) * 7) for each in night.weekly[0])
    assert (early.elapsed(day, day + DAY), late.elapsed(day, day + DAY)) == (0.5 * HOUR, HOUR)
    assert late.next_open(day) == at("2026-03-29 03:00", "Europe/Berlin")


def test_shift_in_an_hour_that_comes_twice_is_longer() -> None:
    night = replace(BERLIN, weekly=((Shift(90, 150),),) * 7)
    day = at("2026-10-25 00:00", "Europe/Berlin")
    assert night.elapsed(day, at("2026-10-25 05:00", "Europe/Berlin")) == HOUR
    whole = replace(BERLIN, weekly=((Shift(90, 180),),) * 7)
    assert whole.elapsed(day, at("2026-10-25 05:00", "Europe/Berlin")) == 2.5 * HOUR


def test_end_of_day_is_the_jump_where_midnight_does_not_exist() -> None:
    beirut = replace(BERLIN, zone="Asia/Beirut")
    assert beirut.end_of(date(2026, 3, 28)) == datetime(2026, 3, 28, 22, tzinfo=UTC)
    assert (
        beirut.elapsed(at("2026-03-29 00:00", "Asia/Beirut"), beirut.end_of(date(2026, 3, 29))) == 23 * HOUR
    )


def test_plain_hours_do_not_care_for_clocks() -> None:
    start = at("2026-03-28 12:00", "Europe/Berlin")
    assert add_hours(start, 48) == at("2026-03-30 13:00", "Europe/Berlin")


def test_weekend_right_after_a_holiday_belongs_to_it() -> None:
    friday = {date(2026, 11, 6): HOLIDAY}
    calendar = replace(OFFICE, special_days=friday)
    days = [date(2026, 11, day) for day in (5, 6, 7, 8, 9)]
    assert [calendar.in_holiday(day) for day in days] == [False, True, True, True, False]
    assert calendar.next_working_day(date(2026, 11, 6)) == date(2026, 11, 9)
    assert not calendar.is_holiday(date(2026, 11, 7))


def test_covers_says_whether_the_holidays_are_known() -> None:
    assert OFFICE.covers(at("2026-12-31 23:59"))
    assert not OFFICE.covers(at("2027-01-01 00:00"))
    assert not OFFICE.covers(datetime(2026, 12, 31, 16, tzinfo=UTC))
    assert WorkingCalendar("UTC", (ALL_DAY,) * 7).covers(date(2099, 1, 1))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"weekly": ((),) * 7}, "without any working time"),
        ({"weekly": (OFFICE_HOURS,) * 6}, "seven days"),
        ({"weekly": ((Shift(0, 60), Shift(30, 90)),) * 7}, "overlap"),
        ({"holiday_shifts": (Shift(0, 60), Shift(30, 90))}, "overlap"),
        ({"makeup_shifts": (Shift(0, 60), Shift(30, 90))}, "overlap"),
        (
            {"special_days": {date(2026, 1, 1): replace(HOLIDAY, shifts=(Shift(0, 60), Shift(30, 90)))}},
            "overlap",
        ),
        ({"zone": "Asia/Atlantis"}, "no time zone"),
        ({"zone": "../etc/passwd"}, "no time zone"),
        ({"work_week": frozenset()}, "without any working time"),
    ],
)
def test_calendar_that_cannot_work_is_refused(changes: dict[str, object], why: str) -> None:
    with pytest.raises(CalendarRefused, match=why):
        replace(OFFICE, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "span", ["12:00-08:30", "08:30-08:30", "20:00-24:01", "8-12", "08:30", "aa:00-09:00", "08:3-9:00"]
)
def test_shift_that_is_none_is_refused(span: str) -> None:
    with pytest.raises(CalendarRefused):
        shift(span)


def test_shift_reads_as_it_is_written() -> None:
    assert str(shift("08:30-24:00")) == "08:30-24:00"
