# SPDX-License-Identifier: Apache-2.0
"""Single presses about one customer: refuse contact, withdraw a consent, end a need."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.customers.actions.contact import (
    NothingToWithdraw,
    end_need,
    end_personal_need,
    set_do_not_contact,
    withdraw_consent,
)
from amends.apps.customers.models import CommunicationNeed, PersonalNeed
from amends.apps.customers.models.words import CHANNELS
from amends.apps.customers.rules.consents import Purpose
from amends.apps.customers.views.shared import customer_or_404


@require_POST
@needs(Right.EDIT_CUSTOMERS)
def do_not_contact(request: HttpRequest, code: str) -> HttpResponse:
    """Note that the customer refuses contact, or lifts it: `refuses` is `yes` or `no`."""
    user = person(request)
    customer = customer_or_404(code, user)
    refuses = request.POST.get("refuses") == "yes"
    set_do_not_contact(customer=customer, refuses=refuses, by=user, at=timezone.now())
    return redirect("customers:page", code)


@require_POST
@needs(Right.EDIT_CUSTOMERS)
def withdraw(request: HttpRequest, code: str, purpose: str) -> HttpResponse:
    """Withdraw a consent that stands; one press."""
    if purpose not in list(Purpose):
        raise Http404
    user = person(request)
    customer = customer_or_404(code, user)
    channel = request.POST.get("channel", "phone")
    channel = channel if channel in CHANNELS else "phone"
    try:
        withdraw_consent(
            customer=customer, purpose=Purpose(purpose), channel=channel, by=user, at=timezone.now()
        )
    except NothingToWithdraw as error:
        messages.warning(request, str(error))
    return redirect("customers:page", code)


@require_POST
@needs(Right.EDIT_CUSTOMERS)
def need_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer no longer has this communication need."""
    user = person(request)
    need = get_object_or_404(
        CommunicationNeed.objects.within(user.scope).select_related("customer__unit"), pk=pk
    )
    end_need(need=need, by=user, at=timezone.now())
    return redirect("customers:page", need.customer.code)


@require_POST
@needs(Right.EDIT_CUSTOMERS)
def personal_need_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer no longer has this personal need."""
    user = person(request)
    need = get_object_or_404(PersonalNeed.objects.within(user.scope).select_related("customer__unit"), pk=pk)
    end_personal_need(need=need, by=user, at=timezone.now())
    return redirect("customers:page", need.customer.code)
