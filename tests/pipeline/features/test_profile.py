# SPDX-License-Identifier: Apache-2.0
"""Background features as of 1 November 2026, and what holds for all of them."""

from collections.abc import Callable

import pytest

from amends.pipeline.features import FEATURE_NAMES, FEATURES
from tests.pipeline.features.conftest import Known

SUBSCRIBERS = """
customer_id | unit_code | plan_fee | value_tier | joined_date
old         | U1        | 58.00    | gold       | 2024-09-30
fresh       | U1        |          |            |
"""
BILLS = """
customer_id | month   | amount
old         | 2025-10 | 9999
old         | 2025-11 | 40.00
old         | 2026-10 | 61.00
"""


@pytest.fixture(scope="module")
def known(know: Callable[..., Known]) -> Known:
    return know(subscribers=SUBSCRIBERS, bills=BILLS)


def test_tenure_counts_calendar_months(known: Known) -> None:
    assert known["old"]["tenure_months"] == (2026 - 2024) * 12 + (11 - 9)
    assert known["fresh"]["tenure_months"] is None


def test_plan_fee_is_in_yuan(known: Known) -> None:
    assert known["old"]["plan_fee_yuan"] == 58
    assert known["fresh"]["plan_fee_yuan"] is None


def test_mean_bill_is_of_the_bills_on_record_in_twelve_months(known: Known) -> None:
    assert known["old"]["bill_mean_yuan"] == (40 + 61) / 2


def test_value_rank_follows_the_tier(known: Known) -> None:
    assert known["old"]["value_rank"] == 2
    assert known["fresh"]["value_rank"] is None


def test_every_customer_has_every_feature_once(known: Known) -> None:
    assert set(known) == {"old", "fresh"}
    assert set(FEATURE_NAMES) <= set(known["old"])
    assert len(set(FEATURE_NAMES)) == len(FEATURES)


def test_every_feature_says_what_it_means() -> None:
    for each in FEATURES:
        assert each.meaning.zh, each.name
        assert each.meaning.en, each.name
        assert each.meaning.reason_zh, each.name
        assert each.unit, each.name
