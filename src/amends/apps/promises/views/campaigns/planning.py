# SPDX-License-Identifier: Apache-2.0
"""Forms of the plan and of claims."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.promises.actions.campaigns.claims import add_claim, change_claim, drop_claim
from amends.apps.promises.actions.campaigns.planning import change_campaign, plan_campaign
from amends.apps.promises.actions.change import PromiseRefused
from amends.apps.promises.forms.campaigns.plans import (
    ClaimForm,
    NewPlanForm,
    PlanForm,
    claim_initial,
    plan_initial,
)
from amends.apps.promises.models.campaigns import Campaign, Claim
from amends.apps.promises.queries.campaigns.finding import claim_of
from amends.apps.promises.views.campaigns.finding import address, form_page, found_campaign
from amends.apps.promises.views.refusals import refusals_on

writes = require_http_methods(["GET", "POST"])


@writes
@needs(Right.MANAGE_RECOVERY)
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Plan a campaign."""
    user = person(request)
    form = NewPlanForm(
        request.POST or None, scope=user.scope, unit=user.unit, initial={"owner": user.username}
    )
    if form.is_valid():
        code, unit = form.cleaned_data["code"], form.cleaned_data["unit"]
        with refusals_on(form):
            made = plan_campaign(code=code, unit=unit, plan=form.plan(), by=user, at=timezone.now())
            return redirect(address(made))
    return form_page(request, form, _("制定活动方案"), None)


@writes
@needs(Right.MANAGE_RECOVERY)
def campaign_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change the plan."""
    campaign, user = found_campaign(request, code), person(request)
    form = PlanForm(
        request.POST or None, scope=user.scope, unit=campaign.unit, initial=plan_initial(campaign)
    )
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        with refusals_on(form):
            change_campaign(campaign=campaign, version=version, plan=form.plan(), by=user, at=timezone.now())
            return redirect(address(campaign))
    return form_page(request, form, _("修改方案"), campaign)


@writes
@needs(Right.MANAGE_RECOVERY)
def claim_new(request: HttpRequest, code: str) -> HttpResponse:
    """Add a claim."""
    campaign, user = found_campaign(request, code), person(request)
    dates = {"starts_date": campaign.starts_date, "ends_date": campaign.ends_date}
    form = ClaimForm(request.POST or None, initial={**dates, "capacity": campaign.capacity})
    if form.is_valid():
        owner = form.cleaned_data["delivery_owner"]
        with refusals_on(form):
            add_claim(campaign=campaign, terms=form.terms(), delivery_owner=owner, by=user, at=timezone.now())
            return redirect(address(campaign))
    return form_page(request, form, _("登记宣传内容"), campaign)


@writes
@needs(Right.MANAGE_RECOVERY)
def claim(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Change a claim."""
    campaign, user = found_campaign(request, code), person(request)
    found = _found_claim(campaign, key)
    form = ClaimForm(request.POST or None, initial=claim_initial(found))
    if form.is_valid():
        owner = form.cleaned_data["delivery_owner"]
        with refusals_on(form):
            change_claim(claim=found, terms=form.terms(), delivery_owner=owner, by=user, at=timezone.now())
            return redirect(address(campaign))
    return form_page(request, form, _("修改宣传内容"), campaign, claim=found)


@require_POST
@needs(Right.MANAGE_RECOVERY)
def claim_drop(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Take a claim back."""
    campaign = found_campaign(request, code)
    try:
        drop_claim(claim=_found_claim(campaign, key), by=person(request), at=timezone.now())
    except PromiseRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(address(campaign))


def _found_claim(campaign: Campaign, key: int) -> Claim:
    found = claim_of(campaign, key)
    if found is None:
        raise Http404
    found.campaign = campaign
    return found
