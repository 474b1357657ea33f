# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E501 - a table is read across
"""Complaint features as of the start of 1 November 2026, local time; 90 days go back to 3 August."""

from collections.abc import Callable

import pytest

from tests.pipeline.features.conftest import Known

SUBSCRIBERS = """
customer_id | unit_code
insistent   | U1
waiting     | U1
reopened    | U1
unheard     | U1
calm        | U1
"""
COMPLAINTS = """
complaint_id | customer_id | opened_at        | recovery_class | promised_at      | replied_at       | closed_at        | reopened | transfers | customer_confirmed | callback_score
k1           | insistent   | 2026-07-20T10:00 | tariff         |                  |                  | 2026-07-21T10:00 | 7        | 9         | no                 | 1
k2           | insistent   | 2026-08-10T10:00 | tariff         |                  |                  | 2026-08-11T10:00 | 0        | 0         | yes                | 9
k3           | insistent   | 2026-09-09T10:00 | tariff         |                  |                  | 2026-09-11T10:00 | 0        | 1         | yes                | 8
k4           | insistent   | 2026-09-10T10:00 | network        |                  |                  | 2026-09-11T10:00 | 0        | 0         | yes                |
k5           | insistent   | 2026-10-31T23:59 | tariff         |                  |                  |                  | 0        | 0         |                    |
k6           | insistent   | 2026-11-01T00:00 | tariff         |                  |                  |                  | 5        | 9         |                    |
w1           | waiting     | 2026-10-20T10:00 | usage          | 2026-10-22T10:00 |                  |                  | 0        | 0         |                    |
w2           | waiting     | 2026-10-25T10:00 | network        | 2026-10-26T10:00 | 2026-10-27T10:00 | 2026-10-28T10:00 | 0        | 0         | yes                | 7
w3           | waiting     | 2026-10-26T10:00 | publicity      | 2026-10-28T10:00 | 2026-10-28T10:00 | 2026-11-02T10:00 | 0        | 0         | no                 | 2
w4           | waiting     | 2026-10-30T10:00 | tariff         | 2026-11-01T10:00 |                  |                  | 0        | 0         |                    |
r1           | reopened    | 2026-09-01T10:00 | tariff         |                  |                  | 2026-10-01T10:00 | 2        | 3         | yes                | 9
r2           | reopened    | 2026-10-01T10:00 | usage          |                  |                  | 2026-10-05T10:00 | 1        | 1         | yes                | 9
u1           | unheard     | 2026-09-01T10:00 | tariff         |                  |                  | 2026-09-05T10:00 | 0        | 0         | no                 | 6
u2           | unheard     | 2026-09-02T10:00 | usage          |                  |                  | 2026-09-05T10:00 | 0        | 0         |                    | 7
u3           | unheard     | 2025-09-02T10:00 | usage          |                  |                  |                  | 0        | 0         |                    |
"""


@pytest.fixture(scope="module")
def known(know: Callable[..., Known]) -> Known:
    return know(subscribers=SUBSCRIBERS, complaints=COMPLAINTS)


def test_complaints_are_counted_back_to_the_start_of_the_as_of_day(known: Known) -> None:
    assert known["insistent"]["complaints_90d"] == 4  # k2 to k5: k1 is too old, k6 not known yet
    assert known["calm"]["complaints_90d"] == 0


def test_repeats_are_of_the_same_class_within_thirty_days(known: Known) -> None:
    assert (
        known["insistent"]["repeat_complaints"] == 2
    )  # k2 after k1, k3 after k2; k4 is another class, k5 late
    assert known["unheard"]["repeat_complaints"] == 0


def test_overdue_is_answered_late_or_not_at_all(known: Known) -> None:
    assert known["waiting"]["overdue_complaints"] == 2  # w1 has no answer, w2 a late one, w4 is not due yet


def test_reopenings_are_summed_and_transfers_are_the_most_of_one(known: Known) -> None:
    assert known["reopened"]["reopened_complaints"] == 2 + 1
    assert known["reopened"]["complaint_transfers"] == 3
    assert known["insistent"]["complaint_transfers"] == 1


def test_low_callbacks_are_six_or_less_and_already_given(known: Known) -> None:
    assert known["unheard"]["low_callbacks"] == 1
    assert known["waiting"]["low_callbacks"] == 0  # w3 was closed, and called back, a day later


def test_unconfirmed_closures_need_a_customer_who_said_no(known: Known) -> None:
    assert known["unheard"]["unconfirmed_closures"] == 1
    assert known["waiting"]["unconfirmed_closures"] == 0


def test_open_complaints_wait_in_whole_local_days(known: Known) -> None:
    assert known["waiting"]["open_complaint_days"] == 12  # since 20 October
    assert known["reopened"]["open_complaint_days"] == 0
    assert known["waiting"]["open_complaints"] == 3  # w1, w3, w4


def test_classes_count_for_their_own_features(known: Known) -> None:
    assert known["insistent"]["network_complaints"] == 1
    assert known["waiting"]["publicity_complaints"] == 1
    assert known["unheard"]["complaints_365d"] == 2  # u3 is more than a year old
