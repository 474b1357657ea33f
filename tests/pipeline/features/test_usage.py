# SPDX-License-Identifier: Apache-2.0
"""Usage features as of 1 November 2026: October against July to September."""

from collections.abc import Callable

import pytest

from tests.pipeline.features.conftest import Known

SUBSCRIBERS = """
customer_id | unit_code
fading      | U1
growing     | U1
stopped     | U1
new         | U1
"""
USAGE = """
customer_id | month   | data_mb | voice_minutes | online_failures | unused_services
fading      | 2026-06 | 90000   | 9000          | 90              | 9
fading      | 2026-07 | 4000    | 100           | 7               | 9
fading      | 2026-08 | 5000    | 110           | 1               | 9
fading      | 2026-09 | 3000    | 90            | 0               | 9
fading      | 2026-10 | 1000    | 75            | 2               | 3
growing     | 2026-09 | 1000    | 100           | 0               | 0
growing     | 2026-10 | 2000    | 100           | 0               | 0
stopped     | 2026-09 | 1000    | 0             | 0               | 0
new         | 2026-10 | 500     | 10            | 0               | 0
"""
CONTACTS = """
contact_id | customer_id | contacted_at     | direction | purpose
c1         | fading      | 2026-10-02T00:00 | inbound   | service
c2         | fading      | 2026-10-20T10:00 | inbound   | service
c3         | fading      | 2026-10-01T23:59 | inbound   | service
c4         | fading      | 2026-10-20T10:00 | outbound  | service
c5         | fading      | 2026-10-20T10:00 | inbound   | survey
"""


@pytest.fixture(scope="module")
def known(know: Callable[..., Known]) -> Known:
    return know(subscribers=SUBSCRIBERS, usage=USAGE, contacts=CONTACTS)


def test_data_decline_is_the_share_lost_against_the_mean(known: Known) -> None:
    assert known["fading"]["data_decline"] == 1 - 1000 / ((4000 + 5000 + 3000) / 3)
    assert known["growing"]["data_decline"] == 0


def test_voice_decline_is_the_share_lost_against_the_mean(known: Known) -> None:
    assert known["fading"]["voice_decline"] == 1 - 75 / ((100 + 110 + 90) / 3)
    assert known["growing"]["voice_decline"] == 0


def test_decline_is_unknown_without_both_sides(known: Known) -> None:
    assert known["new"]["data_decline"] is None  # nothing before
    assert known["stopped"]["data_decline"] is None  # no row for October: not known, rather than none
    assert known["stopped"]["voice_decline"] is None


def test_online_failures_are_of_the_last_three_months(known: Known) -> None:
    assert known["fading"]["online_failures"] == 1 + 0 + 2


def test_unused_services_are_those_of_last_month(known: Known) -> None:
    assert known["fading"]["unused_services"] == 3
    assert known["stopped"]["unused_services"] is None


def test_service_calls_come_in_within_thirty_days(known: Known) -> None:
    assert known["fading"]["service_calls"] == 2  # c1 and c2
    assert known["new"]["service_calls"] == 0
