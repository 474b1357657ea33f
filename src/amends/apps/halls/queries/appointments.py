# SPDX-License-Identifier: Apache-2.0
"""Questions about appointments and diversions: what is free, who is awaited, what came of those who were sent away."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope, UnitKind
from amends.apps.halls.models import Appointment, Diversion, Ticket, Window
from amends.apps.halls.queries.hall_board import handling_of
from amends.apps.halls.queries.queue import queue_rules
from amends.apps.halls.rules.appointments import Way, room, slots_of_day
from amends.apps.halls.rules.figures import Spread, spread
from amends.apps.halls.rules.staffing import expected_wait

DAYS_AHEAD = 7
WEEKS = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Free:
    """A half hour with room for `left` more."""

    at: datetime
    left: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of the customers sent one `way` in four weeks: how many, of them those who came where they were sent, the wait
    that they had to expect here, and what they waited there."""

    way: Way
    n: int
    came: int | None
    expected: Spread
    waited: Spread


def free_slots(hall: Unit, at: datetime, *, days: int = DAYS_AHEAD) -> list[Free]:
    """The half hours of the next days with room. Three queries."""
    zone, today = ZoneInfo(settings.TIME_ZONE), timezone.localdate(at)
    rules = queue_rules().booking
    windows = Window.objects.within(hall.scope).filter(unit=hall).count()
    most = room(windows, handling_of(hall, today), rules)
    every = [
        slot for ahead in range(days) for slot in slots_of_day(today + timedelta(days=ahead), rules, zone)
    ]
    rows = Appointment.objects.within(hall.scope).filter(unit=hall, slot_at__gte=at, cancelled_at=None)
    booked = Counter(rows.filter(diversion__way__isnull=True).values_list("slot_at", flat=True))
    booked += Counter(rows.filter(diversion__way=Way.LATER.value).values_list("slot_at", flat=True))
    found = [Free(slot, most - booked[slot]) for slot in every if slot > at]
    return [each for each in found if each.left > 0]


def awaited(hall: Unit, first: date) -> list[Appointment]:
    """The appointments of a hall from a day on, in their order, with what came of them. One query."""
    rows = Appointment.objects.within(hall.scope).filter(unit=hall, day__gte=first)
    return list(rows.select_related("ticket", "made_by", "diversion__unit").order_by("slot_at", "pk")[:300])


def places_for(hall: Unit, scope: Scope) -> list[Unit]:
    """The other halls of the same place that the person looks after. One query."""
    rows = Unit.objects.within(scope).filter(kind=UnitKind.HALL, parent_id=hall.parent_id)
    return list(rows.exclude(pk=hall.pk))


def wait_now(hall: Unit, at: datetime) -> float | None:
    """What somebody who comes now has to wait, in seconds; None: no window is open. Three queries."""
    day = timezone.localdate(at)
    waiting = Ticket.objects.within(hall.scope).filter(unit=hall, day=day).waiting().count()
    windows = Window.objects.within(hall.scope).filter(unit=hall, clerk__isnull=False).count()
    return expected_wait(waiting, windows, handling_of(hall, day))


def diverted(hall: Unit, at: datetime) -> list[Outcome]:
    """What came of those who were sent away in four weeks, by way. One query."""
    rows = Diversion.objects.within(hall.scope).filter(unit=hall, at__gte=at - WEEKS)
    fields = ("way", "expected_seconds", "appointment__ticket__taken_at", "appointment__ticket__called_at")
    found = list(rows.values_list(*fields))
    return [_outcome(way, [each for each in found if each[0] == way]) for way in Way]


def _outcome(way: Way, rows: Sequence[tuple[str, int | None, datetime | None, datetime | None]]) -> Outcome:
    followed = way in {Way.HALL, Way.LATER}
    waited = [(called - taken).total_seconds() for _w, _e, taken, called in rows if taken and called]
    expected = [float(seconds) for _w, seconds, _t, _c in rows if seconds is not None]
    came = sum(taken is not None for _w, _e, taken, _c in rows) if followed else None
    return Outcome(way, len(rows), came, spread(expected), spread(waited))
