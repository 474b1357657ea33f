# SPDX-License-Identifier: Apache-2.0
"""Publicity features as of the start of 1 November 2026, local time."""

from collections.abc import Callable

import pytest

from tests.pipeline.features.conftest import Known

SUBSCRIBERS = """
customer_id | unit_code | commercial_consent
let_down    | U1        | no
agreed      | U1        | yes
silent      | U1        |
"""
PROMISES = """
promise_id | customer_id | made_at          | due_at           | kept_at          | withdrawn_at
p1         | let_down    | 2026-09-01T10:00 | 2026-09-10T10:00 |                  |
p2         | let_down    | 2026-09-01T10:00 | 2026-09-20T10:00 | 2026-11-03T10:00 |
p3         | let_down    | 2026-09-01T10:00 | 2026-10-10T10:00 | 2026-10-10T10:01 |
p4         | let_down    | 2026-09-01T10:00 | 2026-10-10T10:00 | 2026-10-10T10:00 |
p5         | let_down    | 2026-10-01T10:00 | 2026-11-01T00:00 |                  |
p6         | let_down    | 2026-01-01T10:00 | 2026-02-01T10:00 |                  |
p7         | agreed      | 2026-09-01T10:00 | 2026-10-10T10:00 |                  | 2026-10-01T10:00
p8         | silent      | 2026-09-01T10:00 | 2026-10-10T10:00 |                  | 2026-11-01T10:00
"""
CONTACTS = """
contact_id | customer_id | contacted_at     | direction | purpose    | result
c1         | let_down    | 2026-08-03T00:00 | outbound  | commercial | reached
c2         | let_down    | 2026-10-31T23:59 | outbound  | commercial | reached
c3         | let_down    | 2026-11-01T00:00 | outbound  | commercial | reached
c4         | let_down    | 2026-08-02T23:59 | outbound  | commercial | reached
c5         | let_down    | 2026-10-01T10:00 | inbound   | commercial | reached
c6         | let_down    | 2026-10-01T10:00 | outbound  | survey     | reached
c7         | agreed      | 2026-10-01T10:00 | outbound  | commercial | reached
c8         | silent      | 2026-10-01T10:00 | outbound  | commercial | reached
"""
COMPLAINTS = """
complaint_id | customer_id | opened_at        | recovery_class
k1           | let_down    | 2026-10-01T10:00 | publicity
k2           | let_down    | 2026-10-01T10:00 | tariff
"""


@pytest.fixture(scope="module")
def known(know: Callable[..., Known]) -> Known:
    return know(subscribers=SUBSCRIBERS, promises=PROMISES, contacts=CONTACTS, complaints=COMPLAINTS)


def test_broken_promises_fell_due_and_were_not_kept_by_the_as_of_day(known: Known) -> None:
    assert known["let_down"]["broken_promises"] == 2  # p1, and p2 which is kept only later
    assert known["agreed"]["broken_promises"] == 0


def test_promise_is_not_broken_when_the_customer_had_released_us_by_the_as_of_day(known: Known) -> None:
    assert known["agreed"]["broken_promises"] == 0  # p7
    assert known["silent"]["broken_promises"] == 1  # p8, released only later


def test_late_promises_were_kept_after_they_fell_due(known: Known) -> None:
    assert known["let_down"]["late_promises"] == 1  # p3, by a minute


def test_publicity_complaints_are_of_that_class_alone(known: Known) -> None:
    assert known["let_down"]["publicity_complaints"] == 1


def test_commercial_contacts_go_out_and_lie_in_ninety_days(known: Known) -> None:
    assert known["let_down"]["commercial_contacts"] == 2  # c1 and c2


def test_unwanted_contacts_are_those_without_consent(known: Known) -> None:
    assert known["let_down"]["unwanted_contacts"] == 2
    assert known["agreed"]["unwanted_contacts"] == 0
    assert known["silent"]["unwanted_contacts"] == 1  # no consent on record is none
