# SPDX-License-Identifier: Apache-2.0
"""What hangs on the wall: how much is there now on the desk, in the halls, on the telephone; counts, nobody's name."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Q
from django.utils.timezone import get_default_timezone, localtime

from amends.apps.cases.queries.board import Load
from amends.apps.cases.queries.board import board as desk_board
from amends.apps.cases.queries.measures.month import span_of
from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.halls.models.hotline import Call
from amends.apps.halls.queries.boards import HallNow, halls_now
from amends.apps.halls.queries.hotline.answering import rung
from amends.apps.halls.rules.hotline.standard import Shares, of_all, standard
from amends.apps.halls.rules.hotline.words import Direction
from amends.kernel.periods import Period

MOST_HALLS = 6  # more cannot be read from five metres


@dataclass(frozen=True, slots=True)
class Desk:
    """The open cases now, and what came and ended today."""

    load: Load
    received: int
    closed: int


@dataclass(frozen=True, slots=True)
class Lines:
    """The telephone today: calls that came, of those answered, customers on the line now; and how soon, where known."""

    offered: int
    answered: int
    talking: int
    shares: Shares | None


def desk(who: User, *, at: datetime) -> Desk:
    """The desk of a person's units. Five queries."""
    today = localtime(at).date()
    span = span_of(who.scope, Period(today, today + timedelta(days=1)), at=at)
    return Desk(desk_board(who, at=at).whole, span.received().count(), span.closed().count())


def halls(who: User, *, at: datetime) -> list[HallNow]:
    """The halls of a person's units, the worst first. Three queries."""
    return halls_now(who.scope, localtime(at).date(), at)


def lines(scope: Scope, *, at: datetime) -> Lines:
    """The telephone within a scope since midnight. Two queries."""
    start = datetime.combine(localtime(at).date(), time.min, get_default_timezone())
    rows = Call.objects.within(scope).filter(
        direction=Direction.IN, offered_at__gte=start, offered_at__lte=at
    )
    found = rows.order_by().aggregate(
        n=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        talking=Count("pk", filter=Q(answered_at__isnull=False, ended_at__isnull=True)),
    )
    shares = of_all(rung(scope, start, at, "unit"), standard())
    return Lines(found["n"], found["answered"], found["talking"], shares if shares.offered else None)
