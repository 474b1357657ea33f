# SPDX-License-Identifier: Apache-2.0
"""Who complained, how it ended, and whether their line is still there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.utils.timezone import get_default_timezone, localtime, make_aware

from amends.apps.cases.models import Case
from amends.apps.cases.rules.states import CaseState
from amends.apps.core.rules.organisation import Scope
from amends.apps.reports.models import LineEnd
from amends.apps.reports.rules.figures import FAST_HOURS
from amends.apps.reports.rules.lives import Ending, Life

CLOSED = "closed"
ALIKE = ("line_state", "joined_date", "plan_fee", "customer_kind")


class Group(StrEnum):
    """How a complaint ended; the first two with the customer's word that it is right."""

    FAST = "fast"
    RESOLVED = "resolved"
    UNSOLVED = "unsolved"
    OTHER = "other"  # open, withdrawn, not reached: nobody can say


@dataclass(frozen=True, slots=True)
class Complainant:
    """One complaint of one customer."""

    customer: int
    day: date
    group: Group
    life: Life


class Alike(NamedTuple):
    """What is known of a customer that others may be like in."""

    line_state: str
    joined_date: date | None
    plan_fee: int | None
    customer_kind: str


def complainants(scope: Scope, since: date, until: date) -> list[Complainant]:
    """Complaints received from `since` until before `until`, the oldest first. Two queries."""
    ends = line_ends(scope)
    rows = Case.objects.within(scope).complaints().order_by("received_at", "pk")
    rows = rows.filter(received_at__gte=start_of(since), received_at__lt=start_of(until))
    columns = ("customer_id", "received_at", "handled_at", "state", *(f"customer__{name}" for name in ALIKE))
    found = []
    for customer, received, handled, state, *known in rows.values_list(*columns).iterator():
        day = localtime(received).date()
        life = life_of(day, Alike(*known), ends.get(customer), until)
        found.append(Complainant(customer, day, _group(state, received, handled), life))
    return found


def firsts(rows: Sequence[Complainant], groups: Sequence[Group]) -> list[Life]:
    """One life a customer: that of the first complaint that ended in one of these ways."""
    found: dict[int, Life] = {}
    for each in rows:
        if each.group in groups:
            found.setdefault(each.customer, each.life)
    return list(found.values())


def line_ends(scope: Scope) -> Mapping[int, Ending]:
    """When the lines of those who complained or answered ended. One query."""
    rows = LineEnd.objects.within(scope).values_list("customer_id", "alive_date", "seen_date")
    return {customer: Ending(alive, seen) for customer, alive, seen in rows}


def life_of(day: date, known: Alike, ending: Ending | None, today: date) -> Life:
    """A customer from a day on. A line that is closed and has not been looked at yet was found so today."""
    gone = known.line_state == CLOSED
    stratum = (_tenure(known.joined_date, day), _fee(known.plan_fee), known.customer_kind)
    return Life(day, (ending or Ending(None, today)) if gone else None, stratum)


def start_of(day: date) -> datetime:
    """The first moment of a day where the operator is."""
    return make_aware(datetime.combine(day, time.min), get_default_timezone())


def _group(state: str, received: datetime, handled: datetime | None) -> Group:
    if state == CaseState.NOT_RECOVERED:
        return Group.UNSOLVED
    if state != CaseState.RECOVERED or handled is None:
        return Group.OTHER
    return Group.FAST if handled - received <= timedelta(hours=FAST_HOURS) else Group.RESOLVED


def _tenure(joined: date | None, day: date) -> str:
    if joined is None:
        return "?"
    years = (day - joined).days / 365.25
    return next((name for least, name in ((10, "10+"), (3, "3-10"), (1, "1-3")) if years >= least), "<1")


def _fee(fen: int | None) -> str:
    if fen is None:
        return "?"
    return next(
        (name for least, name in ((10_000, "100+"), (6_000, "60+"), (3_000, "30+")) if fen >= least), "<30"
    )
