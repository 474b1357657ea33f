# SPDX-License-Identifier: Apache-2.0
"""The numbers of dashboards: of the last thirty days and the thirty before, made once a day; and what stands now."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils.timezone import get_default_timezone, localtime

from amends.apps.cases.models import Case, CaseQuerySet
from amends.apps.cases.queries.board import board as desk_board
from amends.apps.cases.queries.measures.month import MEASURES, Span, span_of
from amends.apps.cases.rules.desk import SOON
from amends.apps.cases.rules.metrics import Ratio, Spread
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.organisation import ROOT, Scope
from amends.apps.promises.queries.rates import kept_rate
from amends.apps.quality.queries.standards import InForce, standards_in_force
from amends.apps.recovery.models import Target
from amends.apps.recovery.queries.runs import current_run
from amends.apps.reports.queries.voices import voices
from amends.apps.reports.rules.dashboards import INDICES, NUMBERS, Board, Own
from amends.apps.satisfaction.models import IndexRun
from amends.apps.satisfaction.queries.runs import Point, point_of, published_before
from amends.apps.satisfaction.queries.targets import target
from amends.apps.satisfaction.rules.gaps import Freshness
from amends.apps.satisfaction.rules.origins import OVERALL
from amends.kernel.periods import Period

DAYS = timedelta(days=30)
KEPT = 24 * 3600  # seconds; the day stands beside them
Found = Ratio | Spread | Point | int | None
_EVERYWHERE = Scope(ROOT, 2**31 - 1)  # of one's own cases, wherever they hang
_PUBLISHED = "what is published of a unit, or of those above it"


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a dashboard, what it was before (None where that is not asked), and the target that holds."""

    identifier: str
    found: Found
    before: Found = None
    standard: InForce | None = None
    target: float | None = None


@dataclass(frozen=True, slots=True)
class OwnSpan(Span):
    """A span with the cases of one person alone."""

    owner: User | None = None

    def cases(self) -> CaseQuerySet:
        """Of what customers brought, what the person has."""
        return Span.cases(self).filter(owner=self.owner)


def numbers(who: User, board: Board, *, at: datetime) -> list[Number]:
    """The numbers of a dashboard for a person. At most forty queries the first time of a day, some ten after that."""
    names, found = NUMBERS[board], dict[str, Number]()
    standing = _standing(who, names, at)
    held = {each.measure: each for each in standards_in_force(who.scope) if each.unit == "%"}
    owner = who if board is Board.OFFICER else None
    for name in names:
        if name in INDICES:
            found[name] = _index(name, who.unit, localtime(at).year)
        elif name in MEASURES:
            now, before = measured(name, who.scope, localtime(at).date(), owner=owner)
            found[name] = Number(name, now, before, held.get(name))
        else:
            found[name] = Number(name, standing[name])
    return [found[name] for name in names]


def measured(
    name: str, scope: Scope, today: date, *, owner: User | None = None
) -> tuple[Ratio | Spread, Ratio | Spread]:
    """A metric over the thirty days up to yesterday and the thirty before. Kept for the day, with the others of the
    same people: a store of files is slow with many."""
    key = kept_as("numbers", scope, owner)
    day, kept = cache.get(key, (today, {}))
    if day != today or name not in kept:
        now, before = Period(today - DAYS, today), Period(today - 2 * DAYS, today - DAYS)
        found = over(name, scope, now, owner), over(name, scope, before, owner)
        kept = {**(kept if day == today else {}), name: found}
        cache.set(key, (today, kept), KEPT)
    return cast(tuple[Ratio | Spread, Ratio | Spread], kept[name])


def kept_as(what: str, scope: Scope, owner: User | None) -> str:
    """The key under which something of a unit's people, or of one person, is kept."""
    return f"reports:{what}:{scope.first}-{scope.last}:{owner.pk if owner else ''}"


def make_ready(unit: Unit, today: date) -> None:
    """Make what dashboards of a unit's people show today, so that nobody waits for it."""
    names = {name for board, each in NUMBERS.items() if board is not Board.OFFICER for name in each}
    for name in sorted(names & set(MEASURES)):
        measured(name, unit.scope, today)


def over(name: str, scope: Scope, period: Period, owner: User | None) -> Ratio | Spread:
    """A metric over a period, seen from its end; of one person's cases where an owner is named."""
    if owner is None:
        return MEASURES[name](span_of(scope, period, at=_end(period)))
    whole = span_of(_EVERYWHERE, period, at=_end(period))
    if name == "promise_kept_rate":
        kept = kept_rate(_EVERYWHERE, period, at=whole.at, owner=owner)
        return Ratio(kept.kept_on_time, kept.due)
    return MEASURES[name](OwnSpan(whole.scope, period, whole.start, whole.end, whole.at, owner))


def _end(period: Period) -> datetime:
    """Both periods are seen from their own end, so that the older one has had no longer."""
    return datetime.combine(period.end, time.min, get_default_timezone())


def _index(name: str, unit: Unit | None, year: int) -> Number:
    """The newest published index for a unit, else for the nearest above it, and the one before. Three queries."""
    if unit is None:
        return Number(name, None)
    rows = IndexRun.objects.unscoped(_PUBLISHED).filter(
        published_at__isnull=False, unit__number__lte=unit.number, unit__last__gte=unit.number
    )
    wanted = target(OVERALL, unit, year) if name == "satisfaction_index" else None
    aim = wanted.value if wanted else None
    run = rows.select_related("wave__version").order_by("-unit__number", "-wave__starts_at").first()
    if run is None:
        return Number(name, None, target=aim)
    older = published_before(run)
    before = point_of(older, INDICES[name]) if older and older.convention == run.convention else None
    return Number(name, point_of(run, INDICES[name]), before, target=aim)


def _standing(who: User, names: tuple[str, ...], at: datetime) -> dict[str, Found]:
    """What stands at this moment, as far as it is asked for."""
    found: dict[str, Found] = {}
    if any(each.startswith("desk_") for each in names):
        whole = desk_board(who, at=at).whole
        found |= {f"desk_{each}": getattr(whole, each) for each in ("open", "soon", "overdue", "waiting")}
    if Own.OPEN in names:
        found |= _own(who, at)
    if Own.SILENT in names:
        found |= _night(who.scope, localtime(at).date())
    if Own.STALE in names:
        found[Own.STALE] = sum(each.state is Freshness.STALE for each in voices(who.scope, at=at))
    return found


def _own(who: User, at: datetime) -> dict[str, Found]:
    """What the list of one's own cases holds, and what one closed. One query."""
    turn = Q(owner=who) | Q(next_owner=who) | Q(pending_owner=who)
    mine = Case.objects.unscoped("one's own cases").filter(turn)
    still = Q(is_open=True)
    return {
        str(name): n
        for name, n in mine.order_by().aggregate(
            own_open=Count("pk", filter=still),
            own_overdue=Count("pk", filter=still & Q(soonest_at__lt=at)),
            own_soon=Count("pk", filter=still & Q(soonest_at__gte=at, soonest_at__lt=at + SOON)),
            own_closed=Count("pk", filter=Q(owner=who, is_open=False, closed_at__gte=at - DAYS)),
        ).items()
    }  # fmt: skip


def _night(scope: Scope, today: date) -> dict[str, Found]:
    """What the newest run found within a scope, and how old its data are. Two queries."""
    run = current_run()
    if run is None:
        return dict.fromkeys((Own.FOUND, Own.SILENT, Own.DATA_AGE))
    rows = Target.objects.within(scope).filter(run=run, blocked_reason="").order_by()
    found = rows.aggregate(n=Count("pk"), silent=Count("pk", filter=Q(silent=True)))
    return {Own.FOUND: found["n"], Own.SILENT: found["silent"], Own.DATA_AGE: (today - run.as_of).days}
