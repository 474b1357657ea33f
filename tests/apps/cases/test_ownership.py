# SPDX-License-Identifier: Apache-2.0
"""Whose case it is: the first receiver's until somebody accepts, and never nobody's."""

import pytest

from amends.apps.cases.actions.change import CannotWork, CaseChanged, RightMissing, WordsMissing
from amends.apps.cases.actions.closing import close_ineligible
from amends.apps.cases.actions.handling import confirm_facts
from amends.apps.cases.actions.ownership import (
    AlreadyTheirs,
    CaseEnded,
    DuePassed,
    NotYoursToAccept,
    accept,
    decline,
    hand_over,
    offer,
    set_next_action,
    take,
)
from amends.apps.cases.models import Case
from amends.apps.core.models import Event, EventKind, Message, User
from amends.apps.core.rules.roles import Role
from tests.apps.cases.conftest import HOUR, Opened, stored
from tests.people import NOON, People


def _hand_over(case: Case, to: User, by: User, reason: str = "他熟悉计费") -> Case:
    return hand_over(case=case, version=case.version, to=to, reason=reason, by=by, at=NOON + HOUR)


@pytest.mark.requirement("S0-021")
def test_owner_stays_until_the_other_accepts(opened: Opened, people: People) -> None:
    case = _hand_over(opened(), people.bob, people.alice)
    assert (stored(case).owner, stored(case).transfers) == (people.alice, 1)
    case = accept(case=case, version=case.version, by=people.bob, at=NOON + 2 * HOUR)
    assert (stored(case).owner, stored(case).pending_owner) == (people.bob, None)
    assert (case.first_receiver, case.next_owner, case.next_kind) == (
        people.alice,
        people.bob,
        "confirm_facts",
    )


def test_accepting_stays_next_when_the_owner_works_on(opened: Opened, people: People) -> None:
    case = _hand_over(opened(), people.bob, people.alice)
    case = confirm_facts(case=case, version=case.version, findings="查清了", by=people.alice, at=NOON + HOUR)
    assert (case.next_kind, case.next_owner) == ("accept", people.bob)


def test_hand_over_tells_the_other_with_the_reason(opened: Opened, people: People) -> None:
    _hand_over(opened(), people.bob, people.alice)
    assert "他熟悉计费" in Message.objects.get(to=people.bob).subject


def test_hand_over_takes_a_percent_sign_in_the_reason_as_it_is(opened: Opened, people: People) -> None:
    _hand_over(opened(), people.bob, people.alice, reason="客户要求 100%退费")
    assert Message.objects.get(to=people.bob).subject.endswith("：客户要求 100%退费")


def test_declined_case_stays_with_its_owner_who_is_told(opened: Opened, people: People) -> None:
    case = _hand_over(opened(), people.bob, people.alice)
    case = decline(case=case, version=case.version, reason="我在休假", by=people.bob, at=NOON + HOUR)
    assert (case.owner, case.pending_owner, case.next_owner) == (people.alice, None, people.alice)
    assert "我在休假" in Message.objects.get(to=people.alice).subject


def test_hand_over_is_refused_when_to_the_owner(opened: Opened, people: People) -> None:
    with pytest.raises(AlreadyTheirs):
        _hand_over(opened(), people.alice, people.alice)


def test_hand_over_is_refused_when_the_other_cannot_work_on_it(opened: Opened, people: People) -> None:
    for stranger in (people.charlie, people.ed):
        with pytest.raises(CannotWork):
            _hand_over(opened(), stranger, people.alice)


def test_hand_over_is_refused_without_reason_or_when_closed(opened: Opened, people: People) -> None:
    case = opened()
    with pytest.raises(WordsMissing):
        _hand_over(case, people.bob, people.alice, reason="  ")
    case = close_ineligible(case=case, version=1, reason="已销户", by=people.alice, at=NOON)
    with pytest.raises(CaseEnded):
        _hand_over(case, people.bob, people.alice)


def test_colleague_without_the_right_to_assign_cannot_hand_over(opened: Opened, people: People) -> None:
    case = opened(owner=people.bob, by=people.bob)
    with pytest.raises(RightMissing):
        _hand_over(case, people.alice, people.alice)


def test_leader_can_hand_over_what_another_owns(opened: Opened, people: People) -> None:
    case = _hand_over(opened(), people.dora, people.bob)
    assert case.pending_owner == people.dora


def test_accept_and_decline_are_refused_when_not_asked(opened: Opened, people: People) -> None:
    case = opened()
    with pytest.raises(NotYoursToAccept):
        accept(case=case, version=1, by=people.bob, at=NOON)
    with pytest.raises(NotYoursToAccept):
        decline(case=case, version=1, reason="不是我的", by=people.alice, at=NOON)


@pytest.mark.requirement("S0-080")
def test_next_action_is_what_the_person_says(opened: Opened, people: People) -> None:
    due = NOON + 3 * HOUR
    case = set_next_action(
        case=opened(), version=1, text="等话单", owner=people.bob, due_at=due, by=people.alice, at=NOON
    )
    assert (stored(case).next_action, case.next_owner, case.next_due_at) == ("等话单", people.bob, due)
    assert (
        Event.objects.unscoped("a test").filter(kind=EventKind.CASE_NEXT_ACTION_SET, about="C-1").count() == 1
    )


def test_next_action_is_refused_when_empty_past_or_for_a_stranger(opened: Opened, people: People) -> None:
    case = opened()

    def setting(text: str = "等", owner: User = people.alice, hours: int = 1) -> None:
        due = NOON + hours * HOUR
        set_next_action(case=case, version=1, text=text, owner=owner, due_at=due, by=people.alice, at=NOON)

    with pytest.raises(WordsMissing):
        setting(text=" ")
    with pytest.raises(DuePassed):
        setting(hours=0)
    with pytest.raises(CannotWork):
        setting(owner=people.charlie)


def test_second_change_is_refused_when_two_saw_the_same_version(opened: Opened, people: People) -> None:
    case = opened()
    confirm_facts(case=case, version=case.version, findings="艾丽查的", by=people.alice, at=NOON)
    with pytest.raises(CaseChanged):
        confirm_facts(case=case, version=case.version, findings="鲍勃查的", by=people.bob, at=NOON)
    assert stored(case).findings == "艾丽查的"


def test_stranger_cannot_work_on_a_case(opened: Opened, people: People) -> None:
    case = opened()
    for stranger in (people.charlie, people.ed):
        with pytest.raises(RightMissing):
            confirm_facts(case=case, version=1, findings="看看", by=stranger, at=NOON)


@pytest.mark.django_db
def test_late_case_gains_no_time_by_going_from_hand_to_hand(opened: Opened, people: People) -> None:
    case = opened()
    was_due = case.next_due_at
    assert was_due is not None
    late = was_due + HOUR
    case = offer(
        case=case, version=case.version, queue=Role.TEAM_LEADER, reason="核实账单", by=people.bob, at=late
    )
    assert stored(case).next_due_at == was_due
    case = take(case=case, version=case.version, by=people.bob, at=late + HOUR)
    assert stored(case).next_due_at == was_due
    case = hand_over(
        case=case, version=case.version, to=people.alice, reason="熟悉客户", by=people.bob, at=late + HOUR
    )
    case = accept(case=case, version=case.version, by=people.alice, at=late + 2 * HOUR)
    assert stored(case).next_due_at == was_due
