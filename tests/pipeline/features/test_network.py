# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E501 - a table is read across
"""Network features as of 1 November 2026: rows of a day and of a month count alike, by the days they cover."""

from collections.abc import Callable

import pytest

from tests.pipeline.features.conftest import Known

SUBSCRIBERS = """
customer_id | unit_code
monthly     | U1
daily       | U1
mute        | U1
"""
NETWORK = """
customer_id | period_date | days | calls | dropped_calls | failed_calls | sessions | poor_sessions | weak_minutes | poor_days
monthly     | 2026-07-01  | 31   | 900   | 900           | 900          | 900      | 900           | 900          | 31
monthly     | 2026-08-01  | 31   | 100   | 3             | 5            | 200      | 10            | 30.5         | 2
monthly     | 2026-09-01  | 30   | 100   | 4             | 6            | 200      | 30            | 40           | 3
monthly     | 2026-10-01  | 31   | 100   | 2             | 4            | 100      | 10            | 50           | 4
monthly     | 2026-10-15  | 31   | 900   | 900           | 900          | 900      | 900           | 900          | 31
daily       | 2026-10-30  | 1    | 0     | 0             | 0            |          |               | 12           | 1
daily       | 2026-10-31  | 1    | 0     | 0             | 0            |          |               | 3            | 0
daily       | 2026-11-01  | 1    | 9     | 9             | 9            | 9        | 9             | 9            | 1
"""


@pytest.fixture(scope="module")
def known(know: Callable[..., Known]) -> Known:
    return know(subscribers=SUBSCRIBERS, network=NETWORK)


def test_call_rates_are_over_calls_of_whole_periods_before_the_day(known: Known) -> None:
    assert known["monthly"]["dropped_rate"] == (3 + 4 + 2) / 300
    assert known["monthly"]["failed_rate"] == (5 + 6 + 4) / 300


def test_call_rates_are_unknown_without_calls(known: Known) -> None:
    assert known["daily"]["dropped_rate"] is None
    assert known["mute"]["failed_rate"] is None


def test_poor_session_rate_is_over_sessions(known: Known) -> None:
    assert known["monthly"]["poor_session_rate"] == (10 + 30 + 10) / (200 + 200 + 100)
    assert known["daily"]["poor_session_rate"] is None


def test_weak_minutes_are_for_thirty_days(known: Known) -> None:
    assert known["monthly"]["weak_minutes"] == round((30.5 + 40 + 50) * 30 / (31 + 30 + 31), 9)
    assert known["daily"]["weak_minutes"] == (12 + 3) * 30 / 2


def test_poor_days_are_summed(known: Known) -> None:
    assert known["monthly"]["poor_days"] == 2 + 3 + 4
    assert known["daily"]["poor_days"] == 1
    assert known["mute"]["poor_days"] is None
