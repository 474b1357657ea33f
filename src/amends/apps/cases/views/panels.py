# SPDX-License-Identifier: Apache-2.0
"""Panels of a case's page: fetched by htmx, a page of their own without it; their forms post and go back."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from amends.apps.cases.actions.drafts import case_place, drop_draft
from amends.apps.cases.forms.working import CaseForm
from amends.apps.cases.models import Case
from amends.apps.cases.views.acting import Doing
from amends.apps.core.access import person

F = TypeVar("F", bound=CaseForm)
Show = Callable[[HttpRequest, Case, Mapping[str, CaseForm]], HttpResponse]


def render_case_panel(
    request: HttpRequest, case: Case, template: str, context: Mapping[str, object], *, title: object
) -> HttpResponse:
    """A panel of a case: its inside for htmx, else a page with the way back."""
    if request.headers.get("HX-Request"):
        return render(request, template, {**context, "case": case})
    page = {**context, "case": case, "panel_template": template, "panel_title": title}
    return render(request, "cases/case_panel.html", page)


def doing_of(request: HttpRequest, case: Case) -> Doing:
    """The case as the person saw it, who they are, and now."""
    seen = request.POST.get("version", "")
    return Doing(
        case=case, version=int(seen) if seen.isdecimal() else 0, by=person(request), at=timezone.now()
    )


def panel_post(
    request: HttpRequest,
    case: Case,
    *,
    name: str,
    form: F,
    verb: Callable[[Doing, F], object],
    done: object,
    show: Show,
) -> HttpResponse:
    """Do `verb` with a valid form and go back to the case; a refusal is shown on the panel's own page, with
    everything still typed."""
    if form.is_valid() and _did(doing_of(request, case), form, verb):
        messages.success(request, str(done))
        return redirect("cases:page", case.number)
    answer = show(request, case, {name: form})
    answer.status_code = 422
    return answer


def _did(doing: Doing, form: F, verb: Callable[[Doing, F], object]) -> bool:
    try:
        verb(doing, form)
    except CaseRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
