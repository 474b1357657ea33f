# SPDX-License-Identifier: Apache-2.0
"""The page of one hall: what to do now, today by half hour, four weeks, times by kind of business."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.halls.queries.appointments import diverted
from amends.apps.halls.queries.hall_board import (
    HallMonth,
    HallToday,
    hall_month,
    hall_today,
    noon_of,
    slots_of,
)
from amends.apps.halls.rules.staffing import Do, Slot
from amends.apps.halls.views import board_tables as tables
from amends.apps.halls.views.appointment_tables import outcomes
from amends.apps.halls.views.queue import found_hall
from amends.apps.halls.views.queue_tables import business_name
from amends.ui.components import plots


@require_GET
@needs(Right.WORK_CASES)
def page(request: HttpRequest, key: int) -> HttpResponse:
    """A hall; only what moves where htmx asks."""
    hall, who, at = found_hall(request, key), person(request), timezone.now()
    today = hall_today(hall, who.scope, at)
    context: dict[str, object] = {"hall": hall, "now": at, **_today(today), "tells": tables.limit_words()}
    if request.headers.get("HX-Request"):
        return render(request, "halls/_board.html", context)
    month = hall_month(hall, at)
    context |= {
        "may_set": who.may(Right.ASSIGN_CASES),
        "begun": bool(today.visits),
        **_charts(slots_of(today, at), month.usual),
    }
    context["diverted"] = outcomes(diverted(hall, at))
    context["noon"] = tables.noon(*noon_of(hall, month.usual, today.handling))
    return render(request, "halls/board.html", context | _month(month))


def _today(today: HallToday) -> dict[str, object]:
    return {
        "advice": _advice_words(today), "urgent": today.advice.do is not Do.NOTHING,
        "tiles": tables.tiles(today.figures), "windows_now": f"{today.advice.open} / {today.advice.needed}",
        "waiting": sum(each.called is None and each.left is None for each in today.visits),
    }  # fmt: skip


def _advice_words(today: HallToday) -> str:
    """One sentence on what to do, and why."""
    found = today.advice
    if found.do is Do.OPEN:
        what = _("现在请加开 %(window)d 号窗口。") % {"window": found.window}
    elif found.do is Do.DIVERT and today.divert_to:
        what = _("窗口都开了，请引导客户去%(hall)s。") % {"hall": today.divert_to.name}
    elif found.do is Do.DIVERT:
        what = _("窗口都开了，请引导客户用自助终端办理或改天来。")
    else:
        what = _("现在不用加开窗口。")
    return what + " " + _why(today)


def _why(today: HallToday) -> str:
    found = today.advice
    expected = _("没有开着的窗口") if found.expected is None else _("现在来的客户约等 %(minutes)s 分钟") % {
        "minutes": tables.minutes(found.expected)
    }  # fmt: skip
    if found.p90 is None:
        return expected + _("。")
    base = {"minutes": tables.minutes(found.p90), "n": found.n, "expected": expected}
    return _("最近一小时等候 P90 %(minutes)s 分钟（%(n)d 张票），%(expected)s。") % base


def _month(month: HallMonth) -> dict[str, object]:
    return {
        "month_tiles": tables.tiles(month.figures), "score": month.score,
        "kinds": tables.kinds(month.kinds), "steps": tables.steps(month.kinds),
    }  # fmt: skip


def _charts(found: Sequence[Slot], usual: Mapping[time, float]) -> dict[str, object]:
    if not found:
        return {}
    names = [timezone.localtime(each.at).strftime("%H:%M") for each in found]
    waits = {
        "P50": [_minutes(each.wait_p50) for each in found],
        "P90": [_minutes(each.wait_p90) for each in found],
    }
    windows: dict[str, Sequence[float | None]] = {
        _("开着的"): [each.open for each in found], _("需要的"): [each.needed for each in found]
    }  # fmt: skip
    return {
        "arrivals": _arrivals(names, found, usual),
        "waits": plots.lines(names, waits, axis=_("分钟")),
        "windows": plots.lines(names, windows, axis=_("窗口"), digits=0, dashed=[_("需要的")]),
    }


def _arrivals(names: Sequence[str], found: Sequence[Slot], usual: Mapping[time, float]) -> plots.Chart:
    """Arrivals of each half hour and what is usual; its table tells them by kind of business too."""
    whole: dict[str, Sequence[float | None]] = {
        _("今天"): [each.all for each in found],
        _("平常"): [round(usual.get(_clock(each.at), 0), 1) if usual else None for each in found],
    }
    kinds = sorted({kind for each in found for kind in each.arrivals})
    apart = {business_name(kind): [each.arrivals.get(kind, 0) for each in found] for kind in kinds}
    drawn = plots.lines(names, whole, axis=_("人"), dashed=[_("平常")])
    told = plots.lines(names, {**whole, **apart}, head=_("半小时"), digits=0)
    return replace(drawn, table=told.table)


def _clock(at: datetime) -> time:
    return timezone.localtime(at).time().replace(second=0, microsecond=0)


def _minutes(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 60, 1)
