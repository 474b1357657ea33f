# SPDX-License-Identifier: Apache-2.0
"""A complaint goes upwards after one's own attempt, or for a risk that cannot wait."""

import pytest

from amends.apps.cases.actions.escalating import AttemptMissing
from amends.apps.cases.actions.ownership import hand_over, offer
from amends.apps.cases.actions.steps import skip_step
from amends.apps.cases.models import Case, Transfer
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import Opened
from tests.apps.cases.course import AT, complaint, step, through
from tests.people import NOON, People


@pytest.fixture
def case(people: People, customer: Customer) -> Case:
    """A complaint that Alice heard at 14:00."""
    return complaint(people, customer)


def _to_bob(case: Case, people: People, risk: str = "") -> Case:
    return hand_over(
        case=case,
        version=case.version,
        to=people.bob,
        reason="请协助",
        risk=risk,
        by=people.alice,
        at=AT,
    )


@pytest.mark.requirement("S1-010")
def test_leader_is_asked_only_after_the_first_four_steps(case: Case, people: People) -> None:
    case = through(case, people, "soothe")
    with pytest.raises(AttemptMissing, match="确认"):
        _to_bob(case, people)
    assert _to_bob(step(case, people, "confirm"), people).pending_owner == people.bob


@pytest.mark.requirement("S1-010")
def test_risk_opens_the_way_upwards_and_stands_with_the_reason(case: Case, people: People) -> None:
    with pytest.raises(AttemptMissing):
        _to_bob(case, people, risk="  ")
    _to_bob(case, people, risk="客户扬言伤害自己")
    assert Transfer.objects.unscoped("a test looks").get().reason == "请协助 · 客户扬言伤害自己"


@pytest.mark.requirement("S1-010")
def test_queue_of_leaders_asks_the_same_and_that_of_colleagues_does_not(case: Case, people: People) -> None:
    given = {"case": case, "version": 1, "reason": "请接", "by": people.alice, "at": AT}
    with pytest.raises(AttemptMissing):
        offer(queue=Role.TEAM_LEADER, **given)  # type: ignore[arg-type]
    assert offer(queue=Role.COMPLAINT_OFFICER, **given).queue == Role.COMPLAINT_OFFICER  # type: ignore[arg-type]


@pytest.mark.requirement("S1-010")
def test_skipped_step_is_no_attempt(case: Case, people: People) -> None:
    case = through(case, people, "soothe")
    case = skip_step(case=case, version=case.version, code="confirm", reason="忙", by=people.alice, at=AT)
    with pytest.raises(AttemptMissing):
        _to_bob(case, people)


def test_leader_passes_as_they_like_and_what_we_found_is_not_asked(
    case: Case, people: People, opened: Opened
) -> None:
    assert hand_over(case=case, version=1, to=people.dora, reason="她熟", by=people.bob, at=AT).transfers == 1
    ours = opened()
    assert (
        hand_over(case=ours, version=1, to=people.bob, reason="他熟", by=people.alice, at=NOON).transfers == 1
    )
