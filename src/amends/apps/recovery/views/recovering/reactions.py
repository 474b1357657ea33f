# SPDX-License-Identifier: Apache-2.0
"""What became of everybody who was dissatisfied: the tree of reactions, and who left without a word."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models.words import VALUE_TIERS
from amends.apps.recovery.models import CAUSES, SilentDeparture
from amends.apps.recovery.queries.departures import departure_page, months
from amends.apps.recovery.queries.reactions import ReactionReport, reaction_report
from amends.apps.recovery.rules.reactions import Reacted
from amends.apps.recovery.views.recovering.places import beside_tabs
from amends.kernel.recovery_class import RecoveryClass
from amends.ui.components import plots
from amends.ui.components.tables import Column, Row, Table

PERIODS = {30: gettext_lazy("近 30 天"), 90: gettext_lazy("近 90 天"), 365: gettext_lazy("近一年")}
USUAL = 90
OUTCOMES = {
    Reacted.SILENT_STAY: (
        gettext_lazy("沉默，留下"),
        gettext_lazy("没有投诉，也没有告诉别人；号码在用或停机"),
    ),
    Reacted.SILENT_SWITCH: (gettext_lazy("沉默，离开"), gettext_lazy("没有投诉就销了号")),
    Reacted.THIRD_PARTY: (
        gettext_lazy("找第三方"),
        gettext_lazy("向监管申诉、找过媒体，或本人说向消协等反映过"),
    ),
    Reacted.WORD_OF_MOUTH: (
        gettext_lazy("告诉亲友"),
        gettext_lazy("本人说告诉过亲友或在网上说过，没有找第三方"),
    ),
    Reacted.COMPLAINED_STAY: (gettext_lazy("向我们投诉，留下"), gettext_lazy("向我们投诉过；号码在用或停机")),
    Reacted.COMPLAINED_SWITCH: (gettext_lazy("向我们投诉，离开"), gettext_lazy("向我们投诉过，后来销了号")),
}
R = Reacted


@require_GET
@needs(Right.SEE_RECOVERY)
def reactions(request: HttpRequest) -> HttpResponse:
    """Silent or not, with us or elsewhere, stayed or gone: everybody in one place."""
    asked, at = request.GET.get("days", ""), timezone.now()
    days = int(asked) if asked.isdecimal() and int(asked) in PERIODS else USUAL
    report = reaction_report(person(request).scope, since=at - timedelta(days=days), until=at)
    context = {
        "beside": beside_tabs("recovery:reactions"),
        "report": report,
        "period": PERIODS[days],
        "periods": [
            {"label": words, "url": f"?days={each}", "current": each == days}
            for each, words in PERIODS.items()
        ],
        "silent": _share(report, R.SILENT_STAY, R.SILENT_SWITCH),
        "silent_gone": _share(report, R.SILENT_SWITCH),
        "tree": plots.tree(_tree(report), head=_("反应"), figure=_("客户数")),
        "table": _table(report),
    }
    return render(request, "recovery/recovering/reactions.html", context)


def _share(report: ReactionReport, *outcomes: Reacted) -> str:
    share = report.share(*outcomes)
    return "—" if share is None else f"{share:.1%}"


def _tree(report: ReactionReport) -> plots.Branch:
    """The tree of the seed: silent or acting; whoever acts goes to us, to a third party, or to friends."""
    silent = _fork(report, _("沉默"), R.SILENT_STAY, R.SILENT_SWITCH)
    told_us = _fork(report, _("向我们投诉"), R.COMPLAINED_STAY, R.COMPLAINED_SWITCH)
    elsewhere = [_branch(report, OUTCOMES[each][0], each) for each in (R.THIRD_PARTY, R.WORD_OF_MOUTH)]
    acted = (R.COMPLAINED_STAY, R.COMPLAINED_SWITCH, R.THIRD_PARTY, R.WORD_OF_MOUTH)
    acting = _branch(report, _("有行动"), *acted, below=(told_us, *elsewhere))
    return _branch(report, _("不满意的客户"), *Reacted, below=(silent, acting))


def _fork(report: ReactionReport, words: str, stayed: Reacted, left: Reacted) -> plots.Branch:
    below = (_branch(report, _("留下"), stayed), _branch(report, _("离开"), left))
    return _branch(report, words, stayed, left, below=below)


def _branch(
    report: ReactionReport, words: object, *outcomes: Reacted, below: tuple[plots.Branch, ...] = ()
) -> plots.Branch:
    lost = {R.SILENT_SWITCH, R.COMPLAINED_SWITCH, R.THIRD_PARTY}
    tone = "red" if lost.issuperset(outcomes) else "accent"
    return plots.Branch(str(words), f"{report.of(*outcomes):,}", below, tone)


def _table(report: ReactionReport) -> Table:
    columns = [
        Column(_("结局"), lead=True),
        Column(_("口径"), kind="wrap"),
        Column(_("客户数"), kind="number"),
        Column(_("占比"), kind="number"),
    ]
    rows = [
        Row([words, rule, f"{report.of(each):,}", _share(report, each)])
        for each, (words, rule) in OUTCOMES.items()
    ]
    whole = "100.0%" if report.total else "—"
    return Table(_("六种结局"), columns, [*rows, Row([_("合计"), "", f"{report.total:,}", whole])])


@require_GET
@needs(Right.SEE_RECOVERY)
def departures(request: HttpRequest) -> HttpResponse:
    """Who left without a word, month by month."""
    scope = person(request).scope
    every = months(scope)
    month = next((each for each, _n in every if f"{each:%Y-%m}" == request.GET.get("month")), None)
    month = month or (every[0][0] if every else None)
    page = departure_page(scope, month, after=request.GET.get("after", "")) if month else None
    more = f"?month={month:%Y-%m}&after={page.next_after}" if month and page and page.next_after else ""
    context = {
        "beside": beside_tabs("recovery:departures"),
        "month": month,
        "months": _month_tabs(every, month),
        "chart": _bars(every),
        "table": _departed(page.rows) if page else None,
        "next_url": more,
    }
    return render(request, "recovery/recovering/departures.html", context)


def _month_tabs(every: list[tuple[date, int]], month: date | None) -> list[dict[str, object]]:
    return [
        {"label": f"{each:%Y-%m}", "url": f"?month={each:%Y-%m}", "current": each == month, "count": n}
        for each, n in every[:6]
    ]


def _bars(every: list[tuple[date, int]]) -> plots.Chart:
    shown = every[::-1]
    counts = {_("沉默离网客户"): [float(n) for _month, n in shown]}
    return plots.bars([f"{month:%Y-%m}" for month, _n in shown], counts, head=_("月份"), digits=0)


def _departed(rows: list[SilentDeparture]) -> Table:
    columns = [
        Column(_("客户"), lead=True),
        Column(_("在网月数"), kind="number"),
        Column(_("价值"), late=True),
        Column(_("套餐"), late=True),
        Column(_("离开前系统发现过"), kind="wrap"),
        Column(_("机构"), late=True),
    ]
    return Table(_("沉默离网"), columns, [_departure(each) for each in rows])


def _departure(row: SilentDeparture) -> Row:
    customer = row.customer
    found = _("、").join(str(CAUSES[RecoveryClass(each)]) for each in row.signs)
    tier = VALUE_TIERS.get(customer.value_tier, customer.value_tier)
    cells = [customer, row.joined_months, tier, customer.plan_name, found, row.unit]
    return Row(cells, url=reverse("customers:page", args=[customer.code]), key=str(row.pk))
