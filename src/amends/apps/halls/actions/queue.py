# SPDX-License-Identifier: Apache-2.0
"""Verbs of the queue: give a ticket, sit down at a window, call the next, begin, end, pass over."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.chain import Json
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.core.rules.roles import Right
from amends.apps.halls.actions.refusals import HallRefused, NotYours
from amends.apps.halls.models import Ticket, Window
from amends.apps.halls.models.queue import TicketQuerySet
from amends.apps.halls.queries.queue import queue_rules
from amends.apps.halls.rules.queue import Lane, Waiting, next_of

_LOCKED = "of the hall that the person may serve in, locked"


class NobodyWaits(HallRefused):
    """There is nobody for this window."""

    def __init__(self) -> None:
        super().__init__(_("现在没有这个窗口能办的客户在等。"))


class NotFinished(HallRefused):
    """Somebody is still at the window."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(_("%(number)s 号还没有办结，先办结或过号再叫下一位。") % {"number": ticket.number})


class NotNow(HallRefused):
    """The ticket is not in the state that the step needs; somebody else may have been faster."""

    def __init__(self) -> None:
        super().__init__(_("这张票已经不在这一步了，请看最新的队列。"))


class WindowTaken(HallRefused):
    """Somebody else sits there, or the person sits elsewhere and still serves."""

    def __init__(self) -> None:
        super().__init__(_("这个窗口有人，或者您正在别的窗口办理。"))


def set_window(
    *,
    hall: Unit,
    number: int,
    lane: str = Lane.NORMAL,
    business: tuple[str, ...] = (),
    by: User,
    at: datetime,
) -> Window:
    """Set up a window, or change what it is for. Raises `NotYours`."""
    _may(hall, by, Right.ASSIGN_CASES)
    known: list[Json] = [each for each in business if each in queue_rules().business]
    with writing(by=by, at=at) as log:
        row, _made = Window.objects.unscoped(_LOCKED).update_or_create(
            unit=hall, number=number, defaults={"lane": str(lane), "business": known}
        )
        log(EventKind.HALL_WINDOW_SET, row, unit=hall, number=number, lane=str(lane), business=known)
    return row


def give_ticket(*, hall: Unit, business: str, lane: str = Lane.NORMAL, by: User, at: datetime) -> Ticket:
    """A ticket for somebody who came in: the next number of the day. Raises `NotYours`, `HallRefused`."""
    refuse_stranger(hall, by, business)
    if lane not in set(Lane):
        raise HallRefused(_("没有这种业务或队列。"), field="business")
    with writing(by=by, at=at) as log:
        locked_hall(hall)
        day = timezone.localdate(at)
        given = Ticket.objects.unscoped(_LOCKED).filter(unit=hall, day=day, imported=False).count()
        row = Ticket.objects.create(
            unit=hall, day=day, number=f"L{given + 1:03d}", business=business, lane=str(lane), taken_at=at
        )
        log(EventKind.TICKET_GIVEN, row, unit=hall, number=row.number, business=business, lane=str(lane))
    return row


def sit_down(*, hall: Unit, number: int, by: User, at: datetime) -> Window:
    """Open a window: the person serves there, and no longer where they sat. Raises `NotYours`, `WindowTaken`."""
    _may(hall, by, Right.WORK_CASES)
    with writing(by=by, at=at) as log:
        User.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)  # nobody sits at two windows
        window = _window(hall, number)
        if window.clerk_id not in (None, by.pk) or _serving(by, at) is not None:
            raise WindowTaken
        Window.objects.unscoped("where the person sat").filter(clerk=by).update(clerk=None)
        window.clerk = by
        window.save(update_fields=["clerk"])
        log(EventKind.HALL_WINDOW_OPENED, window, unit=hall, number=number)
    return window


def stand_up(*, hall: Unit, number: int, by: User, at: datetime) -> Window:
    """Close a window, once nobody is at it any more. Raises `NotYours`, `WindowTaken`, `NotFinished`."""
    _may(hall, by, Right.WORK_CASES)
    with writing(by=by, at=at) as log:
        window = _own_window(hall, number, by)
        if there := _there(hall, number, at):
            raise NotFinished(there)
        window.clerk = None
        window.save(update_fields=["clerk"])
        log(EventKind.HALL_WINDOW_CLOSED, window, unit=hall, number=number)
    return window


def call_next(*, hall: Unit, number: int, by: User, at: datetime) -> Ticket:
    """Call who is next at the window. Windows of a hall come one after the other, so that no two call the same ticket.
    Raises `NotYours`, `WindowTaken`, `NotFinished`, `NobodyWaits`."""
    _may(hall, by, Right.WORK_CASES)
    with writing(by=by, at=at) as log:
        locked_hall(hall)
        window = _own_window(hall, number, by)
        if there := _there(hall, number, at):
            raise NotFinished(there)
        row = _next(hall, window, at)
        row.called_at, row.window, row.clerk = at, number, by
        _save_called(row)
        log(EventKind.TICKET_CALLED, row, unit=hall, number=row.number, window=number)
    return row


def _save_called(row: Ticket) -> None:
    try:
        with transaction.atomic():
            row.save(update_fields=["called_at", "window", "clerk"])
    except IntegrityError as error:
        raise NotNow from error


def begin(*, ticket: int, by: User, at: datetime) -> Ticket:
    """The customer is at the window. Raises `NotNow`."""
    return _step(ticket, ("called_at", "begun_at"), EventKind.TICKET_BEGUN, by, at)


def finish(*, ticket: int, by: User, at: datetime) -> Ticket:
    """The customer has been served. Raises `NotNow`."""
    return _step(ticket, ("begun_at", "ended_at"), EventKind.TICKET_ENDED, by, at)


def pass_over(*, ticket: int, by: User, at: datetime) -> Ticket:
    """Who was called did not come. Raises `NotNow`."""
    return _step(ticket, ("called_at", "left_at"), EventKind.TICKET_LEFT, by, at)


def _step(key: int, fields: tuple[str, str], kind: EventKind, by: User, at: datetime) -> Ticket:
    """One step of a ticket that the person called themselves: which moment there must be, which is noted."""
    after, field = fields
    with writing(by=by, at=at) as log:
        rows = Ticket.objects.unscoped("their own ticket").select_for_update(no_key=True, of=("self",))
        row = rows.select_related("unit").filter(pk=key, clerk=by, ended_at=None, left_at=None).first()
        if row is None or getattr(row, after) is None or getattr(row, field) is not None:
            raise NotNow
        if field == "left_at" and row.begun_at is not None:
            raise NotNow
        setattr(row, field, at)
        row.save(update_fields=[field])
        log(kind, row, unit=row.unit, number=row.number, window=row.window)
    return row


def _may(hall: Unit, by: User, right: Right) -> None:
    if hall.kind != UnitKind.HALL or not by.may(right) or not by.scope.covers(hall.number):
        raise NotYours


def refuse_stranger(hall: Unit, by: User, business: str | None = None) -> None:
    """Raises `NotYours` where the person may not serve in the hall, `HallRefused` for a business that nobody knows."""
    _may(hall, by, Right.WORK_CASES)
    if business is not None and business not in queue_rules().business:
        raise HallRefused(_("没有这种业务或队列。"), field="business")


def locked_hall(hall: Unit) -> None:
    """Wait for who else changes the queue of a hall."""
    Unit.objects.select_for_update(no_key=True).get(pk=hall.pk)


def _window(hall: Unit, number: int) -> Window:
    rows = Window.objects.unscoped(_LOCKED).select_for_update(no_key=True)
    found = rows.filter(unit=hall, number=number).first()
    if found is None:
        raise WindowTaken
    return found


def _own_window(hall: Unit, number: int, by: User) -> Window:
    found = _window(hall, number)
    if found.clerk_id != by.pk:
        raise WindowTaken
    return found


def _open_tickets(at: datetime) -> "TicketQuerySet":
    rows = Ticket.objects.unscoped(_LOCKED).filter(day=timezone.localdate(at), imported=False)
    return rows.filter(called_at__isnull=False, ended_at__isnull=True, left_at__isnull=True)


def _there(hall: Unit, number: int, at: datetime) -> Ticket | None:
    return _open_tickets(at).filter(unit=hall, window=number).first()


def _serving(by: User, at: datetime) -> Ticket | None:
    return _open_tickets(at).filter(clerk=by).first()


def _next(hall: Unit, window: Window, at: datetime) -> Ticket:
    rows = Ticket.objects.unscoped(_LOCKED).filter(unit=hall, day=timezone.localdate(at), imported=False)
    found = {each.pk: each for each in rows.waiting()}
    waiting = [Waiting(each.pk, each.business, each.lane, each.taken_at) for each in found.values()]
    chosen = next_of(waiting, lane=window.lane, business=window.business, head_start=queue_rules().head_start)
    if chosen is None:
        raise NobodyWaits
    return found[chosen.key]
