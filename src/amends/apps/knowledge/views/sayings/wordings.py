# SPDX-License-Identifier: Apache-2.0
"""Pages of wordings by key and channel."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.sayings.writing import write_wording
from amends.apps.knowledge.forms.sayings import WordingForm
from amends.apps.knowledge.models.scripts import CHANNELS, GROUPS
from amends.apps.knowledge.queries.finding import wording_versions
from amends.apps.knowledge.queries.scripts import slot_names, values_of
from amends.apps.knowledge.queries.wordings import WordingText, wordings_in_force
from amends.apps.knowledge.rules.script_words import SNIPPETS, Channel, WordingGroup
from amends.apps.knowledge.rules.scripts import spoken
from amends.apps.knowledge.views.sayings.common import decisions, form_page, refusals_on, sees, unit_of
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table


@require_GET
@needs()
def wordings(request: HttpRequest) -> HttpResponse:
    """The wordings that hold where the person works, by what they are for; `?channel=` and `?group=` choose."""
    user = person(request)
    channel, group = request.GET.get("channel", ""), request.GET.get("group", "")
    found = [
        each
        for each in wordings_in_force(unit_of(user)).values()
        if channel in ("", each.channel) and group in ("", each.group)
    ]
    context = {
        "table": _table(found), "count": len(found), "may_write": user.may(Right.WRITE_KNOWLEDGE),
        "channels": _tabs("channel", CHANNELS, channel, f"&group={group}"),
        "groups": _tabs("group", GROUPS, group, f"&channel={channel}"),
    }  # fmt: skip
    return render(request, "knowledge/sayings/wordings.html", context)


@require_GET
@needs()
def wording(request: HttpRequest, key: str) -> HttpResponse:
    """One wording: what each channel says, and the versions."""
    user = person(request)
    found = [each for each in wordings_in_force(unit_of(user)).values() if each.key == key]
    rows = [each for each in wording_versions(key, user.scope) if sees(user, each)]
    if not found and not rows:
        raise Http404
    context = {
        "key": key, "title": found[0].title if found else rows[0].title,
        "texts": [(_channel(each.channel), each) for each in found],
        "group": _group(found[0].group if found else rows[0].group),
        "may_write": user.may(Right.WRITE_KNOWLEDGE), **decisions(request, "wording", rows),
    }  # fmt: skip
    return render(request, "knowledge/sayings/wording.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_KNOWLEDGE)
def wording_new(request: HttpRequest) -> HttpResponse:
    """Hand in a wording, or a version of one that `?key=&channel=` names."""
    user, key = person(request), request.GET.get("key", "")
    begun = _begun(request, key) if key else {}
    form = WordingForm(request.POST or None, scope=user.scope, initial={"unit": user.unit, **begun})
    if form.is_valid():
        with refusals_on(form):
            row = write_wording(words=form.said(), about=form.about(user), by=user, at=timezone.now())
            messages.success(request, _("已提交，别人批准以后，各处下次打开时就用新的说法。"))
            return redirect("knowledge:wording", row.key)
    return form_page(request, form, _("提交口径"), reverse("knowledge:wordings"))


@require_GET
@needs()
def snippets_panel(request: HttpRequest, number: str = "") -> HttpResponse:
    """Phrases for a call, at hand while it goes on; the case that the page is about changes nothing."""
    user = person(request)
    found = wordings_in_force(unit_of(user)).values()
    shown = [each for each in found if each.channel == Channel.HOTLINE and each.group in SNIPPETS]
    values, names = values_of(user), slot_names()
    groups = [
        (GROUPS[group], [(each, spoken(each.text, values, names)) for each in shown if each.group == group])
        for group in SNIPPETS
    ]
    said = [(name, texts) for name, texts in groups if texts]
    context = {"groups": said, "number": number}
    return render_panel(request, "knowledge/sayings/_snippets.html", context, title=_("常用说法"))


def _begun(request: HttpRequest, key: str) -> dict[str, Any]:
    channel = request.GET.get("channel", "")
    same = [each for each in wordings_in_force(unit_of(person(request))).values() if each.key == key]
    found = next((each for each in same if each.channel == channel), same[0] if same else None)
    if found is None:
        return {"key": key, "channel": channel}
    names = ("key", "language", "group", "title", "text", "is_liability")
    return {**{name: getattr(found, name) for name in names}, "channel": channel or found.channel}


def _tabs(name: str, words: Any, current: str, rest: str) -> list[dict[str, object]]:
    listed = [("", _("全部")), *((str(code), each) for code, each in words.items())]
    return [
        {"label": each, "url": f"?{name}={code}{rest}", "current": code == current} for code, each in listed
    ]


def _channel(code: str) -> str:
    return str(CHANNELS[Channel(code)])


def _group(code: str) -> str:
    return str(GROUPS[WordingGroup(code)])


def _table(found: list[WordingText]) -> Table:
    columns = [
        Column(_("名称"), lead=True), Column(_("渠道")), Column(_("说法"), "clip"), Column(_("用在哪里"), late=True),
        Column(_("谁定的"), late=True),
    ]  # fmt: skip
    rows = [
        Row(
            [_title(each), _channel(each.channel), each.text, _group(each.group), each.unit or _("随系统")],
            url=reverse("knowledge:wording", args=[each.key]),
        )
        for each in found
    ]
    return Table(_("口径"), columns, rows)


def _title(each: WordingText) -> object:
    return (
        format_html("{} {}", tag(_("核实以后"), "warning"), each.title) if each.is_liability else each.title
    )
