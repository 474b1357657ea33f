# SPDX-License-Identifier: Apache-2.0
"""The campaign that an address names."""

from django.http import Http404, HttpRequest
from django.urls import reverse

from amends.apps.core.access import person
from amends.apps.core.rules.roles import Right
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.promises.queries.campaigns.finding import campaign_by_code


def found_campaign(request: HttpRequest, code: str) -> Campaign:
    """The campaign of that code that concerns the person's units; 404 otherwise."""
    campaign = campaign_by_code(code, person(request).scope)
    if campaign is None:
        raise Http404
    return campaign


def address(campaign: Campaign) -> str:
    """Where a campaign is shown."""
    return reverse("promises:campaign", args=[campaign.code])


def plans(request: HttpRequest, campaign: Campaign) -> bool:
    """Whether the person plans campaigns of this unit."""
    user = person(request)
    return user.may(Right.MANAGE_RECOVERY) and user.scope.covers(campaign.unit.number)
