# SPDX-License-Identifier: Apache-2.0
"""Take the log of a ticket machine in: the good rows once, whatever is wrong with the others."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.core.rules.roles import Right
from amends.apps.halls.actions.refusals import NotYours
from amends.apps.halls.models import Ticket
from amends.apps.halls.rules.ticket_log import TicketLog, TicketRow


@dataclass(frozen=True, slots=True)
class Taken:
    """How many tickets are new, and how many were there before."""

    new: int
    known: int


def import_tickets(*, hall: Unit, log_file: TicketLog, by: User, at: datetime) -> Taken:
    """Keep the good rows of a log. A ticket is known by hall, day and number: taken in again, it stays as it was.
    Raises `NotYours`."""
    if hall.kind != UnitKind.HALL or not by.may(Right.ASSIGN_CASES) or not by.scope.covers(hall.number):
        raise NotYours
    with writing(by=by, at=at) as log:
        Unit.objects.select_for_update(no_key=True).get(
            pk=hall.pk
        )  # the same file sent twice comes one after another
        rows = Ticket.objects.unscoped("of the hall in hand").filter(
            unit=hall, day__in={each.day for each in log_file.rows}
        )
        there = set(rows.values_list("day", "number"))
        new = [_ticket(hall, each) for each in log_file.rows if (each.day, each.number) not in there]
        Ticket.objects.bulk_create(new, batch_size=500)
        known = len(log_file.rows) - len(new)
        log(
            EventKind.TICKETS_IMPORTED,
            hall,
            unit=hall,
            new=len(new),
            known=known,
            faults=len(log_file.faults),
        )
    return Taken(len(new), known)


def _ticket(hall: Unit, row: TicketRow) -> Ticket:
    return Ticket(
        unit=hall, day=row.day, number=row.number, business=row.business, lane=row.lane.value,
        taken_at=_aware(row.taken), called_at=_known(row.called), begun_at=_known(row.begun),
        ended_at=_known(row.ended), left_at=_known(row.left), window=row.window, steps=dict(row.steps),
        imported=True,
    )  # fmt: skip


def _aware(moment: datetime) -> datetime:
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _known(moment: datetime | None) -> datetime | None:
    return _aware(moment) if moment else None
