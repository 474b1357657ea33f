# SPDX-License-Identifier: Apache-2.0
"""Taking a customer's word: one page, the parts of it that answer while somebody types, and the receipt."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.drafts import drop_draft, save_draft
from amends.apps.cases.actions.intake_desk import Desk, PageSent, Registered, take
from amends.apps.cases.actions.intake_texts import Spoken, Word
from amends.apps.cases.forms.intake import YES, IntakeForm, as_moment, slots_of, typed
from amends.apps.cases.models import Case
from amends.apps.cases.queries.intake_page import topics
from amends.apps.cases.queries.intake_receipt import receipt_of, status_address
from amends.apps.cases.queries.public import code_for
from amends.apps.cases.views.intake_drafts import begun, keep, place_of, same_page
from amends.apps.cases.views.intake_parts import page_context, shown_topics
from amends.apps.cases.views.page import found
from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.actions.search import look_for


@require_http_methods(["GET", "POST"])
@needs(Right.WORK_CASES)
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """The form as it was left, or what was sent: a case, a search, or the form again with what to mend."""
    who, at, do = person(request), timezone.now(), request.POST.get("do", "open")
    if request.method == "GET":
        return _page(request, *begun(request.GET, who), at)
    if do == "clear":
        drop_draft(owner=who, place=place_of(request.POST))
        return redirect(f"{reverse('cases:new')}?blank=yes")
    if do == "find":
        started = typed(request.POST) | same_page(request.POST)
        return _page(request, IntakeForm(who=who, initial=started), {}, at, looked=True)
    form = IntakeForm(request.POST, who=who)
    if form.is_valid() and (case := _taken(form, who, at)):
        drop_draft(owner=who, place=place_of(request.POST))
        return redirect("cases:receipt", case.number)
    save_draft(owner=who, place=place_of(request.POST), values=typed(request.POST), at=at)
    return _page(request, form, {}, at, status=422)


def _page(
    request: HttpRequest,
    form: IntakeForm,
    drafts: dict[str, object],
    at: datetime,
    *,
    status: int = 200,
    looked: bool = False,
) -> HttpResponse:
    who, asked = person(request), request.POST.get("find", "").strip()
    result = look_for(typed=asked, by=who, at=at).page if looked and asked else None
    context = page_context(form, who, at=at) | {"found": result, "asked": asked} | drafts
    return render(request, "cases/new.html", context, status=status)


def _taken(form: IntakeForm, who: User, at: datetime) -> Case | None:
    """The case, or `None` with the reason on the form."""
    try:
        return take(desk=_desk(form), word=_word(form), by=who, at=at)
    except CaseRefused as refusal:
        form.add_error(getattr(refusal, "field", None), str(refusal))
        if isinstance(refusal, PageSent):
            form.take_new_key()
        if isinstance(refusal, Registered):
            form.registered = refusal.case
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
        facts=slots_of(data),
        columns=form.columns(),
        received_at=as_moment(data["received_at"]),
        regulator_due_at=as_moment(data["regulator_due_at"]),
        spoken=spoken,
    )


@require_POST
@needs(Right.WORK_CASES)
@never_cache
def hints_part(request: HttpRequest) -> HttpResponse:
    """What stands beside the form for what is typed now; what is typed is kept as a draft."""
    who, at = person(request), timezone.now()
    saved = keep(request.POST, who, at)
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
    return render(
        request,
        "cases/intake_receipt.html",
        {"case": case, "receipt": receipt_of(case, code_for(case)), "status": status_address()},
    )
