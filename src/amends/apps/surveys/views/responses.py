# SPDX-License-Identifier: Apache-2.0
"""One customer's answers; and those of one customer on their page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models import Customer
from amends.apps.surveys.models import Response
from amends.apps.surveys.queries.policy import touchpoints
from amends.apps.surveys.queries.responses import (
    answers_of,
    flag_words,
    followed_to,
    low_words,
    response_within,
    responses_of,
)


@require_GET
@needs(Right.SEE_SATISFACTION)
def response(request: HttpRequest, pk: int) -> HttpResponse:
    """The answers, why they are low, what speaks against them, and the case that came of it."""
    row = response_within(person(request).scope, pk)
    if row is None:
        raise Http404
    at_link = row.link.touchpoint if row.link else ""
    context = {
        "row": row,
        "touchpoint": touchpoints().get(at_link, at_link),
        "answers": answers_of(row),
        "low": low_words(row),
        "flags": flag_words(row),
        "case": followed_to([row]).get(row.pk, ""),
    }
    return render(request, "surveys/response.html", context)


@require_GET
@needs(Right.SEE_SATISFACTION)
def customer_panel(request: HttpRequest, code: str) -> HttpResponse:
    """What the customer answered; nothing of whom we are about to ask."""
    customer = Customer.objects.within(person(request).scope).filter(code=code).first()
    if customer is None:
        raise Http404
    rows = responses_of(customer)
    cases = followed_to(rows)
    shown = [_shown(row, cases.get(row.pk, "")) for row in rows]
    return render_panel(
        request, "surveys/_customer_panel.html", {"rows": shown, "customer": customer}, title=_("问卷")
    )


def _shown(row: Response, case: str) -> dict[str, object]:
    return {"row": row, "low": low_words(row), "flags": flag_words(row), "case": case}
