# SPDX-License-Identifier: Apache-2.0
"""The list of cases, and the panels on the home page and on a customer's page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.cases.forms.desk import FilterForm
from amends.apps.cases.queries.desk import (
    Desk,
    closed_cases_of,
    counts_for,
    desk_page,
    filter_choices,
    most_urgent,
    open_cases_of,
)
from amends.apps.cases.views.tables import (
    closed_table,
    count_words,
    desk_tabs,
    open_table,
    page_url,
)
from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.queries.profile import customer_by_code


@require_GET
@needs(Right.WORK_CASES)
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases of a tab, the soonest due first."""
    who, at, query = person(request), timezone.now(), request.GET
    desk = chosen_desk(query.get("tab", ""))
    form = filter_form(request, who, desk)
    page = desk_page(who, desk, form.cut(), at=at, after=query.get("after", ""))
    context = {
        "form": form,
        "desk": desk,
        "page": page,
        "table": closed_table(page.rows) if desk is Desk.CLOSED else open_table(page.rows, at=at),
        "tabs": desk_tabs(who, desk, counts_for(who, at=at)),
        "words": count_words(page),
        "clear_url": f"?tab={desk}",
        "next_url": page_url(query, page.following) if page.following else "",
        "previous_url": page_url(query, "") if query.get("after") else "",
    }
    return render(request, "cases/list.html", context)


def chosen_desk(name: str) -> Desk:
    """The tab that was asked for; one's own cases where it is unknown."""
    return Desk(name) if name in set(map(str, Desk)) else Desk.MINE


def filter_form(request: HttpRequest, who: User, desk: Desk) -> FilterForm:
    """The filters that a person can choose from."""
    owners, regions, tiers = filter_choices(who)
    return FilterForm(request.GET, desk=desk, owners=owners, regions=regions, tiers=tiers)


@require_GET
@needs(Right.WORK_CASES)
def home_panel(request: HttpRequest) -> HttpResponse:
    """What needs the person now: numbers, and the cases that are due first."""
    who, at = person(request), timezone.now()
    context = {"counts": counts_for(who, at=at), "cases": most_urgent(who), "now": at}
    return render_panel(request, "cases/_home_panel.html", context, title=_("我的案件"))


@require_GET
@needs(Right.WORK_CASES)
def customer_panel(request: HttpRequest, code: str) -> HttpResponse:
    """The cases of one customer."""
    scope = person(request).scope
    customer = customer_by_code(code, scope)
    if customer is None:
        raise Http404
    context = {
        "customer": customer,
        "cases": list(open_cases_of(customer, scope)),
        "closed": list(closed_cases_of(customer, scope)),
        "now": timezone.now(),
    }
    return render_panel(request, "cases/_customer_panel.html", context, title=_("案件"))
