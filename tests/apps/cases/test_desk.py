# SPDX-License-Identifier: Apache-2.0
"""Lists of cases: the right ones, in the right order, page by page, in few queries."""

from typing import Any

import pytest

from amends.apps.cases.actions.closing import close_ineligible
from amends.apps.cases.actions.ownership import hand_over
from amends.apps.cases.models import Case
from amends.apps.cases.queries.desk import (
    CaseFilter,
    Desk,
    counts_for,
    desk_page,
    filter_choices,
    most_urgent,
    open_cases_of,
)
from amends.apps.core.models import User
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


def _numbers(person: User, desk: Desk = Desk.MINE, **cut: Any) -> list[str]:
    page = desk_page(person, desk, CaseFilter(**cut), at=NOON + DAY)
    return [case.number for case in page.rows]


def test_soonest_due_comes_first(many: list[Case], people: People) -> None:
    assert _numbers(people.alice) == [case.number for case in many]


@pytest.mark.parametrize("desk", [Desk.MINE, Desk.UNIT])
def test_pages_follow_each_other_without_gap_or_repeat(many: list[Case], people: People, desk: Desk) -> None:
    found, after, counts = [], "", set()
    for _page in range(4):
        page = desk_page(people.alice, desk, CaseFilter(), at=NOON, after=after, size=2)
        found += [case.number for case in page.rows]
        after = page.following
        counts.add(page.count)
    assert found == [case.number for case in many]
    assert (after, counts) == ("", {7})


def test_cases_due_at_one_moment_are_not_lost_between_pages(opened: Opened, people: People) -> None:
    cases = [opened(customer=make_customer(people, f"C-{n}")) for n in range(3, 8)]
    first = desk_page(people.alice, Desk.MINE, CaseFilter(), at=NOON, size=2)
    second = desk_page(people.alice, Desk.MINE, CaseFilter(), at=NOON, size=9, after=first.following)
    assert [case.pk for case in (*first.rows, *second.rows)] == [case.pk for case in cases]


def test_list_starts_from_the_beginning_when_the_key_is_unreadable(many: list[Case], people: People) -> None:
    page = desk_page(people.alice, Desk.MINE, CaseFilter(), at=NOON, after="x~y")
    assert len(page.rows) == 7


def test_alice_owns_bob_shares_and_charlie_does_not_see(many: list[Case], people: People) -> None:
    assert len(_numbers(people.bob, Desk.UNIT)) == 7
    assert _numbers(people.bob, Desk.MINE) == []
    assert _numbers(people.charlie, Desk.UNIT) == []


def test_case_is_on_the_list_of_who_shall_accept_it(opened: Opened, people: People) -> None:
    case = opened()
    hand_over(case=case, version=1, to=people.bob, reason="请接", by=people.alice, at=NOON)
    assert _numbers(people.bob) == _numbers(people.alice) == [case.number]
    assert counts_for(people.bob, at=NOON).to_accept == 1


def test_filters_cut_the_list(many: list[Case], opened: Opened, people: People) -> None:
    assert len(_numbers(people.alice, region="东城")) == 3
    assert len(_numbers(people.alice, due="overdue")) == 0
    assert len(_numbers(people.alice, recovery_class=RecoveryClass.USAGE)) == 0
    assert len(_numbers(people.alice, state="located")) == 7
    assert len(_numbers(people.alice, owner=people.bob.pk)) == 0
    assert _numbers(people.alice, words=many[2].number.lower()) == [many[2].number]


def test_due_tab_shows_what_ends_today(many: list[Case], people: People) -> None:
    at = NOON + DAY + HOUR  # 13:00: the first is late, the second due now, midnight is eleven hours away
    page = desk_page(people.alice, Desk.DUE, CaseFilter(), at=at)
    assert len(page.rows) == 7
    assert len(desk_page(people.alice, Desk.DUE, CaseFilter(), at=NOON).rows) == 0
    late = desk_page(people.alice, Desk.DUE, CaseFilter(due="overdue"), at=at)
    assert [case.number for case in late.rows] == [many[0].number]


def test_closed_tab_shows_the_latest_first(many: list[Case], people: People) -> None:
    for hours, case in ((1, many[3]), (2, many[0])):
        close_ineligible(case=case, version=1, reason="已销户", by=people.alice, at=NOON + hours * HOUR)
    assert _numbers(people.alice, Desk.CLOSED) == [many[0].number, many[3].number]


def test_list_takes_two_queries_however_long(
    many: list[Case], people: People, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        _read(people, size=50)
    with django_assert_num_queries(2):
        _read(people, size=3)


def _read(people: People, size: int) -> None:
    page = desk_page(people.alice, Desk.MINE, CaseFilter(), at=NOON, size=size)
    assert all(case.owner.name and str(case.customer) and case.unit.name for case in page.rows)


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


def test_filter_offers_what_there_is(many: list[Case], people: People) -> None:
    assert filter_choices(people.alice) == ([(people.alice.pk, "艾丽")], ["东城", "西城"], [])
    assert filter_choices(people.charlie) == ([], [], [])
