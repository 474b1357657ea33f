# SPDX-License-Identifier: Apache-2.0
"""Asking customers to come at a time, and sending those elsewhere who would wait too long, seen in what came of it."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from amends.apps.core.actions.organisation import add_unit
from amends.apps.core.models import Event, Unit
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.halls.actions.appointments import (
    CodeUnknown,
    NotAPlace,
    Sent,
    SlotFull,
    arrive,
    book,
    cancel,
    divert,
)
from amends.apps.halls.actions.queue import call_next, give_ticket, set_window
from amends.apps.halls.actions.refusals import NotYours
from amends.apps.halls.models import Appointment, Diversion
from amends.apps.halls.queries.appointments import diverted, free_slots
from amends.apps.halls.rules.appointments import BookingRules, Way, holds, room, slots_of_day
from tests.apps.halls.queue.conftest import Place
from tests.people import NOON, People

WHY = "a test looks"
HALF = timedelta(minutes=30)
RULES = BookingRules(time(9), time(18), 0.3, timedelta(minutes=15))


@pytest.fixture
def another(place: Place, people: People) -> Unit:
    """A hall of the same place with one window."""
    hall = add_unit(
        code="G-P-E-H2", name="西街营业厅", kind=UnitKind.HALL, parent=people.east, by=None, at=NOON
    )
    for each in (people.east, people.bob, place.unit, people.province):
        each.refresh_from_db()
    people.bob.refresh_from_db()
    set_window(hall=hall, number=1, by=people.bob, at=NOON)
    return hall


def test_a_share_of_what_windows_can_serve_may_be_booked() -> None:
    assert room(0, 300, RULES) == 0
    assert room(1, 6000, RULES) == 1
    assert room(3, 300, RULES) == 5  # 3 × 1800 × 0.3 / 300
    slots = list(slots_of_day(NOON.date(), RULES, ZoneInfo("Asia/Shanghai")))
    assert (len(slots), f"{slots[-1]:%H:%M}") == (18, "17:30")


@pytest.mark.parametrize(("minutes", "held"), [(-16, False), (-15, True), (0, True), (45, True), (46, False)])
def test_a_code_holds_around_its_half_hour(minutes: int, held: bool) -> None:
    assert holds(NOON, NOON + timedelta(minutes=minutes), RULES) is held


def test_half_hour_is_full_when_its_room_is_booked_and_free_again_when_one_is_given_back(
    place: Place,
) -> None:
    first = free_slots(place.unit, NOON)[0]
    made = [
        book(hall=place.unit, slot=first.at, business="PAY", by=place.first, at=NOON)
        for _each in range(first.left)
    ]
    assert len({each.code for each in made}) == first.left
    with pytest.raises(SlotFull):
        book(hall=place.unit, slot=first.at, business="PAY", by=place.first, at=NOON)
    cancel(appointment=made[0], by=place.second, at=NOON)
    assert free_slots(place.unit, NOON)[0].left == 1
    with pytest.raises(SlotFull):
        book(hall=place.unit, slot=NOON - HALF, business="PAY", by=place.first, at=NOON)


def test_who_comes_with_a_code_is_called_before_who_came_a_little_earlier(place: Place) -> None:
    slot = free_slots(place.unit, NOON)[0].at
    made = book(hall=place.unit, slot=slot, business="PAY", by=place.first, at=NOON)
    early = give_ticket(hall=place.unit, business="PAY", by=place.first, at=slot - timedelta(minutes=20))
    give_ticket(hall=place.unit, business="PAY", by=place.first, at=slot - timedelta(minutes=4))
    ticket = arrive(hall=place.unit, code=made.code.lower(), by=place.first, at=slot)
    assert ticket.lane == "booked"
    called = [
        call_next(hall=place.unit, number=n, by=who, at=slot)
        for n, who in ((1, place.first), (2, place.second))
    ]
    assert called == [early, ticket]
    with pytest.raises(CodeUnknown):  # used
        arrive(hall=place.unit, code=made.code, by=place.first, at=slot)
    kinds = (
        Event.objects.unscoped(WHY)
        .filter(kind__startswith="halls.appointment")
        .values_list("kind", flat=True)
    )
    assert set(kinds) == {"halls.appointment_made", "halls.appointment_kept"}


def test_a_code_of_another_time_or_hall_is_told_so(place: Place, another: Unit, people: People) -> None:
    slot = free_slots(place.unit, NOON)[-1].at
    made = book(hall=place.unit, slot=slot, business="PAY", by=place.first, at=NOON)
    with pytest.raises(CodeUnknown):
        arrive(hall=place.unit, code=made.code, by=place.first, at=NOON)
    with pytest.raises(CodeUnknown):
        arrive(hall=another, code=made.code, by=people.bob, at=slot)
    with pytest.raises(NotYours):
        book(hall=another, slot=slot, business="PAY", by=place.first, at=NOON)
    assert Appointment.objects.unscoped(WHY).get().ticket is None


@pytest.mark.requirement("S3-050")
def test_sending_customers_elsewhere_is_judged_by_what_they_waited_there(
    place: Place, another: Unit, people: People
) -> None:
    for _each in range(9):
        give_ticket(hall=place.unit, business="PLAN", by=place.first, at=NOON - HALF)
    for n in range(6):
        at = NOON + n * timedelta(minutes=1)
        row = divert(hall=place.unit, way=Way.HALL, sent=Sent("PLAN", another), by=people.bob, at=at)
        assert row.appointment is not None
        if n < 5:
            ticket = arrive(
                hall=another, code=row.appointment.code, by=people.bob, at=at + timedelta(minutes=9)
            )
            type(ticket).objects.unscoped(WHY).filter(pk=ticket.pk).update(
                called_at=at + timedelta(minutes=12)
            )
    divert(hall=place.unit, way=Way.MACHINE, sent=Sent("PAY"), by=place.first, at=NOON)
    found = {each.way: each for each in diverted(place.unit, NOON + timedelta(days=1))}
    there = found[Way.HALL]
    assert (there.n, there.came) == (6, 5)
    assert there.expected.p50 is not None
    assert there.expected.p50 > 30 * 60
    assert there.waited.p50 == 180
    assert (found[Way.MACHINE].n, found[Way.MACHINE].came, found[Way.LATER].n) == (1, None, 0)


def test_nobody_is_sent_to_a_hall_that_is_not_near_or_not_ones_own(place: Place, another: Unit) -> None:
    with pytest.raises(NotAPlace):
        divert(hall=place.unit, way=Way.HALL, sent=Sent("PAY", another), by=place.first, at=NOON)
    assert not Diversion.objects.unscoped(WHY).exists()
    assert not Appointment.objects.unscoped(WHY).exists()


def test_door_books_takes_a_code_and_sends_elsewhere(
    place: Place, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    clerk = Client()
    clerk.force_login(place.first)
    home = f"/halls/{place.unit.pk}"
    page = clerk.get(f"{home}/appointments/").content.decode()
    assert "还没有预约" in page
    slot = free_slots(place.unit, timezone.now())[0].at.isoformat()
    told = clerk.post(
        f"{home}/appointments/", {"slot": slot, "business": "PAY"}, follow=True
    ).content.decode()
    made = Appointment.objects.unscoped(WHY).get()
    assert f"预约码 {made.code}" in told
    with django_assert_max_num_queries(20):
        clerk.get(f"{home}/appointments/")
    assert (
        "今天没有这个预约码"
        in clerk.post(f"{home}/tickets/code/", {"code": "ZZZZ"}, follow=True).content.decode()
    )
    assert clerk.post(f"{home}/divert/", {"way": "later", "business": "PAY"}).status_code == 422
    assert (
        "已登记分流"
        in clerk.post(f"{home}/divert/", {"way": "online", "business": "PAY"}, follow=True).content.decode()
    )
    clerk.post(f"{home}/appointments/{made.pk}/cancel/")
    assert "已取消" in clerk.get(f"{home}/appointments/").content.decode()
    assert "分流的效果" in clerk.get(f"{home}/").content.decode()
    assert clerk.post(f"{home}/appointments/{made.pk + 9}/cancel/").status_code == 404
