# SPDX-License-Identifier: Apache-2.0
"""Changes, groups and touchpoints as tables and charts."""

from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.analytics.drivers.change import Part
from amends.apps.customers.models.words import KINDS, SETTLEMENTS, VALUE_TIERS
from amends.apps.satisfaction.queries.changes import Changed, ComparableTrend
from amends.apps.satisfaction.queries.comparing import Compared, Touched
from amends.apps.satisfaction.queries.trees import Tree
from amends.apps.satisfaction.rules.changing import METHOD, UNSHARED, Decomposed
from amends.apps.satisfaction.rules.groups import Breakdown, Group
from amends.apps.satisfaction.views.telling import DASH, figure, share, signed
from amends.ui.components import plots
from amends.ui.components.tables import Column, Row, Table

PARTS = {
    "removed": gettext_lazy("去掉的题"),
    "added": gettext_lazy("新加或改了意思的题"),
    "weights": gettext_lazy("权重"),
    "performance": gettext_lazy("各要素表现"),
    "mix": gettext_lazy("样本结构"),
    "unshared": gettext_lazy("其余"),
}
SEGMENTS = {
    "value_tier": (gettext_lazy("价值等级"), VALUE_TIERS),
    "settlement": (gettext_lazy("城乡"), SETTLEMENTS),
    "customer_kind": (gettext_lazy("客户类别"), KINDS),
}


def change_told(changed: Changed, tree: Tree) -> dict[str, object]:
    """The bridge, the two halves of the change, the elements."""
    found = changed.found
    if found is None:
        return {}
    names = {each.code: each.name for each in tree.elements}
    return {
        "bridge": _bridge(changed, found),
        "method": signed(found.method, 2),
        "like_for_like": signed(found.like_for_like, 2),
        "total": _part(found.change.total),
        "parts": _parts(found),
        "elements": _elements(found, names),
        "left_out": _("、").join(names.get(each, each) for each in changed.left_out),
    }


def trend_told(found: ComparableTrend) -> dict[str, object]:
    """The trend as chart and table; where versions differ, the place is marked."""
    return {"trend": found, "trend_chart": _trend_chart(found), "trend_table": _trend_table(found)}


def groups_told(found: Compared) -> dict[str, object]:
    """Units, and each segment."""
    segments = [
        (
            name,
            str(words),
            _dots(found.segments[name], str(words), known),
            _groups(found.segments[name], str(words), known),
        )
        for name, (words, known) in SEGMENTS.items()
    ]
    units = found.units
    return {"units": units, "unit_chart": _dots(units, _("机构"), {}), "unit_table": _groups(units, _("机构"), {}),
            "segments": segments}  # fmt: skip


def touched_told(found: Compared) -> dict[str, object]:
    """The register of touchpoints, and what each adds."""
    added = sorted((t for t in found.touchpoints if t.contribution), key=_lost, reverse=True)
    names = [each.touchpoint.name for each in added]
    points = [round(each.contribution.points, 2) for each in added if each.contribution]
    lost = [round(_lost(each), 2) for each in added]
    chart = plots.bars(names, {_("得到"): points, _("失去"): lost}, head=_("触点"), axis=_("占 100 分中的分数"),
                       stacked=True, tones=("accent", "red"), digits=2) if added else None  # fmt: skip
    return {"register": _register(found), "contribution": chart, "index": figure(found.index),
            "sum": figure(sum(points) if points else None)}  # fmt: skip


def _lost(each: Touched) -> float:
    return each.contribution.lost if each.contribution else 0.0


def _trend_chart(found: ComparableTrend) -> plots.Chart:
    names = [each.wave for each in found.points]
    breaks = {each.wave: _("问卷换版") for each in found.points if each.new_version}
    means = [None if each.mean is None else round(each.mean, 2) for each in found.points]
    return plots.lines(
        names,
        {_("可比题目的得分"): means},
        head=_("期次"),
        axis=_("0–100 分"),
        breaks=breaks,
        least_step=1,
    )


def _trend_table(found: ComparableTrend) -> Table:
    columns = [Column(_("期次"), lead=True), Column(_("问卷版本"), "number"), Column(_("得分"), "number"),
               Column(_("样本"), "number"), Column(_("说明"), "wrap")]  # fmt: skip
    rows = [
        Row([p.wave, f"v{p.version}", DASH if p.mean is None else f"{p.mean:.1f} ± {p.margin:.1f}", f"{p.n:,}",
             _("换了版本，只算对应上的题") if p.new_version else _("样本太少") if p.mean is None else ""])
        for p in found.points
    ]  # fmt: skip
    return Table(_("可比趋势"), columns, rows)


def _bridge(changed: Changed, found: Decomposed) -> plots.Chart:
    change = found.change
    steps = [
        plots.Step(changed.before, change.before, total=True),
        *(
            plots.Step(str(PARTS[p.name]), p.value, low=p.low, high=p.high)
            for p in change.parts
            if _tells(found, p)
        ),
        plots.Step(_("这一期"), change.after, total=True),
    ]
    return plots.bridge(steps, head=_("部分"), axis=_("0–100 分"))


def _parts(found: Decomposed) -> Table:
    columns = [
        Column(_("部分"), lead=True),
        Column(_("属于")),
        Column(_("分数"), "number"),
        Column(_("超出误差")),
    ]
    rows = [
        Row([str(PARTS[p.name]), _belongs(p.name), _part(p) if _tells(found, p) else DASH,
             (_("是") if p.significant else _("否")) if _tells(found, p) else _("分不出来")])
        for p in found.change.parts
    ]  # fmt: skip
    return Table(_("变化的组成"), columns, rows)


def _tells(found: Decomposed, part: Part) -> bool:
    """Whether a part could be measured: without common strata the make-up of the sample is none, and not nought."""
    return part.name != "mix" or found.by_stratum


def _belongs(part: str) -> str:
    if part in METHOD:
        return _("题目变化")
    return DASH if part == UNSHARED else _("同题同比")


def _elements(found: Decomposed, names: Mapping[str, str]) -> Table:
    columns = [Column(_("要素"), lead=True), Column(_("表现"), "number"), Column(_("权重"), "number"),
               Column(_("合计"), "number"), Column(_("超出误差"))]  # fmt: skip
    rows = [
        Row([names.get(e.element, e.element), signed(e.performance, 2), signed(e.weight, 2), _part(e.together),
             _("是") if e.together.significant else _("否")])
        for e in found.elements
    ]  # fmt: skip
    rows.append(Row([_("样本结构"), "", "", signed(found.mix, 2) if found.by_stratum else DASH, ""]))
    rows.append(Row([_("同题同比合计"), "", "", signed(found.like_for_like, 2), ""]))
    return Table(_("各要素加权后的变化"), columns, rows)


def _part(part: Part) -> str:
    return f"{part.value:+.2f} [{part.low:.2f}, {part.high:.2f}]"


def _dots(found: Breakdown, head: str, known: Mapping[str, object]) -> plots.Chart | None:
    if sum(not g.hidden for g in found.groups) < 2:
        return None  # nothing to compare with
    dots = [
        plots.Dot(
            str(known.get(g.key, g.key)), g.mean, g.low, g.high,
            ("red" if (g.difference or 0) < 0 else "green") if g.differs else "accent",
            _("人数不足，不显示") if g.hidden else f"n = {g.n:,}",
        )
        for g in found.groups
    ]  # fmt: skip
    lines = {} if found.mean is None else {_("平均"): found.mean}
    return plots.intervals(dots, head=head, note=_("基数"), axis=_("0–100 分"), lines_at=lines)


def _groups(found: Breakdown, head: str, known: Mapping[str, object]) -> Table:
    columns = [Column(head, lead=True), Column(_("样本"), "number"), Column(_("得分"), "number"),
               Column(_("低分占比"), "number"), Column(_("比平均"), "number"), Column(_("判断"))]  # fmt: skip
    return Table(head, columns, [_group(each, str(known.get(each.key, each.key))) for each in found.groups])


def _group(each: Group, name: str) -> Row:
    if each.hidden or each.mean is None or each.low is None or each.high is None:
        return Row([name, _("不显示"), DASH, DASH, DASH, _("样本太少，或能由合计推算出来")])
    gap = f"{signed(each.difference)} [{signed(each.difference_low)}, {signed(each.difference_high)}]"
    words: object = _("没有显著差别")
    if each.differs:
        low = (each.difference or 0) < 0
        words = format_html(
            '<b class="{}">{}</b>', "bad" if low else "ok", _("显著偏低") if low else _("显著偏高")
        )
    return Row(
        [
            name,
            f"{each.n:,}",
            f"{each.mean:.1f} [{each.low:.1f}, {each.high:.1f}]",
            share(each.low_share),
            gap,
            words,
        ]
    )


def _register(found: Compared) -> Table:
    columns = [Column(_("触点"), lead=True), Column(_("负责部门")), Column(_("样本"), "number"),
               Column(_("得分"), "number"), Column(_("低分占比"), "number"), Column(_("贡献"), "number"),
               Column(_("失分"), "number"), Column(_("怎么来的")),
               Column(_("服务标准"), "wrap", late=True)]  # fmt: skip
    return Table(_("关键时刻登记"), columns, [_touchpoint(each) for each in found.touchpoints])


def _touchpoint(each: Touched) -> Row:
    added = each.contribution
    source = DASH if not each.n else _("直接问的") if each.asked else _("由在那里评的要素推算")
    few = _("样本太少") if each.n else _("没有数据")
    return Row([
        each.touchpoint.name, each.touchpoint.department, f"{each.n:,}",
        few if each.mean is None else figure(each.mean),
        share(each.low_share), figure(added.points, 2) if added else DASH, figure(added.lost, 2) if added else DASH,
        source, _("；").join(each.standards) or _("还没有标准"),
    ])  # fmt: skip
