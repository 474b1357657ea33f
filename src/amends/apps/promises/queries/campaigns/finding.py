# SPDX-License-Identifier: Apache-2.0
"""Campaigns that concern somebody: those of their units, and those of the units above, which run below them too."""

from django.db.models import Q

from amends.apps.core.rules.organisation import Scope
from amends.apps.promises.models.campaigns import Campaign, CampaignQuerySet, Claim, MismatchReport

MOST = 200


def campaigns_within(scope: Scope) -> CampaignQuerySet:
    """The campaigns that run in the units of a scope, the newest first."""
    rows = Campaign.objects.unscoped("campaigns of the units above run below them")
    covering = Q(unit__number__lte=scope.first, unit__last__gte=scope.first)
    inside = Q(unit__number__range=(scope.first, scope.last))
    return rows.filter(covering | inside).select_related("unit", "owner", "segment__unit").order_by("-pk")


def campaign_by_code(code: str, scope: Scope) -> Campaign | None:
    """The campaign of that code, when it concerns the scope. One query."""
    return campaigns_within(scope).filter(code=code).first()


def claims_of(campaign: Campaign) -> list[Claim]:
    """What it claims, without what was dropped, in the order of writing. One query."""
    rows = Claim.objects.unscoped("of a campaign in hand").filter(campaign=campaign, dropped_at__isnull=True)
    return list(rows.select_related("delivery_owner").order_by("pk"))


def claim_of(campaign: Campaign, key: int) -> Claim | None:
    """One claim that stands, or `None`."""
    return next((each for each in claims_of(campaign) if each.pk == key), None)


def mismatches_of(campaign: Campaign, scope: Scope, *, most: int = 50) -> list[MismatchReport]:
    """What the front line of a scope reported, the newest first. One query."""
    rows = MismatchReport.objects.within(scope).filter(campaign=campaign)
    return list(
        rows.select_related("unit", "by", "customer", "version__material").order_by("-at", "-pk")[:most]
    )
