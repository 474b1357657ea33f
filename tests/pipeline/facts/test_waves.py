# SPDX-License-Identifier: Apache-2.0
"""Windows of waves: the same for both arms, never beyond the horizon nor beyond what is known."""

from datetime import date, datetime
from typing import Any

from amends.pipeline.facts.waves import WINDOWS, whole_months, window_table

# A wave drawn on 10 July at 16:30 local time, for 60 days: until 8 September.
WAVE = {
    "wave_id": "7",
    "assigned_at": datetime.fromisoformat("2026-07-10T08:30"),
    "horizon_at": datetime.fromisoformat("2026-09-08T08:30"),
}
MONTHS = [date(2026, month, 1) for month in (4, 5, 6, 7, 8, 9)]


def window(as_of: date, **given: Any) -> dict[str, Any]:
    """The only row."""
    table = window_table([WAVE], as_of=as_of, **({"bills": MONTHS, "usage": MONTHS} | given))
    assert table.schema == WINDOWS
    (row,) = table.to_pylist()
    return dict(row)


def test_window_ends_at_the_horizon_however_late_it_is_looked_at() -> None:
    early, late = window(date(2026, 9, 9)), window(date(2026, 12, 1))
    assert early == late
    assert late["complete"]
    assert late["end_at"] == WAVE["horizon_at"]
    assert (late["from_date"], late["end_date"]) == (date(2026, 7, 10), date(2026, 9, 8))


def test_window_ends_with_what_is_known_before_the_horizon() -> None:
    row = window(date(2026, 8, 1))
    assert not row["complete"]
    assert row["end_at"] == datetime.fromisoformat("2026-07-31T16:00")
    assert (row["bills_before"], row["bills_after"]) == (3, 0)  # July is the month of the draw


def test_window_counts_whole_months_that_were_delivered_alone() -> None:
    row = window(date(2026, 12, 1), bills=MONTHS[1:], usage=[date(2026, 8, 1)])
    assert (row["month_from"], row["month_drawn"]) == (date(2026, 4, 1), date(2026, 7, 1))
    assert (row["month_after"], row["month_end"]) == (date(2026, 8, 1), date(2026, 9, 1))
    assert (row["bills_before"], row["bills_after"]) == (2, 1)
    assert (row["usage_before"], row["usage_after"]) == (0, 1)


def test_month_that_came_in_half_is_not_whole_and_growth_is_no_gap() -> None:
    rows = dict(zip(MONTHS, (100_000, 104_000, 51_000, 109_000, 112_000, 99_000), strict=True))
    assert whole_months(rows) == [MONTHS[at] for at in (0, 1, 3, 4)]
    assert whole_months({MONTHS[0]: 40, MONTHS[1]: 22}) == MONTHS[:2]  # of so few chance alone makes this
    assert whole_months({}) == []


def test_window_of_a_wave_that_was_drawn_after_the_day_is_empty() -> None:
    row = window(date(2026, 7, 1))
    assert row["end_at"] == WAVE["assigned_at"]
    assert row["bills_after"] == 0
