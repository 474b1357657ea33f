# SPDX-License-Identifier: Apache-2.0
"""One way for every verb on a case: read the form, do it, say so; or show the page with what was typed and why not."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any, TypedDict, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from amends.apps.cases.actions.change import CaseChanged, CaseRefused
from amends.apps.cases.actions.drafts import case_place, drop_draft
from amends.apps.cases.forms.working import CaseForm
from amends.apps.cases.models import Case
from amends.apps.cases.rules.seen import seen_version
from amends.apps.cases.views.page import case_page, found
from amends.apps.core.access import person
from amends.apps.core.models import User

F = TypeVar("F", bound=CaseForm)


class Doing(TypedDict):
    """What every verb on a case asks for: the case as the person saw it, who does it, and when."""

    case: Case
    version: int
    by: User
    at: datetime


def act(
    request: HttpRequest,
    number: str,
    *,
    name: str,
    form_class: Callable[..., F],
    verb: Callable[[Doing, F], object],
    done: object,
    draft: str = "",
) -> HttpResponse:
    """Do `verb` with a valid form and go back to the page; a refusal is shown there with everything still typed: 422,
    or 409 where somebody else changed the case meanwhile. The draft of the form, kept as `draft` or its name, goes
    when it was done."""
    case = found(request, number)
    form = form_class(request.POST, case=case, auto_id=f"{name}_%s")
    outcome, refusal = tried(doing_of(request, case), form, verb) if form.is_valid() else (None, None)
    form.draft_name = draft or name
    if form.is_valid():
        return settled(request, number, form.draft_name, said(done, outcome))
    return case_page(request, found(request, number), {name: form}, status=status_of(refusal))


def said(done: object, outcome: object) -> object:
    """What to say when it is done: words, or what makes them of what the verb gave back."""
    return done(outcome) if callable(done) else done


def settled(request: HttpRequest, number: str, draft: str, done: object) -> HttpResponse:
    """Back to the case with the word that it is done; the draft that stood for the form goes, where one is named."""
    if draft:
        drop_draft(owner=person(request), place=case_place(number, draft))
    messages.success(request, str(done))
    return redirect("cases:page", number)


def tried(doing: Doing, form: F, verb: Callable[[Doing, F], object]) -> tuple[object, CaseRefused | None]:
    """What the verb gave back, or why it was refused, said at the field that it is about."""
    try:
        return verb(doing, form), None
    except CaseRefused as refusal:
        about = getattr(refusal, "field", None)
        form.add_error(about if about in form.fields else None, str(refusal))
        return None, refusal


def status_of(refusal: CaseRefused | None) -> int:
    """How a form that was refused is answered: 409 where somebody else changed the case meanwhile."""
    return HTTPStatus.CONFLICT if isinstance(refusal, CaseChanged) else HTTPStatus.UNPROCESSABLE_ENTITY


def doing_of(request: HttpRequest, case: Case) -> Doing:
    """The case as the person saw it, who they are, and now."""
    version = seen_version(request.POST.get("version", ""))
    return Doing(case=case, version=version, by=person(request), at=timezone.now())


def cleaned(form: CaseForm, *names: str) -> dict[str, Any]:
    """Some values of a valid form, by name."""
    return {name: form.cleaned_data[name] for name in names}
