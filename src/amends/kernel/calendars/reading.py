# SPDX-License-Identifier: Apache-2.0
"""From the content of a file to calendars: days that everybody shares, and hours by version.

Days are facts, and grow every autumn: they hold for old cases too. Hours are rules: a case keeps those of its time.
A local file adds to a shared one: its days and versions win where both name the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeVar, cast

from amends.kernel.calendars.shifts import CalendarRefused, Shifts, ordered, shift
from amends.kernel.calendars.versions import CalendarVersion, CalendarVersions
from amends.kernel.calendars.working import DayKind, SpecialDay, WorkingCalendar

Content = Mapping[str, object]
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FILE_FIELDS: Final = frozenset({"file", "version", "language", "note"})
_T = TypeVar("_T")


class CalendarMalformed(ValueError):
    """A field of a calendar file is missing, unknown or not what it must be; `field` says where it stands."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field, self.problem = field, problem


@dataclass(frozen=True, slots=True)
class _Days:
    """What a file says of dates."""

    version: str
    timezone: str
    work_week: frozenset[int]
    known_years: tuple[int, int]
    special: Mapping[date, SpecialDay]


def read_calendar(content: Content, local: Content | None = None) -> CalendarVersions:
    """The calendars of a file, and of a local file on top of it. Raises `CalendarMalformed`, naming the field.

    `content` needs `version`, `timezone`, `covers`, `years` and `versions`; `local` may have any of them.
    """
    files = [content] if local is None else [content, local]
    for each in files:
        _only(each, {*_FILE_FIELDS, "timezone", "work_week", "covers", "years", "versions"}, "")
    days = _days(files)
    rows = [(f"versions[{at}]", row) for file in files for at, row in enumerate(_list(file, "versions", ""))]
    versions = {each.effective_from: each for each in (_version(row, field, days) for field, row in rows)}
    if not versions:
        raise CalendarMalformed("versions", "at least one is needed")
    return CalendarVersions(tuple(versions[day] for day in sorted(versions)))


def _days(files: Sequence[Content]) -> _Days:
    whole: dict[str, object] = {}
    for file in files:
        whole |= file
    first, last = _covers(whole)
    special: dict[date, SpecialDay] = {}
    for file in files:
        for at, row in enumerate(_list(file, "years", "")):
            special |= dict(_year(row, f"years[{at}]"))
    return _Days(
        version="+".join(str(file["version"]) for file in files if "version" in file),
        timezone=str(_needed(whole, "timezone", "")),
        work_week=frozenset(_weekdays(whole.get("work_week", ("mon-fri",)), "work_week")),
        known_years=(first, last),
        special=special,
    )


def _covers(whole: Content) -> tuple[int, int]:
    years = _needed(whole, "covers", "")
    match years:
        case [int(first), int(last)] if first <= last:
            return first, last
    raise CalendarMalformed("covers", f"the first and the last year whose holidays are known, not {years!r}")


def _year(row: Content, field: str) -> Iterator[tuple[date, SpecialDay]]:
    _only(row, {"year", "source_zh", "holidays", "makeup_days"}, field)
    year = _needed(row, "year", field)
    rows = [(DayKind.HOLIDAY, at, each) for at, each in enumerate(_list(row, "holidays", field))]
    rows += [(DayKind.MAKEUP, at, each) for at, each in enumerate(_list(row, "makeup_days", field))]
    seen: set[date] = set()
    for kind, at, each in rows:
        where = f"{field}.{'holidays' if kind is DayKind.HOLIDAY else 'makeup_days'}[{at}]"
        for day, special in _special(each, kind, where):
            if day.year != year:
                raise CalendarMalformed(where, f"{day} is not in {year}")
            if day in seen:
                raise CalendarMalformed(where, f"{day} is named twice")
            seen.add(day)
            yield day, special


def _special(row: Content, kind: DayKind, field: str) -> Iterator[tuple[date, SpecialDay]]:
    _only(row, {"name_zh", "day", "from", "to", "shifts"}, field)
    first = _date(row, "day" if "day" in row else "from", field)
    last = first if "day" in row else _date(row, "to", field)
    if last < first:
        raise CalendarMalformed(f"{field}.to", f"{last} is before {first}")
    shifts = _shifts(row["shifts"], f"{field}.shifts") if "shifts" in row else None
    special = SpecialDay(kind, str(row.get("name_zh", "")), shifts)
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset), special


def _version(row: Content, field: str, days: _Days) -> CalendarVersion:
    _only(row, {"version", "effective_from", "note", "calendars"}, field)
    version, since = str(_needed(row, "version", field)), _date(row, "effective_from", field)
    found = _mapping(_needed(row, "calendars", field), f"{field}.calendars")
    calendars = {
        code: _calendar(_mapping(each, f"{field}.calendars.{code}"), code, (version, since), days, field)
        for code, each in found.items()
    }
    return CalendarVersion(version, since, calendars)


def _calendar(row: Content, code: str, version: tuple[str, date], days: _Days, field: str) -> WorkingCalendar:
    field = f"{field}.calendars.{code}"
    _only(
        row, {"name_zh", "note", "timezone", "weekly", "on_holidays", "on_makeup_days", "makeup_days"}, field
    )
    makeup = row.get("makeup_days", True)
    if not isinstance(makeup, bool):
        raise CalendarMalformed(f"{field}.makeup_days", f"yes or no, not {makeup!r}")
    own = row.get("on_makeup_days")
    return _said_where(
        field,
        lambda: WorkingCalendar(
            zone=str(row.get("timezone", days.timezone)),
            weekly=_weekly(_mapping(_needed(row, "weekly", field), f"{field}.weekly"), f"{field}.weekly"),
            special_days=days.special,
            makeup_days=makeup,
            holiday_shifts=_shifts(row.get("on_holidays", ()), f"{field}.on_holidays"),
            makeup_shifts=None if own is None else _shifts(own, f"{field}.on_makeup_days"),
            work_week=days.work_week,
            known_years=days.known_years,
            code=code,
            version=f"{version[0]}/{days.version}",
            effective_from=version[1],
        ),
    )


def _weekly(row: Content, field: str) -> tuple[Shifts, ...]:
    week: dict[int, Shifts] = {}
    for key, spans in row.items():
        for day in _weekdays((key,), f"{field}.{key}"):
            if day in week:
                raise CalendarMalformed(f"{field}.{key}", f"{_WEEKDAYS[day]} is named twice")
            week[day] = _shifts(spans, f"{field}.{key}")
    return tuple(week.get(day, ()) for day in range(7))


def _weekdays(value: object, field: str) -> Iterator[int]:
    for text in _sequence(value, field):
        first, dash, last = str(text).partition("-")
        if first not in _WEEKDAYS or (dash and last not in _WEEKDAYS):
            raise CalendarMalformed(field, f"{text!r} is no weekday; write mon, or mon-fri")
        start = _WEEKDAYS.index(first)
        yield from range(start, (_WEEKDAYS.index(last) if dash else start) + 1)


def _shifts(value: object, field: str) -> Shifts:
    spans = _sequence(value, field)
    return _said_where(field, lambda: ordered(shift(str(each)) for each in spans))


def _said_where(field: str, make: Callable[[], _T]) -> _T:
    try:
        return make()
    except CalendarRefused as refused:
        raise CalendarMalformed(field, str(refused)) from refused


def _date(row: Content, name: str, field: str) -> date:
    value = _needed(row, name, field)
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as wrong:
        raise CalendarMalformed(
            _dotted(field, name), f"{value!r} is no date; write it as 2026-10-01"
        ) from wrong


def _needed(row: Content, name: str, field: str) -> object:
    if name not in row:
        raise CalendarMalformed(_dotted(field, name), "is missing")
    return row[name]


def _only(row: Content, known: set[str], field: str) -> None:
    for name in row:
        if name not in known:
            raise CalendarMalformed(
                _dotted(field, str(name)), f"is not known; there are {', '.join(sorted(known))}"
            )


def _list(row: Content, name: str, field: str) -> list[Content]:
    where = _dotted(field, name)
    return [_mapping(each, f"{where}[{at}]") for at, each in enumerate(_sequence(row.get(name, ()), where))]


def _mapping(value: object, field: str) -> Content:
    if not isinstance(value, Mapping):
        raise CalendarMalformed(field, f"names with content, not {value!r}")
    return cast(Content, value)


def _sequence(value: object, field: str) -> Sequence[object]:
    if not isinstance(value, list | tuple):
        raise CalendarMalformed(field, f"a list, not {value!r}")
    return value


def _dotted(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name
