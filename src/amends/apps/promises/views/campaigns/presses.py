# SPDX-License-Identifier: Apache-2.0
"""One press each: tell the front line, launch, suspend, go on, close."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.promises.actions.campaigns.lifecycle import (
    close_campaign,
    launch_campaign,
    resume_campaign,
    suspend_campaign,
)
from amends.apps.promises.actions.campaigns.planning import announce_campaign
from amends.apps.promises.actions.change import PromiseRefused
from amends.apps.promises.forms.campaigns.readiness import SuspendForm
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.promises.views.campaigns.finding import address, form_page, found_campaign
from amends.apps.promises.views.refusals import refusals_on


@require_POST
@needs(Right.MANAGE_RECOVERY)
def announce(request: HttpRequest, code: str) -> HttpResponse:
    """Tell hotline and halls how many enquiries to expect."""

    def press(campaign: Campaign) -> str:
        told = announce_campaign(campaign=campaign, by=person(request), at=timezone.now())
        return ngettext("已告知 %(count)s 位班组长", "已告知 %(count)s 位班组长", told) % {"count": told}

    return _pressed(request, code, press)


@require_POST
@needs(Right.MANAGE_RECOVERY)
def launch(request: HttpRequest, code: str) -> HttpResponse:
    """Let it start, where nothing is lacking."""

    def press(campaign: Campaign) -> str:
        today = timezone.localdate()
        launch_campaign(campaign=campaign, by=person(request), at=timezone.now(), today=today)
        return _("活动已上线")

    return _pressed(request, code, press)


@require_POST
@needs(Right.MANAGE_RECOVERY)
def resume(request: HttpRequest, code: str) -> HttpResponse:
    """Let it go on, where nothing is lacking."""

    def press(campaign: Campaign) -> str:
        today = timezone.localdate()
        resume_campaign(campaign=campaign, by=person(request), at=timezone.now(), today=today)
        return _("宣传已恢复")

    return _pressed(request, code, press)


@require_POST
@needs(Right.MANAGE_RECOVERY)
def close(request: HttpRequest, code: str) -> HttpResponse:
    """End it."""

    def press(campaign: Campaign) -> str:
        close_campaign(campaign=campaign, by=person(request), at=timezone.now())
        return _("活动已下线")

    return _pressed(request, code, press)


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_RECOVERY)
def suspend(request: HttpRequest, code: str) -> HttpResponse:
    """Suspend its publicity for a reason."""
    campaign, form = found_campaign(request, code), SuspendForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            reason = form.cleaned_data["reason"]
            suspend_campaign(campaign=campaign, reason=reason, by=person(request), at=timezone.now())
            return redirect(address(campaign))
    return form_page(request, form, _("暂停宣传"), campaign)


def _pressed(request: HttpRequest, code: str, press: Callable[[Campaign], str]) -> HttpResponse:
    campaign = found_campaign(request, code)
    try:
        messages.success(request, press(campaign))
    except PromiseRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(address(campaign))
