# SPDX-License-Identifier: Apache-2.0
"""Getting a campaign ready: channels, the checklist, briefings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models.words import CHANNELS
from amends.apps.promises.actions.campaigns.planning import set_channels
from amends.apps.promises.actions.campaigns.readiness import answer_check, record_briefing
from amends.apps.promises.actions.change import PromiseRefused
from amends.apps.promises.forms.campaigns.readiness import BriefingForm, ChannelsForm, CheckForm
from amends.apps.promises.models.campaigns import CampaignCheck
from amends.apps.promises.queries.campaigns.content import checklist as content
from amends.apps.promises.queries.campaigns.launching import checks_of
from amends.apps.promises.queries.campaigns.reaching import channel_reaches
from amends.apps.promises.rules.campaigns.checklist import Item, Stage
from amends.apps.promises.views.campaigns.finding import address, form_page, found_campaign, may_plan
from amends.apps.promises.views.campaigns.tables import reach_rows
from amends.apps.promises.views.refusals import refusals_on

writes = require_http_methods(["GET", "POST"])


@writes
@needs(Right.SEE_CUSTOMERS)
def channels(request: HttpRequest, code: str) -> HttpResponse:
    """Which channels reach how many, and which are chosen."""
    campaign = found_campaign(request, code)
    may_change = may_plan(request, campaign) and campaign.may_be_changed
    form = ChannelsForm(request.POST or None, offered=[*CHANNELS.items()])
    if request.method == "POST" and may_change and form.is_valid():
        with refusals_on(form):
            chosen = form.cleaned_data["channels"]
            set_channels(campaign=campaign, channels=chosen, by=person(request), at=timezone.now())
            return redirect(address(campaign))
    reaches = channel_reaches(campaign, timezone.localdate())
    context = {"campaign": campaign, "form": form, "rows": reach_rows(reaches, campaign.channels)}
    context |= {"may_change": may_change, "back": address(campaign)}
    status = 422 if form.errors else 200
    return render(request, "promises/campaigns/channels.html", context, status=status)


@require_GET
@needs(Right.SEE_CUSTOMERS)
def checklist(request: HttpRequest, code: str) -> HttpResponse:
    """The whole checklist, each item with its answer."""
    campaign, user = found_campaign(request, code), person(request)
    answers = {each.item: each for each in checks_of(campaign)}
    may_answer = (
        user.may(Right.ASSIGN_CASES)
        and user.scope.covers(campaign.unit.number)
        and campaign.closed_at is None
    )
    context = {
        "campaign": campaign,
        "stages": [_stage(each, answers) for each in content().stages],
        "may_answer": may_answer,
        "back": address(campaign),
    }
    return render(request, "promises/campaigns/checklist.html", context)


@require_POST
@needs(Right.ASSIGN_CASES)
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Answer an item."""
    campaign, form = found_campaign(request, code), CheckForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选结论，并写明凭证或原因。"))
    else:
        try:
            answer_check(campaign=campaign, by=person(request), at=timezone.now(), **form.said())
        except PromiseRefused as refusal:
            messages.error(request, refusal.sentence)
    place = reverse("promises:campaign_checklist", args=[code])
    return redirect(f"{place}#{form.data.get('item', '')}")


@writes
@needs(Right.ASSIGN_CASES)
def briefing_new(request: HttpRequest, code: str) -> HttpResponse:
    """Record a briefing."""
    campaign, user, today = found_campaign(request, code), person(request), timezone.localdate()
    begun = {"held_date": today, "unit": user.unit_id}
    form = BriefingForm(request.POST or None, scope=user.scope, within=campaign.unit.scope, initial=begun)
    if form.is_valid():
        with refusals_on(form):
            record_briefing(campaign=campaign, by=user, at=timezone.now(), today=today, **form.said())
            return redirect(address(campaign))
    return form_page(request, form, _("登记培训"), campaign)


def _stage(stage: Stage, answers: dict[str, CampaignCheck]) -> dict[str, object]:
    rows = [_item(each, answers.get(each.code)) for each in stage.items]
    return {"name": stage.name, "rows": rows, "done": sum(each["answer"] is not None for each in rows)}


def _item(item: Item, answer: CampaignCheck | None) -> dict[str, object]:
    said = {
        "item": item.code,
        "state": answer.state if answer else "",
        "words": answer.words if answer else "",
    }
    form = CheckForm(initial=said, auto_id=f"id_{item.code}_%s")
    return {"item": item, "answer": answer, "form": form}
