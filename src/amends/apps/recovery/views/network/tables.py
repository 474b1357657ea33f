# SPDX-License-Identifier: Apache-2.0
"""Tables and the map of the network."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.apps.recovery.models import HotSpotCase, NetworkAction, Site
from amends.apps.recovery.queries.network.content import symptoms_of, templates
from amends.apps.recovery.rules.network.words import HotSpotState
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment

TONES = {HotSpotState.OPEN: "error", HotSpotState.HANDLED: "warning", HotSpotState.CLOSED: "success"}
SMALLEST, LARGEST = 14, 44  # points across


def tabs(current: str) -> list[dict[str, object]]:
    """The pages of the network."""
    pages = {
        "network": _("地图与热点"),
        "network_actions": _("举措台账"),
        "sites": _("站点"),
    }
    return [
        {"label": label, "url": reverse(f"recovery:{name}"), "current": name == current}
        for name, label in pages.items()
    ]


def state_tag(spot: Any) -> SafeString:
    """How far a hot spot is, as a label."""
    return tag(spot.get_state_display(), TONES[HotSpotState(spot.state)])


def spot_table(rows: Sequence[Any]) -> Table:
    """Hot spots, the latest first."""
    columns = [
        Column(_("地点"), lead=True),
        Column(_("状态")),
        Column(_("案件"), kind="number"),
        Column(_("未结"), kind="number"),
        Column(_("客户"), kind="number"),
        Column(_("半径（米）"), kind="number", late=True),
        Column(_("最早")),
        Column(_("最近")),
        Column(_("机构"), late=True),
    ]
    return Table(_("网络热点"), columns, [_spot_row(each) for each in rows])


def _spot_row(spot: Any) -> Row:
    cells = [
        str(spot), state_tag(spot), spot.cases_n, spot.open_n, spot.customers_n, spot.radius_m,
        moment(spot.first_at), moment(spot.last_at), spot.unit,
    ]  # fmt: skip
    return Row(cells, url=reverse("recovery:hot_spot", args=[spot.pk]))


def case_table(rows: Sequence[HotSpotCase], *, opens: bool) -> Table:
    """The cases of a hot spot."""
    columns = [
        Column(_("案件"), lead=True),
        Column(_("现象")),
        Column(_("收到")),
        Column(_("状态")),
        Column(_("下行 / 上行 / 时延")),
        Column(_("定位"), late=True),
        Column(_("责任人"), late=True),
    ]
    return Table(_("热点里的案件"), columns, [_case_row(each, opens=opens) for each in rows])


def _case_row(row: HotSpotCase, *, opens: bool) -> Row:
    case, place = row.case, getattr(row.case, "place", None)
    names = _("、").join(_(each.name) for each in symptoms_of(case.taxonomy)[:2])
    where = _("按常驻站点") if row.by_residence else _("按登记的地点")
    cells = [
        case.number, names, moment(case.received_at), case.get_state_display(), measured(place), where, case.owner,
    ]  # fmt: skip
    return Row(cells, url=reverse("cases:page", args=[case.number]) if opens else "")


def measured(place: Any) -> str:
    """Speeds and latency of a test; nothing where nobody tested."""
    if place is None or not place.is_tested:
        return ""
    values = (place.down_mbps, place.up_mbps, place.latency_ms)
    return " / ".join("—" if each is None else f"{each:g}" for each in values)


def site_table(rows: Sequence[Any]) -> Table:
    """Sites by code."""
    columns = [
        Column(_("站点编码"), lead=True),
        Column(_("站点名称")),
        Column(_("层级")),
        Column(_("类型")),
        Column(_("纬度"), kind="number", late=True),
        Column(_("经度"), kind="number", late=True),
        Column(_("常驻客户"), kind="number"),
        Column(_("机构"), late=True),
    ]
    found = [
        Row([
            each.code, each.name, each.get_level_display(), each.get_kind_display(), f"{each.lat:.4f}",
            f"{each.lon:.4f}", f"{each.residents_n:,}", each.unit,
        ])
        for each in rows
    ]  # fmt: skip
    return Table(_("站点"), columns, found)


def action_table(rows: Sequence[NetworkAction]) -> Table:
    """The register of actions."""
    columns = [
        Column(_("名称"), lead=True),
        Column(_("举措模板")),
        Column(_("站点"), kind="number"),
        Column(_("负责人")),
        Column(_("计划开工")),
        Column(_("完成")),
        Column(_("费用（元）"), kind="number", late=True),
        Column(_("机构"), late=True),
    ]
    return Table(_("举措台账"), columns, [_action_row(each) for each in rows])


def _action_row(row: Any) -> Row:
    known = templates().get(row.template)
    cost = "" if row.cost_fen is None else f"{row.cost_fen / 100:,.2f}"
    done = row.done_date.isoformat() if row.done_date else tag(_("未完成"), "warning")
    cells = [
        row.title, _(known.name) if known else row.template, row.sites_n, row.owner,
        row.planned_date.isoformat(), done, cost, row.unit,
    ]  # fmt: skip
    return Row(cells, url=reverse("recovery:network_action", args=[row.pk]))


def map_chart(sites: Sequence[Site], spots: Sequence[Any]) -> dict[str, Any]:
    """Sites and hot spots where they are, north up; a hot spot is as large as its cases are many."""
    axis = {"type": "value", "scale": True, "boundaryGap": ["8%", "8%"], "axisLabel": {"hideOverlap": True}}
    series = [
        _points(_("站点"), "dim", [(each.lon, each.lat, each.name, 7) for each in sites]),
        *(_spots(spots, state) for state in HotSpotState),
    ]
    return {
        "grid": {"left": 8, "right": 24, "top": 40, "bottom": 28, "containLabel": True},
        "legend": {"top": 0, "type": "scroll"},
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "xAxis": {**axis, "name": _("经度"), "nameLocation": "middle", "nameGap": 24},
        "yAxis": {**axis, "name": _("纬度"), "nameTextStyle": {"align": "left"}},
        "series": [each for each in series if each["data"]],
    }


def _spots(spots: Sequence[Any], state: HotSpotState) -> dict[str, Any]:
    tone = {HotSpotState.OPEN: "red", HotSpotState.HANDLED: "amber", HotSpotState.CLOSED: "green"}[state]
    chosen = [each for each in spots if each.state == state]
    name = chosen[0].get_state_display() if chosen else ""
    said = _("%(place)s：%(cases)s 件")
    points = [
        (each.lon, each.lat, said % {"place": each, "cases": each.cases_n}, _size(each.cases_n))
        for each in chosen
    ]
    return _points(name, tone, points)


def _size(cases: int) -> int:
    return min(LARGEST, SMALLEST + 2 * cases)


def _points(name: str, tone: str, points: Sequence[tuple[float, float, str, int]]) -> dict[str, Any]:
    data = [
        {"name": str(words), "value": [round(lon, 5), round(lat, 5)], "symbolSize": size}
        for lon, lat, words, size in points
    ]
    return {"type": "scatter", "name": str(name), "tone": tone, "data": data}


def map_table(spots: Sequence[Any]) -> Table:
    """The hot spots of the map with their places in numbers."""
    columns = [
        Column(_("地点"), lead=True),
        Column(_("状态")),
        Column(_("案件"), kind="number"),
        Column(_("纬度"), kind="number"),
        Column(_("经度"), kind="number"),
    ]
    rows = [
        Row([str(each), each.get_state_display(), each.cases_n, f"{each.lat:.4f}", f"{each.lon:.4f}"])
        for each in spots
    ]
    return Table(_("地图上的热点"), columns, rows, fold=False)
