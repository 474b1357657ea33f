# SPDX-License-Identifier: Apache-2.0
"""The agent's page of the call at hand: ring, answer, hold, end, and how long the customer has been kept."""

from collections.abc import Callable
from datetime import datetime
from secrets import token_hex

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.halls.actions.hotline.calls import (
    answer_call,
    end_call,
    hold_call,
    note_called_back,
    offer_call,
    resume_call,
)
from amends.apps.halls.actions.hotline.risk import check_risk
from amends.apps.halls.forms.hotline import EndForm, OfferForm
from amends.apps.halls.models.hotline import Call
from amends.apps.halls.queries.hotline.calls import is_too_long, open_call, own_call, spent, to_call_back
from amends.apps.halls.queries.hotline.transfers import offered_to
from amends.apps.halls.rules.hotline.standard import seconds_between, standard
from amends.apps.halls.rules.hotline.words import Outcome
from amends.apps.halls.views.hotline.common import refusals_on, refusals_said

VERBS: dict[str, Callable[..., Call]] = {
    "answer": answer_call,
    "hold": hold_call,
    "resume": resume_call,
    "returned": note_called_back,
}


@require_http_methods(["GET", "POST"])
@needs(Right.WORK_CASES)
def live(request: HttpRequest) -> HttpResponse:
    """The call at hand, or where the next one begins."""
    user, now = person(request), timezone.now()
    form = OfferForm(request.POST or None, scope=user.scope)
    if form.is_valid():
        with refusals_on(form):
            offer_call(code=f"L-{token_hex(8)}", by=user, at=now, **form.cleaned_data)
            return redirect("halls:live")
    call = open_call(user)
    context = {
        "form": form,
        "call": call,
        "owed": to_call_back(user),
        "offered": offered_to(user),
        "end_form": EndForm(),
        "now": now,
    }
    status = 422 if form.errors else 200
    return render(request, "halls/hotline/live.html", context | _times(call, now), status=status)


@require_POST
@needs(Right.WORK_CASES)
def press(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Answer, hold, take up again, or note that the customer was called back."""
    if verb not in VERBS:
        raise Http404
    with refusals_said(request):
        VERBS[verb](call=_own(request, code), by=person(request), at=timezone.now())
    return redirect("halls:live")


@require_POST
@needs(Right.WORK_CASES)
def end(request: HttpRequest, code: str) -> HttpResponse:
    """The call is over."""
    form = EndForm(request.POST)
    if form.is_valid():
        with refusals_said(request):
            row = end_call(
                call=_own(request, code), by=person(request), at=timezone.now(), **form.cleaned_data
            )
            if row.outcome == Outcome.MISDIAL:
                return redirect(f"{reverse('halls:directory')}?misdial=on")
    return redirect("halls:live")


@require_POST
@needs(Right.WORK_CASES)
def tick(request: HttpRequest, code: str) -> HttpResponse:
    """How long the customer has been kept, by the server's clock; the page asks while a call is open. A call that
    goes on too long is said by this once."""
    call, now = _own(request, code), timezone.now()
    check_risk(call=call, at=now)
    if call.ended_at:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "halls/hotline/_timers.html", {"call": call, **_times(call, now)})


def _own(request: HttpRequest, code: str) -> Call:
    found = own_call(code, person(request))
    if found is None:
        raise Http404
    return found


def _times(call: Call | None, now: datetime) -> dict[str, object]:
    if call is None:
        return {}
    ringing = seconds_between(call.offered_at, call.answered_at or now)
    late = call.ring_seconds is not None and standard().is_breach(call.ring_seconds)
    return {
        "spent": spent(call, now), "ringing": ringing, "held_to": standard(), "late": late,
        "risk": is_too_long(call, now),
    }  # fmt: skip
