# SPDX-License-Identifier: Apache-2.0
"""Drivers as tables and charts: importance, map, short boards, asymmetric impact."""

from collections.abc import Mapping, Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.analytics.drivers.asymmetric import Asymmetry, Contrast, Effect
from amends.analytics.drivers.importance import Importance
from amends.analytics.drivers.importance_map import Quadrant
from amends.analytics.drivers.weak_elements import Comparison, Standing, Standings
from amends.apps.satisfaction.queries.drivers import Drivers
from amends.apps.satisfaction.views.refusals import told as said
from amends.apps.satisfaction.views.telling import DASH, share
from amends.ui.components import plots
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table

QUADRANTS = {
    Quadrant.CONCENTRATE_HERE: gettext_lazy("优先改进"),
    Quadrant.KEEP_UP: gettext_lazy("继续保持"),
    Quadrant.LOW_PRIORITY: gettext_lazy("暂缓"),
    Quadrant.POSSIBLE_OVERKILL: gettext_lazy("不必再加"),
}
ASYMMETRY = {
    Asymmetry.PENALTY: gettext_lazy("做不好很伤，做好加分少"),
    Asymmetry.REWARD: gettext_lazy("做好很加分，做不好伤得少"),
    Asymmetry.SYMMETRIC: gettext_lazy("看不出不对称"),
}
AGAINST = {
    "mean": gettext_lazy("比各要素平均"),
    "past": gettext_lazy("比上期"),
    "rival": gettext_lazy("比最好的对手"),
    "target": gettext_lazy("比目标"),
}


def told(drivers: Drivers) -> dict[str, object]:
    """What the page shows of drivers that were found."""
    found, names = drivers.found, drivers.names
    if found is None:
        return {}
    placed = found.standings.placed
    return {
        "n": found.n,
        "r2": found.importance.r2,
        "importance": _importance(found.importance, names),
        "figures": _figures(found.importance, names),
        "map": _map(found.standings, names),
        "lines": (share(placed.importance.value), f"{placed.performance.value:.1f}"),
        "boards": _boards(found.standings, names),
        "weak": [names.get(each.name, each.name) for each in found.standings.weak],
        "asymmetric": _asymmetric(found.asymmetric, names) if found.asymmetric else None,
        "asymmetric_why": said(found.asymmetric_why),
        "gaps": share(found.gaps) if found.gaps else "",
        "left_out": [names.get(code, code) for code in found.left_out],
    }


def _importance(found: Importance, names: Mapping[str, str]) -> plots.Chart:
    """Each driver's share of what is explained, the largest first."""
    dots = []
    for each in sorted(found.drivers, key=lambda d: -(d.johnson if d.lmg is None else d.lmg)):
        value = each.johnson if each.lmg is None else each.lmg
        low, high = (each.lmg_interval if each.lmg is not None else each.johnson_interval) or (None, None)
        dots.append(plots.Dot(names.get(each.name, each.name), 100 * value,
                              None if low is None else 100 * low, None if high is None else 100 * high))  # fmt: skip
    return plots.intervals(dots, axis=_("占总体满意度差异的百分比"), head=_("要素"), unit="%")


def _figures(found: Importance, names: Mapping[str, str]) -> Table:
    columns = [Column(_("要素"), lead=True), Column("LMG", "number"), Column("Johnson", "number"),
               Column(_("单独能解释"), "number"), Column(_("在别的之外还能解释"), "number")]  # fmt: skip
    rows = [
        Row([names.get(d.name, d.name), share(d.lmg), share(d.johnson), share(d.first), share(d.last)])
        for d in sorted(found.drivers, key=lambda d: -d.johnson)
    ]
    return Table(_("驱动因素"), columns, rows)


def _map(found: Standings, names: Mapping[str, str]) -> plots.Chart:
    points = [
        plots.Point(names.get(each.name, each.name), each.score, 100 * each.importance,
                    "red" if each.weak else "accent", str(QUADRANTS[each.quadrant]))
        for each in found.elements
    ]  # fmt: skip
    corners = (
        str(QUADRANTS[Quadrant.CONCENTRATE_HERE]), str(QUADRANTS[Quadrant.KEEP_UP]),
        str(QUADRANTS[Quadrant.POSSIBLE_OVERKILL]), str(QUADRANTS[Quadrant.LOW_PRIORITY]),
    )  # fmt: skip
    return plots.quadrants(
        points, x=_("得分（0–100）"), y=_("重要性（%）"), x_line=found.placed.performance.value,
        y_line=100 * found.placed.importance.value, corners=corners, head=_("要素"), digits=(1, 1),
    )  # fmt: skip


def _boards(found: Standings, names: Mapping[str, str]) -> Table:
    against = [
        name for name in AGAINST if any(c.against == name for e in found.elements for c in e.comparisons)
    ]
    columns = [Column(_("要素"), lead=True), Column(_("位置")), Column(_("重要性"), "number"),
               Column(_("得分"), "number"), *(Column(str(AGAINST[name]), "number") for name in against)]  # fmt: skip
    rows = [
        Row([names.get(e.name, e.name), _quadrant(e), share(e.importance), f"{e.score:.1f}",
             *(_difference(e.comparisons, name) for name in against)])
        for e in found.elements
    ]  # fmt: skip
    return Table(_("短板"), columns, rows)


def _quadrant(each: Standing) -> object:
    words = str(QUADRANTS[each.quadrant])
    return tag(words, "error") if each.weak else words


def _difference(comparisons: Sequence[Comparison], against: str) -> object:
    """A difference with its interval, red where it is below beyond chance after Holm."""
    found = next((each for each in comparisons if each.against == against), None)
    if found is None:
        return DASH
    words = f"{found.difference:+.1f} [{found.low:.1f}, {found.high:.1f}]"
    if not found.worse:
        return words
    return format_html('<b class="bad">{}</b> <span class="bad small">{}</span>', words, _("显著偏低"))


def _asymmetric(found: Sequence[Contrast], names: Mapping[str, str]) -> Table:
    columns = [Column(_("要素"), lead=True), Column(_("评低分时"), "number"), Column(_("评高分时"), "number"),
               Column(_("判断")), Column(_("低分占比"), "number", late=True),
               Column(_("高分占比"), "number", late=True)]  # fmt: skip
    rows = [
        Row([names.get(e.name, e.name), _effect(e.penalty), _effect(e.reward), str(ASYMMETRY[e.kind]),
             share(e.low_share), share(e.high_share)])
        for e in found
    ]  # fmt: skip
    return Table(_("不对称影响"), columns, rows)


def _effect(each: Effect) -> str:
    return f"{each.value:+.1f} [{each.low:.1f}, {each.high:.1f}]"
