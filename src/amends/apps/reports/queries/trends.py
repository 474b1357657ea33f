# SPDX-License-Identifier: Apache-2.0
"""How the numbers of a dashboard came to be what they are: the same thirty days, read on each of twelve Mondays."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.db.models import Min
from django.utils.timezone import localtime

from amends.apps.cases.models import Case
from amends.apps.cases.queries.measures.month import MEASURES
from amends.apps.cases.rules.metrics import Ratio, Spread
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.organisation import Scope
from amends.apps.quality.queries.standards import InForce, standards_in_force
from amends.apps.reports.queries.dashboards import DAYS, kept_as, over
from amends.apps.reports.rules.dashboards import NUMBERS, RIPENING, Board
from amends.kernel.periods import Period

WEEKS = 12
KEPT = 15 * 24 * 3600  # seconds: a Monday that was read is not read again until then
Readings = dict[date, Ratio | Spread]


@dataclass(frozen=True, slots=True)
class Trend:
    """One number by the day on which it was read, each over the thirty days before; the standard that holds today."""

    identifier: str
    readings: Readings
    standard: InForce | None = None


def trends(who: User, board: Board, *, today: date) -> list[Trend]:
    """The measured numbers of a dashboard, in its order. Those that ripen are left out: their last points always look
    worse. Twelve readings a number the first time, one a week after that."""
    owner = who if board is Board.OFFICER else None
    held = {each.measure: each for each in standards_in_force(who.scope) if each.unit == "%"}
    names = _drawn(board)
    begun = _begun(who.scope)
    found = {each: readings(each, who.scope, today, owner=owner) for each in names}
    return [Trend(name, _filled(each, begun), held.get(name)) for name, each in found.items()]


def make_trends_ready(unit: Unit, today: date) -> None:
    """Take the readings that dashboards of a unit's people draw, so that nobody waits for them."""
    for name in sorted({name for board in Board if board is not Board.OFFICER for name in _drawn(board)}):
        readings(name, unit.scope, today)


def _drawn(board: Board) -> list[str]:
    return [each for each in NUMBERS[board] if each in MEASURES and each not in RIPENING]


def readings(name: str, scope: Scope, today: date, *, owner: User | None = None) -> Readings:
    """A number as it stood on the last twelve Mondays, the oldest first, each seen from its own day."""
    key = kept_as("trends", scope, owner)
    kept: dict[str, Readings] = cache.get(key, {})
    old = kept.get(name, {})
    found = {
        each: old[each] if each in old else over(name, scope, Period(each - DAYS, each), owner)
        for each in mondays(today)
    }
    if found.keys() != old.keys():
        cache.set(key, {**kept, name: found}, KEPT)
    return found


def _begun(scope: Scope) -> date | None:
    """The day of the first case that was kept. One query."""
    first = Case.objects.within(scope).order_by().aggregate(at=Min("received_at"))["at"]
    return localtime(first).date() if first else None


def _filled(found: Readings, begun: date | None) -> Readings:
    """Without rates per customers whose thirty days began before anything was kept: they rise by themselves."""
    return {
        day: Ratio(0, 0, each.factor)
        if isinstance(each, Ratio) and each.factor > 1 and (begun is None or day - DAYS < begun)
        else each
        for day, each in found.items()
    }


def mondays(today: date) -> list[date]:
    """The last twelve, the oldest first; today where it is one."""
    last = today - timedelta(days=today.weekday())
    return [last - timedelta(weeks=back) for back in reversed(range(WEEKS))]
