# SPDX-License-Identifier: Apache-2.0
"""The search page: one box, masked results, nothing that was typed in any address."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from amends.apps.core.access import needs, person
from amends.apps.core.panels import search_tabs
from amends.apps.core.rules.roles import Right
from amends.apps.customers.actions.search import Looked, look_again, look_for
from amends.apps.customers.rules.sealing import SealBroken
from amends.apps.customers.rules.search import By
from amends.apps.customers.views.results import results_table

_SURE = {By.NUMBER, By.CODE}


@require_http_methods(["GET", "POST"])
@needs(Right.SEE_CUSTOMERS)
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Find a customer: what is typed comes by POST (or, from elsewhere, as `q`) and leaves the address at once."""
    typed = request.POST.get("q", "") or request.GET.get("q", "")
    if typed.strip():
        looked = look_for(typed=typed, by=person(request), at=timezone.now())
        return _elsewhere(request, typed, looked) or _answer(looked)
    return _results(request, request.GET.get("s", ""))


def _answer(looked: Looked) -> HttpResponse:
    """One sure hit opens; anything else is listed."""
    customers = looked.page.customers
    if len(customers) == 1 and set(looked.page.ways) <= _SURE:
        return redirect("customers:page", customers[0].code)
    return redirect(f"{reverse('customers:search')}?{urlencode({'s': looked.token})}")


def _elsewhere(request: HttpRequest, typed: str, looked: Looked) -> HttpResponse | None:
    """Where no customer is found, what else the words may mean: but nothing else has a number of digits alone."""
    others = [
        each for each in search_tabs(person(request), looked.token, "customers:search") if not each["current"]
    ]
    if looked.page.customers or typed.strip().isdecimal() or not others:
        return None
    return redirect(str(others[0]["url"]))


def _results(request: HttpRequest, token: str) -> HttpResponse:
    may_edit = person(request).may(Right.EDIT_CUSTOMERS)
    if not token:
        return render(request, "customers/search.html", {"may_edit": may_edit})
    try:
        typed, page = look_again(token=token, by=person(request), after=request.GET.get("after", ""))
    except SealBroken:
        return redirect("customers:search")
    following = f"?{urlencode({'s': token, 'after': page.after})}" if page.after else ""
    context = {
        "may_edit": may_edit,
        "typed": typed,
        "page": page,
        "table": results_table(page.customers),
        "next_url": following,
        "tabs": search_tabs(person(request), token, "customers:search"),
    }
    return render(request, "customers/search.html", context)
