# SPDX-License-Identifier: Apache-2.0
"""The front line reports in one step that publicity and reality differ."""

import secrets
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amends.apps.cases.actions import CaseRefused
from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.models import User
from amends.apps.core.panels import panels_for
from amends.apps.core.rules.roles import Right
from amends.apps.customers.actions.search import look_for
from amends.apps.customers.models import Customer
from amends.apps.customers.queries.profile import customer_by_code
from amends.apps.promises.actions.change import PromiseRefused
from amends.apps.promises.models.campaigns import MismatchReport
from amends.apps.promises.queries.campaigns.finding import MOST, campaigns_within
from amends.apps.recovery.actions.campaign_mismatch import report_for
from amends.apps.recovery.forms.campaigns import MismatchForm
from amends.apps.recovery.views.campaigns.finding import address, found_campaign


@require_http_methods(["GET", "POST"])
@needs(Right.SEE_CUSTOMERS)
def report(request: HttpRequest) -> HttpResponse:
    """The form; `?campaign=` fills in which."""
    user, at = person(request), timezone.now()
    begun = {"campaign": request.GET.get("campaign", ""), "key": secrets.token_urlsafe(16)}
    launched = campaigns_within(user.scope).filter(launched_at__isnull=False, closed_at__isnull=True)[:MOST]
    form = MismatchForm(
        request.POST or None, campaigns=launched, may_open=user.may(Right.WORK_CASES), initial=begun
    )
    if form.is_valid() and (made := _made(form, user, at)):
        messages.success(request, _thanks(made))
        return redirect(address(made.campaign))
    status = 422 if form.errors else 200
    return render(
        request, "recovery/campaigns/mismatch.html", {"form": form, **_beside(request, user)}, status=status
    )


@require_GET
@needs(Right.SEE_CUSTOMERS)
def panel(request: HttpRequest, code: str) -> HttpResponse:
    """The way to the form from the page of a campaign."""
    context = {"campaign": found_campaign(request, code)}
    return render_panel(request, "recovery/campaigns/_mismatch.html", context, title=_("宣传与实际不一致"))


def _beside(request: HttpRequest, user: User) -> dict[str, object]:
    """What other areas show beside the form: what to say to the customer meanwhile."""
    campaign = request.POST.get("campaign") or request.GET.get("campaign", "")
    ending = f"?{urlencode({'campaign': campaign})}" if campaign else ""
    panels = panels_for(user, "MISMATCH_PANELS")
    return {"panels": [{**each, "url": f"{each['url']}{ending}"} for each in panels]}


def _made(form: MismatchForm, user: User, at: datetime) -> MismatchReport | None:
    customer = None
    if form.cleaned_data.get("customer") and (customer := _customer(form, user, at)) is None:
        return None
    try:
        key = form.cleaned_data["key"]
        campaign, seen = form.chosen(), form.seen()
        return report_for(campaign=campaign, seen=seen, by=user, at=at, customer=customer, key=key)
    except PromiseRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    except CaseRefused as refused:
        form.add_error("customer", str(refused))
    return None


def _customer(form: MismatchForm, user: User, at: datetime) -> Customer | None:
    """The one customer that was typed, by code or by what the search understands."""
    typed = form.cleaned_data["customer"]
    if exact := customer_by_code(typed, user.scope):
        return exact
    found = look_for(typed=typed, by=user, at=at).page.customers
    if len(found) != 1:
        form.add_error("customer", _("找到不止一位，请填客户编号") if found else _("没有找到这位客户。"))
        return None
    return found[0]


def _thanks(made: MismatchReport) -> str:
    if made.case:
        return _("已上报，并为客户开立案件 %(case)s") % {"case": made.case}
    return _("已上报，活动负责人会收到通知")
