# SPDX-License-Identifier: Apache-2.0
"""What is a must, what pays by degrees, what delights: the page of features asked about in pairs."""

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from amends.analytics.drivers.kano import Kano, KanoResult, Share
from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.satisfaction.queries.paired import classes_of, paired_waves
from amends.apps.satisfaction.rules.paired import Classed
from amends.apps.satisfaction.views.choosing import Chosen, chosen_wave
from amends.apps.satisfaction.views.telling import DASH, period_of
from amends.apps.satisfaction.views.waiting import prepared
from amends.ui.components import plots
from amends.ui.components.tables import Column, Row, Table

CLASSES: dict[Kano, str | Promise] = {
    Kano.MUST_BE: gettext_lazy("必备"),
    Kano.ONE_DIMENSIONAL: gettext_lazy("越好越满意"),
    Kano.ATTRACTIVE: gettext_lazy("惊喜"),
    Kano.INDIFFERENT: gettext_lazy("无所谓"),
    Kano.REVERSE: gettext_lazy("不想要"),
    Kano.QUESTIONABLE: gettext_lazy("回答矛盾"),
}
TONES = ("accent", "amber", "green", "edge", "red", "ink")  # of the classes in turn
HALF = 0.5  # where Berger et al. (1993) draw the lines of the map


@require_GET
@needs(Right.SEE_SATISFACTION)
@prepared
def paired(request: HttpRequest) -> HttpResponse:
    """Each feature of a wave of paired questions with its class, its coefficients and their intervals."""
    chosen = _chosen(request)
    wave, user = chosen.wave, person(request)
    found = classes_of(wave, user.scope) if wave else ()
    shown = [(each, each.found) for each in found if each.found]
    context = {
        "wave": wave, "waves": chosen.waves, "period": period_of(wave) if wave else "", "found": found,
        "may_design": user.may(Right.DESIGN_SURVEYS), "table": _table(found), "base": _base([e for e, _r in shown]),
        "map": _map(shown) if shown else None, "shares": _shares(shown) if shown else None,
    }  # fmt: skip
    return render(request, "satisfaction/comparing/paired.html", context)


def _chosen(request: HttpRequest) -> Chosen:
    """The wave that is asked for, else the newest that asks in pairs; only such may be chosen."""
    chosen = chosen_wave(request)
    waves = paired_waves(person(request).scope)
    if "wave" in request.GET and chosen.wave is not None:
        return replace(chosen, waves=waves)
    return Chosen(next(iter(waves), None), waves)


def _base(shown: Sequence[Classed]) -> str:
    counts = [each.n for each in shown] or [0]
    low, high = min(counts), max(counts)
    words = f"{low:,}" if low == high else f"{low:,}–{high:,}"
    return _("每项 %(n)s 人答全两问") % {"n": words}


def _table(found: Sequence[Classed]) -> Table:
    columns = [
        Column(_("项目"), "wrap", lead=True), Column(_("类别")), Column(_("选这一类的占比"), "number"),
        Column(_("有它，满意度升多少（0–1）"), "number"), Column(_("没有它，满意度降多少（−1–0）"), "number"),
        Column(_("答全两问"), "number"), Column(_("有效样本"), "number", late=True),
    ]  # fmt: skip
    return Table(_("各项目的类别"), columns, [_row(each) for each in found])


def _row(each: Classed) -> Row:
    found = each.found
    if found is None:
        return Row([each.feature.title, _("人数不足，不显示"), DASH, DASH, DASH, f"{each.n:,}", DASH])
    share = found.shares[found.category]
    cells = [_percent(share), _coefficient(found.better), _coefficient(found.worse), f"{each.n:,}"]
    return Row([each.feature.title, _class_words(found), *cells, f"{found.effective:,.0f}"])


def _class_words(found: KanoResult) -> object:
    name, other = str(CLASSES[found.category]), str(CLASSES[found.runner_up])
    if found.clear:
        return format_html("<b>{}</b>", name)
    words = _("也可能是“%(other)s”，差别不显著") % {"other": other}
    return format_html('{} <span class="dim small">{}</span>', name, words)


def _percent(each: Share) -> str:
    return f"{each.value:.0%} [{each.low:.0%}, {each.high:.0%}]"


def _coefficient(each: Share) -> str:
    """Of those who class it at all; a dash where nobody does."""
    return f"{each.value:.2f} [{each.low:.2f}, {each.high:.2f}]" if isfinite(each.value) else DASH


def _map(shown: Sequence[tuple[Classed, KanoResult]]) -> plots.Chart:
    points = [
        plots.Point(each.feature.title, -found.worse.value, found.better.value,
                    "accent" if found.clear else "dim", str(CLASSES[found.category]))
        for each, found in shown
        if isfinite(found.better.value)
    ]  # fmt: skip
    names = (Kano.ATTRACTIVE, Kano.ONE_DIMENSIONAL, Kano.MUST_BE, Kano.INDIFFERENT)
    one, two, three, four = (str(CLASSES[each]) for each in names)
    return plots.quadrants(
        points, x=_("没有它，满意度降多少"), y=_("有它，满意度升多少"), x_line=HALF, y_line=HALF,
        corners=(one, two, three, four), head=_("项目"), digits=(2, 2),
    )  # fmt: skip


def _shares(shown: Sequence[tuple[Classed, KanoResult]]) -> plots.Chart:
    titles = [each.feature.title for each, _found in shown]
    series = {
        str(words): [round(100 * found.shares[kind].value, 1) for _each, found in shown]
        for kind, words in CLASSES.items()
    }
    chart = plots.bars(
        titles, series, head=_("项目"), axis=_("占比（%）"), stacked=True, digits=1, unit="%", tones=TONES
    )
    whole = {**chart.option["xAxis"], "max": 100}  # rounded shares may add up to a tenth more
    return replace(chart, option={**chart.option, "xAxis": whole})
