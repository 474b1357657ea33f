# SPDX-License-Identifier: Apache-2.0
"""Pages of scripts: read aloud on one screen, written in parts, learnt from examples."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.sayings.reviewing import add_example
from amends.apps.knowledge.actions.sayings.writing import talk_of, too_much, write_script
from amends.apps.knowledge.forms.sayings import ExampleForm, ScriptForm, begun
from amends.apps.knowledge.models import Script
from amends.apps.knowledge.models.scripts import KINDS
from amends.apps.knowledge.queries.scripts import (
    PARTS,
    ScriptInForce,
    discrepancy_script,
    examples_of,
    read_aloud,
    script_by_key,
    scripts_in_force,
    steps_for,
    versions_of,
)
from amends.apps.knowledge.queries.terms import terms_in_force
from amends.apps.knowledge.rules.script_words import Part
from amends.apps.knowledge.rules.scripts import Excess, TooMuch, key_of
from amends.apps.knowledge.rules.term_words import variants_in
from amends.apps.knowledge.views.sayings.common import (
    decides,
    decisions,
    form_page,
    refusals_on,
    sees,
    unit_of,
)
from amends.ui.components.tables import Column, Row, Table

COPIED = (
    "code",
    "name",
    "kind",
    "channel",
    "subject",
    "customers",
    "key_messages",
    "articles",
    "review_date",
)


@require_GET
@needs()
def scripts(request: HttpRequest) -> HttpResponse:
    """The scripts that hold where the person works; `?kind=` chooses."""
    user, kind = person(request), request.GET.get("kind", "")
    found = scripts_in_force(unit_of(user), kind=kind if kind in {str(each) for each in KINDS} else "")
    listed = [("", _("全部")), *((str(code), words) for code, words in KINDS.items())]
    tabs = [{"label": words, "url": f"?kind={code}", "current": code == kind} for code, words in listed]
    context = {
        "table": _table(found),
        "count": len(found),
        "tabs": tabs,
        "may_write": user.may(Right.WRITE_KNOWLEDGE),
    }
    return render(request, "knowledge/sayings/scripts.html", context)


@require_GET
@needs()
def script(request: HttpRequest, key: int) -> HttpResponse:
    """One script, step by step on one screen; for who writes, its versions and what to mend."""
    return _page(request, _found(request, key))


def _page(request: HttpRequest, row: Script, example: ExampleForm | None = None) -> HttpResponse:
    user, unit = person(request), unit_of(person(request))
    (read,) = read_aloud([row], unit)
    terms = terms_in_force(unit)
    context = {
        "script": row, "steps": steps_for(read, user), "examples": examples_of(row.code, unit),
        "variants": variants_in("\n".join([read.text, *row.key_messages]), terms),
        "example": example or ExampleForm(auto_id="example_%s"), "may_write": user.may(Right.WRITE_KNOWLEDGE),
        "excesses": [_excess(each) for each in too_much(talk_of(row), row.unit)] if decides(user) else [],
        **decisions(request, "script", versions_of(row)),
    }  # fmt: skip
    return render(request, "knowledge/sayings/script.html", context, status=422 if example else 200)


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_KNOWLEDGE)
def script_new(request: HttpRequest) -> HttpResponse:
    """Hand in a script, or a version of one that `?of=` names; what is too long is said at once."""
    user = person(request)
    form = ScriptForm(request.POST or None, scope=user.scope, initial=_begun(request))
    warned: list[str] = []
    if form.is_valid():
        talk, about = form.said(), form.about(user)
        warned = [_excess(each) for each in too_much(talk, about.unit)]
        with refusals_on(form):
            row = write_script(talk=talk, about=about, by=user, at=timezone.now())
            for words in warned:
                messages.warning(request, words)
            messages.success(request, _("已提交，别人批准以后开始使用。"))
            return redirect("knowledge:script", row.pk)
    return form_page(request, form, _("提交话术"), reverse("knowledge:scripts"), warned=warned, help="script")


@require_POST
@needs(Right.WRITE_KNOWLEDGE)
def example_add(request: HttpRequest, key: int) -> HttpResponse:
    """Note an example of a script."""
    row, form = _found(request, key), ExampleForm(request.POST, auto_id="example_%s")
    if form.is_valid():
        with refusals_on(form):
            add_example(script=row, by=person(request), at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已登记。"))
            return redirect("knowledge:script", row.pk)
    return _page(request, row, form)


@require_GET
@needs()
def discrepancy_panel(request: HttpRequest, code: str = "") -> HttpResponse:
    """What to say where publicity and reality differ, beside the report of it."""
    code = code or request.GET.get("campaign", "")
    found = discrepancy_script(unit_of(person(request)), code)
    may_write = person(request).may(Right.WRITE_KNOWLEDGE)
    steps = steps_for(found, person(request)) if found else []
    context = {"found": found, "steps": steps, "code": code, "may_write": may_write}
    return render_panel(request, "knowledge/sayings/_discrepancy.html", context, title=_("对客户这样解释"))


def _found(request: HttpRequest, key: int) -> Script:
    user = person(request)
    row = script_by_key(key, user.scope)
    if row is None or not (row.state == "approved" or (decides(user) and sees(user, row))):
        raise Http404
    return row


def _begun(request: HttpRequest) -> dict[str, Any]:
    user, of = person(request), request.GET.get("of", "")
    names = ("code", "kind", "channel", "subject")
    asked: dict[str, Any] = {name: request.GET[name] for name in names if name in request.GET}
    row = script_by_key(key_of(of), user.scope)
    if row is not None and not sees(user, row):
        raise Http404
    return begun(row, COPIED, {**row.parts, "unit": user.unit}) if row else {"unit": user.unit, **asked}


def _excess(each: Excess) -> str:
    values = {"count": each.count, "most": each.most}
    match each.what:
        case TooMuch.PART:
            words = _("“%(part)s”有 %(count)s 字，超过 %(most)s 字：说得越长，客户记住的越少。")
            return words % {**values, "part": PARTS[Part(each.part)]}
        case TooMuch.WHOLE:
            return _("全文 %(count)s 字，超过这个渠道的 %(most)s 字。") % values
        case _:
            return _("要客户记住 %(count)s 条，超过 %(most)s 条：留下最要紧的。") % values


def _table(found: list[ScriptInForce]) -> Table:
    columns = [
        Column(_("名称"), lead=True), Column(_("种类")), Column(_("渠道")), Column(_("适合哪些客户"), "wrap"),
        Column(_("为哪个业务或活动"), late=True), Column(_("机构"), late=True), Column(_("复审日期"), late=True),
    ]  # fmt: skip
    rows = [
        Row(
            [
                each.script.name, each.script.get_kind_display(), each.script.get_channel_display(),
                each.script.customers, each.script.subject, each.script.unit, each.script.review_date or "",
            ],
            url=reverse("knowledge:script", args=[each.script.pk]),
        )
        for each in found
    ]  # fmt: skip
    return Table(_("话术"), columns, rows)
