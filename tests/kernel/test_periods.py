# SPDX-License-Identifier: Apache-2.0
"""Periods are half-open, and months are counted."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.kernel.periods import DailyWindow, Period, month_number, month_start


def test_period_holds_its_start_and_not_its_end() -> None:
    period = Period(date(2026, 11, 1), date(2026, 12, 1))
    assert [date(2026, 11, 1) in period, date(2026, 11, 30) in period, date(2026, 12, 1) in period] == [
        True,
        True,
        False,
    ]


def test_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2026, 11, 2), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("at", "inside"), [("08:00", True), ("19:59", True), ("20:00", False), ("07:59", False)]
)
def test_nobody_is_called_at_eight_in_the_evening_sharp(at: str, inside: bool) -> None:
    window = DailyWindow(time(8), time(20))
    moment = datetime.combine(date(2026, 11, 2), time.fromisoformat(at))
    assert (moment in window) is inside


@given(st.dates(min_value=date(1, 1, 1), max_value=date(9999, 11, 30)))
def test_month_number_counts_months(day: date) -> None:
    start = month_start(month_number(day))
    assert start <= day < start + timedelta(days=32)
    assert month_number(month_start(month_number(day) + 1)) == month_number(day) + 1
