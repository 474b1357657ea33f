# SPDX-License-Identifier: Apache-2.0
"""Lists of cases: whose, in which state, due when; keyset pages and counts that never grow with the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from amends.apps.cases.models import Case, CaseQuerySet
from amends.apps.cases.queries.desk_keys import Listed, Looking, end_of_day, listed, looking
from amends.apps.cases.queries.limits import policy
from amends.apps.cases.rules.clocks import weight
from amends.apps.cases.rules.desk import COUNT_CAP, CaseFilter, Choice, Desk, Sort
from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models import Customer

PAGE = 50
WEIGHED = 500  # the soonest due are weighed against each other
BADGE_CAP = 99
SHOWN = (
    "pk",
    "number",
    "version",
    "state",
    "priority",
    "special",
    "recovery_class",
    "origin",
    "title",
    "reasons",
    "next_kind",
    "next_text",
    "soonest_at",
    "closed_at",
    "queue",
    "urged",
    "owner_id",
    "owner__name",
    "next_owner_id",
    "next_owner__name",
    "customer__code",
    "customer__name_shown",
    "customer__number_shown",
    "unit__name",
)
CaseRow = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of a list; `following` is the key to the next one. `count` is what was counted, `more` whether there
    are more than that."""

    rows: list[CaseRow]
    following: str
    count: int
    more: bool = False

    @property
    def mark(self) -> str:
        """Changes when a row of the page does, comes or goes."""
        seen = ",".join(f"{row['pk']}.{row['version']}" for row in self.rows)
        return blake2b(f"{seen};{self.count}".encode(), digest_size=8).hexdigest()


def desk_page(who: Looking, choice: Choice, *, at: datetime, after: str = "", size: int = PAGE) -> CasePage:
    """One page of a list for a person. Two queries, one more where people are named or cases are weighed.

    `after` is the `following` of the page before; an unreadable one starts from the beginning. The list is counted up
    to `COUNT_CAP` where nothing but the tab cuts it, else only as far as the page goes.
    """
    chosen = listed(who, choice, at=at)
    if choice.sort is Sort.WEIGHT and choice.desk is not Desk.CLOSED:
        return _heaviest(chosen, who.person, at=at, after=after, size=size)
    counted = COUNT_CAP if choice.cut.is_empty and not after else size
    keys = chosen.keys(counted + 1, after)
    rows = rows_of(keys[:size], who.person.scope)
    following = _key(rows[-1], chosen.order.column) if len(keys) > size and rows else ""
    return CasePage(rows, following, min(len(keys), counted), len(keys) > counted)


def _heaviest(chosen: Listed, person: User, *, at: datetime, after: str, size: int) -> CasePage:
    """The soonest due, the heaviest first; the key is a place in that order."""
    keys = chosen.keys(WEIGHED)
    cases = Case.objects.within(person.scope).filter(pk__in=keys)
    weights = {
        pk: _weight(at, *row) for pk, *row in cases.values_list("pk", "priority", "received_at", "soonest_at")
    }
    ordered = sorted(weights, key=lambda pk: (-weights[pk], pk))
    first = int(after) if after.isdecimal() and len(after) < 5 else 0  # no further than `WEIGHED`
    rows = rows_of(ordered[first : first + size], person.scope)
    more = len(ordered) > first + size
    return CasePage(rows, str(first + size) if more else "", len(ordered), len(keys) == WEIGHED)


def _weight(at: datetime, priority: str, received_at: datetime, due_at: datetime) -> float:
    limit = max(due_at - received_at, timedelta(minutes=1))
    return weight(priority, at - received_at, limit, policy=policy())


def rows_of(keys: Sequence[int], scope: Scope) -> list[CaseRow]:
    """What a list shows of some cases, in the order of their keys; those out of scope are left out. One query."""
    found = Case.objects.within(scope).filter(pk__in=keys).values(*SHOWN) if keys else ()
    by_key = {row["pk"]: row for row in found}
    return [by_key[key] for key in keys if key in by_key]


def _key(row: CaseRow, column: str) -> str:
    return f"~{row['pk']}" if column == "id" else f"{row[column].isoformat()}~{row['pk']}"


def badges(who: Looking, *, at: datetime) -> dict[Desk, int]:
    """How many cases wait in the tabs that need somebody, at most `BADGE_CAP` + 1. One query."""
    tabs = (Desk.MINE, Desk.TAKE, Desk.OVERDUE, Desk.DUE)
    parts, values = [], []
    for tab in tabs:
        statement, given = listed(who, Choice(tab, Sort.DUE, CaseFilter()), at=at).number(BADGE_CAP + 1)
        parts.append(f"({statement})")
        values += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip(tabs, cursor.fetchone(), strict=True))


def in_hands_of(person: User) -> Q:
    """Cases that a person owns, is asked to take over, or has the next action of."""
    return Q(owner=person) | Q(next_owner=person) | Q(pending_owner=person)


@dataclass(frozen=True, slots=True)
class Counts:
    """What needs a person now, in numbers of cases; each number is that of the list that it leads to."""

    mine: int
    overdue: int
    today: int
    to_accept: int
    to_sign: int
    unit_overdue: int | None  # for those who assign cases


def counts_for(person: User, *, at: datetime) -> Counts:
    """The numbers of the home page: one query, three for those who assign cases."""
    cases = Case.objects.within(person.scope).open()
    found = cases.filter(in_hands_of(person)).aggregate(
        mine=Count("pk"),
        overdue=Count("pk", filter=Q(soonest_at__lt=at)),
        today=Count("pk", filter=Q(soonest_at__gte=at, soonest_at__lt=end_of_day(at))),
        to_accept=Count("pk", filter=Q(pending_owner=person)),
        to_sign=Count("pk", filter=Q(next_owner=person, next_kind="sign_off")),
    )
    late = None
    if person.may(Right.ASSIGN_CASES):
        chosen = listed(looking(person), Choice(Desk.OVERDUE, Sort.DUE, CaseFilter()), at=at)
        late = len(chosen.keys(COUNT_CAP + 1))
    return Counts(unit_overdue=late, **found)


def most_urgent(person: User, *, most: int = 5) -> list[Case]:
    """The cases in a person's hands that are due first."""
    cases = Case.objects.within(person.scope).open().filter(Q(next_owner=person) | Q(pending_owner=person))
    return list(cases.select_related("customer").order_by("next_due_at", "pk")[:most])


def open_cases_of(customer: Customer, scope: Scope) -> CaseQuerySet:
    """The open cases of one customer that a person in `scope` may see, the soonest due first."""
    cases = Case.objects.within(scope).open().filter(customer=customer)
    return cases.select_related("owner", "next_owner").order_by("next_due_at", "pk")


def closed_cases_of(customer: Customer, scope: Scope, *, most: int = 5) -> CaseQuerySet:
    """The latest closed cases of one customer."""
    cases = Case.objects.within(scope).filter(customer=customer, is_open=False)
    return cases.select_related("owner").order_by("-closed_at", "-pk")[:most]
