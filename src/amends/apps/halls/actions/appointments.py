# SPDX-License-Identifier: Apache-2.0
"""Verbs of appointments: book a half hour, cancel it, take who comes with a code, send somebody elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.halls.actions.queue import give_ticket, locked_hall, refuse_stranger
from amends.apps.halls.actions.refusals import HallRefused
from amends.apps.halls.models import Appointment, Diversion, Ticket
from amends.apps.halls.queries.appointments import free_slots, places_for, wait_now
from amends.apps.halls.queries.queue import queue_rules
from amends.apps.halls.rules.appointments import ALPHABET, CODE_LENGTH, Way, holds
from amends.apps.halls.rules.queue import Lane
from amends.apps.halls.rules.staffing import SLOT

_OF_HALL = "of the hall that the person may serve in, locked"
_chance = SystemRandom()


class SlotFull(HallRefused):
    """Somebody else was faster, or the hall is closed then."""

    def __init__(self) -> None:
        super().__init__(_("这个时段已经约满或不营业，请换一个时段。"), field="slot")


class CodeUnknown(HallRefused):
    """No appointment of today has the code, or it was used, cancelled, or is for another time."""

    def __init__(self) -> None:
        super().__init__(_("今天没有这个预约码，或已经用过、取消、不在时段内。请直接取号。"), field="code")


class NotAPlace(HallRefused):
    """The other hall is not near, or not the person's."""

    def __init__(self) -> None:
        super().__init__(_("只能分流到同一地方、您管辖范围内的营业厅。"), field="place")


@dataclass(frozen=True, slots=True)
class Sent:
    """Somebody who is sent elsewhere for a `business`: to a `place`, or to come again at a `slot`."""

    business: str
    place: Unit | None = None
    slot: datetime | None = None


def book(*, hall: Unit, slot: datetime, business: str, by: User, at: datetime) -> Appointment:
    """Keep a half hour for somebody; the code is theirs. Raises `NotYours`, `SlotFull`, `HallRefused`."""
    refuse_stranger(hall, by, business)
    with writing(by=by, at=at):
        locked_hall(hall)
        if all(each.at != slot for each in free_slots(hall, at)):
            raise SlotFull
        return _kept(hall, business, slot, by, at)


def cancel(*, appointment: Appointment, by: User, at: datetime) -> Appointment:
    """Give a half hour back. Raises `NotYours`, `HallRefused`."""
    refuse_stranger(appointment.unit, by)
    with writing(by=by, at=at) as log:
        row = _awaited(appointment.unit).filter(pk=appointment.pk).first()
        if row is None:
            raise HallRefused(_("这个预约已经来过或取消了。"))
        row.cancelled_at = at
        row.save(update_fields=["cancelled_at"])
        log(EventKind.APPOINTMENT_CANCELLED, row, unit=row.unit, slot=row.slot_at.isoformat())
    return row


def arrive(*, hall: Unit, code: str, by: User, at: datetime) -> Ticket:
    """A ticket for somebody who comes with a code, in the lane of those who are expected.
    Raises `NotYours`, `CodeUnknown`."""
    refuse_stranger(hall, by)
    with writing(by=by, at=at) as log:
        locked_hall(hall)
        rows = _awaited(hall).filter(day=timezone.localdate(at), code=code.strip().upper())
        row = rows.first()
        if row is None or not holds(row.slot_at, at, queue_rules().booking):
            raise CodeUnknown
        ticket = row.ticket = give_ticket(hall=hall, business=row.business, lane=Lane.BOOKED, by=by, at=at)
        row.save(update_fields=["ticket"])
        log(EventKind.APPOINTMENT_KEPT, row, unit=hall, ticket=ticket.number)
    return ticket


def divert(*, hall: Unit, way: Way, sent: Sent, by: User, at: datetime) -> Diversion:
    """Send somebody elsewhere, noted with the wait that they would have had to expect here. At another hall they are
    expected at once. Raises `NotYours`, `NotAPlace`, `SlotFull`, `HallRefused`."""
    refuse_stranger(hall, by, sent.business)
    if way is Way.HALL and sent.place not in places_for(hall, by.scope):
        raise NotAPlace
    with writing(by=by, at=at) as log:
        wait = wait_now(hall, at)
        row = Diversion.objects.create(
            unit=hall, at=at, way=way.value, business=sent.business, by=by,
            expected_seconds=None if wait is None else round(wait),
            appointment=_followed(hall, way, sent, by, at),
        )  # fmt: skip
        log(EventKind.CUSTOMER_DIVERTED, row, unit=hall, way=way.value, business=sent.business)
    return row


def _followed(hall: Unit, way: Way, sent: Sent, by: User, at: datetime) -> Appointment | None:
    """The appointment by which one sees whether they came: at the other hall they are expected now."""
    if way is Way.HALL and sent.place:
        locked_hall(sent.place)
        return _kept(
            sent.place, sent.business, at - (at - datetime.min.replace(tzinfo=at.tzinfo)) % SLOT, by, at
        )
    if way is Way.LATER:
        if sent.slot is None:
            raise SlotFull
        return book(hall=hall, slot=sent.slot, business=sent.business, by=by, at=at)
    return None


def _kept(hall: Unit, business: str, slot: datetime, by: User, at: datetime) -> Appointment:
    day = timezone.localdate(slot)
    rows = Appointment.objects.unscoped(_OF_HALL).filter(unit=hall, day=day)
    taken = set(rows.values_list("code", flat=True))
    code = next(code for code in iter(_code, "") if code not in taken)
    with writing(by=by, at=at) as log:
        row = Appointment.objects.create(
            unit=hall, day=day, slot_at=slot, business=business, code=code, made_by=by, made_at=at
        )
        log(EventKind.APPOINTMENT_MADE, row, unit=hall, slot=slot.isoformat(), business=business)
    return row


def _code() -> str:
    return "".join(_chance.choice(ALPHABET) for _each in range(CODE_LENGTH))


def _awaited(hall: Unit) -> QuerySet[Appointment]:
    rows = Appointment.objects.unscoped(_OF_HALL).select_for_update(no_key=True, of=("self",))
    return rows.awaited().select_related("unit").filter(unit=hall)
