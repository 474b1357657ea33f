# SPDX-License-Identifier: Apache-2.0
"""The cost of a case sums its parts."""

import pytest

from amends.apps.reports.rules.costs import CaseCost, Work, WorkKind, case_cost

HANDLING, REWORK = WorkKind.HANDLING, WorkKind.REWORK


@pytest.mark.requirement("S4-009")
def test_case_cost_sums_handling_compensation_and_rework() -> None:
    work = [Work(HANDLING, 30, 0, 6_000), Work(HANDLING, 0, 500, 6_000), Work(REWORK, 90, 1_000, 6_000)]
    found = case_cost(work, compensation=5_000)
    assert found == CaseCost(handling=3_500, compensation=5_000, rework=10_000)
    assert found.total == 18_500


@pytest.mark.requirement("S4-009")
def test_time_without_an_hour_cost_is_told_and_not_guessed() -> None:
    found = case_cost([Work(HANDLING, 45, 200, None)], compensation=0)
    assert (found.handling, found.unpriced) == (200, 45)
