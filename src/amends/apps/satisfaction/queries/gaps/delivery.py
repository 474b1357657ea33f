# SPDX-License-Identifier: Apache-2.0
"""Gap 3: how far outlets and teams keep to the standards, from the cases that ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, Exists, OuterRef, Q

from amends.analytics.sampling.intervals import Figure, share_interval
from amends.apps.cases.models import Breach, Case, CaseQuerySet
from amends.apps.cases.queries.standing import standards
from amends.apps.cases.rules.states import CaseState
from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.queries.gaps.programme import Span, programme

MOST = 100
NO_CUSTOMER = [str(CaseState.UNREACHABLE), str(CaseState.REFUSED), str(CaseState.WITHDRAWN)]


@dataclass(frozen=True, slots=True)
class Place:
    """A team or an outlet: `ended` complaints, of them without any limit passed; of those whose customer was
    `reachable` to the end, the result told, recovered in the customer's word. Shares are None where too few."""

    name: str
    ended: int
    reachable: int
    in_time: Figure | None
    told: Figure | None
    recovered: Figure | None


@dataclass(frozen=True, slots=True)
class DeliveryCard:
    """Compliance of everybody together, by team, by outlet, and the standards that were broken most."""

    overall: Place
    teams: Sequence[Place]
    outlets: Sequence[Place]
    broken: Sequence[tuple[str, int]]


def delivery_card(scope: Scope, span: Span) -> DeliveryCard:
    """Gap 3 from the complaints that ended in a span. Four queries."""
    rows = _ended(scope, span)
    whole = rows.aggregate(**_counts())
    told_of = rows.exclude(intake__outlet="").filter(intake__isnull=False)
    return DeliveryCard(
        overall=_place("", whole),
        teams=_by(rows, "unit__name"),
        outlets=_by(told_of, "intake__outlet"),
        broken=_broken(rows),
    )


def _by(cases: CaseQuerySet, name: str) -> list[Place]:
    """By a column, the largest first."""
    rows = cast(Iterable[dict[str, Any]], cases.order_by().values(name).annotate(**_counts()))
    found = [_place(row[name], row) for row in rows]
    return sorted(found, key=lambda each: (-each.ended, each.name))[:MOST]


def _ended(scope: Scope, span: Span) -> CaseQuerySet:
    late = Exists(Breach.objects.unscoped("of cases within the scope").filter(case=OuterRef("pk")))
    rows = Case.objects.within(scope).complaints().standing(is_open=False)
    return rows.filter(closed_at__gte=span.start, closed_at__lt=span.end).annotate(late=late)


def _counts() -> dict[str, Any]:
    return {
        "ended": Count("pk"),
        "in_time": Count("pk", filter=Q(late=False)),
        "told": Count("pk", filter=Q(result_told_at__isnull=False) & ~Q(state__in=NO_CUSTOMER)),
        "reachable": Count("pk", filter=~Q(state__in=NO_CUSTOMER)),
        "recovered": Count("pk", filter=Q(state=str(CaseState.RECOVERED))),
    }


def _place(name: str, row: dict[str, Any]) -> Place:
    """Who could not be reached, refused or took the complaint back is in no share of what was told or recovered."""
    base = row["reachable"]
    return Place(
        name,
        row["ended"],
        base,
        in_time=_share(row["in_time"], row["ended"]),
        told=_share(row["told"], base),
        recovered=_share(row["recovered"], base),
    )


def _share(hits: int, count: int) -> Figure | None:
    return share_interval(hits, count) if count >= programme().least_cases else None


def _broken(rows: CaseQuerySet) -> list[tuple[str, int]]:
    named = standards()
    found = rows.filter(intake__isnull=False).exclude(intake__standard="").order_by()
    counted = found.values("intake__standard").annotate(n=Count("pk")).order_by("-n", "intake__standard")
    return [(named.get(row["intake__standard"], row["intake__standard"]), row["n"]) for row in counted[:10]]
