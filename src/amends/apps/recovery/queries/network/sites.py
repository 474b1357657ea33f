# SPDX-License-Identifier: Apache-2.0
"""Sites of a person's units, and the customers that belong to some of them."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q

from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.apps.recovery.models import CasePlace, HotSpotCase, NetworkAction, Residence, Site
from amends.apps.recovery.models.network import SiteQuerySet

PAGE, ON_MAP = 50, 2_000
_INSIDE = "inside a query that names the scope"


def sites_seen(scope: Scope) -> SiteQuerySet:
    """The sites of a person's units, and those of the units above: a team works at the sites of its city."""
    inside = Q(unit__number__range=(scope.first, scope.last))
    above = Q(unit__number__lte=scope.first, unit__last__gte=scope.last)
    return Site.objects.unscoped("cut to the person's units and those above").filter(inside | above)


def site_page(scope: Scope, *, words: str = "", after: str = "") -> list[Any]:
    """A page of sites by code with `residents`, how many customers are mostly there. One query."""
    rows = sites_seen(scope).annotate(residents_n=Count("residents"))
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(code__icontains=words))
    rows = rows.filter(code__gt=after) if after else rows
    return list(rows.select_related("unit").order_by("code")[:PAGE])


def sites_on_map(scope: Scope) -> list[Site]:
    """The sites that a map shows, at most 2,000. One query."""
    return list(sites_seen(scope).order_by("code")[:ON_MAP])


def sites_by_code(scope: Scope, codes: Collection[str]) -> dict[str, Site]:
    """Sites that a person sees by their codes."""
    rows = sites_seen(scope).filter(code__in=[*codes]).select_related("unit")
    return {each.code: each for each in rows}


def customers_of(action: NetworkAction) -> Any:
    """The customers whom an action is for, within its unit: whose line is mostly at one of its sites, who had a case
    there, and whose case belongs to its hot spot. A query that names its scope."""
    sites = action.places.unscoped(_INSIDE).values("site")
    here = Q(pk__in=Residence.objects.unscoped(_INSIDE).filter(site__in=sites).values("customer"))
    here |= Q(pk__in=CasePlace.objects.unscoped(_INSIDE).filter(site__in=sites).values("case__customer"))
    if action.spot_id:
        spot = HotSpotCase.objects.unscoped(_INSIDE).filter(spot=action.spot_id)
        here |= Q(pk__in=spot.values("case__customer"))
    return Customer.objects.within(action.unit.scope).filter(here)
