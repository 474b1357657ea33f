# SPDX-License-Identifier: Apache-2.0
"""Calendar files: the pack's own says what the State Council said; a wrong one is refused, and the field is named."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from amends.kernel.calendars import (
    CalendarMalformed,
    CalendarRefused,
    CalendarUnknown,
    CalendarVersions,
    read_calendar,
)
from amends.packs import load

SHANGHAI = ZoneInfo("Asia/Shanghai")
PACK = read_calendar(load("working_calendar"))
OFFICE, HALL, HOTLINE = (PACK.latest()[code] for code in ("office", "hall", "calendar_hours"))
SMALL = """
version: "1"
timezone: Asia/Shanghai
covers: [2026, 2026]
years:
  - year: 2026
    holidays: [{name_zh: 国庆节, from: 2026-10-01, to: 2026-10-07}]
    makeup_days: [{day: 2026-10-10}]
versions:
  - version: "1"
    effective_from: 2026-01-01
    calendars: {office: {weekly: {mon-fri: ["08:30-12:00", "14:00-18:00"]}}}
"""


def small(**changes: object) -> dict[str, Any]:
    """A small file, with some of its fields changed; what is `None` is missing."""
    found = {**yaml.safe_load(SMALL), **changes}
    return {name: value for name, value in found.items() if value is not None}


def _days(*spans: tuple[int, int, int]) -> set[tuple[int, int]]:
    return {(month, day) for month, first, last in spans for day in range(first, last + 1)}


@pytest.mark.peer("zammad #390")
@pytest.mark.parametrize(
    ("year", "off", "worked", "many"),
    [
        (
            2024,
            _days((1, 1, 1), (2, 10, 17), (4, 4, 6), (5, 1, 5), (6, 10, 10), (9, 15, 17), (10, 1, 7)),
            {(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)},
            251,
        ),
        (
            2025,
            _days(
                (1, 1, 1), (1, 28, 31), (2, 1, 4), (4, 4, 6), (5, 1, 5), (5, 31, 31), (6, 1, 2), (10, 1, 8)
            ),
            {(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)},
            248,
        ),
        (
            2026,
            _days((1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)),
            {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)},
            248,
        ),
    ],
)
def test_pack_has_the_days_of_the_notices(
    year: int, off: set[tuple[int, int]], worked: set[tuple[int, int]], many: int
) -> None:
    days = [date(year, 1, 1) + timedelta(days=each) for each in range(366)]
    days = [day for day in days if day.year == year]
    assert {(day.month, day.day) for day in days if OFFICE.is_holiday(day)} == off
    weekend = [day for day in days if day.weekday() > 4 and OFFICE.is_working_day(day)]
    assert {(day.month, day.day) for day in weekend} == worked
    assert sum(map(OFFICE.is_working_day, days)) == many


def test_pack_says_until_when_holidays_are_known() -> None:
    assert [OFFICE.covers(date(year, 6, 1)) for year in (2023, 2024, 2026, 2027)] == [
        False,
        True,
        True,
        False,
    ]


def test_named_calendars_differ() -> None:
    holiday = datetime(2026, 10, 1, 10, tzinfo=SHANGHAI)
    assert (HOTLINE.is_open(holiday), HALL.is_open(holiday), OFFICE.is_open(holiday)) == (True, True, False)
    early = datetime(2026, 10, 1, 9, tzinfo=SHANGHAI)
    assert (HOTLINE.is_open(early), HALL.is_open(early)) == (True, False)
    assert not HALL.is_working_day(date(2026, 11, 1))


def test_days_are_read_from_text_and_from_dates_alike() -> None:
    office = read_calendar(small()).latest()["office"]
    assert office.add_working_days(datetime(2026, 9, 30, 9, tzinfo=SHANGHAI), 5) == OFFICE.add_working_days(
        datetime(2026, 9, 30, 9, tzinfo=SHANGHAI), 5
    )
    assert office.version == "1/1"


def test_old_case_keeps_the_hours_of_its_time() -> None:
    later = {
        "version": "2",
        "effective_from": "2026-07-01",
        "calendars": {"office": {"weekly": {"mon-fri": ["09:00-17:00"]}}},
    }
    versions = read_calendar(small(), {"versions": [later]})
    early, new = versions.at(date(2026, 6, 30))["office"], versions.at(date(2026, 7, 1))["office"]
    assert [each.start for each in early.shifts_on(date(2026, 6, 30))] == [510, 840]
    assert [each.start for each in new.shifts_on(date(2026, 7, 1))] == [540]
    assert versions.at(date(2020, 1, 1))["office"] == early
    assert (new.effective_from, versions.latest().version) == (date(2026, 7, 1), "2")


def test_local_file_adds_days_and_says_how_far_it_knows() -> None:
    local = {
        "version": "gx",
        "covers": [2026, 2027],
        "years": [
            {"year": 2026, "makeup_days": [{"day": "2026-10-07"}], "holidays": [{"day": "2026-04-20"}]},
            {"year": 2027, "holidays": [{"day": "2027-01-01"}]},
        ],
    }
    office = read_calendar(small(), local).latest()["office"]
    assert office.is_working_day(date(2026, 10, 7))
    assert not office.is_working_day(date(2026, 10, 6))
    assert not office.is_working_day(date(2026, 4, 20))
    assert office.covers(date(2027, 12, 31))
    assert office.version == "1/1+gx"


def test_unknown_calendar_names_those_that_there_are() -> None:
    with pytest.raises(CalendarUnknown, match="office"):
        PACK.latest()["no_such"]


def test_versions_need_dates_that_follow_each_other() -> None:
    version = PACK.latest()
    for wrong in ((), (version, version)):
        with pytest.raises(CalendarRefused, match="follow"):
            CalendarVersions(wrong)


def _year(**changes: object) -> list[object]:
    return [{"year": 2026, "holidays": [], **changes}]


def _calendar(**changes: object) -> list[object]:
    office = {"weekly": {"mon-fri": ["08:30-12:00"]}, **changes}
    return [{"version": "1", "effective_from": "2026-01-01", "calendars": {"office": office}}]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"covers": None}, "covers"),
        ({"covers": [2026]}, "covers"),
        ({"covers": [2027, 2026]}, "covers"),
        ({"timezone": None}, "timezone"),
        ({"holidays": []}, "holidays"),
        ({"work_week": ["monday"]}, "work_week"),
        ({"work_week": []}, "versions[0].calendars.office"),
        ({"timezone": "Asia/Atlantis"}, "versions[0].calendars.office"),
        ({"years": {}}, "years"),
        ({"years": _year(holidays=[{"day": "2026-13-01"}])}, "years[0].holidays[0].day"),
        ({"years": _year(holidays=[{"day": "2025-10-01"}])}, "years[0].holidays[0]"),
        ({"years": _year(holidays=[{"from": "2026-10-01"}])}, "years[0].holidays[0].to"),
        ({"years": _year(holidays=[{"from": "2026-10-02", "to": "2026-10-01"}])}, "years[0].holidays[0].to"),
        ({"years": _year(holidays=[{"day": "2026-10-01"}] * 2)}, "years[0].holidays[1]"),
        (
            {"years": _year(makeup_days=[{"day": "2026-10-10", "shifts": ["9-5"]}])},
            "years[0].makeup_days[0].shifts",
        ),
        ({"versions": None}, "versions"),
        ({"versions": ["1"]}, "versions[0]"),
        ({"versions": _calendar(weekly={})}, "versions[0].calendars.office"),
        ({"versions": _calendar(weekly={"fri-mon": ["08:30-12:00"]})}, "versions[0].calendars.office"),
        ({"versions": _calendar(weekly={"mon": 840})}, "versions[0].calendars.office.weekly.mon"),
        ({"versions": _calendar(weekly={"mon": ["12:00-08:30"]})}, "versions[0].calendars.office.weekly.mon"),
        (
            {"versions": _calendar(weekly={"mon-fri": ["08:30-12:00"], "mon": ["09:00-10:00"]})},
            "versions[0].calendars.office.weekly.mon",
        ),
        ({"versions": _calendar(makeup_days="no")}, "versions[0].calendars.office.makeup_days"),
        ({"versions": _calendar(hours=[])}, "versions[0].calendars.office.hours"),
    ],
)
def test_wrong_field_is_named(changes: dict[str, object], field: str) -> None:
    with pytest.raises(CalendarMalformed) as refused:
        read_calendar(small(**changes))
    assert refused.value.field == field
