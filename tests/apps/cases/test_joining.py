# SPDX-License-Identifier: Apache-2.0
"""Merging and joining lose no limit of the law; what is taken out again meets no second of its kind."""

from datetime import datetime

import pytest

from amends.apps.cases.actions.clocks import keep_time
from amends.apps.cases.actions.intake_desk import Desk, take
from amends.apps.cases.actions.intake_texts import Word
from amends.apps.cases.actions.joining import join_incident, merge, spread_solution, unmerge
from amends.apps.cases.actions.opening import AnotherOpen, Arrival
from amends.apps.cases.actions.remedies import Offer, drop_remedy, give_remedy, propose_remedy
from amends.apps.cases.models import Case, Note, Remedy, Task
from amends.apps.cases.models.desk_words import RemedyKind
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.cases.queries.limits import clocks_of
from amends.apps.cases.rules.clocks import Clock, ClockKind, FactKind, fact
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind
from amends.apps.customers.models import Customer
from amends.kernel.recovery_class import RecoveryClass
from tests.apps.cases.conftest import DAY, HOUR, Opened, make_customer, stored
from tests.apps.cases.course import LATER, complaint, through
from tests.apps.cases.test_clocks import complain
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
WHY = "a test looks"
FAULT, REFUND = "ST-CN-MOBILE-FAULT", "ST-CN-REFUND"
DOWN = Arrival(
    channel="CH-HOTLINE",
    request_type="complaint",
    columns={"jurisdiction": "CN"},
    clock_facts=(fact(FactKind.FAULT_REPORTED, NOON + HOUR, line="mobile"),),
)


def _law(case: Case, code: str) -> list[Clock]:
    found = clocks_of(case, at=NOON + DAY)
    return [each for each in found if each.kind is ClockKind.STATUTORY and each.code == code]


def _merged(people: People, case: Case, into: Case) -> Case:
    version = stored(case).version
    return merge(case=case, version=version, into=into, reason="同一件事", by=people.alice, at=NOON + DAY)


def _told(case: Case, people: People, kind: FactKind, hours: int) -> None:
    with writing(by=people.alice, at=NOON + hours * HOUR) as log:
        row = Case.objects.unscoped(WHY).select_related("customer", "unit").get(pk=case.pk)
        keep_time(row, [fact(kind, log.at)], by=people.alice, at=log.at, log=log)
        row.save(update_fields=["due_at"])
        log(EventKind.CASE_NOTED, row)


def test_merge_carries_the_limit_of_a_fault_from_when_it_began(people: People, customer: Customer) -> None:
    first = complain(people, customer)
    second = complain(people, customer, at=NOON + HOUR, arrival=DOWN)
    due = _law(second, FAULT)[0].due_at
    assert not _law(first, FAULT)
    _merged(people, second, first)
    carried = _law(stored(first), FAULT)
    assert [(each.start, each.due_at, each.is_open) for each in carried] == [(NOON + HOUR, due, True)]
    assert stored(first).due_at == due == NOON + 49 * HOUR
    assert stored(first).timers.filter(clock=carried[0].key).exists()


def test_merge_carries_an_open_refund_and_none_that_was_paid(people: People, customer: Customer) -> None:
    first = complain(people, customer)
    second = complain(people, customer, at=NOON + HOUR, arrival=DOWN)
    _told(second, people, FactKind.REPAIRED, 2)
    _told(second, people, FactKind.REFUND_ASKED, 3)
    _merged(people, second, first)
    assert not _law(stored(first), FAULT)
    assert [each.start for each in _law(stored(first), REFUND)] == [NOON + 3 * HOUR]


def test_same_fault_told_in_both_runs_once(people: People, customer: Customer) -> None:
    first = complain(people, customer, at=NOON + HOUR, arrival=DOWN)
    second = complain(people, customer, at=NOON + HOUR, arrival=DOWN)
    _merged(people, second, first)
    assert len(_law(stored(first), FAULT)) == 1


def _taken_out(people: People, case: Case) -> Case:
    row = stored(case)
    return unmerge(case=row, version=row.version, reason="两件事", by=people.alice, at=NOON + DAY + HOUR)


def test_fault_of_a_case_that_is_taken_out_again_runs_there_only(people: People, customer: Customer) -> None:
    first = complain(people, customer)
    due = stored(first).due_at
    second = complain(people, customer, at=NOON + HOUR, arrival=DOWN)
    own = _law(second, FAULT)[0]
    _told(second, people, FactKind.REFUND_ASKED, 3)
    _merged(people, second, first)
    _taken_out(people, second)
    assert not [each for each in _law(stored(first), FAULT) if each.is_open]
    assert not [each for each in _law(stored(first), REFUND) if each.is_open]
    assert stored(first).due_at == due
    [again] = _law(stored(second), FAULT)
    assert (again.start, again.due_at, again.is_open) == (own.start, own.due_at, True)
    notes = Note.objects.unscoped(WHY).filter(case=first).order_by("pk").values_list("text", flat=True)
    assert list(notes) == [f"并入 {second.number}：同一件事", f"{second.number} 不再并入：两件事"]


def test_fault_that_both_were_told_stays_with_both(people: People, customer: Customer) -> None:
    first = complain(people, customer, at=NOON + HOUR, arrival=DOWN)
    second = complain(people, customer, at=NOON + HOUR, arrival=DOWN)
    _merged(people, second, first)
    _taken_out(people, second)
    assert [each.is_open for each in _law(stored(first), FAULT)] == [True]
    assert [each.is_open for each in _law(stored(second), FAULT)] == [True]


def test_solution_that_is_passed_on_twice_is_noted_once(people: People, customer: Customer) -> None:
    incident = complain(people, customer)
    child = complain(people, make_customer(people, "C-2"))
    join_incident(case=child, version=stored(child).version, incident=incident, by=people.alice, at=LATER)
    Case.objects.unscoped(WHY).filter(pk=incident.pk).update(findings="基站断电，已恢复")
    for hours in (0, 1):
        at, row = LATER + hours * HOUR, stored(incident)
        spread_solution(case=row, version=row.version, by=people.alice, at=at)
    assert Note.objects.unscoped(WHY).filter(case=child).count() == 1


def _down(case: Case, people: People, hours: int) -> Case:
    code = next(leaf.code for leaf in taxonomy().leaves.values() if leaf.fault_line == "mobile")
    word = Word(channel="CH-HOTLINE", story="手机又没有信号了", taxonomy=code)
    desk = Desk(customer="C-1", related=f"join:{case.number}", key=f"k{hours}")
    return take(desk=desk, word=word, by=people.alice, at=NOON + hours * HOUR)


def test_fault_that_is_told_into_a_case_starts_its_limit_once_until_repaired(
    people: People, customer: Customer
) -> None:
    case = complain(people, customer)
    for hours in (1, 2):
        _down(case, people, hours)
    assert [each.start for each in _law(stored(case), FAULT)] == [NOON + HOUR]
    assert stored(case).due_at == NOON + 49 * HOUR
    _told(case, people, FactKind.REPAIRED, 3)
    _down(case, people, 4)
    assert [each.start for each in _law(stored(case), FAULT)] == [NOON + HOUR, NOON + 4 * HOUR]


def test_reason_of_a_merge_tells_no_number(people: People, customer: Customer) -> None:
    first, second = complain(people, customer), complain(people, customer, at=NOON + HOUR)
    reason = "客户用 13800001215 又打来一次"
    merge(case=second, version=second.version, into=first, reason=reason, by=people.alice, at=NOON + DAY)
    told = [Note.objects.unscoped(WHY).get(case=first).text, stored(second).close_reason]
    assert not [words for words in told if "13800001215" in words]


def test_merged_recovery_comes_back_only_where_none_of_its_class_is_open(
    opened: Opened, people: People, customer: Customer
) -> None:
    first = complain(people, customer, recovery_class=RecoveryClass.COMPLAINT)
    merged = _merged(people, opened(at=NOON + HOUR), first)
    another = opened(at=NOON + 2 * DAY)
    with pytest.raises(AnotherOpen, match=another.number):
        unmerge(case=merged, version=merged.version, reason="不是一件", by=people.alice, at=NOON + 3 * DAY)


def test_one_solution_is_the_next_action_of_each_case_below(people: People, customer: Customer) -> None:
    incident = complain(people, customer)
    child = through(complaint(people, make_customer(people, "C-2")), people, "progress")
    Task.objects.unscoped(WHY).filter(case=child).update(done_at=LATER, done_by=people.alice)
    child = join_incident(case=child, version=child.version, incident=incident, by=people.alice, at=LATER)
    Case.objects.unscoped(WHY).filter(pk=incident.pk).update(findings="基站断电，已恢复")
    spread_solution(case=stored(incident), version=stored(incident).version, by=people.alice, at=LATER)
    after, measure = stored(child), Task.objects.unscoped(WHY).get(key=f"incident:{incident.pk}")
    assert (after.version, after.active_at) == (child.version + 1, LATER)
    assert after.next_text == measure.text


def _refund(case: Case, people: People, hours: int) -> Remedy:
    due_at = NOON + 10 * DAY
    offer = Offer(RemedyKind.RESTITUTION, "退还多收的两笔", 2000, "核实多收", due_at)
    at, version = NOON + hours * HOUR, stored(case).version
    return propose_remedy(case=case, version=version, offer=offer, by=people.alice, at=at)


def _paid(remedy: Remedy, people: People, at: datetime) -> None:
    version = stored(remedy.case).version
    give_remedy(remedy=remedy, version=version, proof="流水 20261103", given_at=at, by=people.alice, at=at)


def _ended(case: Case) -> list[datetime | None]:
    return [each.met_at for each in _law(stored(case), REFUND)]


def test_refund_that_is_paid_on_a_merged_case_ends_the_limit_that_was_carried(
    people: People, customer: Customer
) -> None:
    first, second = complain(people, customer), complain(people, customer, at=NOON + HOUR)
    own, carried = _refund(first, people, 2), _refund(second, people, 3)
    _merged(people, second, first)
    assert _ended(first) == [None, None]
    _paid(carried, people, NOON + 2 * DAY)
    assert _ended(first) == [None, NOON + 2 * DAY]
    assert not stored(first).timers.filter(clock__endswith="REFUND:1:2", fired_at=None).exists()
    _paid(own, people, NOON + 3 * DAY)
    assert _ended(first) == [NOON + 3 * DAY, NOON + 2 * DAY]


def test_refund_that_is_called_off_ends_where_it_was_carried_to_in_the_end(
    people: People, customer: Customer
) -> None:
    cases = [complain(people, customer, at=NOON + hours * HOUR) for hours in (0, 1, 2)]
    carried = _refund(cases[2], people, 3)
    _merged(people, cases[2], cases[1])
    _merged(people, cases[1], cases[0])
    at, version = NOON + 2 * DAY, stored(cases[2]).version
    drop_remedy(remedy=carried, version=version, words="客户说不用退了", by=people.alice, at=at)
    assert [_ended(each)[-1] for each in cases] == [
        at,
        NOON + DAY,
        NOON + DAY,
    ]  # the others ended by the merge


def test_refund_that_is_carried_back_and_forth_runs_where_its_case_stands(
    people: People, customer: Customer
) -> None:
    first, second = complain(people, customer), complain(people, customer, at=NOON + HOUR)
    _refund(second, people, 3)
    for _twice in range(2):
        merged = _merged(people, second, first)
        unmerge(case=merged, version=merged.version, reason="不是一件", by=people.alice, at=NOON + DAY)
    assert not [each for each in _law(stored(first), REFUND) if each.is_open]
    assert [each.is_open for each in _law(stored(second), REFUND)] == [True]
    _merged(people, second, first)
    assert [each.is_open for each in _law(stored(first), REFUND)].count(True) == 1
