# SPDX-License-Identifier: Apache-2.0
"""The registry of sources: where customers are heard, how recently, and what to do where it fell silent."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models.words import FEEDS
from amends.apps.reports.queries.voices import feeds, voices
from amends.apps.reports.rules.voices import RECENT, Heard, Voice, by_need
from amends.apps.reports.views.voice_words import FEED, VOICES, Words
from amends.apps.satisfaction.rules.gaps import Freshness
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment


@require_GET
@needs(Right.SEE_SATISFACTION)
def registry(request: HttpRequest) -> HttpResponse:
    """Every source within the person's units, those that fell silent first; the feeds of the night beside them."""
    who, at = person(request), timezone.now()
    heard = by_need(voices(who.scope, at=at))
    files = by_need(feeds(at=at)) if who.may(Right.SEE_RUNS) else []
    stale = [_name(each) for each in (*heard, *files) if each.state is Freshness.STALE]
    context = {
        "table": _table(_("客户之声的来源"), heard, who), "files": _table(_("夜间数据"), files, who) if files else None,
        "stale": stale, "fresh": sum(each.state is Freshness.FRESH for each in heard), "n": len(heard),
        "days": RECENT.days, "at": at,
    }  # fmt: skip
    return render(request, "reports/voices.html", context)


def words_of(each: Heard) -> Words:
    """What a source is called and what to do about it."""
    return FEED if each.feed else VOICES[Voice(each.code)]


def _name(each: Heard) -> str:
    return str(FEEDS[each.code] if each.feed else words_of(each).name)


def _table(caption: str, heard: Sequence[Heard], who: User) -> Table:
    columns = [
        Column(_("来源"), lead=True, kind="wrap"),
        Column(_("带来什么"), kind="wrap"),
        Column(_("从哪里来"), kind="wrap"),
        Column(_("最近一次")),
        Column(_("近 30 天"), kind="number"),
        Column(_("应在几天以内"), kind="number"),
        Column(_("状态")),
        Column(_("该做什么"), kind="wrap"),
    ]
    return Table(caption, columns, [_row(each, who) for each in heard])


def _row(each: Heard, who: User) -> Row:
    words = words_of(each)
    name: object = _name(each)
    if who.may(words.right):
        name = format_html('<a href="{}">{}</a>', reverse(words.page), name)
    do = "" if each.state is Freshness.FRESH else str(words.do)
    last = moment(each.last) if each.last else None
    return Row([
        name, str(words.brings), str(words.comes), last, f"{each.recent:,}", each.fresh.days, _state(each), do,
    ])  # fmt: skip


def _state(each: Heard) -> object:
    if each.state is Freshness.EMPTY:
        return tag(_("还没有"), "info")
    if each.overdue is None:
        return tag(_("新鲜"), "success")
    return tag(_("过期 %(days)s 天") % {"days": max(1, each.overdue.days)}, "error")
