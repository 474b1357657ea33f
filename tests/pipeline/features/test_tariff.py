# SPDX-License-Identifier: Apache-2.0
"""Tariff features, on bills as of 1 November 2026: October is the last month."""

from collections.abc import Callable

import pytest

from tests.pipeline.features.conftest import Known

SUBSCRIBERS = """
customer_id | unit_code | plan_data_mb
shocked     | U1        | 10000
fivefold    | U1        | 10000
cheaper     | U1        |
newcomer    | U1        | 10000
free        | U1        | 10000
"""
# The June bill of `shocked` lies outside every three-month window; November is not billed yet.
BILLS = """
customer_id | month   | amount | out_of_bundle | value_added | unconfirmed | arrears
shocked     | 2026-06 | 999.00 | 900.00        | 99.00       | 9.00        | 50.00
shocked     | 2026-07 | 50.00  | 0             | 0           | 0           | 0
shocked     | 2026-08 | 60.00  | 10.00         | 6.00        | 0           | 0
shocked     | 2026-09 | 40.00  | 0             | 4.00        | 3.00        | 20.00
shocked     | 2026-10 | 100.00 | 70.00         | 10.00       | 5.50        | 30.00
shocked     | 2026-11 | 777.00 | 700.00        | 77.00       | 7.00        | 70.00
fivefold    | 2026-07 | 10.00  | 0             | 0           | 0           | 0
fivefold    | 2026-08 | 10.00  | 0             | 0           | 0           | 0
fivefold    | 2026-09 | 10.00  | 0             | 0           | 0           | 0
fivefold    | 2026-10 | 50.01  | 0             | 0           | 0           | 0
cheaper     | 2026-09 | 80.00  | 0             | 0           | 0           | 0
cheaper     | 2026-10 | 20.00  | 0             | 0           | 0           | 0
newcomer    | 2026-10 | 30.00  | 0             | 0           | 0           | 0
free        | 2026-09 | 0      | 0             | 0           | 0           | 0
free        | 2026-10 | 0      | 0             | 0           | 0           | 0
"""
USAGE = """
customer_id | month   | data_mb
shocked     | 2026-07 | 99999
shocked     | 2026-08 | 2000.5
shocked     | 2026-09 | 1000
shocked     | 2026-10 | 3000
cheaper     | 2026-10 | 3000
"""


@pytest.fixture(scope="module")
def known(know: Callable[..., Known]) -> Known:
    return know(subscribers=SUBSCRIBERS, bills=BILLS, usage=USAGE)


def test_bill_shock_compares_the_last_bill_with_the_mean_of_the_three_before(known: Known) -> None:
    assert known["shocked"]["bill_shock"] == 100 / ((50 + 60 + 40) / 3)
    assert known["cheaper"]["bill_shock"] == 20 / 80


def test_bill_shock_is_unknown_without_a_mean_to_compare_with(known: Known) -> None:
    assert known["newcomer"]["bill_shock"] is None
    assert known["free"]["bill_shock"] is None


def test_bill_rise_is_the_difference_and_never_below_zero(known: Known) -> None:
    assert known["shocked"]["bill_rise_yuan"] == 100 - (50 + 60 + 40) / 3
    assert known["cheaper"]["bill_rise_yuan"] == 0
    assert known["newcomer"]["bill_rise_yuan"] is None


def test_sudden_bill_needs_more_than_five_times_the_mean(known: Known) -> None:
    assert known["fivefold"]["sudden_bill"] == 1
    assert known["shocked"]["sudden_bill"] == 0
    assert known["free"]["sudden_bill"] is None


def test_out_of_bundle_counts_months_and_money_of_the_last_three(known: Known) -> None:
    assert known["shocked"]["out_of_bundle_months"] == 2
    assert known["shocked"]["out_of_bundle_yuan"] == 10 + 0 + 70
    assert known["shocked"]["out_of_bundle_share"] == (10 + 0 + 70) / (60 + 40 + 100)
    assert known["free"]["out_of_bundle_share"] is None


def test_value_added_share_is_of_the_last_three_bills(known: Known) -> None:
    assert known["shocked"]["value_added_share"] == (6 + 4 + 10) / (60 + 40 + 100)


def test_unconfirmed_charges_are_summed_over_the_last_three_bills(known: Known) -> None:
    assert known["shocked"]["unconfirmed_yuan"] == 0 + 3 + 5.5


def test_arrears_are_those_of_last_month_and_the_months_of_six(known: Known) -> None:
    assert known["shocked"]["arrears_yuan"] == 30
    assert known["shocked"]["arrears_months"] == 3  # June, September, October


def test_bundle_use_is_data_used_over_data_in_the_bundle(known: Known) -> None:
    assert known["shocked"]["bundle_use"] == round((2000.5 + 1000 + 3000) / (3 * 10000), 9)
    assert known["cheaper"]["bundle_use"] is None  # no bundle on record
    assert known["newcomer"]["bundle_use"] is None  # no usage on record
