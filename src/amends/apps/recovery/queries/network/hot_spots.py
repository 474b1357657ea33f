# SPDX-License-Identifier: Apache-2.0
"""Hot spots and the complaints that they are found from."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from amends.apps.cases.models import Case
from amends.apps.core.rules.organisation import Scope
from amends.apps.recovery.models import HotSpot, HotSpotCase
from amends.apps.recovery.queries.network.content import symptoms_of
from amends.apps.recovery.rules.network.clusters import Report, Spot
from amends.apps.recovery.rules.network.words import HotSpotState
from amends.kernel.recovery_class import RecoveryClass

LOOK_BACK = timedelta(days=30)
PAGE, ON_MAP = 50, 500
_ALL = "hot spots are looked for in every unit"


@dataclass(frozen=True, slots=True)
class Placed:
    """A complaint with a place; `by_residence`: nobody said where, the site of the customer's line stands in."""

    report: Report
    by_residence: bool


def complaints_with_place(*, at: datetime) -> list[Placed]:
    """Complaints about the network of the last thirty days that belong to no hot spot yet and whose place is known: as
    it was said, else the site that was named, else the site of the customer's line. One query."""
    rows = Case.objects.unscoped(_ALL).complaints().filter(
        recovery_class=RecoveryClass.NETWORK, received_at__gt=at - LOOK_BACK, received_at__lte=at, hot_spot=None
    )  # fmt: skip
    told = rows.order_by("pk").values_list(
        "pk", "customer", "received_at", "place__lat", "place__lon", "place__site__lat", "place__site__lon",
        "customer__residence__site__lat", "customer__residence__site__lon",
    )  # fmt: skip
    return [placed for row in told if (placed := _placed(*row)) is not None]


def _placed(pk: int, customer: int, at: datetime, *pairs: float | None) -> Placed | None:
    """The first of the pairs of coordinates that is known."""
    for number in range(0, len(pairs), 2):
        lat, lon = pairs[number], pairs[number + 1]
        if lat is not None and lon is not None:
            return Placed(Report(pk, lat, lon, at, customer), by_residence=number == 4)
    return None


def spots_going_on() -> list[Spot]:
    """The hot spots that still take in cases. One query."""
    rows = HotSpot.objects.unscoped(_ALL).exclude(state=HotSpotState.CLOSED)
    return [Spot(each.pk, each.lat, each.lon, each.first_at, each.last_at) for each in rows.order_by("pk")]


def hot_spots(scope: Scope, *, state: str = "") -> QuerySet[HotSpot]:
    """Hot spots of a person's units with `cases_n`, `open_n`, `customers_n`; open ones first, the latest first."""
    rows = HotSpot.objects.within(scope).select_related("unit", "incident")
    rows = rows.filter(state=state) if state else rows
    return rows.annotate(
        cases_n=Count("members"),
        open_n=Count("members", filter=Q(members__case__is_open=True)),
        customers_n=Count("members__case__customer", distinct=True),
        later_n=Count("members", filter=Q(members__case__received_at__gt=F("moved_at"))),
    ).order_by("-last_at", "-pk")


def hot_spot_by_key(pk: int, scope: Scope) -> HotSpot | None:
    """One of them."""
    return hot_spots(scope).filter(pk=pk).first()


def spot_cases(spot: HotSpot, scope: Scope) -> list[HotSpotCase]:
    """The cases of a hot spot that are within a person's units, the latest first. One query."""
    rows = HotSpotCase.objects.unscoped("cut to the scope of the cases").filter(
        spot=spot, case__unit__number__range=(scope.first, scope.last)
    )
    related = ("case__customer", "case__owner", "case__unit", "case__place", "case__parent")
    return list(rows.select_related(*related).order_by("-case__received_at", "-pk"))


def symptom_counts(rows: Iterable[HotSpotCase]) -> list[tuple[str, int]]:
    """How many cases of each symptom; one that may be several counts by the first."""
    found = Counter(next((each.name for each in symptoms_of(row.case.taxonomy)), "") for row in rows)
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
