# SPDX-License-Identifier: Apache-2.0
"""The wall shows counts of one's own units and nobody's name, and what renews it takes the place of what was there."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from amends.apps.core.actions.organisation import add_unit
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.customers.models import Customer
from amends.apps.halls.models import Ticket, Window
from amends.apps.halls.models.hotline import Call
from amends.apps.reports.queries.wall import lines
from tests.apps.reports.conftest import TODAY, as_user, make_case, make_customer
from tests.people import NOON, People

WALL, LIVE = "/reports/wall/", "/reports/wall/live/"
Most = Callable[[int], Any]


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def numbers(page: str) -> dict[str, str]:
    """What stands under what."""
    return dict(re.findall(r"<dt>([^<]+)</dt><dd class=\"num\">([^<]+)</dd>", page))


def call(people: People, code: str, *, minutes_ago: int, rings: int | None, unit: Unit | None = None) -> None:
    """A call of so many minutes ago that was answered after so many seconds, or never, and is over."""
    offered = NOON - timedelta(minutes=minutes_ago)
    answered = None if rings is None else offered + timedelta(seconds=rings)
    Call.objects.create(
        code=code, unit=unit or people.east, direction="in", offered_at=offered, answered_at=answered,
        ended_at=offered + timedelta(minutes=2), ring_seconds=rings or 8,
        answered_by=people.alice if answered else None, outcome="served" if answered else "abandoned",
    )  # fmt: skip


def ended_today(people: People, unit: Unit, *, customer: Customer | None = None) -> None:
    """A complaint that came three hours ago and ended an hour ago."""
    came = NOON - timedelta(hours=3)
    customer = customer or make_customer(unit)
    make_case(people, customer, days_ago=0, hours=-1, received_at=came, opened_at=came)


def test_desk_shows_todays_flow_and_what_is_open(people: People) -> None:
    ended_today(people, people.east)
    ended_today(people, people.west)
    found = numbers(as_user(people.bob).get(WALL).content.decode())
    assert (found["今天收到"], found["今天结案"], found["未结"]) == ("1", "1", "0")
    assert set(found) == {"未结", "快到时限", "已超时", "紧急", "待接收", "今天收到", "今天结案"}


def test_lines_are_those_of_today_and_of_ones_own_units(people: People) -> None:
    call(people, "a", minutes_ago=5, rings=4)
    call(people, "b", minutes_ago=9, rings=None)
    call(people, "yesterday", minutes_ago=24 * 60, rings=4)
    call(people, "west", minutes_ago=5, rings=4, unit=people.west)
    found = lines(people.bob.scope, at=NOON)
    assert (found.offered, found.answered, found.talking) == (2, 1, 0)
    shown = numbers(as_user(people.bob).get(WALL, {"show": "lines"}).content.decode())
    assert (shown["今天来电"], shown["接通率"]) == ("2", "50%")


def test_halls_show_who_waits_by_hall(people: People) -> None:
    hall = add_unit(code="H1", name="东市一厅", kind=UnitKind.HALL, parent=people.east, by=None, at=NOON)
    people.bob.refresh_from_db()
    Ticket.objects.create(
        unit=hall, day=TODAY, number="A1", business="bill", taken_at=NOON - timedelta(minutes=3)
    )
    Window.objects.create(unit=hall, number=1)
    page = as_user(people.bob).get(WALL, {"show": "halls"}).content.decode()
    assert numbers(page) == {"正在等候": "1", "开着的窗口": "0 / 1"}
    assert "东市一厅" in page


def test_all_halls_are_summed_and_those_that_stand_worst_are_listed(people: People) -> None:
    for n in range(8):
        hall = add_unit(code=f"H{n}", name=f"厅{n}", kind=UnitKind.HALL, parent=people.east, by=None, at=NOON)
        Ticket.objects.create(unit=hall, day=TODAY, number="A1", business="bill", taken_at=NOON)
    people.bob.refresh_from_db()
    page = as_user(people.bob).get(WALL, {"show": "halls"}).content.decode()
    assert numbers(page)["正在等候"] == "8"
    assert page.count('<th scope="row">') == 6


def test_nothing_personal_hangs_on_the_wall(people: People) -> None:
    customer = make_customer(people.east, name_shown="张*明", number_shown="138****0000")
    ended_today(people, people.east, customer=customer)
    for show in ("desk", "halls", "lines"):
        page = as_user(people.bob).get(LIVE, {"show": show}).content.decode()
        assert not any(words in page for words in (customer.code, "张*明", "138****0000", "艾丽", "T-"))


@pytest.mark.parametrize("show", ["desk", "halls", "lines"])
def test_what_renews_the_wall_replaces_it_in_few_queries(
    people: People, show: str, django_assert_max_num_queries: Most
) -> None:
    browser = as_user(people.bob)
    with django_assert_max_num_queries(9):
        part = browser.get(LIVE, {"show": show}).content.decode()
    assert part.count('id="wall"') == 1
    assert 'hx-swap="outerHTML"' in part
    assert f"{LIVE}?show={show}" in part
    assert browser.get(WALL, {"show": show}).content.decode().count('id="wall"') == 1


def test_the_wall_is_for_those_who_lead(people: People) -> None:
    assert as_user(people.alice).get(WALL).status_code == 403
    assert as_user(people.alice).get(LIVE).status_code == 403
    assert as_user(people.bob).get(WALL, {"show": "nothing"}).status_code == 200
