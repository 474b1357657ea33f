# SPDX-License-Identifier: Apache-2.0
"""The list of cases, live, and the panels on the home page and on a customer's page."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.cases.queries.desk import (
    badges,
    closed_cases_of,
    counts_for,
    desk_page,
    most_urgent,
    open_cases_of,
)
from amends.apps.cases.queries.desk_keys import Looking, looking
from amends.apps.cases.queries.views import may_remove, views_for
from amends.apps.cases.rules.desk import Choice, Desk, asked_for, chosen
from amends.apps.cases.views.bulk import bulk_context
from amends.apps.cases.views.filters import filter_bar, known
from amends.apps.cases.views.tables import case_table, count_words, desk_tabs, list_url, tabs_mark
from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.customers.queries.profile import customer_by_code

FRESH = 300  # seconds after which words such as «2 hours left» are written anew though nothing changed


@require_GET
@needs(Right.WORK_CASES)
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases of a tab, in the order asked for."""
    who, at, choice = looking(person(request)), timezone.now(), known(chosen(request.GET))
    context = {
        "filters": filter_bar(choice),
        **rows_context(who, choice, at, request.GET.get("after", "")),
        **tabs_context(who, choice, at),
        **acts_context(who, choice),
        **bulk_context(who.person, list_url(choice, after=request.GET.get("after", ""))),
        "may_pick": choice.desk is not Desk.CLOSED,
    }
    return render(request, "cases/list.html", context)


@require_GET
@needs(Right.WORK_CASES)
def live_rows(request: HttpRequest) -> HttpResponse:
    """The rows of the list for those who look at it: nothing (204) while none has changed."""
    who, at, choice = looking(person(request)), timezone.now(), known(chosen(request.GET))
    context = rows_context(who, choice, at, request.GET.get("after", ""))
    if context["mark"] == request.GET.get("mark"):
        return HttpResponse(status=204)
    return render(request, "cases/_list_rows.html", context)


@require_GET
@needs(Right.WORK_CASES)
def live_tabs(request: HttpRequest) -> HttpResponse:
    """The tabs with their numbers: nothing (204) while none has changed."""
    context = tabs_context(looking(person(request)), known(chosen(request.GET)), timezone.now())
    if context["tabs_mark"] == request.GET.get("mark"):
        return HttpResponse(status=204)
    return render(request, "cases/_list_tabs.html", context)


def rows_context(who: Looking, choice: Choice, at: datetime, after: str) -> dict[str, object]:
    """What the rows of a list are drawn from; `mark` changes when they do."""
    page = desk_page(who, choice, at=at, after=after)
    mark = f"{page.mark}-{int(at.timestamp()) // FRESH}"
    return {
        "table": case_table(choice, page.rows, at=at, picks=True) if page.rows else None,
        "seen": " ".join(f"{row['number']}:{row['version']}" for row in page.rows),
        "words": count_words(page),
        "mark": mark,
        "live_url": reverse("cases:live_rows") + list_url(choice, after=after, mark=mark),
        "next_url": list_url(choice, after=page.following) if page.following else "",
        "previous_url": list_url(choice) if after else "",
    }


def tabs_context(who: Looking, choice: Choice, at: datetime) -> dict[str, object]:
    """What the tabs of a list are drawn from."""
    counts = badges(who, at=at)
    mark = tabs_mark(counts)
    return {
        "tabs": desk_tabs(who.person, choice, counts),
        "tabs_mark": mark,
        "tabs_url": reverse("cases:live_tabs") + list_url(choice, mark=mark),
    }


def acts_context(who: Looking, choice: Choice) -> dict[str, object]:
    """What can be done with a list as a whole: the saved ones, and what the forms carry along."""
    person, asked = who.person, asked_for(choice)
    return {
        "views": [(each, may_remove(each, person)) for each in views_for(person)],
        "query": urlencode(asked),
        "hidden": list(asked.items()),
        "may_assign": person.may(Right.ASSIGN_CASES),
    }


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
