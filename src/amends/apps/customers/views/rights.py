# SPDX-License-Identifier: Apache-2.0
"""Requests about personal data: the list with its clock, one request with its one next action."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.customers.actions import rights
from amends.apps.customers.actions.copying import NoCopy, fetch_copy
from amends.apps.customers.actions.correcting import correct
from amends.apps.customers.forms.rights import AskForm
from amends.apps.customers.models import RightsRequest
from amends.apps.customers.models.rights import CORRECTABLE, MEANS_NAMES
from amends.apps.customers.queries.retention import kept_kinds
from amends.apps.customers.queries.rights import in_words, open_requests, request_of, standing
from amends.apps.customers.rules.rights import Kind, State
from amends.apps.customers.views.shared import customer_or_404


@require_GET
@needs(Right.EDIT_CUSTOMERS)
def requests(request: HttpRequest) -> HttpResponse:
    """The requests that wait, those due soonest first."""
    user = person(request)
    context = {"rows": open_requests(user.scope), "now": timezone.now(), "sees_log": user.may(Right.SEE_LOG)}
    return render(request, "customers/rights/list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.EDIT_CUSTOMERS)
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Take a request in for a customer."""
    user = person(request)
    customer, form = customer_or_404(code, user), AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = rights.ask(customer=customer, by=user, at=timezone.now(), **form.said())
            return redirect("customers:rights_request", row.pk)
        except rights.RightsRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"customer": customer, "form": form}
    return render(request, "customers/rights/ask.html", context, status=422 if form.errors else 200)


@require_GET
@needs(Right.EDIT_CUSTOMERS)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what stands in its way, and what is to be done next."""
    row = _found(request, pk)
    asks = row.kind == Kind.DELETE and row.state in {State.IDENTIFIED, State.POSTPONED}
    found = standing(row.customer, today=timezone.localdate()) if asks else []
    now = timezone.now()
    context = {
        "row": row,
        "means": MEANS_NAMES,
        "fields": CORRECTABLE,
        "corrections": list(row.corrections.all()),
        "standing": [in_words(each) for each in found],
        "late": row.ended_at is None and row.due_at < now,
        "ready": bool(row.copy_until and row.copy_until > now and row.owner_id == person(request).pk),
    }
    return render(request, "customers/rights/request.html", context)


@require_POST
@needs(Right.EDIT_CUSTOMERS)
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Do the next thing with a request."""
    row, words = _found(request, pk), request.POST.get("outcome", "")
    verbs: dict[str, tuple[Callable[..., object], dict[str, str]]] = {
        "identify": (rights.identify, {"means": request.POST.get("means", "")}),
        "grant": (rights.grant, {}),
        "refuse": (rights.refuse, {"reason": words}),
        "end": (rights.end, {"outcome": words}),
    }
    if what not in verbs:
        raise Http404
    verb, said = verbs[what]
    try:
        verb(request=row, version=_version(request), by=person(request), at=timezone.now(), **said)
    except rights.RightsRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("customers:rights_request", pk)


@require_POST
@needs(Right.EDIT_CUSTOMERS)
def fix(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what is right."""
    row, asked = _found(request, pk), request.POST
    said = {"field": asked.get("field", ""), "value": asked.get("value", "")}
    try:
        correct(request=row, version=_version(request), by=person(request), at=timezone.now(), **said)
        messages.success(request, _("已更正，并会挡住导入文件改回去；请转告来源系统，再办结。"))
    except rights.RightsRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("customers:rights_request", pk)


@require_GET
@needs(Right.EDIT_CUSTOMERS)
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy, for the owner of the request, while it is kept."""
    row = _found(request, pk)
    try:
        place = fetch_copy(request=row, by=person(request), at=timezone.now())
    except NoCopy:
        raise Http404 from None
    name = f"personal-data-{row.pk}.zip"
    answer = FileResponse(place.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
    return cast(HttpResponse, answer)  # a streaming answer is none to Django's types, but serves as one


@require_GET
@needs(Right.SEE_LOG)
def retention(request: HttpRequest) -> HttpResponse:
    """How long each kind of data stays, why, when it was last cleared, and what would go tonight."""
    context = {"rows": kept_kinds(at=timezone.now())}
    return render(request, "customers/rights/retention.html", context)


def _version(request: HttpRequest) -> int:
    """The version that the page was drawn from; none fits where it says none."""
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() else 0


def _found(request: HttpRequest, pk: int) -> RightsRequest:
    row = request_of(pk, person(request).scope)
    if row is None:
        raise Http404
    return row
