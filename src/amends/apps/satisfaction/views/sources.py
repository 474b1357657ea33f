# SPDX-License-Identifier: Apache-2.0
"""Scores from elsewhere: the registry with its freshness, one score with its corrections, bringing in a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.satisfaction.actions.importing import import_scores
from amends.apps.satisfaction.models import ImportedScore
from amends.apps.satisfaction.models.scores import SOURCES
from amends.apps.satisfaction.queries.naming import element_name, element_names
from amends.apps.satisfaction.queries.scores import PAGE, freshness, history, registry, score_within
from amends.apps.satisfaction.rules.origins import ScoreSource
from amends.apps.satisfaction.views.faults import import_page
from amends.apps.satisfaction.views.outside_tables import (
    dates,
    freshness_table,
    history_table,
    on_hundred,
    score_table,
)
from amends.apps.satisfaction.views.places import after_key
from amends.apps.satisfaction.views.templates_to_fill import score_template


@require_GET
@needs(Right.SEE_SATISFACTION)
def sources(request: HttpRequest) -> HttpResponse:
    """The scores that hold, by source, and how old each publisher's newest is."""
    user, source = person(request), request.GET.get("source", "")
    if source and source not in {each.value for each in ScoreSource}:
        raise Http404
    rows = registry(user.scope, source=source, before=after_key(request))
    fresh = freshness(user.scope)
    context = {
        "rows": rows, "table": score_table(rows, element_names()), "tabs": _tabs(source), "fresh": fresh,
        "next_url": f"?source={source}&before={rows[-1].pk}" if len(rows) == PAGE else "",
        "freshness": freshness_table(fresh, timezone.localdate()), "may_import": user.may(Right.IMPORT_DATA),
    }  # fmt: skip
    return render(request, "satisfaction/sources/list.html", context)


@require_GET
@needs(Right.SEE_SATISFACTION)
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """One score: where it comes from, and what was corrected."""
    score = score_within(pk, person(request).scope)
    if score is None:
        raise Http404
    rows = history(score, person(request).scope)
    context = {
        "score": score,
        "facts": _facts(score),
        "history": history_table(rows),
        "corrected": len(rows) > 1,
    }
    return render(request, "satisfaction/sources/score.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.IMPORT_DATA)
def source_import(request: HttpRequest) -> HttpResponse:
    """Bring in a file of scores; good rows are taken at once."""
    context = {
        "title": _("外部得分"),
        "back": reverse("satisfaction:sources"),
        "template": reverse("satisfaction:source_template"),
    }
    return import_page(request, import_scores, context)


@require_GET
@needs(Right.IMPORT_DATA)
def source_template(_request: HttpRequest) -> HttpResponse:
    """An example of the file, to be filled in."""
    return score_template()


def _tabs(source: str) -> list[dict[str, object]]:
    every = [("", _("全部")), *((each.value, str(words)) for each, words in SOURCES.items())]
    return [
        {"label": words, "url": f"?source={value}" if value else "?", "current": value == source}
        for value, words in every
    ]


def _facts(score: ImportedScore) -> list[tuple[str, object]]:
    scale = {"value": f"{score.value:g}", "low": f"{score.lowest:g}", "high": f"{score.highest:g}"}
    return [
        (_("来源"), score.get_source_display()),
        (_("发布单位"), score.publisher),
        (_("期次"), score.wave),
        (_("统计期"), dates(score)),
        (_("机构"), score.unit),
        (_("对象"), score.rival or _("本公司")),
        (_("感知要素"), element_name(score.element, element_names())),
        (_("得分"), _("%(value)s（量表 %(low)s–%(high)s）") % scale),
        (_("折合百分制"), on_hundred(score)),
        (_("样本量"), f"{score.n:,}"),
        (_("调查方法"), score.method),
    ]
