# SPDX-License-Identifier: Apache-2.0
"""What the pages of terms, wordings and scripts have in common."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.apps.core.access import person
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.refusals import KnowledgeRefused
from amends.apps.knowledge.models.versions import Versioned
from amends.ui.components.labels import tag


def unit_of(user: User) -> Unit:
    """Where somebody reads: in their own unit; who belongs to none reads at the top."""
    unit = user.unit or Unit.objects.order_by("number").first()
    if unit is None:
        raise Http404
    return unit


def decides(user: User) -> bool:
    """Whether somebody writes or approves somewhere."""
    return user.may(Right.WRITE_KNOWLEDGE) or user.may(Right.APPROVE_KNOWLEDGE)


def sees(user: User, row: Versioned) -> bool:
    """Whether somebody sees a version: the drafts of a unit are for who writes or approves there, not below it."""
    return bool(row.approved_at) or (decides(user) and user.scope.covers(row.unit.number))


@contextmanager
def refusals_on(form: Form) -> Iterator[None]:
    """Around a verb: a refusal becomes an error of the form, at the field that it is about."""
    try:
        yield
    except KnowledgeRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)


def form_page(request: HttpRequest, form: Form, title: str, back: str, **more: Any) -> HttpResponse:
    """A form on a page of its own; 422 with the errors at their fields."""
    context = {"form": form, "title": title, "back": back, **more}
    return render(request, "knowledge/sayings/form.html", context, status=422 if form.errors else 200)


def state_tag(row: Versioned) -> SafeString:
    """Where a version stands."""
    words, kind = {
        "draft": (_("待批准"), "warning"),
        "approved": (_("已批准"), "success"),
        "retired": (_("已停用"), "info"),
    }[row.state]
    return tag(words, kind)


def decisions(request: HttpRequest, kind: str, rows: Sequence[Versioned]) -> dict[str, Any]:
    """The versions with what the person may do to each."""
    user = person(request)
    approves = user.may(Right.APPROVE_KNOWLEDGE)
    shown = [each for each in rows if sees(user, each)]
    return {
        "versions": [
            {
                "row": each,
                "tag": state_tag(each),
                "own": each.made_by_id == user.pk,
                "may": approves and user.scope.covers(each.unit.number) and not each.retired_at,
            }
            for each in shown
        ],
        "version_kind": kind,
    }
