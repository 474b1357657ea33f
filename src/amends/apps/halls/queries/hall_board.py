# SPDX-License-Identifier: Apache-2.0
"""Questions about one hall: today by half hour, four weeks, times by kind of business, score, what to do now."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Avg, F
from django.utils import timezone

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope, UnitKind
from amends.apps.halls.models import Ticket, Window
from amends.apps.halls.queries.boards import visits_of
from amends.apps.halls.queries.queue import queue_rules
from amends.apps.halls.rules.business import Business
from amends.apps.halls.rules.figures import Figures, Spread, Visit, figures, of_business, spread
from amends.apps.halls.rules.lunch import BEGINS, Lunch, lunch_relief
from amends.apps.halls.rules.staffing import (
    RECENT,
    SLOT,
    Advice,
    Now,
    Slot,
    advise,
    expected_wait,
    slots,
    windows_needed,
)
from amends.apps.satisfaction.rules.cells import LEAST
from amends.apps.surveys.models import Answer
from amends.apps.surveys.rules.outcomes import OVERALL

DAYS = 28


@dataclass(frozen=True, slots=True)
class HallToday:
    """A hall now: its tickets of today and their figures, and what is to be done."""

    visits: Sequence[Visit]
    figures: Figures
    handling: float
    advice: Advice
    divert_to: Unit | None


@dataclass(frozen=True, slots=True)
class Kind:
    """The times at the window of one kind of business over four weeks, whole and by step."""

    business: Business
    handling: Spread
    steps: dict[str, Spread]

    @property
    def slow(self) -> bool:
        """Whether the median takes longer than the standard time."""
        return self.handling.p50 is not None and self.handling.p50 > self.business.standard_seconds


@dataclass(frozen=True, slots=True)
class Score:
    """Overall satisfaction, 0 to 100; None where fewer than `LEAST` answered."""

    n: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class HallMonth:
    """Four weeks up to yesterday: figures, kinds of business (the slowest against their standard first), the usual
    arrivals of each half hour on this weekday, and the score."""

    figures: Figures
    kinds: Sequence[Kind]
    usual: dict[time, float]
    score: Score


def hall_today(hall: Unit, scope: Scope, at: datetime) -> HallToday:
    """A hall now; customers are sent only to halls of the same place within `scope`. Five queries at most."""
    day, rules = timezone.localdate(at), queue_rules()
    visits, handling = visits_of(hall, day, day), handling_of(hall, day)
    waiting = sum(each.called is None and each.left is None for each in visits)
    rows = Window.objects.within(hall.scope).filter(unit=hall).values_list("number", "clerk_id")
    closed = [number for number, clerk in rows if clerk is None]
    near = {each.pk: (each, wait) for each, wait in _near(hall, scope, day, handling)} if not closed else {}
    now = Now(
        [each for each in visits if each.taken > at - RECENT], waiting, len(rows) - len(closed), closed,
        [(key, wait) for key, (_unit, wait) in near.items()],
    )  # fmt: skip
    advice = advise(now, at=at, handling=handling, limit=rules.wait_limit, share=rules.wait_share)
    found = figures(visits, limit=rules.wait_limit, at=at)
    return HallToday(visits, found, handling, advice, near[advice.hall][0] if advice.hall else None)


def handling_of(hall: Unit, day: date) -> float:
    """The mean seconds at the window over four weeks; the mean of the standard times where nothing is known. One
    query."""
    rows = Ticket.objects.within(hall.scope).filter(unit=hall, day__range=(day - timedelta(days=DAYS), day))
    mean: timedelta | None = rows.aggregate(mean=Avg(F("ended_at") - F("begun_at")))["mean"]
    kinds = queue_rules().business.values()
    known = mean.total_seconds() if mean else 0
    return known or sum(each.standard_seconds for each in kinds) / len(kinds)


def _near(hall: Unit, scope: Scope, day: date, handling: float) -> list[tuple[Unit, float]]:
    """Halls of the same place with the wait to expect there. Three queries."""
    rows = Unit.objects.within(scope).filter(kind=UnitKind.HALL, parent_id=hall.parent_id).exclude(pk=hall.pk)
    places = {each.pk: each for each in rows}
    tickets = Ticket.objects.within(scope).filter(unit__in=places, day=day).waiting()
    waiting = Counter(tickets.values_list("unit_id", flat=True))
    windows = Window.objects.within(scope).filter(unit__in=places, clerk__isnull=False)
    open_there = Counter(windows.values_list("unit_id", flat=True))
    found = [(each, expected_wait(waiting[pk], open_there[pk], handling)) for pk, each in places.items()]
    return [(each, wait) for each, wait in found if wait is not None]


def slots_of(today: HallToday, at: datetime) -> list[Slot]:
    """The half hours of today that are over, from the first ticket on: one that still runs would look like a fall."""
    if not today.visits:
        return []
    rules, first = queue_rules(), today.visits[0].taken
    start = first - (first - datetime.min.replace(tzinfo=first.tzinfo)) % SLOT
    until = at - (at - start) % SLOT
    return slots(
        today.visits, start=start, until=until, handling=today.handling, limit=rules.wait_limit,
        share=rules.wait_share,
    )  # fmt: skip


def hall_month(hall: Unit, at: datetime) -> HallMonth:
    """Four weeks of a hall. Two queries."""
    today = timezone.localdate(at)
    first, last = today - timedelta(days=DAYS), today - timedelta(days=1)
    visits = visits_of(hall, first, last)
    kinds = [
        _kind(code, rows) for code, rows in of_business(visits).items() if code in queue_rules().business
    ]
    found = figures(visits, limit=queue_rules().wait_limit, at=at)
    return HallMonth(
        found, sorted(kinds, key=_slowness), usual_of(visits, today), score_of(hall, first, today)
    )


def _slowness(kind: Kind) -> float:
    return -(kind.handling.p50 or 0) / kind.business.standard_seconds


def _kind(code: str, visits: Sequence[Visit]) -> Kind:
    steps: dict[str, list[float]] = defaultdict(list)
    for each in visits:
        for step, seconds in each.steps.items():
            steps[step].append(seconds)
    handled = [each.handling for each in visits if each.handling is not None]
    return Kind(queue_rules().business[code], spread(handled), {key: spread(e) for key, e in steps.items()})


def usual_of(visits: Sequence[Visit], day: date) -> dict[time, float]:
    """The mean arrivals of each half hour, by local time, on the days of the same weekday that had any."""
    taken = [timezone.localtime(each.taken) for each in visits]
    same = [each for each in taken if each.weekday() == day.weekday()]
    days = len({each.date() for each in same})
    counts = Counter(time(each.hour, each.minute // 30 * 30) for each in same)
    return {slot: count / days for slot, count in counts.items()}


def noon_of(hall: Unit, usual: Mapping[time, float], handling: float) -> tuple[list[int], Lunch | None]:
    """The windows that the usual arrivals of noon need, and who eats when; None without arrivals or relief. One
    query."""
    rules, windows = queue_rules(), Window.objects.within(hall.scope).filter(unit=hall).count()
    needed = [
        windows_needed(
            usual.get(slot, 0.0), handling=handling, limit=rules.wait_limit, share=rules.wait_share
        )
        for slot in BEGINS
    ]
    return needed, lunch_relief(needed, windows) if any(needed) else None


def score_of(hall: Unit, first: date, until: date) -> Score:
    """The mean of the answers to the overall question of customers of the hall, each on 0 to 100. One query."""
    rows = Answer.objects.within(hall.scope).filter(
        item__measure__in=OVERALL, number__isnull=False, item__maximum__isnull=False, response__complete=True,
        response__submitted_at__date__gte=first, response__submitted_at__date__lt=until,
    )  # fmt: skip
    place = (F("number") - F("item__minimum")) / (F("item__maximum") - F("item__minimum"))
    found = [100 * each for each in rows.values_list(place, flat=True)]
    return Score(len(found), sum(found) / len(found) if len(found) >= LEAST else None)
