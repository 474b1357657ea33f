# SPDX-License-Identifier: Apache-2.0
"""The last calls of a customer, beside their page and their cases: who comes back has not to tell it all again."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from amends.apps.cases.models import Case
from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models import Customer
from amends.apps.halls.queries.hotline.calls import calls_of, spent
from amends.ui.components.times import span_words


@require_GET
@needs(Right.SEE_CUSTOMERS)
def customer_panel(request: HttpRequest, code: str) -> HttpResponse:
    """The calls of a customer, on their page."""
    return _panel(request, get_object_or_404(Customer.objects.within(person(request).scope), code=code))


@require_GET
@needs(Right.WORK_CASES)
def case_panel(request: HttpRequest, number: str) -> HttpResponse:
    """The calls of the customer of a case: whoever works on it, wherever, sees the same."""
    rows = Case.objects.within(person(request).scope).select_related("customer")
    return _panel(request, get_object_or_404(rows, number=number).customer)


def _panel(request: HttpRequest, customer: Customer) -> HttpResponse:
    now = timezone.now()
    times = [(each, spent(each, now)) for each in calls_of(customer, at=now)]
    calls = [(each, _words(time.talked), _words(time.held)) for each, time in times]
    return render_panel(request, "halls/hotline/_calls_panel.html", {"calls": calls}, title=_("最近的通话"))


def _words(seconds: int) -> str:
    return span_words(timedelta(seconds=seconds)) if seconds else ""
