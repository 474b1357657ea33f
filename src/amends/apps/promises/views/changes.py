# SPDX-License-Identifier: Apache-2.0
"""The forms that make, keep, break, amend, withdraw and hand over a promise."""

import secrets
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.customers.queries.profile import customer_by_code
from amends.apps.promises.actions.amend import amend_promise, hand_over
from amends.apps.promises.actions.change import PromiseRefused
from amends.apps.promises.actions.enable import enable_promise
from amends.apps.promises.actions.end import break_promise, keep_promise, withdraw_promise
from amends.apps.promises.actions.facts import keep_by_fact
from amends.apps.promises.actions.make import make_promise
from amends.apps.promises.forms import (
    AmendForm,
    BreakForm,
    EnableForm,
    FollowUpForm,
    HandOverForm,
    KeepForm,
    MakeForm,
    VersionForm,
    WithdrawForm,
)
from amends.apps.promises.models import Promise
from amends.apps.promises.queries.facts import number_typed
from amends.apps.promises.queries.keepers import colleagues
from amends.apps.promises.views.detail import found_promise, summary
from amends.apps.promises.views.finding import named_customer
from amends.apps.promises.views.refusals import refusals_on
from amends.apps.promises.views.tables import address

writes = require_http_methods(["GET", "POST"])


@writes
@needs(Right.MAKE_PROMISES)
def make(request: HttpRequest) -> HttpResponse:
    """Make a promise; `?customer=` fills in whom it is to."""
    user, at, code = person(request), timezone.now(), request.GET.get("customer", "")
    form = MakeForm(request.POST or None, initial={"customer": code, "key": secrets.token_urlsafe(16)})
    if form.is_valid() and (customer := named_customer(form, user, at)):
        with refusals_on(form):
            made = make_promise(customer=customer, by=user, at=at, **form.promise())
            messages.success(request, _("已登记承诺 %(number)s。") % {"number": made.number})
            return redirect(address(made))
    known = customer_by_code(code, user.scope) if code else None
    context = {"form": form, "customer": known, "colleagues": colleagues(user)}
    return render(request, "promises/make.html", context, status=422 if form.errors else 200)


@writes
@needs(Right.SEE_CUSTOMERS)
def enable(request: HttpRequest, number: str) -> HttpResponse:
    """Record that what the promise depends on is done."""
    return _change(request, number, EnableForm, enable_promise, _("登记落实"))


@writes
@needs(Right.MAKE_PROMISES)
def keep(request: HttpRequest, number: str) -> HttpResponse:
    """Record that a promise was kept."""
    return _change(request, number, KeepForm, keep_promise, _("登记兑现"))


@require_POST
@needs(Right.MAKE_PROMISES)
def keep_shown(request: HttpRequest, number: str) -> HttpResponse:
    """Keep a promise with what the data show as its proof: one press."""
    promise, version = found_promise(request, number), number_typed(request.POST.get("version", ""))
    try:
        keep_by_fact(promise=promise, version=version, by=person(request), at=timezone.now())
        messages.success(request, _("已按数据登记兑现：%(number)s") % {"number": promise.number})
    except PromiseRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(address(promise))


@writes
@needs(Right.MAKE_PROMISES)
def amend(request: HttpRequest, number: str) -> HttpResponse:
    """Move the due time with the customer's agreement."""
    return _change(request, number, AmendForm, amend_promise, _("改期"))


@writes
@needs(Right.MAKE_PROMISES)
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Record that the customer released us."""
    return _change(request, number, WithdrawForm, withdraw_promise, _("客户同意撤销"))


@writes
@needs(Right.MAKE_PROMISES)
def pass_on(request: HttpRequest, number: str) -> HttpResponse:
    """Give it to somebody else to keep."""
    return _change(request, number, HandOverForm, hand_over, _("移交"))


@writes
@needs(Right.MAKE_PROMISES)
def give_up(request: HttpRequest, number: str) -> HttpResponse:
    """Record that a promise will not be kept, why, and what the customer gets instead."""
    promise, user = found_promise(request, number), person(request)
    form = BreakForm(request.POST or None, initial={"version": promise.version})
    same = {"kind": promise.kind, "channel": promise.channel}
    following = FollowUpForm(request.POST or None, initial=same, empty_permitted=True)
    if form.is_valid() and following.is_valid():
        terms = following.terms() if following.has_changed() else None
        with refusals_on(form, following):
            break_promise(promise=promise, by=user, at=timezone.now(), follow_up=terms, **form.cleaned_data)
            return _done(request, promise, _("已登记未兑现"))
    return _form_page(request, promise, form, _("登记未兑现"), following)


def _change(
    request: HttpRequest, number: str, form_class: type[VersionForm], verb: Callable[..., None], title: str
) -> HttpResponse:
    """A form whose fields are the arguments of one verb."""
    promise = found_promise(request, number)
    form = form_class(request.POST or None, initial={"version": promise.version, "due_at": promise.due_at})
    if form.is_valid():
        with refusals_on(form):
            verb(promise=promise, by=person(request), at=timezone.now(), **form.cleaned_data)
            return _done(request, promise, title)
    return _form_page(request, promise, form, title)


def _done(request: HttpRequest, promise: Promise, what: str) -> HttpResponse:
    words = _("%(what)s：%(number)s") % {"what": what, "number": promise.number}
    messages.success(request, words)
    return redirect(address(promise))


def _form_page(
    request: HttpRequest,
    promise: Promise,
    form: VersionForm,
    title: str,
    following: FollowUpForm | None = None,
) -> HttpResponse:
    at = timezone.now()
    context = {
        "form": form,
        "following": following,
        "title": title,
        "colleagues": colleagues(person(request)),
    }
    status = 422 if form.errors or (following and following.errors) else 200
    return render(request, "promises/change.html", {**context, **summary(promise, at)}, status=status)
