# SPDX-License-Identifier: Apache-2.0
"""Panels of a case's page: fetched by htmx, a page of their own without it; their forms post and go back."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from amends.apps.cases.forms.working import CaseForm
from amends.apps.cases.models import Case
from amends.apps.cases.views.acting import Doing, doing_of, said, settled, status_of, tried
from amends.apps.cases.views.page import found
from amends.apps.cases.views.unsent import typed_words
from amends.apps.core.access import needs
from amends.apps.core.rules.roles import Right

F = TypeVar("F", bound=CaseForm)
Show = Callable[[HttpRequest, Case, Mapping[str, CaseForm]], HttpResponse]
# A button of a panel by its name: its form, what to say when it is done, what it does.
Verbs = Mapping[str, tuple[type[CaseForm], object, Callable[[Doing, Any], object]]]


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
    everything still typed: 422, or 409 where somebody else changed the case meanwhile. `done` is what to say, or makes
    it of what the verb gave back."""
    outcome, refusal = tried(doing_of(request, case), form, verb) if form.is_valid() else (None, None)
    if form.is_valid():
        return settled(request, case.number, "" if keeps_draft else name, said(done, outcome))
    answer = _again(request, case.number, {name: form}, show)
    answer.status_code = status_of(refusal)
    return answer


def verb_view(
    verbs: Verbs,
    *,
    new: Callable[[HttpRequest, str, Case, Any], CaseForm],
    show: Show,
    right: Right = Right.WORK_CASES,
) -> Callable[[HttpRequest, str, str], HttpResponse]:
    """The view behind the buttons of a panel: `new` makes the form of a name, `show` draws the panel."""

    @require_POST
    @needs(right)
    def view(request: HttpRequest, number: str, name: str) -> HttpResponse:
        case = found(request, number)
        if name not in verbs:
            raise Http404
        _kind, done, verb = verbs[name]
        form = new(request, name, case, request.POST)
        return panel_post(request, case, name=name, form=form, verb=verb, done=done, show=show)

    return view


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
