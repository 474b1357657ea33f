# SPDX-License-Identifier: Apache-2.0
"""The page of the seven factors."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.quality.models.standards import FACTORS
from amends.apps.quality.queries.factors import FactorMetric, FactorRow, factor_rows
from amends.apps.quality.rules.standards import Factor
from amends.kernel.periods import Period
from amends.ui.components.tables import Column, Row, Table

DAYS = (30, 90, 365)
USUAL = 90
ASKS = {
    Factor.TIMELY: gettext_lazy("该快的时候够不够快"),
    Factor.ACCURATE: gettext_lazy("一次办对了没有"),
    Factor.CONSISTENT: gettext_lazy("换个渠道、换个人，是不是一样"),
    Factor.RESPONSIBLE: gettext_lazy("说了的做到没有"),
    Factor.EMPATHY: gettext_lazy("客户觉得被理解了没有"),
    Factor.CAPABLE: gettext_lazy("有没有本事当场解决"),
    Factor.FLEXIBLE: gettext_lazy("不违背政策，能不能变通"),
}


@require_GET
@needs(Right.SEE_QUALITY)
def page(request: HttpRequest) -> HttpResponse:
    """Seven rows, each with its numbers, their source, base and period."""
    user, asked = person(request), request.GET.get("days", "")
    days = int(asked) if asked in map(str, DAYS) else USUAL
    today = timezone.localdate()
    period = Period(today - timedelta(days=days), today)
    rows = factor_rows(user.unit, user.scope, period, at=timezone.now())
    tabs = [
        {"label": _("近 %(n)s 天") % {"n": each}, "url": f"?days={each}", "current": each == days}
        for each in DAYS
    ]
    context = {"table": _table(rows), "tabs": tabs, "period": period}
    return render(request, "quality/factors/page.html", context)


def _table(rows: list[FactorRow]) -> Table:
    columns = [
        Column(_("要素"), kind="wrap", lead=True),
        Column(_("指标"), kind="wrap"),
        Column(_("数值"), kind="number"),
        Column(_("基数"), kind="number"),
        Column(_("好的方向"), kind="wrap", late=True),
        Column(_("来源"), kind="wrap", late=True),
        Column(_("口径"), kind="wrap", late=True),
    ]
    cells = [_row(row, metric, first=order == 0) for row in rows for order, metric in enumerate(row.metrics)]
    return Table(_("七要素"), columns, cells)


def _row(row: FactorRow, metric: FactorMetric, *, first: bool) -> Row:
    ways = {"higher": _("越高越好"), "lower": _("越低越好"), "": _("看是否合理")}
    named = f"{FACTORS[row.factor]} · {ASKS[row.factor]}" if first else ""
    unit = _("百分点") if metric.unit == "pp" else "%"
    value = "" if metric.value is None else f"{metric.value:.1f} {unit}"
    return Row([named, metric.name, value, metric.n, ways[metric.better], metric.source, metric.definition])
