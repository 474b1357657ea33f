# SPDX-License-Identifier: Apache-2.0
"""The campaign that an address names, and the page around a form about it."""

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from amends.apps.core.access import person
from amends.apps.core.rules.roles import Right
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.promises.queries.campaigns.finding import campaign_by_code
from amends.apps.promises.queries.keepers import colleagues


def found_campaign(request: HttpRequest, code: str) -> Campaign:
    """The campaign of that code that concerns the person's units; 404 otherwise, also where it is somebody else's."""
    campaign = campaign_by_code(code, person(request).scope)
    if campaign is None:
        raise Http404
    return campaign


def address(campaign: Campaign) -> str:
    """Where a campaign is shown."""
    return reverse("promises:campaign", args=[campaign.code])


def may_plan(request: HttpRequest, campaign: Campaign) -> bool:
    """Whether the person plans campaigns of this unit."""
    user = person(request)
    return user.may(Right.MANAGE_RECOVERY) and user.scope.covers(campaign.unit.number)


def form_page(
    request: HttpRequest, form: Form, title: str, campaign: Campaign | None, **more: object
) -> HttpResponse:
    """A form on a page of its own; 422 with the errors at their fields."""
    back = address(campaign) if campaign else reverse("promises:campaigns")
    context = {"form": form, "title": title, "campaign": campaign, "back": back, **more}
    context["colleagues"] = colleagues(person(request))
    return render(request, "promises/campaigns/form.html", context, status=422 if form.errors else 200)
