# SPDX-License-Identifier: Apache-2.0
"""Working calendars: when a desk works, to the minute, and what the law calls a working day.

The two differ: a hall that opens on Sundays works then, and Sunday is still no working day of the law.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from amends.kernel.calendars.shifts import (
    CalendarRefused,
    Shifts,
    common,
    instant_of,
    micros,
    moment_of,
    ordered,
    span_micros,
)
from amends.kernel.calendars.year import Year, year_of

MONDAY_TO_FRIDAY: Final = frozenset(range(5))


class DayKind(StrEnum):
    """How a date differs from its weekday."""

    HOLIDAY = "holiday"
    MAKEUP = "makeup"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A holiday, or a day off that is worked for one; `shifts` where it has hours of its own."""

    kind: DayKind
    name: str = ""
    shifts: Shifts | None = None


@dataclass(frozen=True)
class WorkingCalendar:
    """Working time of a desk; local times of `zone`, an IANA name. Raises `CalendarRefused` where it cannot work.

    `weekly` has the shifts of Monday to Sunday. A holiday keeps `holiday_shifts`, as far as its weekday works too:
    a holiday only ever takes time away. A make-up day has `makeup_shifts`, by default those of the first weekday that
    works, and counts only where `makeup_days`. `known_years` are the first and the last year whose holidays are known.
    Computed: `tz`; `heeds_holidays`, whether a holiday takes working time away; `day_length`, of the longest weekday.
    """

    zone: str
    weekly: tuple[Shifts, ...]
    special_days: Mapping[date, SpecialDay] = field(default_factory=dict)
    makeup_days: bool = True
    holiday_shifts: Shifts = ()
    makeup_shifts: Shifts | None = None
    work_week: frozenset[int] = MONDAY_TO_FRIDAY
    known_years: tuple[int, int] | None = None
    code: str = ""
    version: str = ""
    effective_from: date = date.min
    tz: tzinfo = field(init=False, repr=False, compare=False)
    heeds_holidays: bool = field(init=False, repr=False, compare=False)
    day_length: timedelta = field(init=False, repr=False, compare=False)
    _years: dict[int, Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tz", _zone(self.zone))
        if len(self.weekly) != 7:
            raise CalendarRefused(f"a week has seven days, not {len(self.weekly)}")
        for shifts in (*self.weekly, self.holiday_shifts, self.makeup_shifts or ()):
            ordered(shifts)
        for special in self.special_days.values():
            ordered(special.shifts or ())
        if not any(self.weekly) or not self.work_week:
            raise CalendarRefused("a calendar without any working time has no deadlines")
        shorter = any(common(usual, self.holiday_shifts) != ordered(usual) for usual in self.weekly)
        longest = max(sum(each.end - each.start for each in day) for day in self.weekly)
        object.__setattr__(self, "heeds_holidays", shorter)
        object.__setattr__(self, "day_length", timedelta(minutes=longest))

    @property
    def name(self) -> str:
        """Its code and version, to say by which hours a deadline was counted."""
        return f"{self.code}@{self.version}"

    def shifts_on(self, day: date) -> Shifts:
        """The shifts of one date."""
        usual, special = self.weekly[day.weekday()], self.special_days.get(day)
        if special is None or (special.kind is DayKind.MAKEUP and not self.makeup_days):
            return ordered(usual)
        if special.kind is DayKind.HOLIDAY:
            hours = self.holiday_shifts if special.shifts is None else special.shifts
            return ordered(common(usual, hours))
        return ordered(self._makeup_shifts() if special.shifts is None else special.shifts)

    def is_working_day(self, day: date) -> bool:
        """Whether a date is a working day of the law (工作日): make-up days are, holidays are none."""
        special = self.special_days.get(day)
        if special and special.kind is DayKind.HOLIDAY:
            return False
        return day.weekday() in self.work_week or (special is not None and self.makeup_days)

    def is_holiday(self, day: date) -> bool:
        """Whether a date is a public holiday; a plain weekend is none."""
        special = self.special_days.get(day)
        return special is not None and special.kind is DayKind.HOLIDAY

    def covers(self, day: date | datetime) -> bool:
        """Whether the holidays of that day's year are known; where not, weekends alone are days off."""
        local = self.local_date(day) if isinstance(day, datetime) else day
        return self.known_years is None or self.known_years[0] <= local.year <= self.known_years[1]

    def local_date(self, moment: datetime) -> date:
        """The date of a moment on this calendar's clock. Raises `ValueError` without a time zone."""
        if moment.tzinfo is None:
            raise ValueError(f"{moment.isoformat()} has no time zone")
        return moment.astimezone(self.tz).date()

    def is_open(self, moment: datetime) -> bool:
        """Whether a moment is working time."""
        return self._year(self.local_date(moment).year).is_open(micros(moment))

    def next_open(self, moment: datetime) -> datetime:
        """The first working moment, in UTC, not before `moment`."""
        year = self.local_date(moment).year
        while (found := self._year(year).next_open(micros(moment))) is None:
            year += 1
        return moment_of(found)

    def add(self, start: datetime, budget: timedelta) -> datetime:
        """The first moment, in UTC, until which `budget` of working time passed since `start`.

        It is the end of a shift rather than the begin of the next. Raises `ValueError` for a negative budget.
        """
        if budget < timedelta(0):
            raise ValueError(f"a budget of {budget} is negative")
        if not budget:
            return start.astimezone(UTC)
        year = self.local_date(start).year
        worked = span_micros(budget) + self._year(year).worked(micros(start))
        while worked > (total := self._year(year).total):
            worked, year = worked - total, year + 1
        return moment_of(self._year(year).reached(worked))

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; none where `end` is not after `start`."""
        begin, finish = micros(start), micros(end)
        if finish <= begin:
            return timedelta(0)
        first, last = self.local_date(start).year, self.local_date(end).year
        whole = sum(self._year(year).total for year in range(first, last))
        worked = whole + self._year(last).worked(finish) - self._year(first).worked(begin)
        return timedelta(microseconds=worked)

    def add_working_days(self, start: datetime, days: int) -> datetime:
        """The end (24:00 local, in UTC) of the n-th working day; the first is the first after the day of `start`.

        Raises `ValueError` for less than one day.
        """
        _at_least_one(days)
        day = self.local_date(start)
        year = day.year
        index = bisect_right(self._year(year).working_days, day.toordinal()) + days - 1
        while index >= (many := len(self._year(year).working_days)):
            index, year = index - many, year + 1
        return self.end_of(date.fromordinal(self._year(year).working_days[index]))

    def add_calendar_days(self, start: datetime, days: int) -> datetime:
        """The end (24:00 local, in UTC) of the n-th day after the day of `start`. Raises `ValueError` below one."""
        _at_least_one(days)
        return self.end_of(self.local_date(start) + timedelta(days=days))

    def end_of(self, day: date) -> datetime:
        """24:00 of a date on this calendar's clock, in UTC."""
        return moment_of(instant_of(day + timedelta(days=1), 0, self.tz))

    def next_working_day(self, day: date) -> date:
        """The first working day of the law, not before `day`."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def in_holiday(self, day: date) -> bool:
        """Whether a holiday came since the last working day: the holiday itself, and a plain weekend right after it."""
        while not self.is_working_day(day):
            if self.is_holiday(day):
                return True
            day -= timedelta(days=1)
        return False

    def _makeup_shifts(self) -> Shifts:
        if self.makeup_shifts is not None:
            return self.makeup_shifts
        return next(shifts for shifts in self.weekly if shifts)

    def _year(self, year: int) -> Year:
        found = self._years.get(year)
        if found is None:
            days = tuple(_days_of(year))
            working = (day.toordinal() for day in days if self.is_working_day(day))
            found = self._years[year] = year_of(self._openings(days), working)
        return found

    def _openings(self, days: tuple[date, ...]) -> Iterator[tuple[int, int]]:
        zone = self.tz
        for day in days:
            for each in self.shifts_on(day):
                yield instant_of(day, each.start, zone), instant_of(day, each.end, zone)


def add_hours(start: datetime, hours: float) -> datetime:
    """Plain hours after a moment, in UTC, whatever the clocks of a zone do meanwhile."""
    return start.astimezone(UTC) + timedelta(hours=hours)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise CalendarRefused(f"there is no time zone {name!r}") from unknown


def _days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1).toordinal()
    return (date.fromordinal(each) for each in range(first, date(year, 12, 31).toordinal() + 1))


def _at_least_one(days: int) -> None:
    if days < 1:
        raise ValueError(f"a limit of {days} days is none")
