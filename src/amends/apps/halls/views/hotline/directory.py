# SPDX-License-Identifier: Apache-2.0
"""The directory of channels, and what to say to who dialled wrongly."""

from collections.abc import Iterable
from datetime import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs
from amends.apps.core.rules.roles import Right
from amends.apps.halls.forms.hotline import DirectoryForm
from amends.apps.halls.rules.hotline.directory import Channel, look_up, misdial_sentence
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table


@require_GET
@needs(Right.WORK_CASES)
def directory(request: HttpRequest) -> HttpResponse:
    """Search the channels; after a misdial with the sentence to say."""
    form = DirectoryForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    words = chosen.get("words") or ""
    found = look_up(words, free_only=bool(chosen.get("free")))
    misdial = bool(chosen.get("misdial"))
    first = found[0] if words and found else None
    context = {
        "form": form, "table": _table(found, timezone.localtime().time()), "misdial": misdial,
        "sentence": misdial_sentence(first) if misdial else "",
    }  # fmt: skip
    return render(request, "halls/hotline/directory.html", context)


def _table(found: Iterable[Channel], now: time) -> Table:
    columns = (
        Column(_("渠道"), lead=True), Column(_("号码")), Column(_("费用")), Column(_("时间")),
        Column(_("能办什么"), kind="wrap", late=True),
    )  # fmt: skip
    rows = [
        Row((_name(each), each.number, _cost(each), _hours(each, now), " ".join(each.skills)))
        for each in found
    ]
    return Table(_("渠道目录"), columns, rows)


def _name(channel: Channel) -> str | SafeString:
    if channel.is_engineer:
        return SafeString(f"{channel.name} {tag(_('工程师专线'), 'primary')}")
    return channel.name


def _cost(channel: Channel) -> str | SafeString:
    if channel.is_free:
        return tag(_("免费"), "success")
    return channel.cost_words or (_("按资费") if channel.is_own else _("公共号码"))


def _hours(channel: Channel, now: time) -> str | SafeString:
    opened = channel.is_open(now)
    if opened is None:
        return ""
    words = _("全天") if channel.all_day else f"{channel.opens}–{channel.closes}"
    return SafeString(
        f"{words} {tag(_('现在可打'), 'success') if opened else tag(_('现在不在时间里'), 'warning')}"
    )
