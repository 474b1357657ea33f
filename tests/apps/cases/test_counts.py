# SPDX-License-Identifier: Apache-2.0
"""A number that leads to a list is the length of that list; the board asks for its numbers at once."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amends.apps.cases.actions.opening import Arrival
from amends.apps.cases.actions.ownership import hand_over, offer
from amends.apps.cases.models import Breach, Case
from amends.apps.cases.queries import board as board_queries
from amends.apps.cases.queries.board import flow, suggestions
from amends.apps.cases.queries.desk import counts_for, desk_page
from amends.apps.cases.queries.desk_keys import looking
from amends.apps.cases.queries.limits import policy
from amends.apps.cases.rules.desk import Choice, chosen
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import DAY, HOUR, Opened, make_customer
from tests.apps.cases.test_clocks import complain
from tests.apps.cases.test_metrics import closed
from tests.people import NOON, People

WHY = "a test looks"
AT = NOON + DAY + HOUR / 2  # 12:30: of cases opened hourly from noon on, the first is late
BOARD_QUERIES = 16
LATER = {"due_at": AT + DAY}
# In how many hours something is due, and what else is so: late, due soon by either limit, at the edges, and at rest.
SEEDED: tuple[tuple[int, dict[str, Any]], ...] = (
    (-1, LATER), (0, LATER), (3, {}), (4, {}), (30, {"due_at": AT - HOUR}), (30, {"due_at": AT + 2 * HOUR}),
    (30, LATER), (30, {"queue": "complaint_officer"}),
)  # fmt: skip


@pytest.fixture
def many(opened: Opened, people: People) -> list[Case]:
    """Five of Alice's; one was handed to Anna, one lies in a queue, one waits for Bob's signature."""
    cases = [opened(customer=make_customer(people, f"C-{n}"), at=NOON + (n - 2) * HOUR) for n in range(2, 7)]
    anna = User.objects.create(username="anna", name="安娜", role="complaint_officer", unit=people.east_team)
    given: dict[str, Any] = {"reason": "更熟悉", "by": people.alice, "at": NOON + 6 * HOUR}
    hand_over(case=cases[1], version=cases[1].version, to=anna, **given)
    offer(case=cases[2], version=cases[2].version, queue=Role.COMPLAINT_OFFICER, **given)
    rows = Case.objects.unscoped(WHY).filter(pk=cases[3].pk)
    rows.update(next_owner=people.bob, next_kind="sign_off")
    return cases


def _listed(person: User, address: str) -> set[str]:
    asked = dict(re.findall(r"[?&](\w+)=([\w-]+)", address))
    choice: Choice = chosen(asked)
    return {row["number"] for row in desk_page(looking(person), choice, at=AT).rows}


def test_due_today_holds_nothing_that_is_late(many: list[Case], people: People) -> None:
    assert many[0].number not in _listed(people.alice, "?tab=mine&due=today")
    assert many[0].number in _listed(people.alice, "?tab=mine&due=overdue")
    assert many[4].number in _listed(people.alice, "?tab=mine&due=today")


@pytest.mark.parametrize("name", ["alice", "anna", "bob"])
def test_each_number_of_the_home_page_is_the_length_of_its_list(many: list[Case], name: str) -> None:
    person = User.objects.select_related("unit").get(username=name)
    client = Client()
    client.force_login(person)
    with patch("django.utils.timezone.now", return_value=AT):
        page = client.get("/cases/mine/", headers={"HX-Request": "true"}).content.decode()
    found = re.findall(r'<dd[^>]*><a href="/cases/([^"]*)">(\d+)</a>', page)
    assert len(found) == page.count("<dt>") == (6 if name == "bob" else 4)
    for address, number in found:
        assert len(_listed(person, address.replace("&amp;", "&"))) == int(number), address


def test_numbers_of_the_home_page_say_what_waits(many: list[Case], people: People) -> None:
    anna = User.objects.select_related("unit").get(username="anna")
    assert (counts_for(anna, at=AT).mine, counts_for(anna, at=AT).to_accept) == (1, 1)
    assert counts_for(people.bob, at=AT).to_sign == 1
    assert _listed(people.bob, "?tab=mine&turn=sign_off") == {many[3].number}
    assert _listed(people.alice, "?tab=mine&turn=sign_off") == set()


def _board_of(person: User) -> list[tuple[str, int]]:
    """Every number of the board that counts cases, with the address that it leads to."""
    client = Client()
    client.force_login(person)
    with patch("django.utils.timezone.now", return_value=AT):
        page = client.get("/cases/board/live/", headers={"HX-Request": "true"}).content.decode()
    shown = re.findall(r'<(?:b|td[^>]*)><a[^>]* href="/cases/([^"]*)">(\d+)</a>', page)
    assert len(shown) == page.count("<dt>") + page.count('<td class="num"')  # none is without its list
    return [(address.replace("&amp;", "&"), int(number)) for address, number in shown]


@pytest.mark.parametrize("name", ["bob", "dora"])
def test_each_number_of_the_board_is_the_length_of_its_list(
    many: list[Case], people: People, name: str
) -> None:
    for n, (hours, changes) in enumerate(SEEDED):
        arrival = Arrival(channel="CH-HOTLINE", request_type="complaint", priority="p1" if n % 3 else "p3")
        west = bool(n % 2)
        owner = people.charlie if west else people.alice
        case = complain(
            people, make_customer(people, f"C-9{n}", west=west), owner=owner, by=owner, arrival=arrival
        )
        soonest = {"due_at": None, "next_due_at": AT + hours * HOUR}
        Case.objects.unscoped(WHY).filter(pk=case.pk).update(**(soonest | changes))
    found = _board_of(getattr(people, name))
    assert len(found) == {"bob": 10, "dora": 15}[name]
    assert sum(number > 0 for _address, number in found) >= len(found) - 2
    for address, number in found:
        assert len(_listed(getattr(people, name), address)) == number, address


def test_waiting_on_the_board_leads_to_what_nobody_has_yet(many: list[Case], people: People) -> None:
    address = "?tab=unit&turn=open"
    assert (address, 2) in _board_of(people.bob)
    assert _listed(people.bob, address) == {many[1].number, many[2].number}


def test_unit_of_somebody_else_lists_nothing(many: list[Case], people: People) -> None:
    for typed in ("G-P-E", "G-P-E-T"):
        assert len(_listed(people.bob, f"?tab=unit&unit={typed}")) == 5
        assert _listed(people.charlie, f"?tab=unit&unit={typed}") == set()
    assert len(_listed(people.bob, "?tab=unit&unit=东市投诉组")) == 5
    assert _listed(people.bob, "?tab=unit&unit=G-P-W") == set()


def test_case_that_misses_two_limits_in_a_day_is_one_late_case(people: People, customer: Customer) -> None:
    case = complain(people, customer)
    for kind in ("resolve", "first_response"):
        Breach.objects.create(case=case, clock=kind, kind=kind, due_at=AT - HOUR, noted_at=AT)
    days = {each.day: each.breached for each in flow(people.bob.scope, at=AT)}
    assert days[date(2026, 11, 3)] == 1


def _closed_in(people: People, months_back: int, count: int, *, late: int = 0) -> None:
    at = NOON - timedelta(days=31 * months_back)
    for n in range(count):
        arrival = Arrival(channel="CH-HOTLINE", priority="p2")
        one = make_customer(people, f"C-{months_back}-{n}")
        case = closed(complain(people, one, at=at, arrival=arrival), at + HOUR)
        if n < late:
            Breach.objects.create(case=case, clock="resolve", kind="resolve", due_at=at, noted_at=at)


@pytest.mark.parametrize(("late", "found"), [(0, ["p2"]), (1, [])])
def test_tighter_limit_is_suggested_after_three_good_months(
    people: People, monkeypatch: pytest.MonkeyPatch, late: int, found: list[str]
) -> None:
    today = replace(policy(), tighter=replace(policy().tighter, at_least_cases=2))
    monkeypatch.setattr(board_queries, "policy", lambda: today)
    for back in (1, 2, 3):
        _closed_in(people, back, 2, late=late if back == 2 else 0)
    with CaptureQueriesContext(connection) as captured:
        suggested = suggestions(people.bob.scope, at=NOON)
    assert [each.priority for each in suggested] == found
    assert len(captured) == 1


def test_board_takes_few_queries(many: list[Case], people: People) -> None:
    client = Client()
    client.force_login(people.bob)
    client.get("/cases/board/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/cases/board/").status_code == 200
    assert len(captured) <= BOARD_QUERIES
