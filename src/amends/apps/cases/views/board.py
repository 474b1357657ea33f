# SPDX-License-Identifier: Apache-2.0
"""The supervisor's board: what is open and late by team as of now, the flow, and the numbers of a month."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.cases.models.desk_words import PRIORITIES
from amends.apps.cases.queries.board import Flow, Suggestion, board, flow, suggestions
from amends.apps.cases.queries.measures.month import Metric, metrics
from amends.apps.cases.rules.metrics import Ratio, Spread
from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.kernel.periods import Period, month_number, month_start

Option = dict[str, Any]
MONTHS_BACK = 12
COST = "complaint_cost"
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@require_GET
@needs(Right.ASSIGN_CASES)
def page(request: HttpRequest) -> HttpResponse:
    """The board; its parts come by themselves and the first of them stays live."""
    who, at = person(request), timezone.now()
    days = flow(who.scope, at=localtime(at))
    context = {
        "board": board(who, at=at),
        "now": at,
        "chart": _chart(days),
        "months": _months(at),
        "suggestions": [_suggested(each) for each in suggestions(who.scope, at=at)],
    }
    return render(request, "cases/board.html", context)


@require_GET
@needs(Right.ASSIGN_CASES)
def live(request: HttpRequest) -> HttpResponse:
    """The live part: nothing (204) while no number has changed."""
    shown = board(person(request), at=timezone.now())
    if request.GET.get("mark") == shown.mark:
        return HttpResponse(status=204)
    return render_panel(
        request, "cases/_board.html", {"board": shown, "now": timezone.now()}, title=_("实时看板")
    )


@require_GET
@needs(Right.ASSIGN_CASES)
def numbers(request: HttpRequest) -> HttpResponse:
    """The metrics of a month, each with its base, period and what it leaves out."""
    who, at = person(request), timezone.now()
    period = chosen_month(request.GET.get("month", ""), at)
    found = metrics(who.scope, period, at=at)
    context = {"metrics": [_shown(each) for each in found], "period": period, "months": _months(at)}
    return render_panel(request, "cases/_numbers.html", context, title=_("本月指标"))


def _suggested(found: Suggestion) -> tuple[object, str, str]:
    limit, tighter = (_hours(each.total_seconds()) for each in (found.limit, found.tighter))
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


def _shown(metric: Metric) -> Mapping[str, object]:
    found = metric.found
    if isinstance(found, Spread):
        return {"metric": metric, "value": _hours(found.median), "base": _spread_base(found)}
    base = _("%(numerator)s ÷ %(denominator)s") % {
        "numerator": _numerator(metric, found),
        "denominator": f"{found.denominator:,}",
    }
    left_out = _("；未计入 %(excluded)s") % {"excluded": f"{found.excluded:,}"} if found.excluded else ""
    return {"metric": metric, "value": _value(metric, found), "base": base + left_out}


def _spread_base(found: Spread) -> str:
    return _("中位数；九成在 %(p90)s 以内；%(count)s 件") % {
        "p90": _hours(found.p90),
        "count": f"{found.count:,}",
    }


def _numerator(metric: Metric, found: Ratio) -> str:
    """Money as people count it, in the unit of the value beside it."""
    if metric.identifier == COST:
        return _("%(yuan)s 元") % {"yuan": f"{found.numerator / 100:,.2f}"}
    return f"{found.numerator:,}"


def _value(metric: Metric, found: Ratio) -> str:
    if found.value is None:
        return _("没有数据")
    if metric.identifier == COST:
        return _("%(yuan)s 元") % {"yuan": f"{found.value / 100:,.2f}"}
    return f"{found.value:,.2f}" if found.factor > 1 else f"{found.value:.1%}"


def _hours(seconds: float | None) -> str:
    if seconds is None:
        return _("没有数据")
    return _("%(hours)s 小时") % {"hours": f"{seconds / 3600:,.1f}"}


def _chart(days: list[Flow]) -> Option:
    series = [
        (_("收到"), [each.received for each in days]),
        (_("结案"), [each.closed for each in days]),
        (_("超时"), [each.breached for each in days]),
    ]
    return {
        "grid": {"left": 8, "right": 16, "top": 32, "bottom": 8, "containLabel": True},
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [f"{each.day:%m-%d}" for each in days]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"type": "line", "name": name, "data": data, "showSymbol": False} for name, data in series
        ],
    }
