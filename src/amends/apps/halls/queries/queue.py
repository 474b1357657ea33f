# SPDX-License-Identifier: Apache-2.0
"""Questions about the queue of a hall: its rules, its windows, who waits, who is at which window."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope, UnitKind
from amends.apps.halls.models import Ticket, Window
from amends.apps.halls.rules.business import QueueRules, read_rules
from amends.packs import load


@cache
def queue_rules() -> QueueRules:
    """The rules of the pack."""
    return read_rules(load("hall_business"))


def halls(scope: Scope) -> list[Unit]:
    """The halls within a scope. One query."""
    return list(Unit.objects.within(scope).filter(kind=UnitKind.HALL)[:500])


def hall_seen(pk: int, scope: Scope) -> Unit | None:
    """One hall, if it lies within the scope. One query."""
    return Unit.objects.within(scope).filter(kind=UnitKind.HALL, pk=pk).first()


@dataclass(frozen=True, slots=True)
class Queue:
    """A hall now: its windows, the tickets that wait in the order of coming, and those called and not ended."""

    windows: Sequence[Window]
    waiting: Sequence[Ticket]
    served: Sequence[Ticket]

    def at_window(self, number: int) -> Ticket | None:
        """Who is at a window."""
        return next((each for each in self.served if each.window == number), None)


def queue_of(hall: Unit, day: date) -> Queue:
    """The queue of a hall on one day. Two queries."""
    rows = Ticket.objects.within(hall.scope).filter(
        unit=hall, day=day, ended_at__isnull=True, left_at__isnull=True
    )
    found = list(rows.order_by("taken_at", "pk"))
    windows = list(Window.objects.within(hall.scope).filter(unit=hall).select_related("clerk"))
    waiting = [each for each in found if each.called_at is None]
    return Queue(windows, waiting, [each for each in found if each.called_at is not None])


def longest_wait(queue: Queue, at: datetime) -> timedelta:
    """How long the one who waits longest has waited."""
    return max((at - each.taken_at for each in queue.waiting), default=timedelta(0))
