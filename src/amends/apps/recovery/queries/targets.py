# SPDX-License-Identifier: Apache-2.0
"""Questions about listed customers: the list to call, one customer's standing, what is left for today."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from amends.apps.cases.models import Case, CaseQuerySet
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.apps.recovery.models import PublishedRun, Target, TargetQuerySet
from amends.apps.recovery.queries.waves.holding import controls_of

COUNT_CAP = 1000


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is cut to; empty means all."""

    cause: str = ""
    region: str = ""
    value_tier: str = ""
    silent: bool = False
    standing: str = "open"  # open: to be called today; waiting: the day is full; taken: has a case; blocked


@dataclass(frozen=True, slots=True)
class TargetPage:
    """One page of the list, the key to go on from, and how many there are (at most `COUNT_CAP`)."""

    targets: list[Target]
    next_after: str
    count: int

    @property
    def is_capped(self) -> bool:
        """Whether there are more than were counted."""
        return self.count >= COUNT_CAP


def target_page(
    run: PublishedRun, scope: Scope, filters: Filters, *, at: datetime, after: str = "", most: int = 50
) -> TargetPage:
    """The list of a run in order of priority, by keyset; `after` is `next_after` of the page before. Whom a wave
    holds out at `at` is blocked."""
    matching = _matching(run, scope, filters, at)
    count = matching.order_by()[:COUNT_CAP].count()
    if key := _parsed(after):
        priority, pk = key
        matching = matching.filter(Q(priority__lt=priority) | Q(priority=priority, pk__gt=pk))
    rows = list(matching.select_related("customer", "unit", "case").order_by("-priority", "pk")[: most + 1])
    more = f"{rows[most - 1].priority!r}_{rows[most - 1].pk}" if len(rows) > most else ""
    return TargetPage(targets=rows[:most], next_after=more, count=count)


def _matching(run: PublishedRun, scope: Scope, filters: Filters, at: datetime) -> TargetQuerySet:
    rows = Target.objects.within(scope).filter(run=run)
    wanted = {"main_cause": filters.cause, "region": filters.region, "value_tier": filters.value_tier}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if filters.silent:
        rows = rows.filter(silent=True)
    in_hand, held_out = (
        Exists(_open_cases(OuterRef("customer"))),
        Exists(controls_of(OuterRef("customer"), at)),
    )
    if filters.standing == "taken":
        return rows.filter(in_hand)
    if filters.standing == "blocked":
        rows = rows.filter(case__isnull=True).exclude(in_hand)
        return rows.filter(~Q(blocked_reason="") | Q(customer__do_not_contact=True) | Q(held_out))
    waiting = filters.standing == "waiting"
    free = rows.filter(blocked_reason="", case__isnull=True, customer__do_not_contact=False).exclude(in_hand)
    free = free.exclude(held_out)
    return free.filter(list_date__isnull=waiting)


def _open_cases(customer: Customer | OuterRef) -> CaseQuerySet:
    return Case.objects.unscoped("somebody else may be on it").filter(customer=customer, is_open=True)


def _parsed(after: str) -> tuple[float, int] | None:
    priority, _, pk = after.partition("_")
    try:
        return float(priority), int(pk)
    except ValueError:
        return None


def regions_of(run: PublishedRun, scope: Scope) -> list[str]:
    """The regions that the list of a run holds, within a scope."""
    rows = Target.objects.within(scope).filter(run=run).order_by("region")
    return list(rows.values_list("region", flat=True).distinct())


def target_of(customer: Customer, run: PublishedRun, scope: Scope) -> Target | None:
    """What a run found about one customer, or `None`."""
    return Target.objects.within(scope).filter(run=run, customer=customer).select_related("case").first()


def targets_by_key(run: PublishedRun, scope: Scope, keys: list[int]) -> list[Target]:
    """Picked targets of a run, within a scope, in order of priority."""
    rows = Target.objects.within(scope).filter(run=run, pk__in=keys)
    return list(rows.select_related("customer", "unit").order_by("-priority", "pk"))


def is_in_hand(customer: Customer) -> bool:
    """Whether somebody is on it already, whoever that is."""
    return bool(_open_cases(customer).exists())
