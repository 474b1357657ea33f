# SPDX-License-Identifier: Apache-2.0
"""Timers and breaches: fired once for each limit, in order, whoever works on the case meanwhile."""

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from amends.apps.cases import jobs
from amends.apps.cases.actions.clocks import note_breaches
from amends.apps.cases.actions.firing import fire
from amends.apps.cases.actions.pausing import set_priority
from amends.apps.cases.jobs import due_timers
from amends.apps.cases.models import Breach, Case, Timer
from amends.apps.cases.queries import watch
from amends.apps.cases.queries.limits import clocks_of
from amends.apps.cases.queries.watch import due
from amends.apps.cases.rules.clocks import ClockKind
from amends.apps.core.actions.log import writing
from amends.apps.core.models import Event, EventKind, Message
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import DAY, HOUR, stored
from tests.apps.cases.test_clocks import Later, clock, complain
from tests.people import NOON, People

WHY = "a test looks"
SECOND = timedelta(seconds=1)


@pytest.fixture
def case(people: People, customer: Customer) -> Case:
    """A complaint that Alice took by telephone at noon, of priority p3: 72 hours."""
    return complain(people, customer)


def prioritised(case: Case, people: People, priority: str, at: datetime) -> Case:
    """The case with another priority, set by the leader."""
    return set_priority(
        case=case, version=stored(case).version, priority=priority, reason="改判", by=people.bob, at=at
    )


def breaches(case: Case, kind: str = "resolve") -> list[datetime]:
    """When limits of a kind ran out."""
    rows = Breach.objects.unscoped(WHY).filter(case=case, kind=kind)
    return list(rows.order_by("due_at").values_list("due_at", flat=True))


def told(case: Case, kind: EventKind, clock_kind: str = "resolve") -> list[str]:
    """The levels of a clock that were told, in order."""
    rows = Event.objects.unscoped(WHY).filter(kind=kind, payload__clock__startswith=clock_kind)
    return [str(row.payload["level"]) for row in rows]


def test_case_is_locked_before_its_timer(case: Case) -> None:
    timer = Timer.objects.filter(case=case).earliest("due_at")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        fire(timer=timer, at=timer.due_at + SECOND)
    seen = [each["sql"] for each in queries if "cases_" in each["sql"]]
    assert '"cases_case"' in seen[0]
    assert seen[1].startswith('UPDATE "cases_timer"')


def test_breach_that_somebody_else_wrote_is_no_error(case: Case) -> None:
    due_at = clock(case, ClockKind.RESOLVE).due_at
    found = [each for each in clocks_of(case, at=due_at + HOUR) if each.kind is ClockKind.RESOLVE]
    for _twice in range(2):
        with writing(by=None, at=due_at + HOUR) as log:
            log(EventKind.CASE_NOTED, case)
            note_breaches(case, found, at=due_at + HOUR, log=log)
    assert breaches(case) == [due_at]
    assert Event.objects.unscoped(WHY).filter(kind=EventKind.CASE_BREACHED).count() == 1


def test_timer_that_cannot_be_fired_keeps_none_waiting_and_says_no_row(
    case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    waiting = Timer.objects.filter(case=case).order_by("due_at", "pk")
    broken = waiting[1].pk

    def collides(*, timer: Timer, at: datetime) -> bool:
        if timer.pk == broken:
            raise OperationalError("deadlock; row (张三, 13800001215)")
        return fire(timer=timer, at=at)

    with patch.object(jobs, "fire", collides):
        done = due_timers(Later(NOON + 30 * DAY))
    assert done == {"fired": waiting.count() - 1, "failed": 1}
    assert str(broken) in caplog.text
    assert "13800001215" not in caplog.text


@pytest.mark.parametrize("portion", [1, 500])
def test_timers_come_by_their_time_and_each_once(case: Case, portion: int) -> None:
    first, last = Timer.objects.order_by("pk").first(), Timer.objects.order_by("pk").last()
    assert first
    assert last
    first.due_at, last.due_at = last.due_at + DAY, first.due_at - DAY  # the key says nothing of the time
    Timer.objects.bulk_update([first, last], ["due_at"])
    with patch.object(watch, "PORTION", portion):
        found = list(due(NOON + 30 * DAY))
    assert [each.due_at for each in found] == sorted(each.due_at for each in found)
    assert len(found) == Timer.objects.count()


def test_moment_itself_is_on_time_for_clock_and_timer_alike(case: Case) -> None:
    timer = Timer.objects.get(case=case, clock=clock(case, ClockKind.RESOLVE).key, level="breach")
    assert not fire(timer=timer, at=timer.due_at)
    assert not breaches(case)
    assert fire(timer=timer, at=timer.due_at + SECOND)
    assert breaches(case) == [timer.due_at]


def test_after_an_outage_a_breach_is_no_warning(case: Case, people: People) -> None:
    due_timers(Later(NOON + 30 * DAY))
    assert told(case, EventKind.CASE_WARNED) == ["warn_owner", "warn_leader"]
    assert told(case, EventKind.CASE_ESCALATED) == ["breach", "escalate_city", "escalate_province"]
    timers = Timer.objects.filter(case=case, level__startswith="warn_")
    told_of = [f"timer:{timer.pk}:" for timer in timers]
    assert told_of
    assert not [
        key for key in Message.objects.values_list("key", flat=True) if (key or "").startswith(tuple(told_of))
    ]


def test_breach_of_an_outage_is_noted_before_the_limit_moves(case: Case, people: People) -> None:
    urgent = prioritised(case, people, "p1", NOON)
    due_at = clock(urgent, ClockKind.RESOLVE).due_at
    assert due_at == NOON + 24 * HOUR
    prioritised(urgent, people, "p3", NOON + 25 * HOUR)  # nobody fired the timer
    assert breaches(case) == [due_at]


def test_later_limit_warns_and_runs_out_once_more(case: Case, people: People) -> None:
    urgent = prioritised(case, people, "p1", NOON)
    due_timers(Later(NOON + 25 * HOUR))
    assert told(case, EventKind.CASE_ESCALATED) == ["breach"]
    eased = prioritised(urgent, people, "p3", NOON + 26 * HOUR)
    again = clock(eased, ClockKind.RESOLVE).due_at
    assert again == NOON + 72 * HOUR
    due_timers(Later(NOON + 71 * HOUR))
    assert told(case, EventKind.CASE_WARNED) == ["warn_owner", "warn_leader"] * 2
    due_timers(Later(NOON + 73 * HOUR))
    due_timers(Later(NOON + 74 * HOUR))
    assert breaches(case) == [NOON + 24 * HOUR, again]
    assert told(case, EventKind.CASE_ESCALATED) == ["breach", "breach"]


def test_stricter_limit_that_was_over_when_it_was_set_runs_out_once(case: Case, people: People) -> None:
    due_timers(Later(NOON + 73 * HOUR))
    prioritised(case, people, "p1", NOON + 80 * HOUR)
    due_timers(Later(NOON + 81 * HOUR))
    assert breaches(case) == [NOON + 72 * HOUR]
    assert told(case, EventKind.CASE_ESCALATED).count("breach") == 1


def test_same_limit_is_told_once_whatever_happens_on_the_case(case: Case, people: People) -> None:
    due_timers(Later(NOON + 73 * HOUR))
    before = Message.objects.filter(key__startswith="timer:").count()
    prioritised(case, people, "p4", NOON + 74 * HOUR)
    prioritised(case, people, "p3", NOON + 74 * HOUR + SECOND)
    due_timers(Later(NOON + 75 * HOUR))
    assert Message.objects.filter(key__startswith="timer:").count() == before
