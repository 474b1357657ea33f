# SPDX-License-Identifier: Apache-2.0
"""Lists of cases: whose, in which state, due when; keyset pages and counts that never grow with the table."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Q
from django.utils.timezone import localtime

from amends.apps.cases.models import Case, CaseQuerySet
from amends.apps.cases.rules.states import END_STATES, OPEN_STATES
from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models import Customer

PAGE = 50
COUNT_CAP = 1000


class Desk(StrEnum):
    """The tabs of the list."""

    MINE = "mine"
    UNIT = "unit"
    DUE = "due"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What the list is cut to; an empty value cuts nothing."""

    state: str = ""
    recovery_class: str = ""
    owner: int | None = None
    due: str = ""  # overdue, today
    region: str = ""
    value_tier: str = ""
    words: str = ""  # start of a case number


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of a list; `following` is the key to the next one, `count` is capped at `COUNT_CAP` + 1."""

    rows: list[Case]
    following: str
    count: int


def desk_page(
    person: User, desk: Desk, cut: CaseFilter, *, at: datetime, after: str = "", size: int = PAGE
) -> CasePage:
    """One page of a tab for a person, the soonest due first (closed: the latest closed first). Two queries.

    `after` is the `following` of the page before; an unreadable one starts from the beginning.
    """
    cases = filtered(_desk(person, desk, at), cut, at=at)
    shown = cases.select_related("customer", "owner", "next_owner", "unit")
    field, latest_first = ("closed_at", True) if desk is Desk.CLOSED else ("next_due_at", False)
    rows = list(_behind(shown, field, after, latest_first)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    count = len(rows) if not after and not more else cases.order_by()[: COUNT_CAP + 1].count()
    return CasePage(rows, _key(rows[-1], field) if more else "", count)


def _desk(person: User, desk: Desk, at: datetime) -> CaseQuerySet:
    cases = Case.objects.within(person.scope)
    if desk is Desk.CLOSED:
        return cases.filter(is_open=False)
    if desk is Desk.MINE:
        return cases.open().filter(in_hands_of(person))
    if desk is Desk.DUE:
        return cases.open().filter(next_due_at__lt=end_of_day(at))
    return cases.open()


def in_hands_of(person: User) -> Q:
    """Cases that a person owns, is asked to take over, or has the next action of."""
    return Q(owner=person) | Q(next_owner=person) | Q(pending_owner=person)


def end_of_day(at: datetime) -> datetime:
    """Midnight after `at`, on the operator's clock."""
    local = localtime(at)
    return (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def filtered(cases: CaseQuerySet, cut: CaseFilter, *, at: datetime) -> CaseQuerySet:
    """The cases that a filter leaves."""
    wanted = {
        "state": cut.state,
        "recovery_class": cut.recovery_class,
        "owner": cut.owner,
        "customer__region": cut.region,
        "customer__value_tier": cut.value_tier,
        "number__startswith": cut.words.strip().upper(),
    }
    cases = cases.filter(**{name: value for name, value in wanted.items() if value})
    if cut.due == "overdue":
        return cases.filter(next_due_at__lt=at)
    return cases.filter(next_due_at__lt=end_of_day(at)) if cut.due == "today" else cases


def _key(row: Case, field: str) -> str:
    return f"{getattr(row, field).isoformat()}~{row.pk}"


def _behind(cases: CaseQuerySet, field: str, after: str, latest_first: bool) -> CaseQuerySet:
    order = (f"-{field}", "-pk") if latest_first else (field, "pk")
    cases = cases.order_by(*order)
    moment, _, row = after.partition("~")
    try:
        edge, key = datetime.fromisoformat(moment), int(row)
    except ValueError:
        return cases
    than = "lt" if latest_first else "gt"
    beyond = Q(**{f"{field}__{than}": edge}) | Q(**{field: edge, f"pk__{than}": key})
    return cases.filter(
        beyond, **{f"{field}__{than}e": edge}
    )  # the second condition lets the index begin there


@dataclass(frozen=True, slots=True)
class Counts:
    """What needs a person now, in numbers of cases."""

    mine: int
    overdue: int
    today: int
    to_accept: int
    to_sign: int
    unit_overdue: int | None  # for those who assign cases


def counts_for(person: User, *, at: datetime) -> Counts:
    """The numbers of the home page: one query, two for those who assign cases."""
    cases = Case.objects.within(person.scope).open()
    mine = Q(owner=person) | Q(next_owner=person)
    found = cases.filter(in_hands_of(person)).aggregate(
        mine=Count("pk", filter=Q(owner=person)),
        overdue=Count("pk", filter=mine & Q(next_due_at__lt=at)),
        today=Count("pk", filter=mine & Q(next_due_at__gte=at, next_due_at__lt=end_of_day(at))),
        to_accept=Count("pk", filter=Q(pending_owner=person)),
        to_sign=Count("pk", filter=Q(next_owner=person, next_kind="sign_off")),
    )
    late = None
    if person.may(Right.ASSIGN_CASES):
        late = cases.filter(next_due_at__lt=at).order_by()[: COUNT_CAP + 1].count()
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


def states_of(desk: Desk) -> tuple[str, ...]:
    """The states that cases of a tab can be in."""
    return tuple(map(str, END_STATES if desk is Desk.CLOSED else OPEN_STATES))


def filter_choices(person: User) -> tuple[list[tuple[int, str]], list[str], list[str]]:
    """What the list can be cut to: people who own open cases, and the regions and value tiers of their customers."""
    cases = Case.objects.within(person.scope).open().order_by()
    found = cases.values_list("owner", "owner__name", "customer__region", "customer__value_tier").distinct()
    rows = list(found)  # one pass: as many rows as there are combinations
    owners = {(owner, name) for owner, name, _region, _tier in rows}
    regions, tiers = {row[2] for row in rows}, {row[3] for row in rows}
    return sorted(owners, key=lambda each: each[1]), sorted(regions - {""}), sorted(tiers - {""})
