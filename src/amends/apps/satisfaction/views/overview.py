# SPDX-License-Identifier: Apache-2.0
"""The front page of satisfaction: the newest wave, its indices, its elements, what is weak."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.satisfaction.models import IndexRun
from amends.apps.satisfaction.queries.elements import Standing, wave_standing
from amends.apps.satisfaction.queries.metrics import metric_catalogue
from amends.apps.satisfaction.queries.preparing import days_of
from amends.apps.satisfaction.queries.runs import Point, point_of, published_run, series
from amends.apps.satisfaction.queries.scores import rivals
from amends.apps.satisfaction.queries.trees import tree_in_use
from amends.apps.satisfaction.rules.elements import Score
from amends.apps.satisfaction.views.choosing import chosen_wave, own_unit
from amends.apps.satisfaction.views.telling import element_table, period_of, with_margin
from amends.apps.satisfaction.views.waiting import prepared
from amends.apps.surveys.models import SurveyWave
from amends.ui.components import plots

WEAKEST = 3


@require_GET
@needs(Right.SEE_SATISFACTION)
@prepared
def overview(request: HttpRequest) -> HttpResponse:
    """The wave that is chosen, at a glance."""
    chosen, user = chosen_wave(request), person(request)
    if chosen.wave is None:
        return render(request, "satisfaction/nothing.html", {"may_design": user.may(Right.DESIGN_SURVEYS)})
    wave, tree = chosen.wave, tree_in_use()
    own = own_unit(user)
    standing, run = wave_standing(wave, user.scope, tree), published_run(wave, own)
    elements = element_table(standing, wave, rivals(own, days_of(wave)))
    context = {
        "wave": wave, "waves": chosen.waves, "period": period_of(wave), "standing": standing, "run": run,
        "own": own,
        "metrics": _metrics(run, standing, wave), "elements": elements, "weak": weak(standing),
        "scored": any(each.shown for each in standing.scores), "series": _series(run, user, wave),
    }  # fmt: skip
    return render(request, "satisfaction/overview.html", context)


def weak(standing: Standing) -> list[Score]:
    """The elements that matter more than the average one and score less, the most important first."""
    known = [each for each in standing.scores if each.code in standing.importance and each.shown]
    if len(known) < 2:
        return []
    usual = sum(standing.importance[each.code] for each in known) / len(known)
    level = sum(each.mean or 0 for each in known) / len(known)
    found = [e for e in known if standing.importance[e.code] >= usual and (e.mean or 0) < level]
    return sorted(found, key=lambda each: -standing.importance[each.code])[:WEAKEST]


def _metrics(run: IndexRun | None, standing: Standing, wave: SurveyWave) -> list[Mapping[str, str]]:
    """Satisfaction and loyalty as published, the element index, low answers; each with definition, period, base."""
    period, base = period_of(wave), f"{standing.n:,}"
    return [
        _published_metric("satisfaction_index", point_of(run, "satisfaction") if run else None, period),
        _published_metric("loyalty_index", point_of(run, "loyalty") if run else None, period),
        {
            "value": with_margin(standing.index, None), "label": _("要素综合得分"), "period": period, "base": base,
            "definition": _("各要素得分按结构里的权重加权，只算有人评的要素；与模型算出的指数不是一个口径"),
        },
        {
            "value": f"{standing.low:,}", "label": _("低分答卷"), "period": period, "base": base,
            "definition": _("按问卷里的规则需要有人跟进的答卷"),
        },
    ]  # fmt: skip


def _published_metric(identifier: str, point: Point | None, period: str) -> Mapping[str, str]:
    known = metric_catalogue()[identifier]
    return {
        "value": _point_words(point), "label": _(known.name), "definition": known.definition, "period": period,
        "base": _base(point),
    }  # fmt: skip


def _point_words(point: Point | None) -> str:
    if point is None:
        return _("没有数据")
    if point.low is None or point.high is None:
        return f"{point.value:.1f}"
    return f"{point.value:.1f} ({point.low:.1f}–{point.high:.1f})"


def _base(point: Point | None) -> str:
    return _("还没有发布的指数") if point is None else f"{point.n:,}"


def _series(run: IndexRun | None, user: User, wave: SurveyWave) -> plots.Chart | None:
    """Satisfaction and loyalty by wave, from what is published under the same convention."""
    found = series(run.unit if run else own_unit(user), wave.version.questionnaire_id)
    times = sorted({(point.starts_at, point.wave) for points in found.values() for point in points})
    if not times:
        return None
    names = {"satisfaction": _("满意度指数"), "loyalty": _("忠诚度指数")}
    values = {
        names[construct]: [
            next((p.value for p in points if (p.starts_at, p.wave) == at), None) for at in times
        ]
        for construct, points in found.items()
    }
    labels = [f"{wave} {date_format(localtime(at).date(), 'Y-m')}" for at, wave in times]
    return plots.lines(labels, values, head=_("期次"), axis=_("0–100 分"))
