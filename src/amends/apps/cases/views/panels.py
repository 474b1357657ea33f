# SPDX-License-Identifier: Apache-2.0
"""Panels of a case's page: fetched by htmx, a page of their own without it; their forms post and go back."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from amends.apps.cases.forms.working import CaseForm
from amends.apps.cases.models import Case
from amends.apps.cases.views.acting import Doing, doing_of, refusal_of, settled, status_of
from amends.apps.cases.views.page import found
from amends.apps.cases.views.unsent import typed_words

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


def panel_post(
    request: HttpRequest,
    case: Case,
    *,
    name: str,
    form: F,
    verb: Callable[[Doing, F], object],
    done: object,
    show: Show,
    keeps_draft: bool = False,
) -> HttpResponse:
    """Do `verb` with a valid form and go back to the case; a refusal is shown on the panel's own page, with
    everything still typed: 422, or 409 where somebody else changed the case meanwhile."""
    refusal = refusal_of(doing_of(request, case), form, verb) if form.is_valid() else None
    if form.is_valid():
        return settled(request, case.number, "" if keeps_draft else name, done)
    answer = _again(request, case.number, {name: form}, show)
    answer.status_code = status_of(refusal)
    return answer


def _again(request: HttpRequest, number: str, sent: Mapping[str, CaseForm], show: Show) -> HttpResponse:
    """The panel with what was typed; only the words where the case asks for them no longer."""
    case = found(request, number)
    answer = show(request, case, sent)
    hidden = [form for form in sent.values() if not _shows(answer, form)]
    return _unsent(request, case, hidden[0]) if hidden else answer


def _shows(answer: HttpResponse, form: CaseForm) -> bool:
    """Whether what was typed stands on the panel: it does not where the case asks for it no longer."""
    page, ids = answer.content.decode(), (field.id_for_label for field in form.visible_fields())
    return not typed_words(form) or any(f'id="{each}"' in page for each in ids if each)


def _unsent(request: HttpRequest, case: Case, form: CaseForm) -> HttpResponse:
    context = {"unsent": typed_words(form), "form": form}
    return render_case_panel(request, case, "cases/_unsent.html", context, title=gettext("没有提交的内容"))
