# SPDX-License-Identifier: Apache-2.0
"""Tables of campaigns."""

from amends.apps.promises.models.campaigns.afterwards import SALE_CHANNELS, MismatchReport, Sale, SaleQuerySet
from amends.apps.promises.models.campaigns.materials import (
    MATERIAL_KINDS,
    PLACES,
    Material,
    MaterialVersion,
    MaterialVersionQuerySet,
)
from amends.apps.promises.models.campaigns.plans import CAMPAIGN_STATES, Campaign, CampaignQuerySet, Claim
from amends.apps.promises.models.campaigns.readiness import BRIEFED, CHECK_STATES, Briefing, CampaignCheck

__all__ = [
    "BRIEFED",
    "CAMPAIGN_STATES",
    "CHECK_STATES",
    "MATERIAL_KINDS",
    "PLACES",
    "SALE_CHANNELS",
    "Briefing",
    "Campaign",
    "CampaignCheck",
    "CampaignQuerySet",
    "Claim",
    "Material",
    "MaterialVersion",
    "MaterialVersionQuerySet",
    "MismatchReport",
    "Sale",
    "SaleQuerySet",
]
