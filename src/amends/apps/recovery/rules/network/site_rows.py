# SPDX-License-Identifier: Apache-2.0
"""What files of sites and of customers' sites must say."""

from collections.abc import Callable, Mapping
from typing import Any

from amends.apps.recovery.rules.network.words import SiteKind, SiteLevel
from amends.apps.satisfaction.rules.columns import Field, Problem
from amends.apps.satisfaction.rules.reading import Cell, Fault, Unreadable, number, one_of, words

LEVEL_WORDS = {"小区基站": "cell", "小区": "cell", "基站": "cell", "片区": "district"} | {
    each.value: each.value for each in SiteLevel
}
KIND_WORDS = {
    "密集市区": "dense_urban",
    "城镇": "town",
    "乡村": "rural",
    "农村": "rural",
    "室内": "indoor",
} | {each.value: each.value for each in SiteKind}


def site_fields(units: Mapping[str, str]) -> tuple[Field, ...]:
    """The columns of a file of sites."""
    return (
        Field("code", ("站点编码", "编码"), words(40)),
        Field("name", ("站点名称", "名称"), words(80)),
        Field("level", ("层级",), one_of(LEVEL_WORDS)),
        Field("kind", ("类型",), one_of(KIND_WORDS)),
        Field("unit", ("机构", "机构编码"), one_of(units)),
        Field("lat", ("纬度",), _within(90)),
        Field("lon", ("经度",), _within(180)),
    )


def residence_fields() -> tuple[Field, ...]:
    """The columns of a file of which customer is mostly where."""
    return (
        Field("customer", ("客户编号", "客户编码"), words(64)),
        Field("site", ("站点编码", "常驻站点"), words(40)),
    )


def fine(_row: int, _values: Mapping[str, Any]) -> Problem | None:
    """Nothing but its cells can be wrong with a row."""
    return None


def site_of_others(row: int, code: str) -> Problem:
    """A site that belongs to another unit."""
    return Problem(row, "站点编码", Fault.UNKNOWN, code, "本机构的站点编码")


def unknown(row: int, name: str, said: str) -> Problem:
    """A customer or a site that is not within the person's units."""
    title = {"customer": "客户编号", "site": "站点编码"}[name]
    return Problem(row, title, Fault.UNKNOWN, said, "本机构范围内的编号")


def site_example() -> tuple[str, ...]:
    """One row of the file of sites."""
    return ("CELL-001", "东门大街一号站", "小区基站", "密集市区", "机构编码或名称", "30.2741", "120.1551")


def residence_example() -> tuple[str, ...]:
    """One row of the file of residences."""
    return ("C0000001", "CELL-001")


def _within(most: float) -> Callable[[Cell], float]:
    def read(cell: Cell) -> float:
        found = number(cell)
        if not -most <= found <= most:
            raise Unreadable(Fault.OFF_SCALE, f"-{most:g}–{most:g}")
        return found

    return read
