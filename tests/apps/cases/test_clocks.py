# SPDX-License-Identifier: Apache-2.0
"""The clocks of stored cases: kept with each change, told of once, and never rewritten."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from amends.apps.cases.actions import open_case
from amends.apps.cases.actions.clocks import keep_time
from amends.apps.cases.actions.firing import fire
from amends.apps.cases.actions.opening import Arrival
from amends.apps.cases.actions.pausing import (
    LoweringNeedsLeader,
    NothingToPause,
    NotPaused,
    PauseRefused,
    pause,
    resume,
    set_priority,
    supervise,
    urge,
)
from amends.apps.cases.jobs import due_timers
from amends.apps.cases.models import Breach, Case, Timer
from amends.apps.cases.queries.limits import clocks_of
from amends.apps.cases.queries.watch import waiting_too_long
from amends.apps.cases.rules.clocks import Clock, ClockKind, Fact, FactKind
from amends.apps.cases.rules.states import Origin
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Message
from amends.apps.customers.models import Customer
from amends.kernel.recovery_class import RecoveryClass
from tests.apps.cases.conftest import DAY, HOUR, stored
from tests.people import NOON, People

WHY = "a test looks"


class Later:
    """A run of a job at a moment of the test's choosing."""

    def __init__(self, at: datetime) -> None:
        self.now, self.by = at, None

    def at(self) -> datetime:
        return self.now

    def progress(self, done: int, total: int, note: str = "") -> None:
        pass


@pytest.fixture
def complaint(people: People, customer: Customer) -> Case:
    return complain(people, customer)


def complain(people: People, customer: Customer, **changes: object) -> Case:
    """A complaint that Alice took by telephone at noon of a Monday."""
    usual: dict[str, object] = {
        "customer": customer,
        "origin": Origin.COMPLAINT,
        "recovery_class": RecoveryClass.TARIFF,
        "owner": people.alice,
        "by": people.alice,
        "at": NOON,
        "story": "本月多扣了两笔费用，没有人告诉我原因",
        "arrival": Arrival(channel="CH-HOTLINE", request_type="complaint", columns={"jurisdiction": "CN"}),
    }
    return open_case(**(usual | changes))  # type: ignore[arg-type]


def clock(case: Case, kind: ClockKind, at: datetime = NOON) -> Clock:
    return next(each for each in clocks_of(case, at=at) if each.kind is kind and each.binding)


def wait(case: Case, people: People, at: datetime, hours: int = 48) -> Case:
    return pause(
        case=case,
        version=case.version,
        reason="customer_material",
        until=at + timedelta(hours=hours),
        note="等客户发来账单截图",
        by=people.alice,
        at=at,
    )


@pytest.mark.django_db
def test_complaint_is_due_when_its_strictest_clock_is(complaint: Case) -> None:
    found = [each for each in clocks_of(complaint, at=NOON) if each.binding and each.is_open]
    assert {ClockKind.RESOLVE, ClockKind.STATUTORY} <= {each.kind for each in found}
    assert complaint.due_at == clock(complaint, ClockKind.RESOLVE).due_at == NOON + timedelta(hours=72)


@pytest.mark.django_db
def test_recovery_of_ours_has_no_statutory_clock(people: People, customer: Customer) -> None:
    case = complain(people, customer, origin=Origin.RECOVERY, arrival=Arrival())
    assert ClockKind.STATUTORY not in {each.kind for each in clocks_of(case, at=NOON)}


@pytest.mark.django_db
@pytest.mark.peer("zammad #2949")
def test_limits_run_from_the_receipt_when_typed_in_later(people: People, customer: Customer) -> None:
    letter = Arrival(channel="CH-PROV", request_type="complaint", received_at=NOON - 3 * DAY)
    case = complain(people, customer, arrival=letter)
    assert clock(case, ClockKind.STATUTORY).start == NOON - 3 * DAY


@pytest.mark.django_db
@pytest.mark.peer("glpi #24481")
def test_pause_stops_the_internal_clock_and_never_the_statutory(complaint: Case, people: People) -> None:
    before = {each.kind: each.due_at for each in clocks_of(complaint, at=NOON)}
    case = wait(complaint, people, NOON + HOUR)
    later = {each.kind: each.due_at for each in clocks_of(case, at=NOON + HOUR)}
    assert later[ClockKind.RESOLVE] == before[ClockKind.RESOLVE] + timedelta(hours=48)
    assert later[ClockKind.STATUTORY] == before[ClockKind.STATUTORY]
    assert stored(case).due_at == later[ClockKind.RESOLVE]


@pytest.mark.django_db
def test_pause_is_refused_twice_for_too_long_and_for_no_known_reason(complaint: Case, people: People) -> None:
    with pytest.raises(PauseRefused):
        wait(complaint, people, NOON, hours=24 * 30)
    case = wait(complaint, people, NOON)
    with pytest.raises(NothingToPause):
        wait(case, people, NOON + HOUR)


@pytest.mark.django_db
@pytest.mark.peer("glpi #6902", "glpi #15605")
def test_new_priority_keeps_the_time_that_was_paused(complaint: Case, people: People) -> None:
    case = wait(complaint, people, NOON + HOUR, hours=10)
    case = resume(case=case, version=case.version, by=people.alice, at=NOON + 6 * HOUR)
    case = set_priority(
        case=case,
        version=case.version,
        priority="p1",
        reason="影响安全",
        by=people.alice,
        at=NOON + 12 * HOUR,
    )
    assert case.due_at == NOON + timedelta(hours=24 + 5)


@pytest.mark.django_db
def test_only_who_assigns_makes_a_case_less_urgent(complaint: Case, people: People) -> None:
    with pytest.raises(LoweringNeedsLeader):
        set_priority(
            case=complaint, version=complaint.version, priority="p4", reason="不急", by=people.alice, at=NOON
        )
    case = set_priority(
        case=complaint, version=complaint.version, priority="p4", reason="不急", by=people.bob, at=NOON
    )
    assert case.due_at == NOON + timedelta(hours=120)


@pytest.mark.django_db
def test_resuming_what_is_not_paused_is_refused(complaint: Case, people: People) -> None:
    with pytest.raises(NotPaused):
        resume(case=complaint, version=complaint.version, by=people.alice, at=NOON)


@pytest.mark.django_db
@pytest.mark.requirement("S2-088")
@pytest.mark.peer("chatwoot #6889", "erpnext #6049")
def test_breach_is_stamped_at_the_limit_and_climbs_the_line(complaint: Case, people: People) -> None:
    due = clock(complaint, ClockKind.FIRST_CONTACT).due_at
    due_timers(Later(due + 10 * HOUR))
    breach = Breach.objects.unscoped(WHY).get(case=complaint, kind="first_contact")
    assert breach.due_at == due
    assert Message.objects.filter(to=people.bob, link__contains=complaint.number).exists()


@pytest.mark.django_db
@pytest.mark.peer("glpi PR #22678")
def test_what_is_not_due_is_not_fired(complaint: Case) -> None:
    first = Timer.objects.filter(case=complaint).order_by("due_at")[0]
    assert due_timers(Later(first.due_at - timedelta(seconds=1))) == {"fired": 0, "failed": 0}


@pytest.mark.django_db
@pytest.mark.peer("bytedesk: re-assigns on each run", "zammad #3523")
def test_timer_is_fired_once_and_caught_up_after_an_outage(complaint: Case) -> None:
    late = NOON + 30 * DAY
    waiting = Timer.objects.filter(case=complaint, fired_at=None).count()
    assert waiting_too_long(late) == waiting > 0
    assert due_timers(Later(late))["fired"] == waiting
    notices = Message.objects.count()
    assert due_timers(Later(late + DAY)) == {"fired": 0, "failed": 0}
    assert Message.objects.count() == notices
    assert waiting_too_long(late + DAY) == 0


@pytest.mark.django_db
def test_two_that_fire_the_same_timer_tell_once(complaint: Case) -> None:
    timer = Timer.objects.filter(case=complaint).order_by("due_at")[0]
    assert [fire(timer=timer, at=NOON + 30 * DAY) for _ in range(2)] == [True, False]


@pytest.mark.django_db
def test_breach_stays_though_the_limit_moves_later(complaint: Case, people: People) -> None:
    due = clock(complaint, ClockKind.RESOLVE).due_at
    due_timers(Later(due + HOUR))
    set_priority(
        case=complaint,
        version=stored(complaint).version,
        priority="p4",
        reason="改判",
        by=people.bob,
        at=due + 2 * HOUR,
    )
    assert Breach.objects.unscoped(WHY).get(case=complaint, kind="resolve").due_at == due


@pytest.mark.django_db
def test_breach_is_noted_once_a_clock(complaint: Case) -> None:
    row = {"case": complaint, "clock": "resolve::0:1", "kind": "resolve", "due_at": NOON, "noted_at": NOON}
    Breach.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Breach.objects.create(**row)


@pytest.mark.django_db
@pytest.mark.peer("glpi #15246: timers of what ended")
def test_closing_leaves_no_timer_behind(complaint: Case, people: People) -> None:
    with writing(by=people.alice, at=NOON) as log:
        log(EventKind.CASE_CLOSED, complaint)
        keep_time(complaint, [Fact(FactKind.RESOLVED, NOON + HOUR)], by=people.alice, at=NOON + HOUR, log=log)
    assert not Timer.objects.filter(case=complaint, fired_at=None, due_at__gt=NOON + HOUR).exists()
    assert complaint.due_at is None


@pytest.mark.django_db
def test_urging_tells_the_owner_and_the_third_time_the_leader(complaint: Case, people: People) -> None:
    for times in (1, 2, 3):
        case = urge(case=complaint, reason="客户又来电", by=people.alice, at=NOON + times * HOUR)
    assert case.urged == 3
    assert Message.objects.filter(to=people.bob, key__contains="urge:3").exists()
    assert not Message.objects.filter(to=people.bob, key__contains="urge:2").exists()
    assert stored(case).version == complaint.version  # nobody's text is refused because of it


@pytest.mark.django_db
def test_supervisor_is_told_of_every_warning(complaint: Case, people: People) -> None:
    case = supervise(case=complaint, version=complaint.version, reason="重点关注", by=people.dora, at=NOON)
    timer = Timer.objects.filter(case=case, level="warn_owner").order_by("due_at")[0]
    fire(timer=timer, at=timer.due_at + timedelta(seconds=1))
    told = set(Message.objects.filter(key__startswith=f"timer:{timer.pk}:").values_list("to", flat=True))
    assert told == {people.alice.pk, people.dora.pk}
