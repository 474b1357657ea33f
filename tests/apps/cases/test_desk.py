# SPDX-License-Identifier: Apache-2.0
"""Lists of cases: the right ones, in the right order, page by page, in few queries."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from amends.apps.cases.actions.closing import close_ineligible
from amends.apps.cases.actions.ownership import hand_over, offer
from amends.apps.cases.actions.pausing import set_priority
from amends.apps.cases.actions.together import watch
from amends.apps.cases.models import Case
from amends.apps.cases.queries import desk_keys
from amends.apps.cases.queries.desk import (
    CaseRow,
    badges,
    counts_for,
    desk_page,
    most_urgent,
    open_cases_of,
)
from amends.apps.cases.queries.desk_keys import looking
from amends.apps.cases.rules.desk import CaseFilter, Choice, Desk, Sort, asked_for, chosen
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from amends.kernel.recovery_class import RecoveryClass
from tests.apps.cases.conftest import DAY, HOUR, Opened, make_customer
from tests.people import NOON, People


@pytest.fixture
def many(opened: Opened, people: People) -> list[Case]:
    """Seven cases of Alice's, opened an hour apart from noon on: each is due a day after it was opened."""
    return [
        opened(
            customer=make_customer(people, f"C-{n + 10}", region="东城" if n % 2 else "西城"),
            at=NOON + n * HOUR,
        )
        for n in range(7)
    ]


def _rows(
    person: User, desk: Desk = Desk.MINE, *, sort: Sort = Sort.DUE, at: datetime = NOON + DAY, **cut: Any
) -> list[CaseRow]:
    return desk_page(looking(person), Choice(desk, sort, CaseFilter(**cut)), at=at).rows


def _numbers(person: User, desk: Desk = Desk.MINE, **asked: Any) -> list[str]:
    return [row["number"] for row in _rows(person, desk, **asked)]


def _walked(
    person: User, desk: Desk, sort: Sort = Sort.DUE, *, at: datetime = NOON, size: int = 2
) -> list[str]:
    """The numbers of a list, page by page."""
    found, after = [], ""
    for _page in range(9):
        page = desk_page(looking(person), Choice(desk, sort, CaseFilter()), at=at, after=after, size=size)
        found += [row["number"] for row in page.rows]
        if not (after := page.following):
            return found
    raise AssertionError("the pages do not end")


def test_soonest_due_comes_first(many: list[Case], people: People) -> None:
    assert _numbers(people.alice) == [case.number for case in many]


def test_clock_that_ends_before_the_next_action_counts(many: list[Case], people: People) -> None:
    Case.objects.within(people.alice.scope).filter(pk=many[3].pk).update(due_at=NOON + HOUR)
    assert _numbers(people.alice)[0] == many[3].number
    assert _rows(people.alice)[0]["soonest_at"] == NOON + HOUR


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("desk", [Desk.MINE, Desk.UNIT])
def test_pages_follow_each_other_without_gap_or_repeat(
    many: list[Case], people: People, desk: Desk, sort: Sort
) -> None:
    numbers = [case.number for case in many]
    found = _walked(people.alice, desk, sort)
    assert sorted(found) == numbers
    assert (found == numbers) is (sort is Sort.DUE) or sort is Sort.WEIGHT
    assert sort is not Sort.NEWEST or found == numbers[::-1]


@pytest.mark.parametrize("few", [0, 1, 8])
@pytest.mark.parametrize("desk", [Desk.UNIT, Desk.OVERDUE])
def test_list_is_the_same_however_it_is_read(
    many: list[Case], opened: Opened, people: People, monkeypatch: pytest.MonkeyPatch, few: int, desk: Desk
) -> None:
    monkeypatch.setattr(desk_keys, "FEW_UNITS", few)
    opened(customer=make_customer(people, "W-1", west=True), owner=people.charlie, by=people.charlie)
    at = NOON + 9 * DAY
    for person in (people.alice, people.bob):
        assert _walked(person, desk, at=at) == [case.number for case in many]
    assert len(_walked(people.dora, desk, at=at)) == 8
    assert len(_walked(people.charlie, desk, at=at)) == 1


def test_cases_due_at_one_moment_are_not_lost_between_pages(opened: Opened, people: People) -> None:
    cases = [opened(customer=make_customer(people, f"C-{n}")) for n in range(3, 8)]
    assert (
        _walked(people.alice, Desk.UNIT) == _walked(people.bob, Desk.UNIT) == [case.number for case in cases]
    )


def test_list_starts_from_the_beginning_when_the_key_is_unreadable(many: list[Case], people: People) -> None:
    for sort in Sort:
        page = desk_page(looking(people.alice), Choice(Desk.MINE, sort, CaseFilter()), at=NOON, after="x~y")
        assert len(page.rows) == 7


def test_alice_owns_bob_shares_and_charlie_does_not_see(many: list[Case], people: People) -> None:
    assert len(_numbers(people.bob, Desk.UNIT)) == 7
    assert _numbers(people.bob, Desk.MINE) == []
    for desk in Desk:
        assert _numbers(people.charlie, desk) == []


def test_case_is_on_the_list_of_who_shall_accept_it(opened: Opened, people: People) -> None:
    case = opened()
    hand_over(case=case, version=1, to=people.bob, reason="请接", by=people.alice, at=NOON)
    assert _numbers(people.bob) == _numbers(people.alice) == [case.number]
    assert counts_for(people.bob, at=NOON).to_accept == 1


def test_case_that_waits_is_on_the_list_of_the_role_that_shall_take_it(
    opened: Opened, people: People
) -> None:
    case = opened()
    offer(case=case, version=1, queue=Role.COMPLAINT_OFFICER, reason="请领取", by=people.alice, at=NOON)
    opened(customer=make_customer(people, "C-2"))
    assert _numbers(people.alice, Desk.TAKE) == _numbers(people.bob, Desk.TAKE) == [case.number]
    assert _numbers(people.bob, Desk.TAKE, queue=str(Role.HALL_CLERK)) == []
    assert _numbers(people.charlie, Desk.TAKE) == []
    assert badges(looking(people.alice), at=NOON)[Desk.TAKE] == 1


def test_case_is_watched_until_it_is_not(opened: Opened, people: People) -> None:
    case = opened()
    watch(case=case, wanted=True, by=people.bob, at=NOON)
    assert _numbers(people.bob, Desk.WATCHED) == [case.number]
    watch(case=case, wanted=False, by=people.bob, at=NOON)
    assert _numbers(people.bob, Desk.WATCHED) == []


def test_special_persons_have_a_list(many: list[Case], people: People) -> None:
    Case.objects.within(people.alice.scope).filter(pk=many[2].pk).update(special="lawyer")
    assert _numbers(people.alice, Desk.SPECIAL) == _numbers(people.dora, Desk.SPECIAL) == [many[2].number]


def test_filters_cut_the_list(many: list[Case], people: People) -> None:
    assert len(_numbers(people.alice, region="东城")) == 3
    assert len(_numbers(people.alice, due="overdue", at=NOON)) == 0
    assert len(_numbers(people.alice, recovery_class=str(RecoveryClass.USAGE))) == 0
    assert len(_numbers(people.alice, state="located")) == 7
    assert len(_numbers(people.alice, priority="p1")) == 0
    assert len(_numbers(people.alice, channel="CH-PROACTIVE")) == 7
    assert _numbers(people.alice, owner="鲍勃") == _numbers(people.alice, owner="nobody") == []
    assert (
        len(_numbers(people.bob, Desk.UNIT, owner="艾丽"))
        == len(_numbers(people.bob, Desk.UNIT, owner="alice"))
        == 7
    )


@pytest.mark.parametrize("few", [0, 8])
def test_topic_is_cut_to_at_any_of_its_three_levels(
    many: list[Case], people: People, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(desk_keys, "FEW_UNITS", few)
    for case, leaf in zip(many, ("TF-01-01", "TF-01-02", "TF-02-01"), strict=False):
        Case.objects.within(people.alice.scope).filter(pk=case.pk).update(taxonomy=leaf)
    found = {
        topic: len(_numbers(people.dora, Desk.UNIT, topic=topic))
        for topic in ("TF", "TF-01", "TF-01-02", "T")
    }
    assert found == {"TF": 3, "TF-01": 2, "TF-01-02": 1, "T": 0}


def test_what_is_late_and_what_ends_today_stand_apart(many: list[Case], people: People) -> None:
    at = NOON + DAY + HOUR / 2  # 12:30: the first is late, midnight is half a day away
    assert _numbers(people.alice, Desk.OVERDUE, at=at) == [many[0].number]
    assert _numbers(people.alice, Desk.DUE, at=at) == [case.number for case in many[1:]]
    assert _numbers(people.alice, Desk.DUE, at=NOON) == []


def test_closed_tab_shows_the_latest_first(many: list[Case], people: People) -> None:
    for hours, case in ((1, many[3]), (2, many[0])):
        close_ineligible(case=case, version=1, reason="已销户", by=people.alice, at=NOON + hours * HOUR)
    assert _walked(people.alice, Desk.CLOSED, size=1) == [many[0].number, many[3].number]
    assert _walked(people.dora, Desk.CLOSED, size=1) == [many[0].number, many[3].number]


def test_urgent_case_weighs_more_than_an_older_one(many: list[Case], people: People) -> None:
    late = many[-1]
    set_priority(case=late, version=1, priority="p1", reason="老人独居", by=people.bob, at=NOON + 8 * HOUR)
    at = NOON + 10 * HOUR
    assert _numbers(people.alice, sort=Sort.WEIGHT, at=at)[0] == late.number
    assert _numbers(people.alice, at=at)[0] != late.number


def test_list_takes_two_queries_however_long(
    many: list[Case], people: People, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        who = looking(people.bob)
    for size in (3, 50):
        with django_assert_num_queries(2):
            desk_page(who, Choice(Desk.UNIT, Sort.DUE, CaseFilter()), at=NOON, size=size)
    with django_assert_num_queries(1):
        badges(who, at=NOON)


@pytest.mark.peer("glpi #15246")
@pytest.mark.peer("django-helpdesk #1192")
def test_list_is_counted_no_further_than_needed(
    many: list[Case], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amends.apps.cases.queries.desk.COUNT_CAP", 4)
    page = desk_page(looking(people.alice), Choice(Desk.UNIT, Sort.DUE, CaseFilter()), at=NOON, size=2)
    assert (page.count, page.more) == (4, True)
    cut = desk_page(
        looking(people.alice), Choice(Desk.UNIT, Sort.DUE, CaseFilter(state="located")), at=NOON, size=2
    )
    assert (cut.count, cut.more) == (2, True)
    whole = desk_page(looking(people.alice), Choice(Desk.UNIT, Sort.DUE, CaseFilter(region="东城")), at=NOON)
    assert (whole.count, whole.more) == (3, False)


def test_mark_of_a_page_changes_with_its_rows_only(many: list[Case], people: People) -> None:
    choice = Choice(Desk.UNIT, Sort.DUE, CaseFilter())
    before = desk_page(looking(people.bob), choice, at=NOON).mark
    assert desk_page(looking(people.bob), choice, at=NOON + HOUR).mark == before
    close_ineligible(case=many[0], version=1, reason="已销户", by=people.alice, at=NOON)
    assert desk_page(looking(people.bob), choice, at=NOON).mark != before


def test_address_says_the_list_and_nothing_unknown() -> None:
    asked = {"tab": "unit", "sort": "weight", "state": "located", "owner": " 艾丽 ", "x": "y"}
    choice = chosen(asked)
    assert asked_for(choice) == {"tab": "unit", "sort": "weight", "state": "located", "owner": "艾丽"}
    assert chosen(asked_for(choice)) == choice
    assert chosen({"tab": "?", "sort": "?"}) == Choice(Desk.MINE, Sort.DUE, CaseFilter())


def test_counts_say_what_needs_a_person(
    many: list[Case], people: People, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        counts = counts_for(people.alice, at=NOON + DAY + 2 * HOUR + HOUR / 2)
    assert (counts.mine, counts.overdue, counts.today, counts.unit_overdue) == (7, 3, 4, None)
    assert counts_for(people.bob, at=NOON + DAY + 2 * HOUR + HOUR / 2).unit_overdue == 3


def test_most_urgent_are_those_whose_turn_it_is(many: list[Case], people: People) -> None:
    assert [case.pk for case in most_urgent(people.alice, most=2)] == [many[0].pk, many[1].pk]
    assert most_urgent(people.bob) == []


def test_case_is_among_the_customers_open_ones_until_it_ends(
    opened: Opened, customer: Customer, people: People
) -> None:
    case = opened()
    assert list(open_cases_of(customer, people.alice.scope)) == [case]
    assert not open_cases_of(customer, people.charlie.scope).exists()
    close_ineligible(case=case, version=1, reason="已销户", by=people.alice, at=NOON)
    assert not open_cases_of(customer, people.alice.scope).exists()


def _as_many_as_at_work(case: Case, others: User) -> None:
    """Two thousand copies of a case in other hands: PostgreSQL reads a small table whole, and by its counts."""
    names = [str(f.column) for f in Case._meta.concrete_fields if not f.primary_key and not f.generated]
    told = {
        "number": "number || '-' || n",
        "key": "NULL",
    }
    told |= {"owner_id": str(others.pk), "origin": "'complaint'"}
    columns, values = ", ".join(names), ", ".join(told.get(name, name) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO cases_case ({columns}) SELECT {values} FROM cases_case, generate_series(1, 2000) n "
            f"WHERE id = {case.pk}"
        )
        cursor.execute("ANALYZE cases_case")


def test_own_list_is_read_from_indexes_of_people(opened: Opened, people: People) -> None:
    """Whatever a person has to accept: all open cases would be read for it else."""
    case = opened()
    who, choice = looking(people.alice), Choice(Desk.MINE, Sort.DUE, CaseFilter())
    statement, values = desk_keys.listed(who, choice, at=NOON).statement(50)
    if connection.vendor == "postgresql":
        _as_many_as_at_work(case, people.bob)
    with connection.cursor() as cursor:
        ask = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{ask} {statement}", values)
        plan = str(cursor.fetchall())
    assert "case_pending_soonest" in plan
    assert "case_open_soonest" not in plan


def test_case_in_hand_holds_what_the_database_computed(opened: Opened, people: People) -> None:
    case = opened()
    assert case.soonest_at == Case.objects.within(people.alice.scope).get(pk=case.pk).soonest_at
