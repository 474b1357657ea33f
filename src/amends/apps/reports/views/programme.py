# SPDX-License-Identifier: Apache-2.0
"""The self-assessment of the programme with its evidence: what is asked, what the platform counts, what comes next."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from amends.apps.cases.models import Assessment
from amends.apps.cases.rules.improvements import low_elements
from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.reports.queries.programme import Element, Fact, programme
from amends.apps.satisfaction.views.places import chosen_place
from amends.ui.components import plots
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table

# the fact in words, the page that shows it, and the right that the page asks for
FACTS: Mapping[str, tuple[Promise, str, Right]] = {
    "opened": (gettext_lazy("近 90 天立项改进 %(good)s 项"), "cases:improvements", Right.WORK_CASES),
    "done": (gettext_lazy("近 90 天结项 %(good)s 项"), "cases:improvements", Right.WORK_CASES),
    "fresh": (gettext_lazy("%(n)s 个来源里 %(good)s 个新鲜"), "reports:voices", Right.SEE_SATISFACTION),
    "targets": (gettext_lazy("今年定了 %(good)s 个满意度目标"), "satisfaction:year", Right.SEE_SATISFACTION),
    "tasks": (
        gettext_lazy("应对任务 %(n)s 项，办完 %(good)s 项"),
        "satisfaction:year",
        Right.SEE_SATISFACTION,
    ),
    "played": (gettext_lazy("近 90 天情景演练 %(good)s 次"), "training:plays", Right.SEE_CUSTOMERS),
    "measured": (
        gettext_lazy("%(n)s 条服务标准里平台能测 %(good)s 条"),
        "quality:standards",
        Right.WORK_CASES,
    ),
    "compared": (
        gettext_lazy("近 90 天比较各组待遇 %(good)s 次"),
        "quality:treatment_runs",
        Right.SEE_QUALITY,
    ),
    "articles": (gettext_lazy("有效的知识 %(good)s 篇"), "knowledge:list", Right.WORK_CASES),
    "judged": (gettext_lazy("近 90 天判断改进效果 %(good)s 次"), "quality:preventions", Right.SEE_QUALITY),
}


@require_GET
@needs(Right.ASSIGN_CASES)
def evidence(request: HttpRequest) -> HttpResponse:
    """Every element of a unit with mark, facts and open action; how the score went."""
    who, place = person(request), chosen_place(request)
    found = programme(place.unit, at=timezone.now())
    context = {
        "place": place, "table": _table(found.elements, who), "chart": _chart(found.history),
        "last": next(iter(found.history), None), "own": who.unit == place.unit,
        "unmarked": not found.history,
        "weak": low_elements(found.history[0].scores) if found.history else [],
    }  # fmt: skip
    return render(request, "reports/programme.html", context)


def _table(elements: Sequence[Element], who: User) -> Table:
    columns = [
        Column(_("体系要素"), lead=True, kind="wrap"),
        Column(_("问什么"), kind="wrap"),
        Column(_("平台里的事实"), kind="wrap"),
        Column(_("自评")),
        Column(_("下一步"), kind="wrap"),
    ]
    return Table(_("体系自评与证据"), columns, [_row(each, who) for each in elements])


def _row(each: Element, who: User) -> Row:
    facts = format_html_join(SafeString("<br>"), "{}", ((_fact(one, who),) for one in each.facts))
    return Row([_(each.name), _(each.asks), facts, _mark(each), _next(each)])


def _fact(fact: Fact, who: User) -> SafeString | str:
    words, page, right = FACTS[fact.code]
    said = str(words) % {"good": f"{fact.good:,}", "n": f"{fact.n or 0:,}"}
    return format_html('<a href="{}">{}</a>', reverse(page), said) if who.may(right) else said


def _mark(each: Element) -> object:
    if each.mark is None:
        return tag(_("还没有评"), "info")
    tone = "error" if each.mark <= 2 else "success" if each.mark >= 4 else "warning"
    words = _("%(mark)s 分") % {"mark": each.mark}
    if each.before is not None and each.before != each.mark:
        words = _("%(words)s（上次 %(before)s）") % {"words": words, "before": each.before}
    return tag(words, tone)


def _next(each: Element) -> object:
    if each.action is None:
        return ""
    said = _("%(title)s（%(owner)s，%(due)s 前）") % {
        "title": each.action.title, "owner": each.action.owner, "due": each.action.due_date.isoformat(),
    }  # fmt: skip
    return format_html('<a href="{}">{}</a>', reverse("cases:improvement", args=[each.action.pk]), said)


def _chart(history: Sequence[Assessment]) -> plots.Chart | None:
    """How the score went; one point is no line."""
    if len(history) < 2:
        return None
    shown = [*reversed(history)]
    days = [f"{localtime(each.at):%Y-%m-%d}" for each in shown]
    return plots.lines(
        days, {_("得分"): [each.score for each in shown]}, axis=_("0–100 分"), head=_("自评日期")
    )
