# SPDX-License-Identifier: Apache-2.0
"""Taking a customer's word: one page, the parts of it that answer while somebody types, and the receipt."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.drafts import draft_at, drop_draft, save_draft
from amends.apps.cases.actions.intake_desk import CustomerMissing, CustomerUnknown, Desk, take
from amends.apps.cases.actions.intake_texts import Spoken, Word
from amends.apps.cases.forms.intake import YES, IntakeForm, as_moment, slots_of, typed
from amends.apps.cases.models import Case
from amends.apps.cases.queries.intake_page import topics
from amends.apps.cases.queries.intake_receipt import receipt_of
from amends.apps.cases.views.intake_parts import page_context, shown_topics
from amends.apps.cases.views.page import found
from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.actions.search import look_for

PLACE = "intake"


@require_http_methods(["GET", "POST"])
@needs(Right.WORK_CASES)
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """The form as it was left, or what was sent: a case, a search, or the form again with what to mend."""
    who, at, do = person(request), timezone.now(), request.POST.get("do", "open")
    if request.method == "GET":
        return _begun(request, who, at)
    if do == "clear":
        drop_draft(owner=who, place=PLACE)
        return redirect("cases:new")
    if do == "find":
        return _page(request, IntakeForm(who=who, initial=typed(request.POST)), at, looked=True)
    form = IntakeForm(request.POST, who=who)
    if form.is_valid() and (case := _taken(form, who, at)):
        drop_draft(owner=who, place=PLACE)
        return redirect("cases:receipt", case.number)
    save_draft(owner=who, place=PLACE, values=typed(request.POST), at=at)
    return _page(request, form, at, status=422)


def _begun(request: HttpRequest, who: User, at: datetime) -> HttpResponse:
    """An empty form, or the draft; a draft about another customer is only offered."""
    wanted, draft = request.GET.get("customer", ""), draft_at(owner=who, place=PLACE)
    values: dict[str, Any] = {"customer": wanted} if wanted else {}
    other = bool(draft and wanted and draft.values.get("customer") not in {wanted, "", None})
    if draft and not other:
        values = {**draft.values, **values}
    form = IntakeForm(who=who, initial=values)
    return _page(request, form, at, draft=draft.saved_at if draft else None, other=other)


def _page(
    request: HttpRequest, form: IntakeForm, at: datetime, *, status: int = 200, **more: Any
) -> HttpResponse:
    who, looked = person(request), more.pop("looked", False)
    asked = request.POST.get("find", "").strip()
    result = look_for(typed=asked, by=who, at=at).page if looked and asked else None
    context = page_context(form, who, at=at) | {"found": result, "asked": asked} | more
    return render(request, "cases/new.html", context, status=status)


def _taken(form: IntakeForm, who: User, at: datetime) -> Case | None:
    """The case, or `None` with the reason on the form."""
    try:
        return take(desk=_desk(form), word=_word(form), by=who, at=at)
    except (CustomerMissing, CustomerUnknown) as refusal:
        form.add_error("customer", str(refusal))
    except CaseRefused as refusal:
        form.add_error(None, str(refusal))
    return None


def _desk(form: IntakeForm) -> Desk:
    names = ("customer", "walk_name", "walk_number", "related", "key")
    return Desk(**{name: form.cleaned_data[name] for name in names})


def _word(form: IntakeForm) -> Word:
    data = form.cleaned_data
    spoken = Spoken(
        overruled=data["overruled"],
        health=form.consent(),
        summary=data["summary"],
        confirmed=data["confirmed"] == YES,
        special_reason=data["special_reason"],
    )
    names = ("channel", "story", "request_type", "taxonomy", "special")
    return Word(
        **{name: data[name] for name in names},
        regulator_due_at=as_moment(data["regulator_due_at"]),
        facts=slots_of(data),
        columns=form.columns(),
        received_at=as_moment(data["received_at"]),
        spoken=spoken,
    )


@require_POST
@needs(Right.WORK_CASES)
@never_cache
def hints_part(request: HttpRequest) -> HttpResponse:
    """What stands beside the form for what is typed now; what is typed is kept as a draft."""
    who, at = person(request), timezone.now()
    saved = save_draft(owner=who, place=PLACE, values=typed(request.POST), at=at)
    form = IntakeForm(who=who, initial=typed(request.POST))
    context = page_context(form, who, at=at) | {"saved_at": at if saved else None}
    return render(request, "cases/_intake_hints.html", context | {"live": True})


@require_POST
@needs(Right.WORK_CASES)
@never_cache
def customers_part(request: HttpRequest) -> HttpResponse:
    """The customers that were looked for, to choose from."""
    asked = request.POST.get("find", "").strip()
    result = look_for(typed=asked, by=person(request), at=timezone.now()).page if asked else None
    return render(request, "cases/_intake_found.html", {"found": result, "asked": asked})


@require_POST
@needs(Right.WORK_CASES)
def topics_part(request: HttpRequest) -> HttpResponse:
    """The leaves that the search means."""
    said = request.POST
    context = shown_topics(topics(said.get("topic", ""), said.get("taxonomy", ""), said.get("story", "")))
    return render(request, "cases/_intake_topics.html", context)


@require_GET
@needs(Right.WORK_CASES)
def receipt_page(request: HttpRequest, number: str) -> HttpResponse:
    """What to tell the customer, and to print for them."""
    case = found(request, number)
    return render(request, "cases/intake_receipt.html", {"case": case, "receipt": receipt_of(case)})
