# SPDX-License-Identifier: Apache-2.0
"""A model learns from customers as they stood before they answered, by the same expressions."""

from collections.abc import Callable

import pytest

from tests.pipeline.features.conftest import Known

SUBSCRIBERS = """
customer_id | unit_code | joined_date
early       | U1        | 2026-01-15
late        | U1        | 2026-01-15
unasked     | U1        | 2026-01-15
"""
SURVEYS = """
answer_id | customer_id | answered_at      | element | score
a1        | early       | 2026-09-16T10:00 | overall | 3
a2        | late        | 2026-11-01T00:00 | overall | 9
"""
BILLS = """
customer_id | month   | amount | out_of_bundle
early       | 2026-07 | 50.00  | 0
early       | 2026-08 | 75.00  | 10.00
early       | 2026-09 | 999.00 | 99.00
late        | 2026-09 | 50.00  | 0
late        | 2026-10 | 60.00  | 20.00
"""
COMPLAINTS = """
complaint_id | customer_id | opened_at        | recovery_class | promised_at      | replied_at       | closed_at
k1           | early       | 2026-09-16T09:59 | tariff         |                  |                  | 2026-10-01T10:00
k2           | early       | 2026-09-16T10:00 | tariff         |                  |                  |
k3           | early       | 2026-09-10T10:00 | network        | 2026-09-12T10:00 | 2026-09-17T10:00 | 2026-09-18T10:00
k4           | late        | 2026-08-03T00:00 | tariff         |                  |                  | 2026-08-04T10:00
k5           | late        | 2026-10-31T23:59 | network        |                  |                  |
"""
NETWORK = """
customer_id | period_date | days | calls | dropped_calls | weak_minutes | poor_days
early       | 2026-09-01  | 30   | 100   | 100           | 0            | 30
early       | 2026-08-01  | 31   | 100   | 5             | 0            | 3
late        | 2026-08-01  | 31   | 100   | 9             | 0            | 2
late        | 2026-10-01  | 31   | 100   | 7             | 0            | 4
"""
PROMISES = """
promise_id | customer_id | made_at          | due_at           | kept_at
p1         | early       | 2026-09-01T10:00 | 2026-09-15T10:00 | 2026-09-16T11:00
p2         | early       | 2026-09-01T10:00 | 2026-09-16T11:00 |
p3         | late        | 2026-09-01T10:00 | 2026-10-31T23:59 |
"""
FEEDS = {
    "subscribers": SUBSCRIBERS,
    "surveys": SURVEYS,
    "bills": BILLS,
    "complaints": COMPLAINTS,
    "network": NETWORK,
    "promises": PROMISES,
}


@pytest.fixture(scope="module")
def known(know: Callable[..., Known]) -> Known:
    return know(surveyed=True, **FEEDS)


def test_only_surveyed_customers_are_learnt_from(known: Known) -> None:
    assert set(known) == {"early", "late"}


def test_bills_of_the_survey_month_are_not_known_yet(known: Known) -> None:
    assert known["early"]["bill_shock"] == 75 / 50
    assert known["early"]["out_of_bundle_yuan"] == 10


def test_complaints_are_known_up_to_the_answer(known: Known) -> None:
    assert known["early"]["complaints_90d"] == 2  # k1 and k3
    assert known["early"]["open_complaints"] == 2  # both closed only after the answer
    assert known["early"]["overdue_complaints"] == 1  # k3, answered after the survey


def test_periods_that_had_not_ended_are_not_known(known: Known) -> None:
    assert known["early"]["dropped_rate"] == 5 / 100
    assert known["early"]["poor_days"] == 3


def test_promises_are_judged_at_the_answer(known: Known) -> None:
    assert known["early"]["broken_promises"] == 1
    assert known["early"]["late_promises"] == 0


def test_tenure_is_that_of_the_answer(known: Known) -> None:
    assert known["early"]["tenure_months"] == 8


def test_a_customer_asked_on_the_as_of_day_stands_as_everybody_does(
    known: Known, know: Callable[..., Known]
) -> None:
    assert known["late"] == know(**FEEDS)["late"]
    seen = ("complaints_90d", "open_complaints", "broken_promises", "poor_days")
    assert [known["late"][name] for name in seen] == [2, 1, 1, 6]
