# SPDX-License-Identifier: Apache-2.0
"""The demo operator's organisation and staff. Every name is invented: no such operator, city or district exists."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One organisation unit; `kind` is group, province, city, district, hall or team."""

    code: str
    name: str
    kind: str
    parent_code: str | None


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One person of the demo operator: the account to log in with, the role, and the unit whose subtree they see."""

    username: str
    name: str
    role: str
    unit_code: str


# City → its districts (区 is mostly urban, 县 mostly rural); the largest city comes first.
_CITIES: dict[tuple[str, str], tuple[str, ...]] = {
    ("YP", "云屏市"): ("湖心区", "北渚区", "松涧县"),
    ("QL", "青岚市"): ("望溪区", "竹里区", "石渡县"),
    ("BY", "白榆市"): ("榆园区", "枫汀区", "禾麓县"),
}
_LEAVES = (
    ("T1", "客户服务一组", "team"),
    ("T2", "客户服务二组", "team"),
    ("H1", "中心营业厅", "hall"),
    ("H2", "便民营业厅", "hall"),
)


def _city(code: str, name: str, districts: Sequence[str]) -> list[UnitRow]:
    rows = [UnitRow(code, name, "city", "SLS")]
    for number, district in enumerate(districts, start=1):
        below = f"{code}{number}"
        rows.append(UnitRow(below, district, "district", code))
        rows += [UnitRow(f"{below}-{tail}", f"{district}{what}", kind, below) for tail, what, kind in _LEAVES]
    return rows


DEMO_UNITS: tuple[UnitRow, ...] = (
    UnitRow("SL", "示例通信集团", "group", None),
    UnitRow("SLS", "示例省公司", "province", "SL"),
    *(row for (code, name), districts in _CITIES.items() for row in _city(code, name, districts)),
)

DEMO_STAFF: tuple[StaffRow, ...] = (
    StaffRow("admin", "周砚宁", "administrator", "SL"),
    StaffRow("recovery", "沈知远", "recovery_manager", "SLS"),
    StaffRow("analyst", "林疏影", "analyst", "SLS"),
    StaffRow("quality", "陆听澜", "qa_reviewer", "SLS"),
    StaffRow("quality2", "韩映雪", "qa_reviewer", "SLS"),
    StaffRow("trainer", "苏禾青", "trainer", "SLS"),
    StaffRow("approver", "江述白", "province_manager", "SLS"),
    StaffRow("editor", "温如许", "knowledge_editor", "SLS"),
    StaffRow("manager.yp", "顾长川", "city_manager", "YP"),
    StaffRow("manager.ql", "方既白", "city_manager", "QL"),
    StaffRow("manager.by", "唐予安", "city_manager", "BY"),
    StaffRow("officer.yp", "许照南", "complaint_officer", "YP"),
    StaffRow("officer.ql", "叶初晴", "complaint_officer", "QL"),
    StaffRow("officer.by", "何云起", "complaint_officer", "BY"),
    StaffRow("leader.yp1", "程若谷", "team_leader", "YP1"),
    StaffRow("leader.ql1", "宋闻溪", "team_leader", "QL1"),
    StaffRow("leader.by1", "冯见山", "team_leader", "BY1"),
    StaffRow("agent.yp1", "赵小满", "hotline_agent", "YP1-T1"),
    StaffRow("agent.yp2", "钱思齐", "hotline_agent", "YP1-T2"),
    StaffRow("agent.yp3", "孙沐阳", "hotline_agent", "YP2-T1"),
    StaffRow("agent.ql1", "李望舒", "hotline_agent", "QL1-T1"),
    StaffRow("agent.ql2", "吴青禾", "hotline_agent", "QL2-T1"),
    StaffRow("agent.by1", "郑南乔", "hotline_agent", "BY1-T1"),
    StaffRow("agent.by2", "王星野", "hotline_agent", "BY2-T1"),
    StaffRow("clerk.yp1", "蒋一禾", "hall_clerk", "YP1-H1"),
    StaffRow("clerk.yp2", "秦若兰", "hall_clerk", "YP1-H2"),
    StaffRow("clerk.yp3", "许星河", "hall_clerk", "YP2-H1"),
    StaffRow("clerk.yp4", "柳扶风", "hall_clerk", "YP2-H2"),
    StaffRow("clerk.ql1", "韩松月", "hall_clerk", "QL1-H1"),
    StaffRow("clerk.by1", "杨夏至", "hall_clerk", "BY1-H1"),
)


@dataclass(frozen=True, slots=True)
class Home:
    """A unit that looks after customers, the district around it, and the share of customers it has."""

    unit_code: str
    region: str
    rural_share: float
    share: float


def homes(units: Sequence[UnitRow]) -> tuple[Home, ...]:
    """The units that customers belong to: those with nothing below them. The shares sum to 1.

    A team looks after three times as many as a hall, and each further city after less than the one before.
    """
    by_code = {unit.code: unit for unit in units}
    parents = {unit.parent_code for unit in units}
    cities = [unit.code for unit in units if unit.kind == "city"]
    leaves = [unit for unit in units if unit.code not in parents]
    weights = [
        (3.0 if unit.kind == "team" else 1.0) / (2.0 + _city_rank(unit, by_code, cities)) for unit in leaves
    ]
    return tuple(
        _home(unit, by_code, weight / sum(weights)) for unit, weight in zip(leaves, weights, strict=True)
    )


def _above(unit: UnitRow, kind: str, by_code: dict[str, UnitRow]) -> UnitRow | None:
    """The unit itself or the first of that kind above it."""
    each: UnitRow | None = unit
    while each is not None and each.kind != kind:
        each = by_code[each.parent_code] if each.parent_code else None
    return each


def _city_rank(unit: UnitRow, by_code: dict[str, UnitRow], cities: list[str]) -> int:
    city = _above(unit, "city", by_code)
    return cities.index(city.code) if city else 0


def _home(unit: UnitRow, by_code: dict[str, UnitRow], share: float) -> Home:
    place = _above(unit, "district", by_code) or _above(unit, "city", by_code) or unit
    return Home(unit.code, place.name, 0.7 if place.name.endswith("县") else 0.12, share)
