# SPDX-License-Identifier: Apache-2.0
"""Procedures: versions with what they came to, and the review that brings changed words into force."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.pinning import accept_procedure
from amends.apps.cases.forms.procedures import ProcedureReviewForm
from amends.apps.cases.queries.procedures import codes, standing
from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right


@require_http_methods(["GET"])
@needs(Right.ASSIGN_CASES)
def procedures(request: HttpRequest) -> HttpResponse:
    """All procedures: the version in force, and which ones have changed words waiting."""
    found = [standing(code, person(request).scope) for code in codes()]
    return render(request, "cases/procedures.html", {"found": found})


@require_http_methods(["GET", "POST"])
@needs(Right.ASSIGN_CASES)
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure; a POST is the review of its changed words."""
    if code not in codes():
        raise Http404
    who, found = person(request), standing(code, person(request).scope)
    initial = {"digest": found.waiting.digest if found.waiting else ""}
    form = ProcedureReviewForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            accept_procedure(code=code, **form.cleaned_data, by=who, at=timezone.now())
            messages.success(request, _("新版本从现在起生效；在办的案件仍按原来的版本"))
            return redirect("cases:procedure", code)
        except CaseRefused as refusal:
            form.add_error(None, str(refusal))
    may_accept = who.may(Right.MANAGE_RECOVERY)
    context = {"standing": found, "form": form, "may_accept": may_accept}
    return render(request, "cases/procedure.html", context, status=422 if form.errors else 200)
