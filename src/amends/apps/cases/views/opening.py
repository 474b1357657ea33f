# SPDX-License-Identifier: Apache-2.0
"""Opening a case by hand."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amends.apps.cases.actions import CaseRefused, open_case
from amends.apps.cases.forms.desk import OpenForm
from amends.apps.cases.models import Case
from amends.apps.cases.queries.desk import open_cases_of
from amends.apps.cases.rules.states import Origin
from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models import Customer
from amends.apps.customers.queries.profile import customer_by_code
from amends.kernel.recovery_class import RecoveryClass


@require_http_methods(["GET", "POST"])
@needs(Right.WORK_CASES)
def new(request: HttpRequest) -> HttpResponse:
    """The form, and the case when it is right; a case that is there already is shown before."""
    who = person(request)
    code = request.POST.get("customer") or request.GET.get("customer", "")
    customer = customer_by_code(code.strip(), who.scope)
    form = OpenForm(request.POST or None, initial={"customer": code, "key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        case = opened(form, customer, who)
        if case:
            messages.success(request, _("案件已开立，由您负责"))
            return redirect("cases:page", case.number)
    there = list(open_cases_of(customer, who.scope)) if customer else []
    context = {"form": form, "customer": customer, "there": there, "now": timezone.now()}
    return render(request, "cases/new.html", context, status=422 if form.errors else 200)


def opened(form: OpenForm, customer: Customer | None, who: User) -> Case | None:
    """The case, or `None` with the reason on the form."""
    if customer is None:
        form.add_error("customer", _("您的机构里没有这个客户编号"))
        return None
    data = form.cleaned_data
    try:
        return open_case(
            customer=customer,
            origin=Origin(data["origin"]),
            recovery_class=RecoveryClass(data["recovery_class"]),
            story=data["story"],
            owner=who,
            by=who,
            at=timezone.now(),
            key=f"hand:{who.pk}:{data['key']}",
        )
    except CaseRefused as refusal:
        form.add_error(None, str(refusal))
        return None
