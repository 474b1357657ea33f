# SPDX-License-Identifier: Apache-2.0
"""Rings in seconds, shares of calls, and logs that are read."""

from datetime import timedelta

import pytest

from amends.apps.halls.rules.hotline.log_file import COLUMNS, MOST_ROWS, Fault, read_log
from amends.apps.halls.rules.hotline.standard import Rung, seconds_between, shares, standard
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
