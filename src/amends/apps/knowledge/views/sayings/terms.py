# SPDX-License-Identifier: Apache-2.0
"""Pages of unified terms."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.refusals import KnowledgeRefused
from amends.apps.knowledge.actions.sayings.deciding import propose
from amends.apps.knowledge.actions.sayings.writing import write_term
from amends.apps.knowledge.forms.sayings import TermForm
from amends.apps.knowledge.models.scripts import CHANNELS
from amends.apps.knowledge.queries.finding import term_versions
from amends.apps.knowledge.queries.standing import Standing, standing
from amends.apps.knowledge.queries.terms import TermInForce, terms_in_force
from amends.apps.knowledge.views.sayings.common import (
    decisions,
    form_page,
    refusals_on,
    sees,
    unit_of,
)
from amends.ui.components.tables import Column, Row, Table


@require_GET
@needs()
def terms(request: HttpRequest) -> HttpResponse:
    """The terms that hold where the person works, those that a search names."""
    user, asked = person(request), request.GET.get("q", "").strip()[:40]
    found = [each for each in terms_in_force(unit_of(user)) if _has(each, asked)]
    context = {
        "table": _table(found),
        "asked": asked,
        "may_write": user.may(Right.WRITE_KNOWLEDGE),
        "count": len(found),
    }
    return render(request, "knowledge/sayings/terms.html", context)


@require_GET
@needs()
def term(request: HttpRequest, code: str) -> HttpResponse:
    """One term: its variants, where each still stands, and its versions."""
    user = person(request)
    unit = unit_of(user)
    found = _found(unit, code)
    rows = [each for each in term_versions(code, user.scope) if sees(user, each)]
    if found is None and not rows:
        raise Http404
    places = standing(found, unit, timezone.now()) if found else []
    context = {
        "term": found, "code": code, "places": [_place(each) for each in places],
        "may_write": user.may(Right.WRITE_KNOWLEDGE), **decisions(request, "term", rows),
    }  # fmt: skip
    return render(request, "knowledge/sayings/term.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_KNOWLEDGE)
def term_new(request: HttpRequest) -> HttpResponse:
    """Hand in a term, or a version of one that `?code=` names."""
    user, code = person(request), request.GET.get("code", "")
    begun = _begun(_found(unit_of(user), code)) if code else {}
    form = TermForm(request.POST or None, scope=user.scope, initial={"unit": user.unit, **begun})
    if form.is_valid():
        with refusals_on(form):
            row = write_term(words=form.said(), about=form.about(user), by=user, at=timezone.now())
            messages.success(request, _("已提交，别人批准以后开始使用。"))
            return redirect("knowledge:term", row.code)
    return form_page(request, form, _("提交统一用语"), reverse("knowledge:terms"))


@require_POST
@needs(Right.WRITE_KNOWLEDGE)
def term_propose(request: HttpRequest, code: str) -> HttpResponse:
    """Propose a replacement where a variant stands: a draft for somebody else to approve."""
    user = person(request)
    found = _found(unit_of(user), code)
    if found is None:
        raise Http404
    kind, key = request.POST.get("kind", ""), request.POST.get("key", "")
    try:
        made = propose(kind=kind, key=key, term=found, unit=unit_of(user), by=user, at=timezone.now())
        messages.success(request, _("已按统一用语起草“%(name)s”，等待批准。") % {"name": made})
    except KnowledgeRefused as refused:
        messages.error(request, refused.sentence)
    return redirect("knowledge:term", code)


def _has(term: TermInForce, asked: str) -> bool:
    words = (term.code, term.term, term.plain, *term.variants)
    return not asked or any(asked.lower() in each.lower() for each in words)


def _found(unit: Any, code: str) -> TermInForce | None:
    return next((each for each in terms_in_force(unit) if each.code == code), None)


def _place(each: Standing) -> dict[str, object]:
    channel = dict(CHANNELS).get(each.shown.channel, each.shown.channel)  # type: ignore[call-overload]
    may = each.shown.kind in {"script", "wording"}
    return {
        "shown": each.shown,
        "variants": _("、").join(each.variants),
        "channel": channel,
        "may_propose": may,
    }


def _begun(term: TermInForce | None) -> dict[str, Any]:
    if term is None:
        return {}
    fine = [each for each in term.fine if each != term.term]
    return {
        "code": term.code, "term": term.term, "plain": term.plain, "topic": term.topic,
        "variants": "\n".join(term.variants), "fine": "\n".join(fine),
    }  # fmt: skip


def _table(found: list[TermInForce]) -> Table:
    columns = [
        Column(_("统一用语"), lead=True), Column(_("不再使用的说法"), "wrap"), Column(_("通俗解释"), "wrap"),
        Column(_("编码"), late=True), Column(_("谁定的"), late=True),
    ]  # fmt: skip
    rows = [
        Row(
            [each.term, _("、").join(each.variants), each.plain, each.code, each.unit or _("随系统")],
            url=reverse("knowledge:term", args=[each.code]),
        )
        for each in found
    ]
    return Table(_("统一用语"), columns, rows)
