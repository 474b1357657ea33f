# SPDX-License-Identifier: Apache-2.0
"""The supervisor's board: what is open and late by team as of now, the flow, and the numbers of a month."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from amends.apps.cases.models.desk_words import PRIORITIES
from amends.apps.cases.queries.board import Board, Flow, Load, Suggestion, board, flow, suggestions
from amends.apps.cases.queries.measures.month import metrics
from amends.apps.cases.views.numbers import hours, shown_metric
from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.kernel.periods import Period, month_number, month_start

Option = dict[str, Any]
MONTHS_BACK = 12
COUNTS: Mapping[str, tuple[Promise, Promise, str]] = {
    "open": (gettext_lazy("未结"), gettext_lazy("还在办的案件，含待接收的。"), ""),
    "soon": (gettext_lazy("快到时限"), gettext_lazy("四小时内，最早的时限或下一步要到。"), "warn"),
    "overdue": (gettext_lazy("已超时"), gettext_lazy("最早的时限或下一步已经过了。"), "bad"),
    "urgent": (gettext_lazy("紧急"), gettext_lazy("优先级为紧急的未结案件。"), ""),
    "waiting": (
        gettext_lazy("待接收"),
        gettext_lazy("移交了还没有人接收的，和队列里还没有人领取的。"),
        "",
    ),
}
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@require_GET
@needs(Right.ASSIGN_CASES)
def page(request: HttpRequest) -> HttpResponse:
    """The board; its parts come by themselves and the first of them stays live."""
    who, at = person(request), timezone.now()
    days = flow(who.scope, at=localtime(at))
    context = {
        **_board_shown(board(who, at=at), at),
        "chart": _chart(days),
        "months": _months(at),
        "suggestions": [_suggested(each) for each in suggestions(who.scope, at=at)],
    }
    return render(request, "cases/board.html", context)


@require_GET
@needs(Right.ASSIGN_CASES)
def live(request: HttpRequest) -> HttpResponse:
    """The live part: nothing (204) while no number has changed."""
    at = timezone.now()
    shown = board(person(request), at=at)
    if request.GET.get("mark") == shown.mark:
        return HttpResponse(status=204)
    return render_panel(request, "cases/_board.html", _board_shown(shown, at), title=_("实时看板"))


@require_GET
@needs(Right.ASSIGN_CASES)
def numbers(request: HttpRequest) -> HttpResponse:
    """The metrics of a month, each with its base, period and what it leaves out."""
    who, at = person(request), timezone.now()
    period = chosen_month(request.GET.get("month", ""), at)
    found = metrics(who.scope, period, at=at)
    context = {"metrics": [shown_metric(each) for each in found], "period": period, "months": _months(at)}
    return render_panel(request, "cases/_numbers.html", context, title=_("本月指标"))


class Counted(NamedTuple):
    """One number of the board, and where its cases are."""

    number: int
    label: str | Promise
    definition: str | Promise
    url: str
    kind: str  # how it is coloured; a zero is calm
    share: str


def _board_shown(found: Board, at: datetime) -> dict[str, object]:
    return {
        "board": found,
        "now": at,
        "tiles": _numbers_of(found.whole),
        "teams": [(each.unit, _numbers_of(each)) for each in found.teams],
    }


def _numbers_of(load: Load) -> list[Counted]:
    """The numbers of some units, each leading to the list of exactly the cases that it counts."""
    counted, page = [], reverse("cases:list")
    for name, (label, definition, kind) in COUNTS.items():
        number = getattr(load, name)
        share = _("占未结 %(share)s") % {"share": f"{number / load.open:.0%}"} if number and kind else ""
        url = f"{page}?{load.lists[name]}"
        counted.append(Counted(number, label, definition, url, kind if number else "", share))
    return counted


def _suggested(found: Suggestion) -> tuple[object, str, str]:
    limit, tighter = (hours(each.total_seconds()) for each in (found.limit, found.tighter))
    return PRIORITIES[found.priority], limit, tighter


def chosen_month(text: str, at: datetime) -> Period:
    """The month that `2026-11` names; this one where it names none."""
    this = month_number(localtime(at).date())
    named = _MONTH.fullmatch(text)
    number = int(named[1]) * 12 + int(named[2]) - 1 if named else this
    number = number if this - MONTHS_BACK <= number <= this else this
    return Period(month_start(number), month_start(number + 1))


def _months(at: datetime) -> list[str]:
    this = month_number(localtime(at).date())
    return [f"{month_start(this - back):%Y-%m}" for back in range(MONTHS_BACK)]


def _chart(days: list[Flow]) -> Option:
    """Late is red; what comes in and what ends is calm."""
    return {
        "grid": {"left": 8, "right": 16, "top": 32, "bottom": 8, "containLabel": True},
        "legend": {"top": 0, "itemWidth": 32, "itemHeight": 10},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [f"{each.day:%m-%d}" for each in days]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            _line(_("收到"), "accent", "dashed", "emptyCircle") | {"data": [each.received for each in days]},
            _line(_("结案"), "edge", "dotted", "rect") | {"data": [each.closed for each in days]},
            _line(_("超时"), "red", "solid", "triangle") | {"data": [each.breached for each in days]},
        ],
    }


def _line(name: str, tone: str, stroke: str, mark: str) -> Option:
    """A line with a stroke and a mark of its own, for those who do not tell the colours apart."""
    style = {"type": stroke, "width": 2}
    return {"type": "line", "name": name, "tone": tone, "lineStyle": style, "symbol": mark, "symbolSize": 7}
