# SPDX-License-Identifier: Apache-2.0
"""The four signs of loyalty, each with its source or with what is missing; and the measures of the wave."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs
from amends.apps.core.rules.roles import Right
from amends.apps.satisfaction.queries.loyalty import From, Indicator, Missing, Sign, loyalty, wave_signs
from amends.apps.satisfaction.queries.measures import Measure, Measured
from amends.apps.satisfaction.views.choosing import chosen_wave
from amends.apps.satisfaction.views.places import chosen_place
from amends.apps.satisfaction.views.telling import period_of
from amends.apps.satisfaction.views.waiting import prepared
from amends.apps.surveys.models import SurveyWave
from amends.ui.components.tables import Column, Row, Table


@dataclass(frozen=True, slots=True)
class Card:
    """One sign as the page shows it."""

    name: str
    value: str
    range: str
    definition: str
    source: str
    base: str
    missing: str


@require_GET
@needs(Right.SEE_SATISFACTION)
@prepared
def loyalty_page(request: HttpRequest) -> HttpResponse:
    """Loyalty of a unit's customers: four signs, and recommendation, satisfaction, effort of the wave."""
    place, chosen, today = chosen_place(request), chosen_wave(request), timezone.localdate()
    told = wave_signs(chosen.wave, place.unit.scope) if chosen.wave else None
    where = _where(chosen.wave) if chosen.wave else ""
    context = {
        "place": place, "wave": chosen.wave, "waves": chosen.waves,
        "cards": [_card(each, where, today.isoformat()) for each in loyalty(place.unit, told, today)],
        "measures": _measure_table(told.measures) if told else None,
    }  # fmt: skip
    return render(request, "satisfaction/loyalty/loyalty.html", context)


def _where(wave: SurveyWave) -> str:
    return _("%(wave)s（%(period)s）") % {"wave": wave.name, "period": period_of(wave)}


def _card(found: Indicator, where: str, day: str) -> Card:
    name, definition, unit = _words(found.sign)
    source = _("客户资料，%(day)s") % {"day": day}
    if found.source is From.SURVEY:
        source = _("调查答卷，%(wave)s") % {"wave": where} if where else _("调查答卷")
    base = _("基数 %(n)s") % {"n": f"{found.n:,}"} if found.n else ""
    if found.unknown:
        base += _("，另有 %(n)s 人没有入网日期，不在内") % {"n": f"{found.unknown:,}"}
    value = "" if found.value is None else f"{found.value:.1f}{unit}"
    between = "" if found.low is None else f"{found.low:.1f} – {found.high:.1f}"
    return Card(name, value, between, definition, source, base, _missing(found.missing))


def _words(sign: Sign) -> tuple[str, str, str]:
    return {
        Sign.RETENTION: (_("留存（继续使用）"), _("入网满一年的号码里，没有销户的占比"), "%"),
        Sign.CROSS_HOLDING: (_("交叉持有（用不止一种）"), _("答卷里评价了家庭宽带的人占比，按权重"), "%"),
        Sign.RECOMMENDATION: (_("推荐（净推荐值）"), _("9–10 分的占比减去 0–6 分的占比"), ""),
        Sign.TENURE: (_("在网时长（共同受益）"), _("没有销户的号码在网年数的中位数"), _(" 年")),
    }[sign]


def _missing(why: Missing | None) -> str:
    if why is None:
        return ""
    return {
        Missing.NO_CUSTOMERS: _("没有数据：这个机构还没有客户资料，请先导入。"),
        Missing.NO_DATES: _("没有数据：客户资料里没有入网日期，请在导入时对应这一列。"),
        Missing.NO_WAVE: _("没有数据：还没有收到答卷。"),
        Missing.NOT_ASKED: _("没有数据：这一期没有问，请在问卷里加上这一题。"),
        Missing.TOO_FEW: _("答的人太少，不显示。"),
    }[why]


def _measure_table(measured: Sequence[Measured]) -> Table:
    columns = [
        Column(_("题目"), lead=True, kind="wrap"),
        Column(_("指标")),
        Column(_("数值"), kind="number"),
        Column(_("95% 区间"), kind="number"),
        Column(_("样本"), kind="number"),
        Column(_("有效样本"), kind="number", late=True),
    ]
    return Table(_("常用指标"), columns, [_measure_row(each) for each in measured])


def _measure_row(each: Measured) -> Row:
    name, unit = _measure_words(each.measure)
    figure = each.figure
    base = f"{each.n:,}"
    if figure is None:
        return Row([each.item.title, name, _("太少，不显示"), "", base, ""])
    value, between = f"{figure.value:.1f}{unit}", f"{figure.low:.1f} – {figure.high:.1f}"
    return Row([each.item.title, name, value, between, base, f"{figure.size:,.0f}"])


def _measure_words(measure: Measure) -> tuple[str, str]:
    return {
        Measure.NPS: (_("净推荐值"), ""),
        Measure.CSAT: (_("满意率（量表上三分之一）"), "%"),
        Measure.CES: (_("费力度（题目原分）"), ""),
    }[measure]
