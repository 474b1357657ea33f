# SPDX-License-Identifier: Apache-2.0
"""What the customer was told, on the clock: the answer, the ledger of promises, refunds and visits."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from amends.apps.cases.actions.change import WordsMissing
from amends.apps.cases.actions.contacting import ContactMade, record_contact
from amends.apps.cases.actions.ownership import CaseEnded
from amends.apps.cases.actions.remedies import Offer, decide_remedy, drop_remedy, give_remedy, propose_remedy
from amends.apps.cases.actions.visits import VisitOver, agree_visit, arrive, call_off_visit, move_visit
from amends.apps.cases.jobs import due_timers
from amends.apps.cases.models import Breach, Case, ClockEvent, Remedy, Task, Timer
from amends.apps.cases.models.desk_words import RemedyKind
from amends.apps.cases.queries.limits import clocks_of
from amends.apps.cases.rules.clocks import Clock
from amends.apps.cases.rules.contact import ResultCode
from amends.apps.core.models import Message
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.amend import amend_promise
from amends.apps.promises.actions.end import break_promise, keep_promise, withdraw_promise
from amends.apps.promises.models import Promise
from amends.apps.promises.rules.terms import Channel, PromiseKind, Terms
from tests.apps.cases.conftest import DAY, stored
from tests.apps.cases.course import AT, HOUR, answered, complaint, handled, step, through
from tests.apps.cases.test_clocks import Later
from tests.people import People

WHY = "a test looks"
PROMISED = AT + 6 * HOUR  # what the usual step «classify» tells the customer
VISIT = datetime(2026, 11, 3, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def case(people: People, customer: Customer) -> Case:
    """A complaint whose customer was told that they hear from us at 20:00."""
    return through(complaint(people, customer), people, "classify")


def promise() -> Promise:
    """The promise of the answer."""
    return Promise.objects.unscoped(WHY).select_related("customer", "unit", "owner").get(followed_by=None)


def running(case: Case, kind: str, at: datetime) -> list[datetime]:
    """Until when the clocks of a kind run that still run."""
    return [each.due_at for each in clocks_of(case, at=at) if each.kind == kind and each.is_open]


def last(case: Case, kind: str, at: datetime) -> Clock:
    """The last clock of a kind."""
    return [each for each in clocks_of(case, at=at) if each.kind == kind][-1]


def missed(case: Case, kind: str, at: datetime) -> int:
    """How many limits of a kind ran out once the schedule ran."""
    due_timers(Later(at))
    return Breach.objects.unscoped(WHY).filter(case=case, kind=kind).count()


def test_answer_meets_what_was_promised_though_the_case_is_open(case: Case, people: People) -> None:
    made = ContactMade(ResultCode.REACHED, told_result=True)
    case = record_contact(case=case, version=case.version, made=made, by=people.alice, at=AT + HOUR)
    assert case.is_open
    assert last(case, "promised", AT + DAY).met_at == AT + HOUR
    assert missed(case, "promised", AT + DAY) == 0


def test_promise_that_the_ledger_kept_is_no_breach(case: Case, people: People) -> None:
    row = promise()
    keep_promise(promise=row, version=row.version, proof="录音 12", by=people.alice, at=AT + HOUR)
    assert last(case, "promised", AT + DAY).met_at == AT + HOUR
    assert missed(case, "promised", AT + DAY) == 0
    assert stored(case).due_at != PROMISED


def test_promise_that_is_never_kept_is_a_breach(case: Case) -> None:
    assert missed(case, "promised", AT + DAY) == 1


def test_promise_that_the_customer_moved_takes_the_place_of_the_old(case: Case, people: People) -> None:
    later, row = AT + 30 * HOUR, promise()
    amend_promise(
        promise=row,
        version=row.version,
        due_at=later,
        agreement="客户说明晚也行",
        by=people.alice,
        at=AT + HOUR,
    )
    assert running(case, "promised", AT + 2 * HOUR) == [later]
    assert missed(case, "promised", AT + 8 * HOUR) == 0
    waiting = Timer.objects.filter(case=case, clock__startswith="promised", fired_at=None)
    assert waiting.filter(level="breach", due_at=later).exists()  # the schedule took the new day over
    assert stored(case).due_at is not None
    assert stored(case).due_at != PROMISED
    assert missed(case, "promised", later + HOUR) == 1


def test_earlier_day_that_the_customer_asked_for_is_warned_of_in_time(case: Case, people: People) -> None:
    sooner, row = AT + 2 * HOUR, promise()
    amend_promise(
        promise=row, version=row.version, due_at=sooner, agreement="请早一点", by=people.alice, at=AT + HOUR
    )
    due_timers(Later(AT + HOUR + HOUR / 60))
    assert stored(case).due_at == sooner
    waiting = Timer.objects.filter(case=case, clock__startswith="promised", fired_at=None)
    assert waiting.filter(level="breach").get().due_at == sooner


def test_promise_that_the_customer_gave_up_is_over(case: Case, people: People) -> None:
    row = promise()
    withdraw_promise(promise=row, version=row.version, words="不用回电了", by=people.alice, at=AT + HOUR)
    assert running(case, "promised", AT + 2 * HOUR) == []
    assert missed(case, "promised", AT + DAY) == 0


def test_promise_in_the_place_of_a_broken_one_is_waited_for(case: Case, people: People) -> None:
    row, later = promise(), AT + 20 * HOUR
    terms = Terms(kind=PromiseKind.CALL_BACK, words="明早回电", channel=Channel.PHONE, due_at=later)
    break_promise(
        promise=row, version=row.version, reason="还没查清", follow_up=terms, by=people.alice, at=AT + HOUR
    )
    assert running(case, "promised", AT + 2 * HOUR) == [later]


def offer(kind: RemedyKind = RemedyKind.RESTITUTION, amount: int = 2_000) -> Offer:
    """Two hundred yuan at most, by the day after."""
    return Offer(kind=kind, words="退还多收的费用", amount=amount, reason="核实多收", due_at=AT + DAY)


def propose(case: Case, people: People, amount: int = 2_000, **changes: Any) -> Remedy:
    """A remedy that Alice proposes at 14:00."""
    usual: dict[str, Any] = {"offer": offer(amount=amount), "by": people.alice, "at": AT}
    return propose_remedy(case=case, version=stored(case).version, **(usual | changes))


def refunds(case: Case) -> list[tuple[datetime, datetime | None]]:
    """From when the limits of refunds ran, and when they ended."""
    found = [each for each in clocks_of(case, at=AT + 5 * DAY) if each.code == "ST-CN-REFUND"]
    return [(each.start, each.ended_at) for each in found]


def test_refund_runs_from_when_it_was_asked_for_not_from_its_approval(case: Case, people: People) -> None:
    waiting = propose(case, people, 90_000)
    assert waiting.state == "waiting"
    assert refunds(case) == [(AT, None)]
    approver = Task.objects.unscoped(WHY).get(case=case, kind="approval").owner
    decide_remedy(remedy=waiting, version=stored(case).version, approve=True, by=approver, at=AT + 2 * HOUR)
    assert refunds(case) == [(AT, None)]


def test_refund_ends_when_it_is_paid_and_each_for_itself(case: Case, people: People) -> None:
    first, second = propose(case, people), propose(case, people, at=AT + HOUR)
    give_remedy(
        remedy=second, version=stored(case).version, proof="流水 1", by=people.alice, at=AT + 2 * HOUR
    )
    assert refunds(case) == [(AT, None), (AT + HOUR, AT + 2 * HOUR)]
    give_remedy(
        remedy=first,
        version=stored(case).version,
        proof="流水 2",
        given_at=AT + 2 * HOUR,
        by=people.alice,
        at=AT + 3 * HOUR,
    )
    assert refunds(case)[0] == (AT, AT + 2 * HOUR)


def test_refund_that_is_refused_or_given_up_is_answered(case: Case, people: People) -> None:
    waiting, own = propose(case, people, 90_000), propose(case, people, at=AT + HOUR)
    approver = Task.objects.unscoped(WHY).get(case=case, kind="approval").owner
    decide_remedy(
        remedy=waiting,
        version=stored(case).version,
        approve=False,
        words="核实没有多收",
        by=approver,
        at=AT + 2 * HOUR,
    )
    drop_remedy(
        remedy=own, version=stored(case).version, words="客户说不要了", by=people.alice, at=AT + 3 * HOUR
    )
    assert refunds(case) == [(AT, AT + 2 * HOUR), (AT + HOUR, AT + 3 * HOUR)]


def test_goodwill_is_no_refund(case: Case, people: People) -> None:
    propose(case, people, offer=offer(RemedyKind.GOODWILL, 1_000))
    assert refunds(case) == []


def visited(case: Case, people: People) -> Case:
    """The case with a visit agreed for 15:00 the day after."""
    return agree_visit(
        case=case, version=case.version, visit_at=VISIT, purpose="测信号", by=people.alice, at=AT
    )


def visit(case: Case) -> Task:
    """The visit."""
    return Task.objects.unscoped(WHY).get(case=case, kind="visit")


def moved(case: Case, people: People, told: str) -> Case:
    """The visit a day later."""
    return move_visit(
        case=case,
        version=stored(case).version,
        task=visit(case),
        visit_at=VISIT + DAY,
        told=told,
        by=people.alice,
        at=AT + HOUR,
    )


@pytest.mark.requirement("S2-052")
def test_visit_that_the_customer_agreed_to_move_is_not_late(case: Case, people: People) -> None:
    case = moved(visited(case, people), people, "客户同意改到明天")
    assert running(case, "on_site", AT + 2 * HOUR) == [VISIT + DAY]
    assert missed(case, "on_site", VISIT + HOUR) == 0
    case = arrive(
        case=stored(case), version=stored(case).version, task=visit(case), result="好了", by=people.alice,
        at=VISIT + DAY,
    )  # fmt: skip
    assert last(case, "on_site", VISIT + 2 * DAY).met_at == VISIT + DAY


@pytest.mark.requirement("S2-052")
def test_visit_that_was_moved_without_a_word_was_missed(case: Case, people: People) -> None:
    case = moved(visited(case, people), people, "")
    assert missed(case, "on_site", VISIT + HOUR) == 1


def test_visit_is_called_off_in_the_customers_words(case: Case, people: People) -> None:
    case = visited(case, people)

    def call_off(words: str) -> Case:
        return call_off_visit(
            case=case,
            version=stored(case).version,
            task=visit(case),
            words=words,
            by=people.alice,
            at=AT + HOUR,
        )

    with pytest.raises(WordsMissing):
        call_off(" ")
    call_off("信号好了，不用来，电话 13800001215")
    row = visit(case)
    assert (row.cancelled, row.done_at) == (True, AT + HOUR)
    assert "13800001215" not in row.result
    open_tasks = Task.objects.unscoped(WHY).filter(case=case, kind="visit_reminder", done_at=None)
    assert not open_tasks.exists()
    assert Promise.objects.unscoped(WHY).get(kind="visit").withdrawn_at == AT + HOUR
    assert missed(case, "on_site", VISIT + HOUR) == 0
    with pytest.raises(VisitOver):
        call_off("再取消一次")


def test_visit_is_called_off_on_the_panel(case: Case, people: People, client: Client) -> None:
    case = visited(case, people)
    client.force_login(people.alice)
    here = f"/cases/{case.number}/tasks/"
    assert "取消上门" in client.get(here).text
    sent = {"words": "客户说不用来了", "version": case.version}
    assert client.post(f"{here}{visit(case).pk}/call_off/", sent).status_code == 302
    assert visit(case).cancelled


def test_no_visit_is_agreed_on_a_case_that_has_ended(people: People, customer: Customer) -> None:
    case = answered(handled(complaint(people, customer), people), people)
    case = step(case, people, "review", at=AT + 3 * HOUR)
    assert not case.is_open
    with pytest.raises(CaseEnded):
        visited(case, people)


def test_next_action_goes_by_the_clocks_after_the_change(people: People, customer: Customer) -> None:
    """Most urgent with one hour of its day left: the next step is due with the case, not four hours from now."""
    case = complaint(people, customer)
    grave = {"severity": "critical", "urgency": "critical"}
    case = step(case, people, "analyse", at=AT + 23 * HOUR, despite="客户还没接通", **grave)
    assert case.due_at == AT + 24 * HOUR
    assert case.next_due_at == case.due_at


def test_facts_of_a_change_are_kept_once(people: People, customer: Customer) -> None:
    case = complaint(people, customer)
    step(case, people, "analyse", despite="客户还没接通", severity="critical", urgency="critical")
    told = ClockEvent.objects.unscoped(WHY).filter(case=case, kind="priority_set")
    assert told.count() == 2  # of the receipt, and of the step
    assert Message.objects.filter(subject__contains="已超时").count() == 0


def test_reply_after_the_time_that_was_told_stays_a_breach(case: Case, people: People) -> None:
    assert missed(case, "promised", PROMISED + timedelta(minutes=1)) == 1
    made = ContactMade(ResultCode.REACHED, told_result=True, inbound=True)
    case = record_contact(
        case=case, version=stored(case).version, made=made, by=people.alice, at=PROMISED + HOUR
    )
    assert last(case, "promised", PROMISED + DAY).on_time is False
    assert missed(case, "promised", AT + 2 * DAY) == 1
