# SPDX-License-Identifier: Apache-2.0
"""Rings in seconds, shares of calls, and logs that are read."""

from datetime import time, timedelta

import pytest

from amends.analytics.queueing import Load, performance
from amends.apps.halls.rules.hotline.day import day_of
from amends.apps.halls.rules.hotline.log_file import COLUMNS, MOST_ROWS, Fault, read_log
from amends.apps.halls.rules.hotline.standard import Rung, of_all, seconds_between, shares, standard
from tests.people import NOON

HEAD = ",".join(COLUMNS)
GOOD = "a1,U,alice,in,2026-11-02T12:00:00+08:00,2026-11-02T12:00:16+08:00,2026-11-02T12:03:00+08:00,20,served"


@pytest.mark.requirement("S2-035")
def test_two_rings_are_ten_seconds_and_sixteen_are_a_breach() -> None:
    held_to = standard()
    assert (held_to.target_seconds, held_to.limit_seconds) == (10, 15)
    assert held_to.in_target(10)
    assert not held_to.in_target(11)
    assert not held_to.is_breach(15)
    assert held_to.is_breach(16)


def test_begun_second_counts() -> None:
    assert seconds_between(NOON, NOON + timedelta(seconds=15, milliseconds=1)) == 16
    assert seconds_between(NOON, NOON) == 0
    assert seconds_between(NOON, NOON - timedelta(seconds=3)) == 0


@pytest.mark.requirement("S2-035")
def test_shares_count_who_hung_up_only_after_the_limit() -> None:
    rung = [Rung(8, True), Rung(12, True), Rung(16, True), Rung(40, False), Rung(5, False)]
    (found,) = shares(rung, standard())
    assert (found.offered, found.answered, found.counted) == (5, 3, 4)
    assert found.target_share == 0.25
    assert found.breach_share == 0.5


def test_shares_of_nothing_are_none() -> None:
    (found,) = shares([Rung(5, False)], standard())
    assert found.target_share is None
    assert found.breach_share is None
    assert (found.left_share, found.wait_p50) == (1.0, None)
    nothing = of_all([], standard())
    assert (nothing.offered, nothing.left_share, nothing.wait_p90) == (0, None, None)


def test_calls_that_rang_alike_count_as_one_by_one() -> None:
    together = [
        Rung(8, True, "a", 3),
        Rung(16, True, "b", 2),
        Rung(40, False, "a", 4),
        Rung(30, True, "b", 1),
    ]
    apart = [
        Rung(each.ring_seconds, each.answered, each.group) for each in together for _n in range(each.calls)
    ]
    assert shares(together, standard()) == shares(apart, standard())
    assert of_all(together, standard()) == of_all(apart, standard())


def test_waits_are_of_answered_calls_by_nearest_rank_and_of_no_fewer_than_five() -> None:
    found = of_all([Rung(seconds, True) for seconds in (1, 2, 3, 4, 90)] + [Rung(200, False)], standard())
    assert (found.wait_p50, found.wait_p90) == (3, 90)
    few = of_all([Rung(seconds, True) for seconds in (1, 2, 3, 4)], standard())
    assert (few.wait_p50, few.wait_p90) == (None, None)
    many = of_all([Rung(5, True, calls=90), Rung(6, True, calls=10)], standard())
    assert (many.wait_p50, many.wait_p90) == (5, 5)  # the ninetieth of a hundred


def test_day_tells_the_mean_of_days_and_how_many_people_that_needs() -> None:
    found = day_of(
        {time(10): (120, 6), time(9): (2, 0)}, {time(10): 8}, days=2, handling=180, held_to=standard()
    )
    assert [(each.at, each.offered, each.left, each.on_line) for each in found] == [
        (time(9), 1, 0, 0), (time(9, 30), 0, 0, 0), (time(10), 60, 3, 4),
    ]  # fmt: skip
    assert found[1].needed == 0
    needed = found[2].needed
    enough, fewer = (performance(Load(60, 180), n, within=15).service_level for n in (needed, needed - 1))
    assert enough >= 0.85 > fewer


def test_log_is_read() -> None:
    log = read_log(f"\ufeff{HEAD}\n{GOOD}\n")
    assert not log.faults
    (row,) = log.rows
    assert (row.ring_seconds, row.held_seconds, row.code) == (16, 20, "a1")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("served", "sold", Fault(2, "outcome", "unknown")),
        ("2026-11-02T12:00:00+08:00", "noon", Fault(2, "offered_at", "no_moment")),
        ("2026-11-02T12:00:00+08:00", "2026-11-02T12:00:00", Fault(2, "offered_at", "no_zone")),
        ("2026-11-02T12:00:16+08:00", "2026-11-02T11:00:16+08:00", Fault(2, "answered_at", "before")),
        ("2026-11-02T12:03:00+08:00", "2026-11-02T11:03:00+08:00", Fault(2, "ended_at", "before")),
        (",20,", ",-1,", Fault(2, "hold_seconds", "no_number")),
        (",20,", ",999,", Fault(2, "hold_seconds", "too_long")),
        ("a1", "", Fault(2, "call_id", "empty")),
        ("2026-11-02T12:00:16+08:00", "", Fault(2, "answered_at", "not_answered")),
    ],
)
def test_bad_cell_is_named_by_row_and_column(old: str, new: str, fault: Fault) -> None:
    log = read_log(f"{HEAD}\n{GOOD.replace(old, new, 1)}\n{GOOD.replace('a1', 'a2')}\n")
    assert log.faults == (fault,)
    assert [each.code for each in log.rows] == ["a2"]


def test_same_call_twice_is_named() -> None:
    assert read_log(f"{HEAD}\n{GOOD}\n{GOOD}\n").faults == (Fault(3, "call_id", "twice"),)


def test_file_without_its_columns_has_only_faults() -> None:
    log = read_log("call_id,unit\na1,U\n")
    assert not log.rows
    assert {each.column for each in log.faults} == set(COLUMNS[2:])


def test_cell_without_an_end_is_named() -> None:
    log = read_log(f'{HEAD}\n"{"x" * 200_000}\n')
    assert [each.why for each in log.faults] == ["no_csv"]


def test_longer_file_than_is_taken_is_refused_whole() -> None:
    rows = "\n".join(GOOD.replace("a1", f"n{each}") for each in range(MOST_ROWS + 1))
    log = read_log(f"{HEAD}\n{rows}\n")
    assert not log.rows
    assert [each.why for each in log.faults] == ["too_many"]
