# SPDX-License-Identifier: Apache-2.0
"""Response rates: the formulas of AAPOR on counts that can be checked by hand."""

import math

import pytest

from amends.analytics.sampling.outcomes import Outcome, response_rates

COUNTS = {
    Outcome.COMPLETE: 300,
    Outcome.PARTIAL: 20,
    Outcome.REFUSED: 180,
    Outcome.NOT_REACHED: 250,
    Outcome.OTHER: 50,
    Outcome.UNKNOWN: 200,
    Outcome.INELIGIBLE: 200,
}


def test_rates_when_every_outcome_occurs() -> None:
    found = response_rates(COUNTS)
    assert (found.rr1, found.rr2) == (0.3, 0.32)
    assert found.eligibility == 0.8
    assert found.rr3 == pytest.approx(300 / 960)
    assert found.rr4 == pytest.approx(320 / 960)
    assert found.cooperation == pytest.approx(300 / 550)
    assert (found.refusal, found.contact) == (0.18, 0.55)


def test_rates_when_a_quota_was_full_are_those_of_the_others() -> None:
    assert response_rates(COUNTS | {Outcome.OVER_QUOTA: 400}) == response_rates(COUNTS)


def test_rates_when_eligibility_is_given() -> None:
    assert response_rates(COUNTS, eligibility=0).rr3 == pytest.approx(300 / 800)
    assert response_rates(COUNTS, eligibility=1).rr3 == 0.3


def test_rates_when_nobody_was_asked_are_not_zero_but_none() -> None:
    assert math.isnan(response_rates({}).rr1)


def test_rates_when_nothing_is_known_count_all_as_eligible_or_none() -> None:
    found = response_rates({Outcome.UNKNOWN: 5})
    assert found.rr1 == 0
    assert math.isnan(found.rr3)
