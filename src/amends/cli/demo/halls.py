# SPDX-License-Identifier: Apache-2.0
"""Generated tickets of the demo's halls: four weeks with a peak at lunch and one in the evening, today until now, and a
queue that goes on. No hall has ever seen them."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

from amends.apps.core.models import Unit, User
from amends.apps.halls.actions.appointments import Sent, book, divert
from amends.apps.halls.actions.improving import Planned, begin_improvement
from amends.apps.halls.actions.queue import NobodyWaits, call_next, give_ticket, set_window, sit_down
from amends.apps.halls.actions.ticket_log import import_tickets
from amends.apps.halls.queries.appointments import free_slots
from amends.apps.halls.queries.queue import halls, queue_rules
from amends.apps.halls.rules.appointments import Way
from amends.apps.halls.rules.business import Business
from amends.apps.halls.rules.improving import Measure
from amends.apps.halls.rules.queue import Lane
from amends.apps.halls.rules.ticket_log import TicketLog, TicketRow

# arrivals an hour of a middling hall, from nine o'clock on
ARRIVALS = (14, 20, 20, 26, 22, 14, 14, 16, 20)
OPENS, WINDOWS, DAYS = 9, 3, 28
SLOW = "PLAN"  # takes longer than its standard time
PATIENCE = (15, 70)  # minutes that people wait at most
LATELY = timedelta(hours=5)  # of today, for whoever opens the demo when halls are closed


def fill_halls(*, city: Unit, leader: User, at: datetime, rng: Random, most: int = 4) -> None:
    """Windows, four weeks of tickets, the queue of today, appointments, one improvement: the first halls of a city."""
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    for busy, hall in enumerate(halls(city.scope)[:most]):
        for number in range(1, WINDOWS + 1):
            lane = Lane.ELDERLY if number == WINDOWS else Lane.NORMAL
            set_window(hall=hall, number=number, lane=lane, by=leader, at=at)
        load = 0.7 + 0.1 * busy
        rows = [each for days in range(DAYS, 0, -1) for each in _day(today - days * timedelta(1), load, rng)]
        rows += _until(at, load, rng)
        import_tickets(hall=hall, log_file=TicketLog(tuple(rows), ()), by=leader, at=at)
        _now(hall, leader, at, rng, waiting=2 + 3 * busy)
        for free in free_slots(hall, at)[:6:2]:
            book(hall=hall, slot=free.at, business="BROADBAND", by=leader, at=at)
        divert(hall=hall, way=Way.MACHINE, sent=Sent("PAY"), by=leader, at=at)
    planned = Planned(
        "午间两班轮换，十二点到一点不少于三个窗口", leader, today + timedelta(14), Measure.WAIT, 14
    )
    begin_improvement(hall=halls(city.scope)[0], planned=planned, by=leader, at=at)


def _day(day: date, load: float, rng: Random) -> Iterator[TicketRow]:
    """One day from nine o'clock on."""
    return _served(_taken(datetime.combine(day, time(OPENS)), load, rng), rng)


def _until(at: datetime, load: float, rng: Random) -> list[TicketRow]:
    """Today up to now: who was served or has left; those who wait now are given their tickets live."""
    now = at.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(tzinfo=None)
    midnight, opened = (datetime.combine(now.date(), time(hour)) for hour in (0, OPENS))
    is_open = opened <= now < opened + timedelta(hours=len(ARRIVALS))
    taken = _taken(opened if is_open else max(midnight, now - LATELY), load, rng)
    rows = _served([each for each in taken if each < now], rng)
    return [each for each in rows if (each.ended or each.left or now) < now]


def _served(arrivals: Sequence[datetime], rng: Random) -> Iterator[TicketRow]:
    """Windows serve in the order of coming; two of three are open at lunch."""
    free = list(arrivals[:1]) * WINDOWS
    for number, taken in enumerate(arrivals, 1):
        kind = rng.choice(list(queue_rules().business.values()))
        lunch = time(12) <= taken.time() < time(13, 30)
        window = min(range(WINDOWS - lunch), key=lambda each: free[each])
        called = max(taken + timedelta(seconds=5), free[window])
        yield _row(number, kind, taken, called, window + 1)
        if (called - taken) < _patience(number):
            free[window] = called + timedelta(seconds=15 + _handling(kind, number))


def _patience(number: int) -> timedelta:
    low, high = PATIENCE
    return timedelta(minutes=low + number * 37 % (high - low))


def _handling(kind: Business, number: int) -> int:
    slow = 1.6 if kind.code == SLOW else 1
    return int(slow * kind.standard_seconds * (0.4 + number * 29 % 100 / 120))


def _taken(opened: datetime, load: float, rng: Random) -> list[datetime]:
    found = []
    for hour, arrivals in enumerate(ARRIVALS):
        start = opened + timedelta(hours=hour)
        found += [start + timedelta(seconds=rng.randrange(3600)) for _each in range(int(arrivals * load))]
    return sorted(found)


def _row(number: int, kind: Business, taken: datetime, called: datetime, window: int) -> TicketRow:
    lane = Lane.ELDERLY if number % 8 == 0 else Lane.NORMAL
    if called - taken >= (patience := _patience(number)):
        return TicketRow(
            number, f"A{number:03d}", kind.code, lane, taken, None, None, None, taken + patience, None, {}
        )
    begun, seconds = called + timedelta(seconds=15), _handling(kind, number)
    steps = {"verify": float(seconds // 4), "enter": float(seconds // 2), "sign": float(seconds // 8)}
    ended = begun + timedelta(seconds=seconds)
    return TicketRow(
        number, f"A{number:03d}", kind.code, lane, taken, called, begun, ended, None, window, steps
    )


def _now(hall: Unit, leader: User, at: datetime, rng: Random, *, waiting: int) -> None:
    """Two windows are open where the hall has people; the first called somebody."""
    clerks = list(User.objects.filter(unit=hall, is_active=True).order_by("username")[:2])
    kinds = list(queue_rules().business)
    for each in range(waiting):
        give_ticket(
            hall=hall, business=rng.choice(kinds), by=leader, at=at - timedelta(minutes=2 * (waiting - each))
        )
    for number, clerk in enumerate(clerks, 1):
        sit_down(hall=hall, number=number, by=clerk, at=at)
    with suppress(IndexError, NobodyWaits):  # no people, or a day that has only just begun
        call_next(hall=hall, number=1, by=clerks[0], at=at)
