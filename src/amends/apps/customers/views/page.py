# SPDX-License-Identifier: Apache-2.0
"""The customer's page: what must be known before anybody calls, and a panel from each area."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.panels import panels_for
from amends.apps.core.rules.roles import Right
from amends.apps.customers.queries.profile import header, relation
from amends.apps.customers.queries.segments import segments_of, segments_within
from amends.apps.customers.queries.timeline import looks, timeline
from amends.apps.customers.views.facts import consent_states, first_facts, handling_tips
from amends.apps.customers.views.shared import customer_or_404, panel


@require_GET
@needs(Right.SEE_CUSTOMERS)
def page(request: HttpRequest, code: str) -> HttpResponse:
    """One customer."""
    user, today = person(request), timezone.localdate()
    customer = customer_or_404(code, user)
    top = header(customer, user.scope, today)
    context = {
        "customer": customer,
        "top": top,
        "facts": first_facts(top, today),
        "consents": consent_states(top),
        "tips": handling_tips(top),
        "panels": panels_for(user, "CUSTOMER_PANELS", code),
        "may_edit": user.may(Right.EDIT_CUSTOMERS),
        "may_look": user.may(Right.UNMASK),
        "sees_log": user.may(Right.SEE_LOG),
    }
    return render(request, "customers/page.html", context)


@require_GET
@needs(Right.SEE_CUSTOMERS)
def timeline_panel(request: HttpRequest, code: str) -> HttpResponse:
    """What happened around the customer, the newest first."""
    user = person(request)
    customer = customer_or_404(code, user)
    before = request.GET.get("before", "")
    entries = timeline(
        customer,
        with_looks=user.may(Right.SEE_LOG),
        before=int(before) if before.isdecimal() else None,
    )
    return panel(request, _("时间线"), "customers/_timeline.html", {"customer": customer, "entries": entries})


@require_GET
@needs(Right.SEE_CUSTOMERS)
def relation_panel(request: HttpRequest, code: str) -> HttpResponse:
    """Tiers, stages, expectations, personal needs and segments."""
    user, today = person(request), timezone.localdate()
    customer = customer_or_404(code, user)
    top = header(customer, user.scope, today)
    context = {
        "customer": customer,
        "top": top,
        "relation": relation(customer, user.scope),
        "segments": segments_of(customer, top.needs, segments_within(user.scope), today),
        "may_edit": user.may(Right.EDIT_CUSTOMERS),
    }
    return panel(request, _("客户关系"), "customers/_relation.html", context)


@require_GET
@needs(Right.SEE_LOG)
def looks_panel(request: HttpRequest, code: str) -> HttpResponse:
    """Who looked at the customer's name or number, and why."""
    customer = customer_or_404(code, person(request))
    return panel(request, _("谁看过"), "customers/_looks.html", {"entries": looks(customer)})
