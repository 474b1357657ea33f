# SPDX-License-Identifier: Apache-2.0
"""What several pages of the area do alike."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from amends.apps.core.models import User
from amends.apps.customers.models import Customer
from amends.apps.customers.queries.profile import customer_by_code


def customer_or_404(code: str, user: User) -> Customer:
    """The customer, when the person may see them; to others there is no such customer."""
    customer = customer_by_code(code, user.scope)
    if customer is None:
        raise Http404
    return customer


def asked_by_htmx(request: HttpRequest) -> bool:
    """Whether only a part of a page is wanted."""
    return request.headers.get("HX-Request") == "true"


def panel(
    request: HttpRequest, title: str | Promise, template: str, context: dict[str, object]
) -> HttpResponse:
    """The inside of a panel for htmx; the same as a page of its own when it was opened as a link."""
    if asked_by_htmx(request):
        return render(request, template, context)
    around = {"panel_title": title, "panel_template": template}
    return render(request, "core/panel_page.html", context | around)
