# SPDX-License-Identifier: Apache-2.0
"""The register of commitments with the law beside it; devices of a customer, their repairs, and calls afterwards."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.cases.models import Case
from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models import Customer
from amends.apps.customers.queries.profile import customer_by_code
from amends.apps.promises.queries.commitments import commitments
from amends.apps.quality.actions.devices import follow_up, follow_up_days, note_repair, note_sale
from amends.apps.quality.actions.refusals import QualityRefused
from amends.apps.quality.forms.devices import OutcomeForm, RepairForm, SaleForm
from amends.apps.quality.models.devices import OUTCOMES
from amends.apps.quality.queries.devices import call_seen, calls_due, device_seen, owned_by
from amends.apps.quality.views import device_tables as tables
from amends.apps.quality.views.refusals import refusals_on


@require_GET
@needs()
def register(request: HttpRequest) -> HttpResponse:
    """What the operator promises to everybody, with the term, the scope, the proof and what the law asks at least."""
    context = {"table": tables.register(commitments()), "days": follow_up_days()}
    return render(request, "quality/devices/register.html", context)


@require_GET
@needs(Right.SEE_CUSTOMERS)
def customer_panel(request: HttpRequest, code: str) -> HttpResponse:
    """The devices of a customer, on their page."""
    return _panel(request, _customer(request, code), may_note=person(request).may(Right.MAKE_PROMISES))


@require_GET
@needs(Right.WORK_CASES)
def case_panel(request: HttpRequest, number: str) -> HttpResponse:
    """The devices of the customer of a case: whoever works on it, wherever, sees the same rights."""
    rows = Case.objects.within(person(request).scope).select_related("customer__unit")
    case = get_object_or_404(rows, number=number)
    return _panel(request, case.customer, may_note=False)


def _panel(request: HttpRequest, customer: Customer, *, may_note: bool) -> HttpResponse:
    context = {
        "customer": customer,
        "owned": owned_by(customer, timezone.localdate()),
        "may_note": may_note,
        "may_call_on": may_note and person(request).scope.covers(customer.unit.number),
    }
    return render_panel(request, "quality/devices/_panel.html", context, title=gettext_lazy("终端与保修"))


@require_http_methods(["GET", "POST"])
@needs(Right.MAKE_PROMISES)
def sale(request: HttpRequest, code: str) -> HttpResponse:
    """Put a device into the customer's file."""
    customer, user = _customer(request, code), person(request)
    form = SaleForm(request.POST or None, initial={"unit": user.unit_id})
    if form.is_valid():
        with refusals_on(form):
            note_sale(customer=customer, sale=form.sale(), by=user, at=timezone.now())
            messages.success(request, _("已建档。"))
            return redirect("customers:page", customer.code)
    return _form(request, form, customer, _("登记购买的终端"))


@require_http_methods(["GET", "POST"])
@needs(Right.MAKE_PROMISES)
def repair(request: HttpRequest, key: int) -> HttpResponse:
    """Note a repair."""
    user = person(request)
    device = device_seen(key, user.scope)
    if device is None:
        raise Http404
    form = RepairForm(request.POST or None, initial={"unit": user.unit_id})
    if form.is_valid():
        with refusals_on(form):
            note_repair(device=device, repair=form.repair(), by=user, at=timezone.now())
            messages.success(request, _("已登记，到时候会提醒回访。"))
            return redirect("customers:page", device.customer.code)
    return _form(request, form, device.customer, _("登记维修：%(model)s") % {"model": device.model})


def _form(request: HttpRequest, form: Form, customer: Customer, heading: str) -> HttpResponse:
    context = {"form": form, "customer": customer, "heading": heading}
    return render(request, "quality/devices/form.html", context, status=422 if form.errors else 200)


@require_GET
@needs(Right.MAKE_PROMISES)
def calls_panel(request: HttpRequest) -> HttpResponse:
    """On the home page: whom to ask today whether it works."""
    context = {"calls": calls_due(person(request), timezone.localdate()), "outcomes": OUTCOMES.items()}
    return render_panel(request, "quality/devices/_calls.html", context, title=gettext_lazy("质量跟踪回访"))


@require_POST
@needs(Right.MAKE_PROMISES)
def call(request: HttpRequest, key: int) -> HttpResponse:
    """Note what the customer said; where it broke again, go on to take in a complaint."""
    user, form = person(request), OutcomeForm(request.POST)
    found = call_seen(key, user.scope)
    if found is None or not form.is_valid():
        raise Http404
    try:
        follow_up(follow=found, outcome=form.cleaned_data["outcome"], by=user, at=timezone.now())
        messages.success(request, _("已记下。"))
    except QualityRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("quality:calls_panel")


def _customer(request: HttpRequest, code: str) -> Customer:
    found = customer_by_code(code, person(request).scope)
    if found is None:
        raise Http404
    return found
