# SPDX-License-Identifier: Apache-2.0
"""What goes with satisfaction, and felt against measured speed, as tables and charts."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.analytics.sampling.intervals import Figure
from amends.apps.satisfaction.queries.linkage import Group, Report
from amends.apps.satisfaction.rules.cells import LEAST
from amends.apps.satisfaction.rules.linked import Correlation, Outcome
from amends.apps.satisfaction.views.compared_telling import SEGMENTS
from amends.apps.satisfaction.views.telling import DASH
from amends.apps.surveys.queries.felt_speed import Month
from amends.ui.components import plots
from amends.ui.components.tables import Column, Row, Table

KEYS = {
    "contacted": gettext_lazy("答卷前 90 天内联系过"),
    "none": gettext_lazy("没有联系过"),
    "low": gettext_lazy("不满意（6 分及以下）"),
    "middle": gettext_lazy("一般（6 分以上、9 分以下）"),
    "high": gettext_lazy("满意（9 分及以上）"),
}
THINGS = {
    "satisfaction": gettext_lazy("满意度"),
    "complaints": gettext_lazy("投诉件数"),
    "churn": gettext_lazy("销号"),
    "revenue": gettext_lazy("套餐月费"),
}
LAGS = {
    "before": gettext_lazy("答卷前 90 天"),
    "after": gettext_lazy("答卷后 90 天"),
    "now": gettext_lazy("到今天为止"),
}
PLACES = {"complaints": (0, 0), "satisfaction": (0, 100), "churn": (200, 0), "revenue": (200, 100)}


def told(report: Report) -> dict[str, object]:
    """Tables by contact and by band, and the links."""
    return {
        "contacts": _outcomes(report.contacts, _("联系与否")),
        "bands": _outcomes(report.bands, _("满意程度")),
        "links": _links(report.correlations),
        "link_table": _correlations(report.correlations),
    }


def group_choices(groups: Sequence[Group], chosen: Group | None) -> list[tuple[str, str, bool]]:
    """What an address says of each group, its words, and whether it is the chosen one."""
    found = []
    for each in groups:
        words, known = SEGMENTS[each.name]
        name = _("%(what)s：%(value)s（%(n)s 人）") % {
            "what": words, "value": known.get(each.value, each.value), "n": f"{each.n:,}",
        }  # fmt: skip
        found.append((f"{each.name}:{each.value}", name, each == chosen))
    return found


def speed_chart(months: Sequence[Month]) -> plots.Chart:
    """Both series month by month; each keeps its own axis."""
    names = [each.month for each in months]
    felt = [round(each.felt, 1) if each.n >= LEAST else None for each in months]
    hours = [
        round(each.hours, 1) if each.hours is not None and each.measured >= LEAST else None for each in months
    ]
    series = {_("感觉上的速度（0–100，越高越快）"): felt, _("实际用时（小时，中位数）"): hours}
    chart = plots.lines(names, series, head=_("月份"))
    option = dict(chart.option)
    axis = {"type": "value", "nameTextStyle": {"align": "left"}}
    option["yAxis"] = [{**axis, "name": _("分"), "min": 0, "max": 100},
                       {**axis, "name": _("小时"), "min": 0, "splitLine": {"show": False}}]  # fmt: skip
    option["series"] = [{**one, "yAxisIndex": at} for at, one in enumerate(option["series"])]
    return plots.Chart(option, chart.table)


def _outcomes(rows: Sequence[Outcome], head: str) -> Table:
    columns = [Column(head, lead=True), Column(_("人数"), "number"), Column(_("满意度"), "number"),
               Column(_("仍在网"), "number"), Column(_("套餐月费（元）"), "number"),
               Column(_("有月费的人数"), "number", late=True)]  # fmt: skip
    return Table(head, columns, [_outcome(each) for each in rows])


def _outcome(each: Outcome) -> Row:
    name = str(KEYS[each.key])
    if each.hidden:
        return Row([name, _("不足 30 人或能推算"), DASH, DASH, DASH, DASH])
    return Row([name, f"{each.n:,}", _words(each.satisfaction), _percent(each.retained), _words(each.spend),
                f"{each.spend_n:,}"])  # fmt: skip


def _words(found: Figure | None) -> str:
    return DASH if found is None else f"{found.value:.1f} [{found.low:.1f}, {found.high:.1f}]"


def _percent(found: Figure | None) -> str:
    if found is None:
        return DASH
    return f"{100 * found.value:.1f}% [{100 * found.low:.1f}, {100 * found.high:.1f}]"


def _links(found: Sequence[Correlation]) -> plots.Chart | None:
    """The correlations that are known, as lines between the four things; faint where the interval holds 0."""
    known = [each for each in found if each.value is not None and each.lag != "before"]
    if not known:
        return None
    nodes = [plots.Node(key, str(THINGS[key]), x, y) for key, (x, y) in PLACES.items()]
    links = [
        plots.Link(each.first, each.second, each.value or 0.0, _link_words(each),
                   "accent" if (each.low or 0) > 0 or (each.high or 0) < 0 else "edge")
        for each in known
    ]  # fmt: skip
    return plots.graph(nodes, links, figure=_("相关系数"))


def _link_words(each: Correlation) -> str:
    words = _("[%(low)s, %(high)s]，%(lag)s，n = %(n)s")
    ends = {"low": f"{each.low or 0:+.2f}", "high": f"{each.high or 0:+.2f}"}
    return words % {**ends, "lag": LAGS[each.lag], "n": f"{each.n:,}"}


def _correlations(found: Sequence[Correlation]) -> Table:
    columns = [Column(_("两件事"), lead=True), Column(_("时间差")), Column(_("相关系数"), "number"),
               Column(_("人数"), "number")]  # fmt: skip
    rows = []
    for each in found:
        value = _("看不出（人太少或都一样）")
        if each.value is not None:
            value = f"{each.value:+.2f} [{each.low:+.2f}, {each.high:+.2f}]"
        rows.append(
            Row([f"{THINGS[each.first]} — {THINGS[each.second]}", str(LAGS[each.lag]), value, f"{each.n:,}"])
        )
    return Table(_("相关"), columns, rows)
