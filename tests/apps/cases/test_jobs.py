# SPDX-License-Identifier: Apache-2.0
"""The schedule tells of late next actions once, then the leaders; and of cases in nobody's hands."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from amends.apps.cases.actions.ownership import set_next_action
from amends.apps.cases.actions.warning import tell_overdue
from amends.apps.cases.jobs import overdue_cases, unattended_cases
from amends.apps.cases.models import Case
from amends.apps.cases.queries.watch import WHY, in_portions
from amends.apps.core.actions.accounts import change_user
from amends.apps.core.models import Event, EventKind, Message, User
from amends.apps.core.rules.roles import Role
from tests.apps.cases.conftest import DAY, HOUR, Opened, make_customer, stored
from tests.people import NOON, People

LATE = NOON + DAY + HOUR


@dataclass
class Clock:
    """A run whose time the test sets."""

    time: datetime

    def at(self) -> datetime:
        """The time now."""
        return self.time

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Nobody watches."""


def _told(user: User) -> list[str]:
    return [message.subject for message in Message.objects.filter(to=user).order_by("pk")]


def test_nobody_is_told_while_there_is_time(opened: Opened, people: People) -> None:
    opened()
    assert overdue_cases(Clock(NOON + DAY)) == {"told": 0, "told_leaders": 0}


def test_owner_is_told_once_when_late(opened: Opened, people: People) -> None:
    case = opened()
    assert overdue_cases(Clock(LATE)) == {"told": 1, "told_leaders": 0}
    assert overdue_cases(Clock(LATE + HOUR)) == {"told": 0, "told_leaders": 0}
    assert case.number in _told(people.alice)[0]
    assert _told(people.bob) == []
    assert Event.objects.unscoped("a test").filter(kind=EventKind.CASE_OVERDUE, about="C-1").count() == 1


def test_leader_is_told_when_it_lasts_also_after_an_outage(opened: Opened, people: People) -> None:
    opened()
    assert overdue_cases(Clock(NOON + 3 * DAY)) == {"told": 1, "told_leaders": 1}
    assert "艾丽" in _told(people.bob)[0]
    assert overdue_cases(Clock(NOON + 4 * DAY)) == {"told": 0, "told_leaders": 0}


def test_next_action_that_is_late_is_told_anew(opened: Opened, people: People) -> None:
    case = opened()
    overdue_cases(Clock(LATE))
    due = LATE + 2 * HOUR
    set_next_action(
        case=case, version=1, text="等话单", owner=people.alice, due_at=due, by=people.alice, at=LATE
    )
    assert overdue_cases(Clock(due + HOUR))["told"] == 1
    assert "等话单" in _told(people.alice)[1]


def test_nothing_is_told_when_the_case_moved_on_meanwhile(opened: Opened, people: People) -> None:
    seen = opened()
    due = LATE + 2 * HOUR
    set_next_action(
        case=seen, version=1, text="等话单", owner=people.alice, due_at=due, by=people.alice, at=NOON
    )
    assert tell_overdue(case=seen, at=LATE) is False
    assert stored(seen).overdue_told == 0


def _switch_off(user: User, people: People) -> None:
    change_user(
        user=user, role=Role.COMPLAINT_OFFICER, unit=user.unit, is_active=False, by=people.ed, at=NOON
    )


@pytest.mark.requirement("S2-085")
def test_leader_is_told_of_cases_of_people_who_left_once_a_day(opened: Opened, people: People) -> None:
    opened()
    assert unattended_cases(Clock(NOON)) == {"unattended": 0}
    _switch_off(people.alice, people)
    assert unattended_cases(Clock(NOON)) == {"unattended": 1}
    assert unattended_cases(Clock(NOON)) == {"unattended": 1}
    assert len(_told(people.bob)) == 1


@pytest.mark.parametrize("portion", [1, 2, 9])
def test_cases_read_in_portions_come_once_though_they_change(
    opened: Opened, people: People, portion: int
) -> None:
    cases = [opened(customer=make_customer(people, f"P-{number}")) for number in range(4)]
    Case.objects.unscoped(WHY).filter(pk=cases[0].pk).update(next_due_at=LATE)
    read = []
    for case in in_portions(Case.objects.unscoped(WHY).open().filter(overdue_told=0), portion=portion):
        assert tell_overdue(case=case, at=LATE + HOUR)
        read.append(case)
    assert read == [*cases[1:], cases[0]]


def test_leader_is_told_at_once_when_whose_turn_it_is_left(opened: Opened, people: People) -> None:
    opened()
    _switch_off(people.alice, people)
    overdue_cases(Clock(LATE))
    assert _told(people.alice) == []
    assert len(_told(people.bob)) == 1
