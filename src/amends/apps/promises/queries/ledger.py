# SPDX-License-Identifier: Apache-2.0
"""The ledger: pages of promises, counts, one promise, one customer's promises."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.apps.promises.models import Promise, PromiseQuerySet, in_state
from amends.apps.promises.queries.places import Place
from amends.apps.promises.rules.states import UNDECIDED, PromiseState
from amends.apps.promises.rules.terms import PromiseKind, number_key
from amends.kernel.periods import Period

PAGE_SIZE = 50
COUNTED_UP_TO = 1_000


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """What a person wants to see of the ledger. Due days are half-open, in the operator's time zone."""

    owner: User | None = None
    states: frozenset[PromiseState] = UNDECIDED
    kind: PromiseKind | None = None
    due_from: date | None = None
    due_before: date | None = None
    text: str = ""

    @property
    def is_backwards(self) -> bool:
        """What is undecided is read from the oldest, what is settled from the newest."""
        return not self.states <= UNDECIDED


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """One page; `count` stops at `COUNTED_UP_TO` + 1, since nobody reads further."""

    promises: list[Promise]
    count: int
    has_previous: bool
    has_next: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """What is undecided: `late`, due later `today`, and all that is `open` (the other two included)."""

    late: int
    today: int
    open: int


def ledger_page(
    scope: Scope, wanted: LedgerFilter, *, at: datetime, place: Place | None = None, size: int = PAGE_SIZE
) -> LedgerPage:
    """The promises within `scope` that match, `size` of them from `place` on. Two queries at any depth."""
    rows = _matching(Promise.objects.within(scope), wanted, at)
    count = rows[: COUNTED_UP_TO + 1].count()
    found = list(_from(rows, wanted.is_backwards, place)[: size + 1])
    more, found = len(found) > size, found[:size]
    if place and place.before:
        return LedgerPage(found[::-1], count, has_previous=more, has_next=True)
    return LedgerPage(found, count, has_previous=place is not None, has_next=more)


def promise_by_number(number: str, scope: Scope) -> Promise | None:
    """The promise that people call `number` (`CN-000017`), or `None` where there is none within `scope`."""
    key = number_key(number)
    rows = _with_people(Promise.objects.within(scope)).select_related(
        "followed_by", "follows", "enabler_owner", "enabled_by", "kept_by", "review", "review__reader"
    )
    return rows.filter(pk=key).first() if key else None


def promises_of(customer: Customer, scope: Scope, *, most_settled: int = 5) -> list[Promise]:
    """A customer's undecided promises, the most urgent first, then the last few that were settled. Two queries."""
    theirs = _with_people(Promise.objects.within(scope)).filter(customer=customer)
    settled = theirs.filter(is_open=False).order_by("-due_at", "-id")
    return [*theirs.filter(is_open=True).order_by("due_at", "id"), *settled[:most_settled]]


def most_urgent(owner: User, *, at: datetime, most: int = 8) -> list[Promise]:
    """What its owner must look at first: late ones, then those due today, by due time."""
    mine = _with_people(Promise.objects.within(owner.scope)).filter(owner=owner, is_open=True)
    return list(mine.filter(due_at__lt=_day_end(at)).order_by("due_at", "id")[:most])


def counts(scope: Scope, *, at: datetime, owner: User | None = None) -> Counts:
    """How many promises wait within `scope`, or of one owner. One query."""
    rows = Promise.objects.within(scope).filter(is_open=True)
    rows = rows.filter(owner=owner) if owner else rows
    late, today = Q(due_at__lt=at), Q(due_at__gte=at, due_at__lt=_day_end(at))
    found = rows.aggregate(late=Count("pk", filter=late), today=Count("pk", filter=today), open=Count("pk"))
    return Counts(**found)


def local_span(period: Period) -> tuple[datetime, datetime]:
    """The moments at which a period of local days starts and ends."""
    return _day_start(period.start), _day_start(period.end)


def _day_start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _day_end(at: datetime) -> datetime:
    return _day_start(timezone.localtime(at).date() + timedelta(days=1))


def _matching(rows: PromiseQuerySet, wanted: LedgerFilter, at: datetime) -> PromiseQuerySet:
    if wanted.states == UNDECIDED:
        rows = rows.filter(is_open=True)
    elif wanted.states != frozenset(PromiseState):
        rows = rows.filter(_any_state(wanted.states, at))
    if wanted.owner:
        rows = rows.filter(owner=wanted.owner)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.due_from:
        rows = rows.filter(due_at__gte=_day_start(wanted.due_from))
    if wanted.due_before:
        rows = rows.filter(due_at__lt=_day_start(wanted.due_before))
    return rows.filter(_about(wanted.text)) if wanted.text else rows


def _any_state(states: frozenset[PromiseState], at: datetime) -> Q:
    any_of = Q(pk__in=[])
    for state in sorted(states):
        any_of |= in_state(state, at)
    return any_of


def _about(text: str) -> Q:
    key = number_key(text)
    return Q(pk=key) if key else Q(customer__code=text) | Q(words__icontains=text)


def _from(rows: PromiseQuerySet, backwards: bool, place: Place | None) -> PromiseQuerySet:
    descending = backwards != (place is not None and place.before)
    if place:
        side = "lt" if descending else "gt"
        same_moment = Q(due_at=place.due_at, **{f"id__{side}": place.key})
        rows = rows.filter(Q(**{f"due_at__{side}": place.due_at}) | same_moment)
    sign = "-" if descending else ""
    return _with_people(rows).order_by(f"{sign}due_at", f"{sign}id")


def _with_people(rows: PromiseQuerySet) -> PromiseQuerySet:
    return rows.select_related("customer", "unit", "owner", "made_by")
