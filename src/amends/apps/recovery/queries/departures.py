# SPDX-License-Identifier: Apache-2.0
"""Who left without a word: by month, and one page of a month."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from amends.apps.core.rules.organisation import Scope
from amends.apps.recovery.models import SilentDeparture

MONTHS = 24


@dataclass(frozen=True, slots=True)
class DeparturePage:
    """One page of a month in the order of the rows' keys, and the key to go on from."""

    rows: list[SilentDeparture]
    next_after: str


def months(scope: Scope) -> list[tuple[date, int]]:
    """(month, customers) of the last two years within a scope, the newest first. One query."""
    rows = SilentDeparture.objects.within(scope).order_by().values_list("month").annotate(n=Count("pk"))
    return [(month, n) for month, n in rows.order_by("-month")[:MONTHS]]


def departure_page(scope: Scope, month: date, *, after: str = "", most: int = 50) -> DeparturePage:
    """One page of a month; `after` is `next_after` of the page before. One query."""
    rows = SilentDeparture.objects.within(scope).filter(month=month)
    if after.isdecimal():
        rows = rows.filter(pk__gt=int(after))
    found = list(rows.select_related("customer", "unit").order_by("pk")[: most + 1])
    return DeparturePage(found[:most], str(found[most - 1].pk) if len(found) > most else "")
