# SPDX-License-Identifier: Apache-2.0
"""Warnings: to the right people, once each, and caught up after an outage. The clock is the test's."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from amends.apps.core.actions.accounts import change_user
from amends.apps.core.models import Event, EventKind, Message
from amends.apps.core.queries.log import log_faults
from amends.apps.core.rules.roles import Role
from amends.apps.promises.actions.amend import amend_promise
from amends.apps.promises.actions.end import keep_promise
from amends.apps.promises.actions.warn import warn_when_late
from amends.apps.promises.jobs import late_promises
from tests.apps.promises.conftest import DAY, HOUR, Make, stored
from tests.people import NOON, People

DUE = NOON + DAY
QUIET = {"enabling": 0, "due_soon": 0, "late": 0, "escalated": 0}


@dataclass
class Clock:
    """A run whose time the test sets."""

    time: datetime

    def at(self) -> datetime:
        return self.time

    def progress(self, done: int, total: int, note: str = "") -> None:
        assert done <= total


def _run(at: datetime) -> dict[str, int]:
    return late_promises(Clock(at))


def _told() -> list[str]:
    return sorted(Message.objects.values_list("to__username", flat=True))


def test_nobody_is_warned_when_it_is_early(make: Make) -> None:
    make()
    assert _run(DUE - 7 * HOUR) == QUIET
    assert _told() == []


@pytest.mark.requirement("S3-073")
def test_owner_is_warned_once_before_it_is_due(make: Make) -> None:
    promise = make()
    assert _run(DUE - HOUR)["due_soon"] == 1
    assert _run(DUE - HOUR / 2)["due_soon"] == 0
    assert _told() == ["alice"]
    assert promise.number in Message.objects.get().subject


def test_owner_and_leader_are_told_once_when_it_is_late(make: Make) -> None:
    make()
    for minutes in range(3):
        _run(DUE + HOUR * (minutes + 1) / 60)
    assert _told() == ["alice", "bob"]
    assert Event.objects.unscoped("a test").filter(kind=EventKind.PROMISE_FELL_LATE).count() == 1


def test_leader_hears_once_of_their_own_late_promise(make: Make, people: People) -> None:
    make(by=people.bob)
    _run(DUE + HOUR)
    assert _told() == ["bob"]


def test_manager_is_told_when_it_has_been_late_for_a_day(make: Make, people: People) -> None:
    change_user(
        user=people.dora, role=Role.CITY_MANAGER, unit=people.east, is_active=True, by=people.ed, at=NOON
    )
    make()
    assert _run(DUE + HOUR)["escalated"] == 0
    assert _run(DUE + DAY)["escalated"] == 1
    assert _told() == ["alice", "bob", "dora"]


def test_outage_is_caught_up_without_stale_warnings(make: Make) -> None:
    make()
    assert _run(DUE + 3 * DAY) == {**QUIET, "late": 1, "escalated": 1}
    assert _run(DUE + 3 * DAY) == QUIET


def test_leader_is_warned_in_place_of_an_owner_who_has_left(make: Make, people: People) -> None:
    make()
    change_user(
        user=people.alice,
        role=Role.COMPLAINT_OFFICER,
        unit=people.east_team,
        is_active=False,
        by=people.ed,
        at=NOON,
    )
    _run(DUE - HOUR)
    assert _told() == ["bob"]


def test_owner_is_warned_again_when_the_due_time_was_moved(make: Make, people: People) -> None:
    promise = make()
    _run(DUE - HOUR)
    amend_promise(
        promise=promise, version=1, due_at=DUE + DAY, agreement="好", by=people.alice, at=DUE - HOUR
    )
    assert _run(DUE + DAY - HOUR)["due_soon"] == 1


def test_warning_does_not_get_in_the_way_of_the_owner(make: Make, people: People) -> None:
    promise = make()
    _run(DUE - HOUR)
    keep_promise(promise=promise, version=1, proof="x", by=people.alice, at=DUE - HOUR / 2)
    assert _run(DUE + DAY) == QUIET


def test_promise_settled_while_the_job_runs_is_left_alone(make: Make, people: People) -> None:
    promise = make()
    as_the_job_read_it = stored(promise)
    keep_promise(promise=promise, version=1, proof="x", by=people.alice, at=DUE + HOUR)
    assert warn_when_late(promise=as_the_job_read_it, at=DUE + HOUR) is False
    assert _told() == []


def test_log_still_holds_when_the_job_has_written(make: Make) -> None:
    make()
    _run(DUE + HOUR)
    assert log_faults() == []
