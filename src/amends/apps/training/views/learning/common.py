# SPDX-License-Identifier: Apache-2.0
"""What pages of learning share: the tabs above them, a form on a page of its own, and what a verb refused."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.core.access import person
from amends.apps.core.rules.roles import Right
from amends.apps.training.actions.refusals import LearningRefused


def tabs(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    """The pages of learning that a person may open; `here` is the one they are on."""
    user = person(request)
    leads = user.may(Right.ASSIGN_CASES) or user.may(Right.MANAGE_TRAINING)
    every = [("me", _("我的学习"), True), ("library", _("资料库"), True), ("quizzes", _("测验"), True)]
    every += [("reflections", _("服务反思"), True), ("matrix", _("技能"), leads)]
    every += [("cascades", _("逐级培训"), leads), ("certificates", _("证书"), leads)]
    every += [("trials", _("培训效果"), user.may(Right.MANAGE_TRAINING))]
    return [
        {"label": label, "url": reverse(f"training:{name}"), "current": name == here}
        for name, label, shown in every
        if shown
    ]


def page(request: HttpRequest, name: str, here: str, context: Mapping[str, Any]) -> HttpResponse:
    """A page with the tabs of learning."""
    return render(request, f"training/learning/{name}.html", {**context, "tabs": tabs(request, here)})


def form_page(request: HttpRequest, form: Form, title: str, back: str, **more: Any) -> HttpResponse:
    """A form on a page of its own; 422 with the errors at their fields."""
    context = {"form": form, "title": title, "back": back, **more}
    return render(request, "training/learning/form.html", context, status=422 if form.errors else 200)


@contextmanager
def refusals_on(form: Form) -> Iterator[None]:
    """Around a verb: a refusal becomes an error of the field it is about, or of the form."""
    try:
        yield
    except LearningRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)


@contextmanager
def refusals_said(request: HttpRequest) -> Iterator[None]:
    """Around a verb behind a button: a refusal is said on the next page."""
    try:
        yield
    except LearningRefused as refusal:
        messages.error(request, refusal.sentence)


def manages(request: HttpRequest, unit_number: int) -> bool:
    """Whether the person manages training of a unit."""
    user = person(request)
    return user.may(Right.MANAGE_TRAINING) and user.scope.covers(unit_number)
