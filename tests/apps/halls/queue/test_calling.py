# SPDX-License-Identifier: Apache-2.0
"""Tickets are given, called once, begun, ended or passed over; lanes come first without others waiting for ever."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from amends.apps.core.models import Event, EventKind
from amends.apps.halls.actions.queue import (
    NobodyWaits,
    NotFinished,
    NotNow,
    WindowTaken,
    begin,
    call_next,
    finish,
    give_ticket,
    pass_over,
    set_window,
    sit_down,
    stand_up,
)
from amends.apps.halls.actions.refusals import HallRefused, NotYours
from amends.apps.halls.models import Ticket
from amends.apps.halls.rules.queue import Waiting, next_of
from tests.apps.halls.queue.conftest import Place
from tests.people import NOON, People

WHY = "a test looks"
MINUTE = timedelta(minutes=1)
HEADS = {"elderly": 600, "key": 300}


def _waiting(*rows: tuple[str, str, int]) -> list[Waiting]:
    return [Waiting(key, kind, lane, NOON + at * MINUTE) for key, (kind, lane, at) in enumerate(rows)]


@pytest.mark.parametrize(
    ("rows", "lane", "business", "expected"),
    [
        ([("PAY", "normal", 0), ("PAY", "normal", 1)], "normal", (), 0),
        ([("PAY", "normal", 0), ("PAY", "elderly", 9)], "normal", (), 1),  # ten minutes ahead
        ([("PAY", "normal", 0), ("PAY", "elderly", 11)], "normal", (), 0),  # and no more
        ([("PAY", "normal", 0), ("PAY", "elderly", 50)], "elderly", (), 1),
        ([("PAY", "normal", 0), ("PAY", "elderly", 1), ("PAY", "key", 5)], "key", (), 2),
        ([("PAY", "normal", 0), ("OPEN", "normal", 1)], "normal", ("OPEN",), 1),
        ([("PAY", "elderly", 0)], "normal", ("OPEN",), None),
        ([("PAY", "normal", 0)], "elderly", (), 0),  # a kept window does not stand idle
    ],
)
def test_next_is_by_lane_and_business(
    rows: list[tuple[str, str, int]], lane: str, business: tuple[str, ...], expected: int | None
) -> None:
    found = next_of(_waiting(*rows), lane=lane, business=business, head_start=HEADS)
    assert (found.key if found else None) == expected


def test_ticket_goes_its_way_and_the_log_says_so(place: Place) -> None:
    given = give_ticket(hall=place.unit, business="PAY", by=place.first, at=NOON)
    called = call_next(hall=place.unit, number=1, by=place.first, at=NOON + 5 * MINUTE)
    assert (called, called.number, called.window) == (given, "L001", 1)
    with pytest.raises(NotFinished, match="L001"):
        call_next(hall=place.unit, number=1, by=place.first, at=NOON + 5 * MINUTE)
    with pytest.raises(NotNow):
        finish(ticket=given.pk, by=place.first, at=NOON + 6 * MINUTE)
    with pytest.raises(NotNow):  # the colleague's ticket is not mine
        begin(ticket=given.pk, by=place.second, at=NOON + 6 * MINUTE)
    begin(ticket=given.pk, by=place.first, at=NOON + 6 * MINUTE)
    with pytest.raises(NotNow):
        pass_over(ticket=given.pk, by=place.first, at=NOON + 7 * MINUTE)
    finish(ticket=given.pk, by=place.first, at=NOON + 9 * MINUTE)
    row = Ticket.objects.unscoped(WHY).get()
    assert (row.begun_at, row.ended_at) == (NOON + 6 * MINUTE, NOON + 9 * MINUTE)
    kinds = [EventKind.TICKET_GIVEN, EventKind.TICKET_CALLED, EventKind.TICKET_BEGUN, EventKind.TICKET_ENDED]
    logged = Event.objects.unscoped(WHY).filter(kind__in=[each.value for each in kinds]).order_by("sequence")
    assert [each.kind for each in logged] == [each.value for each in kinds]


def test_window_whose_customer_did_not_come_calls_the_next(place: Place) -> None:
    for _each in range(2):
        give_ticket(hall=place.unit, business="PAY", by=place.first, at=NOON)
    first = call_next(hall=place.unit, number=1, by=place.first, at=NOON + MINUTE)
    pass_over(ticket=first.pk, by=place.first, at=NOON + 2 * MINUTE)
    assert call_next(hall=place.unit, number=1, by=place.first, at=NOON + 2 * MINUTE).number == "L002"
    with pytest.raises(NobodyWaits):
        call_next(hall=place.unit, number=2, by=place.second, at=NOON + 2 * MINUTE)


def test_clerk_calls_only_at_the_own_window(people: People, place: Place) -> None:
    give_ticket(hall=place.unit, business="PAY", by=place.first, at=NOON)
    for verb in (call_next, stand_up):
        with pytest.raises(WindowTaken):
            verb(hall=place.unit, number=2, by=place.first, at=NOON)
    with pytest.raises(WindowTaken):
        sit_down(hall=place.unit, number=2, by=place.first, at=NOON)
    call_next(hall=place.unit, number=1, by=place.first, at=NOON)
    with pytest.raises(NotFinished):
        stand_up(hall=place.unit, number=1, by=place.first, at=NOON)
    for refused in (people.charlie, people.ed):
        with pytest.raises(NotYours):
            give_ticket(hall=place.unit, business="PAY", by=refused, at=NOON)
    with pytest.raises(NotYours):
        set_window(hall=place.unit, number=3, by=place.first, at=NOON)
    with pytest.raises(HallRefused):
        give_ticket(hall=place.unit, business="NONE", by=place.first, at=NOON)


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("S3-050")
def test_two_windows_never_call_the_same_ticket(place: Place) -> None:
    """Both press at once, again and again: each ticket is called at one window only."""
    for _each in range(12):
        give_ticket(hall=place.unit, business="PAY", by=place.first, at=NOON)
    start, called = Barrier(2), []

    def work(number: int) -> None:
        clerk = place.first if number == 1 else place.second
        start.wait()
        for _turn in range(6):
            row = call_next(hall=place.unit, number=number, by=clerk, at=NOON + MINUTE)
            called.append(row.pk)
            pass_over(ticket=row.pk, by=clerk, at=NOON + 2 * MINUTE)
        connection.close()

    threads = [Thread(target=work, args=[number]) for number in (1, 2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(called) == len(set(called)) == 12


@pytest.mark.parametrize(
    "bad",
    [
        {"called_at": NOON - MINUTE},
        {"begun_at": NOON},
        {"left_at": NOON - MINUTE},
        {"lane": "vip"},
        {"called_at": NOON, "ended_at": NOON},
        {"called_at": NOON, "begun_at": NOON, "left_at": NOON},
    ],
)
def test_database_refuses_tickets_that_cannot_be(place: Place, bad: dict[str, object]) -> None:
    give_ticket(hall=place.unit, business="PAY", by=place.first, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.unscoped(WHY).update(**bad)


def test_clerk_works_on_the_page(people: People, place: Place, client: Client) -> None:
    client.force_login(place.first)
    door, page = (reverse(f"halls:{name}", args=[place.unit.pk]) for name in ("door", "counter"))
    assert client.post(door, {"business": "OPEN", "lane": "elderly"}).status_code == 302
    assert client.post(door, {"business": "NONE", "lane": "normal"}).status_code == 422
    assert "新入网" in client.get(page).content.decode()
    client.post(reverse("halls:at_window", args=[place.unit.pk, 1, "next"]))
    (row,) = Ticket.objects.unscoped(WHY)
    assert row.called_at is not None
    shown = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "L001" in shown
    assert "<html" not in shown
    for verb in ("begin", "finish"):
        assert (
            client.post(reverse("halls:with_ticket", args=[place.unit.pk, row.pk, verb])).status_code == 302
        )
    row.refresh_from_db()
    assert row.ended_at is not None
    assert client.get(reverse("halls:windows", args=[place.unit.pk])).status_code == 403
    client.force_login(people.charlie)
    assert client.get(page).status_code == 404
    assert place.unit.name not in client.get(reverse("halls:list")).content.decode()


def test_leader_sets_up_a_window(people: People, place: Place, client: Client) -> None:
    client.force_login(people.bob)
    page = reverse("halls:windows", args=[place.unit.pk])
    assert client.post(page, {"number": 3, "lane": "elderly", "business": ["PAY"]}).status_code == 302
    assert "缴费与发票" in client.get(page).content.decode()


def test_pages_ask_a_fixed_number_of_queries(
    people: People, place: Place, client: Client, django_assert_max_num_queries: object
) -> None:
    for each in range(8):
        give_ticket(hall=place.unit, business="PAY", by=place.first, at=NOON + each * MINUTE)
    client.force_login(people.bob)
    for url in (reverse("halls:list"), reverse("halls:counter", args=[place.unit.pk])):
        with django_assert_max_num_queries(9):  # type: ignore[operator]
            assert client.get(url).status_code == 200
