# SPDX-License-Identifier: Apache-2.0
"""The twelve steps: recorded at their gates, set aside with a reason, and the state follows the phase."""

import pytest

from amends.apps.cases.models import Case
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import stored
from tests.apps.cases.course import answered, complaint, handled, step, through
from tests.people import People


@pytest.fixture
def case(people: People, customer: Customer) -> Case:
    """A complaint that Alice heard at 14:00."""
    return complaint(people, customer)


@pytest.mark.requirement("S4-032", "S4-033", "S4-034", "S4-035")
def test_state_follows_the_phase_of_the_steps(case: Case, people: People) -> None:
    case = through(case, people, "ask")
    assert case.state == "receiving"
    case = step(case, people, "soothe")
    assert case.state == "clarifying"
    for code in ("confirm", "judge", "analyse"):
        case = step(case, people, code)
        assert case.state == "clarifying"
    case = step(case, people, "explain")
    assert case.state == "resolving"


def test_complaint_ends_with_the_customers_yes_and_a_review(case: Case, people: People) -> None:
    case = answered(handled(case, people), people)
    assert (case.state, case.next_action) == ("verifying", "总结")
    case = step(case, people, "review")
    assert (stored(case).outcome, stored(case).is_open) == ("recovered", False)
