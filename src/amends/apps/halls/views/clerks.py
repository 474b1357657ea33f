# SPDX-License-Identifier: Apache-2.0
"""The card of a clerk or an agent, for themselves and for who leads, trains or inspects them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.halls.queries.clerks import Card, card, clerk
from amends.apps.halls.rules.clerks import FEWEST, Line, Measured
from amends.ui.components.tables import Column, Row, Table

NAMES = {
    Measured.QUALITY: gettext_lazy("质检得分"),
    Measured.RATING: gettext_lazy("客户评分"),
    Measured.HANDLING: gettext_lazy("办理时长"),
    Measured.RING: gettext_lazy("振铃达标率"),
}
MEANS = {
    Measured.QUALITY: gettext_lazy("已告知的质检结果的平均分，申诉成立的按改后，0–100"),
    Measured.RATING: gettext_lazy("负责的案件回访时客户打的分，平均，1–10"),
    Measured.HANDLING: gettext_lazy("窗口从开始到办结的时间，中位数"),
    Measured.RING: gettext_lazy("接起的来电中在目标秒数内接起的比例"),
}


@require_GET
@needs()
def page(request: HttpRequest, username: str) -> HttpResponse:
    """One person's card; colleagues do not see each other's."""
    user = person(request)
    leads = any(user.may(right) for right in (Right.ASSIGN_CASES, Right.INSPECT, Right.MANAGE_TRAINING))
    who = clerk(username, user.scope, user) if leads or username == user.username else None
    if who is None:
        raise Http404
    found = card(who, timezone.now())
    context = {"who": who, "own": who == user, "card": found, "table": _table(found), "fewest": FEWEST}
    return render(request, "halls/clerk.html", context)


def _table(found: Card) -> Table:
    columns = (
        Column(_("指标"), lead=True), Column(_("本人"), kind="number"), Column(_("基数"), kind="number"),
        Column(_("同组中位数"), kind="number"), Column(_("口径"), kind="wrap"),
    )  # fmt: skip
    rows = [
        Row((NAMES[each.measure], _said(each, each.own), each.n, _said(each, each.team), MEANS[each.measure]))
        for each in found.lines
    ]
    return Table(_("近九十天"), columns, rows)


def _said(line: Line, value: float | None) -> str:
    if value is None:
        return "—"
    match line.measure:
        case Measured.HANDLING:
            return _("%(minutes)s 分钟") % {"minutes": f"{value / 60:.1f}"}
        case Measured.RING:
            return f"{value:.0%}"
        case _:
            return f"{value:.1f}"
