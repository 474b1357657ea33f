# SPDX-License-Identifier: Apache-2.0
"""The figures of the gaps as tables and a chart: each share with its interval and its base."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from amends.analytics.drivers.gaps import Measured
from amends.analytics.sampling.intervals import Figure
from amends.apps.core.models import ROLES
from amends.apps.satisfaction.models.gaps import GAP_STATES
from amends.apps.satisfaction.queries.gaps.communication import Campaign
from amends.apps.satisfaction.queries.gaps.customer import ItemGap
from amends.apps.satisfaction.queries.gaps.delivery import Place
from amends.apps.satisfaction.queries.gaps.listening import Listening, SourceLine
from amends.apps.satisfaction.queries.gaps.programme import Line
from amends.apps.satisfaction.queries.gaps.standards import Service
from amends.apps.satisfaction.rules.gaps import Freshness, GapState
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment

TONES = {GapState.WATCHING: "info", GapState.ACTING: "primary", GapState.HOLDING: "success"}
FRESH = {Freshness.FRESH: "success", Freshness.STALE: "warning", Freshness.EMPTY: "error"}


def percent(found: Figure | Measured | None) -> str:
    """A share with its interval, or why there is none."""
    if found is None:
        return _("件数太少")
    return f"{found.value:.0%} [{found.low:.0%}, {found.high:.0%}]"


def measured(found: Measured | None) -> str:
    """A difference with its interval."""
    if found is None:
        return _("人数不足")
    if found.low != found.low:  # one answer has no interval
        return f"{found.value:+.2f}"
    return f"{found.value:+.2f} [{found.low:+.2f}, {found.high:+.2f}]"


def board_table(lines: Iterable[Line]) -> Table:
    """The five gaps."""
    columns = [
        Column(_("差距"), lead=True, kind="wrap"),
        Column(_("责任岗位")),
        Column(_("状态")),
        Column(_("根因（件）"), kind="number"),
        Column(_("进行中的改进"), kind="number"),
        Column(_("其中逾期"), kind="number"),
        Column(_("期内完成"), kind="number"),
    ]
    return Table(_("五个差距"), columns, [_board_row(each) for each in lines])


def _board_row(found: Line) -> Row:
    roles = {role.value: words for role, words in ROLES.items()}
    cells = [
        f"{found.plan.gap.value} {_(found.plan.name)}",
        str(roles.get(found.charge.owner_role, found.charge.owner_role)),
        tag(GAP_STATES[found.charge.state], TONES[found.charge.state]),
        found.roots,
        found.open,
        found.late,
        found.done,
    ]
    return Row(cells, url=reverse("satisfaction:gap", args=[found.plan.gap.value]))


def source_table(found: Iterable[SourceLine]) -> Table:
    """How fresh each source is."""
    words = {Freshness.FRESH: _("新鲜"), Freshness.STALE: _("过期"), Freshness.EMPTY: _("还没有")}
    columns = [
        Column(_("来源"), lead=True),
        Column(_("最近一次")),
        Column(_("近 90 天"), kind="number"),
        Column(_("应在几天以内"), kind="number"),
        Column(_("状态")),
    ]
    rows = []
    for each in found:
        state = tag(words[each.state], FRESH[each.state])
        rows.append(Row([_(each.source.name), moment(each.last), each.count, each.source.fresh.days, state]))
    return Table(_("倾听的来源"), columns, rows)


def listening_table(found: Listening) -> Table:
    """Managers' forecast less what customers expect."""
    columns = [
        Column(_("期望"), lead=True, kind="wrap"),
        Column(_("管理人员的预计 − 客户的期望"), kind="number"),
    ]
    gaps = found.found.dimensions if found.found else {}
    rows = [Row([found.dimensions[name], measured(each)]) for name, each in gaps.items()]
    return Table(_("预计与期望"), columns, rows)


def service_table(found: Sequence[Service], title: str) -> Table:
    """Services with their complaints and standards."""
    columns = [
        Column(_("服务"), lead=True),
        Column(_("近 90 天投诉"), kind="number"),
        Column(_("公开的标准"), kind="wrap", late=True),
    ]
    rows = [
        Row([_(each.name), each.complaints, _("；").join(_(words) for words in each.standards) or "—"])
        for each in found
    ]
    return Table(title, columns, rows)


def place_table(found: Sequence[Place], title: str) -> Table:
    """Compliance by place."""
    columns = [
        Column(_("网点或班组"), lead=True),
        Column(_("结案（件）"), kind="number"),
        Column(_("全部时限达标"), kind="number"),
        Column(_("联系得上（件）"), kind="number"),
        Column(_("结果告知"), kind="number"),
        Column(_("客户确认修复"), kind="number"),
    ]
    return Table(title, columns, [_place_row(each) for each in found])


def _place_row(each: Place) -> Row:
    shares = percent(each.told), percent(each.recovered)
    return Row([each.name, each.ended, percent(each.in_time), each.reachable, *shares])


def campaign_table(found: Sequence[Campaign]) -> Table:
    """Mismatch cases by campaign."""
    columns = [
        Column(_("活动或优惠"), lead=True, kind="wrap"),
        Column(_("不符的投诉（件）"), kind="number"),
        Column(_("其中未结"), kind="number"),
    ]
    rows = [Row([each.name or _("没有写明"), each.cases, each.open]) for each in found]
    return Table(_("宣传与实际不符，按活动"), columns, rows)


def gap_table(found: Sequence[ItemGap], title: str) -> Table:
    """Perceived less expected."""
    columns = [
        Column(_("要素"), lead=True, kind="wrap"),
        Column(_("感受 − 期望"), kind="number"),
        Column(_("人数"), kind="number"),
    ]
    return Table(title, columns, [Row([each.title, measured(each.found), each.n]) for each in found])


def gap_chart(found: Sequence[ItemGap]) -> dict[str, object]:
    """Perceived less expected as bars, the widest gap on top."""
    shown = [each for each in reversed(found) if each.found]
    values = [round(each.found.value, 2) for each in shown if each.found]
    return {
        "grid": {"left": 8, "right": 24, "top": 8, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "value", "max": 0 if all(value <= 0 for value in values) else None},
        "yAxis": {
            "type": "category",
            "data": [each.title for each in shown],
            "axisLabel": {"width": 150, "overflow": "truncate"},
        },
        "series": [{"type": "bar", "name": _("感受 − 期望"), "data": values, "tone": "red"}],
    }
