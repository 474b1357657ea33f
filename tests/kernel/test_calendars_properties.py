# SPDX-License-Identifier: Apache-2.0
"""What must hold for every working calendar; a slow count, minute by minute, stands against the quick one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from amends.kernel.calendars import ALL_DAY, DayKind, Shift, SpecialDay, WorkingCalendar

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Europe/Berlin", "America/New_York", "UTC")
dates = st.dates(date(2025, 12, 1), date(2027, 2, 28))
moments = st.datetimes(datetime(2025, 12, 1), datetime(2027, 2, 28), timezones=st.just(UTC))  # noqa: DTZ001
budgets = st.timedeltas(timedelta(0), timedelta(days=40))


def _shifts(cuts: list[int]) -> tuple[Shift, ...]:
    marks = sorted(set(cuts))
    return tuple(Shift(start, end) for start, end in zip(marks[::2], marks[1::2], strict=False))


# No boundary between 00:00 and 04:00: there the clocks of summer jump, and a minute is not itself twice.
cuts = st.lists(st.integers(4 * 12, 24 * 12).map(lambda five: five * 5), max_size=6)
shifts = st.one_of(cuts.map(_shifts), st.just(ALL_DAY))
special = st.builds(SpecialDay, st.sampled_from(DayKind), st.just(""), st.none() | shifts)
calendars = st.builds(
    WorkingCalendar,
    zone=st.sampled_from(ZONES),
    weekly=st.tuples(*[shifts] * 7).filter(any),
    special_days=st.dictionaries(dates, special, max_size=12),
    makeup_days=st.booleans(),
    holiday_shifts=shifts,
)


def counted(calendar: WorkingCalendar, start: datetime, end: datetime) -> timedelta:
    """Working time between two whole minutes, one minute after the other."""
    worked, at, zone = timedelta(0), start, ZoneInfo(calendar.zone)
    while at < end:
        local = at.astimezone(zone)
        minute = local.hour * 60 + local.minute
        worked += MINUTE * any(s.start <= minute < s.end for s in calendar.shifts_on(local.date()))
        at += MINUTE
    return worked


@given(calendars, moments, st.integers(0, 4 * 24 * 60))
@settings(max_examples=25, deadline=None)
def test_elapsed_is_what_counting_the_minutes_gives(
    calendar: WorkingCalendar, moment: datetime, minutes: int
) -> None:
    start = moment.replace(second=0, microsecond=0)
    end = start + minutes * MINUTE
    assert calendar.elapsed(start, end) == counted(calendar, start, end)


@given(calendars, moments, budgets)
def test_elapsed_undoes_add(calendar: WorkingCalendar, start: datetime, budget: timedelta) -> None:
    assert calendar.elapsed(start, calendar.add(start, budget)) == budget


@given(calendars, moments, moments)
def test_add_undoes_elapsed_but_for_time_off(calendar: WorkingCalendar, one: datetime, two: datetime) -> None:
    start, end = sorted((one, two))
    due = calendar.add(start, calendar.elapsed(start, end))
    assert due <= end
    assert calendar.elapsed(due, end) == timedelta(0)


@given(calendars, st.lists(moments, min_size=3, max_size=3))
def test_elapsed_adds_up(calendar: WorkingCalendar, found: list[datetime]) -> None:
    first, second, third = sorted(found)
    parts = calendar.elapsed(first, second) + calendar.elapsed(second, third)
    assert parts == calendar.elapsed(first, third)


@given(calendars, moments, st.timedeltas(timedelta(0), timedelta(days=9)), budgets, budgets)
def test_add_never_goes_back(
    calendar: WorkingCalendar, start: datetime, later: timedelta, one: timedelta, two: timedelta
) -> None:
    less, more = sorted((one, two))
    assert calendar.add(start, less) <= calendar.add(start, more)
    assert calendar.add(start, less) <= calendar.add(start + later, less)


@given(calendars, dates, st.none() | shifts, moments, budgets, st.integers(1, 30))
def test_holiday_never_shortens_a_deadline(
    calendar: WorkingCalendar,
    day: date,
    own: tuple[Shift, ...] | None,
    start: datetime,
    budget: timedelta,
    days: int,
) -> None:
    usual = {each: kind for each, kind in calendar.special_days.items() if each != day}
    before = replace(calendar, special_days=usual)
    after = replace(calendar, special_days=usual | {day: SpecialDay(DayKind.HOLIDAY, shifts=own)})
    assert after.add(start, budget) >= before.add(start, budget)
    assert after.add_working_days(start, days) >= before.add_working_days(start, days)


@given(calendars, moments, st.integers(1, 40))
def test_working_days_are_as_many_as_were_asked_for(
    calendar: WorkingCalendar, start: datetime, days: int
) -> None:
    first = calendar.local_date(start)
    last = calendar.local_date(calendar.add_working_days(start, days) - timedelta.resolution)
    between = [first + DAY * each for each in range(1, (last - first).days + 1)]
    assert sum(map(calendar.is_working_day, between)) == days
    assert calendar.is_working_day(last)


@given(calendars, moments)
def test_next_open_is_open_and_nothing_was_before(calendar: WorkingCalendar, moment: datetime) -> None:
    found = calendar.next_open(moment)
    assert found >= moment
    assert calendar.is_open(found)
    assert calendar.elapsed(moment, found) == timedelta(0)


@given(calendars, dates)
def test_in_holiday_ends_with_the_next_working_day(calendar: WorkingCalendar, day: date) -> None:
    if calendar.in_holiday(day):
        until = calendar.next_working_day(day)
        inside = [day + DAY * each for each in range((until - day).days)]
        assert all(map(calendar.in_holiday, inside))
        assert not calendar.in_holiday(until)
