# SPDX-License-Identifier: Apache-2.0
"""Warm transfers: offered with a note, read before they are taken, taken or given back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.halls.actions.hotline.transfers import accept_transfer, return_transfer, transfer_call
from amends.apps.halls.forms.hotline_transfers import ReturnForm, TransferForm
from amends.apps.halls.models.transfers import Transfer
from amends.apps.halls.queries.hotline.calls import own_call
from amends.apps.halls.queries.hotline.messages import colleagues
from amends.apps.halls.queries.hotline.transfers import transfer_for, transfers_of
from amends.apps.halls.views.hotline.common import refusals_on, refusals_said


@require_http_methods(["GET", "POST"])
@needs(Right.WORK_CASES)
def transfer_new(request: HttpRequest, code: str) -> HttpResponse:
    """Offer the call at hand to a colleague."""
    user = person(request)
    call = own_call(code, user)
    if call is None:
        raise Http404
    form = TransferForm(request.POST or None, colleagues=colleagues(user))
    if form.is_valid():
        with refusals_on(form):
            transfer_call(call=call, by=user, at=timezone.now(), **form.told())
            return redirect("halls:live")
    status = 422 if form.errors else 200
    return render(request, "halls/hotline/transfer_new.html", {"form": form, "call": call}, status=status)


@require_GET
@needs(Right.WORK_CASES)
def transfer(request: HttpRequest, key: int) -> HttpResponse:
    """What the colleague must know, and how often the call was handed over before."""
    found, user = _transfer(request, key), person(request)
    waits = found.receiver_id == user.pk and not (
        found.accepted_at or found.returned_at or found.call.ended_at
    )
    before = [each for each in transfers_of(found.call) if each.pk != found.pk]
    context = {"transfer": found, "waits": waits, "before": before, "form": ReturnForm()}
    return render(request, "halls/hotline/transfer.html", context)


@require_POST
@needs(Right.WORK_CASES)
def transfer_accept(request: HttpRequest, key: int) -> HttpResponse:
    """Take the call over."""
    found = _transfer(request, key)
    with refusals_said(request):
        accept_transfer(transfer=found, by=person(request), at=timezone.now())
        return redirect("halls:live")
    return redirect("halls:transfer", key)


@require_POST
@needs(Right.WORK_CASES)
def transfer_return(request: HttpRequest, key: int) -> HttpResponse:
    """Give the call back."""
    found, reason = _transfer(request, key), request.POST.get("reason", "")
    with refusals_said(request):
        return_transfer(transfer=found, reason=reason, by=person(request), at=timezone.now())
    return redirect("halls:transfer", key)


def _transfer(request: HttpRequest, key: int) -> Transfer:
    found = transfer_for(key, person(request))
    if found is None:
        raise Http404
    return found
