# SPDX-License-Identifier: Apache-2.0
"""Forms about one customer: each is a form and the verb that it calls, under one address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.actions import contact, relationship
from amends.apps.customers.forms.contact import (
    ConsentForm,
    ContactForm,
    NeedForm,
    PersonalNeedForm,
    PreferencesForm,
)
from amends.apps.customers.forms.relationship import (
    CareForm,
    ExpectationForm,
    HandlingForm,
    LapseForm,
    StageForm,
    TierForm,
)
from amends.apps.customers.models import Customer
from amends.apps.customers.rules.consents import Decision, Initiative, Purpose
from amends.apps.customers.rules.handling import HandlingType
from amends.apps.customers.rules.ladder import Stage, Stance, Tier
from amends.apps.customers.rules.needs import Need
from amends.apps.customers.views.shared import customer_or_404

Data = dict[str, Any]
EXPECTED = (
    contact.AskedAgain,
    contact.NotAgreed,
    contact.NoteRefused,
    contact.NothingToWithdraw,
    relationship.StageRefused,
    relationship.WordsMissing,
)
_PLAIN: dict[str, Callable[[Any], object]] = {
    "purpose": Purpose,
    "decision": Decision,
    "initiative": Initiative,
    "need": Need,
    "tier": Tier,
    "stance": Stance,
    "handling": HandlingType,
    "to": lambda value: Stage(int(value)),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """A form, what stands above it, the verb it calls, and the fields of the form that the verb takes."""

    title: str | Promise
    form: type[forms.Form]
    verb: Callable[..., object]
    takes: tuple[str, ...]
    initial: Callable[[Customer, datetime], Data] = lambda _customer, _at: {}


def _known_preferences(customer: Customer, _at: datetime) -> Data:
    known = getattr(customer, "preferences", None)
    names = ("channel", "language", "pace", "window_start", "window_end")
    return {name: getattr(known, name) for name in names} if known else {}


def _known_care(customer: Customer, _at: datetime) -> Data:
    return {"on": customer.next_care_date, "about": customer.next_care_about}


def _today(field: str) -> Callable[[Customer, datetime], Data]:
    return lambda _customer, at: {field: timezone.localdate(at)}


def _note_handling(*, at: datetime, **given: Any) -> object:
    return relationship.note_handling(on=timezone.localdate(at), at=at, **given)


EDITS: Mapping[str, Edit] = {
    "preferences": Edit(
        _("联系偏好"),
        PreferencesForm,
        contact.set_preferences,
        ("channel", "language", "pace", "window"),
        _known_preferences,
    ),
    "consent": Edit(
        _("登记同意或拒绝"),
        ConsentForm,
        contact.record_consent,
        ("purpose", "decision", "initiative", "channel", "wording_version"),
    ),
    "need": Edit(_("登记沟通需要"), NeedForm, contact.note_need, ("need", "agreed")),
    "personal-need": Edit(_("登记个性化需求"), PersonalNeedForm, contact.note_personal_need, ("text",)),
    "contact": Edit(_("登记接触"), ContactForm, contact.note_contact, ("channel", "purpose", "service")),
    "tier": Edit(
        _("变更关系层次"), TierForm, relationship.set_tier, ("tier", "since", "reason"), _today("since")
    ),
    "stage": Edit(_("期望阶段前进"), StageForm, relationship.advance_stage, ("to", "evidence")),
    "lapse": Edit(_("期望阶段回退"), LapseForm, relationship.lapse_stage, ("to", "reason")),
    "expectation": Edit(
        _("约定期望"),
        ExpectationForm,
        relationship.agree_expectation,
        ("about", "stance", "agreed_words", "on"),
        _today("on"),
    ),
    "handling": Edit(_("沟通方式提示"), HandlingForm, _note_handling, ("handling", "told_and_agreed")),
    "care": Edit(_("安排下次关怀"), CareForm, relationship.plan_care, ("on", "about"), _known_care),
}


@require_http_methods(["GET", "POST"])
@needs(Right.EDIT_CUSTOMERS)
def edit(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """One form about the customer; back to their page when it went in."""
    if what not in EDITS:
        raise Http404
    user, now, chosen = person(request), timezone.now(), EDITS[what]
    customer = customer_or_404(code, user)
    form = chosen.form(request.POST or None, initial=chosen.initial(customer, now))
    if request.method == "POST" and form.is_valid() and _went_in(chosen, form, customer, user, now):
        return redirect("customers:page", code)
    context = {"customer": customer, "form": form, "title": chosen.title}
    return render(request, "customers/edit.html", context)


def _went_in(chosen: Edit, form: forms.Form, customer: Customer, user: User, at: datetime) -> bool:
    data = {name: form.cleaned_data[name] for name in chosen.takes}
    given = {name: _PLAIN[name](value) if name in _PLAIN else value for name, value in data.items()}
    try:
        chosen.verb(customer=customer, by=user, at=at, **given)
    except EXPECTED as error:
        form.add_error(None, str(error))
        return False
    return True
