# SPDX-License-Identifier: Apache-2.0
"""Units that operators write, and the one unit each kind of column is kept in."""

from dataclasses import dataclass

from amends.pipeline.schema import Column, Kind


@dataclass(frozen=True, slots=True)
class Unit:
    """`value × times ÷ over` is the value in the unit that is kept. Integers, so that both engines agree."""

    name: str
    zh: str
    times: int = 1
    over: int = 1


def _family(*units: Unit) -> dict[str, Unit]:
    return {unit.name: unit for unit in units}


MONEY = _family(
    Unit("fen", "分"), Unit("jiao", "角", 10), Unit("yuan", "元", 100), Unit("wan_yuan", "万元", 1_000_000)
)
DATA = _family(
    Unit("B", "字节", 1, 1 << 20),
    Unit("KB", "KB", 1, 1 << 10),
    Unit("MB", "MB"),
    Unit("GB", "GB", 1 << 10),
    Unit("TB", "TB", 1 << 20),
)
TIME = _family(
    Unit("seconds", "秒", 1, 60), Unit("minutes", "分钟"), Unit("hours", "小时", 60), Unit("days", "天", 1440)
)
SHARE = _family(Unit("ratio", ""), Unit("percent", "%", 1, 100))

# What people write behind a number, folded to lower case, and the unit it names.
_WRITTEN: dict[str, str] = {
    **{
        unit.zh.lower(): unit.name
        for family in (MONEY, DATA, TIME, SHARE)
        for unit in family.values()
        if unit.zh
    },
    **{"rmb": "yuan", "cny": "yuan", "块": "yuan", "圆": "yuan", "人民币": "yuan"},
    **{"b": "B", "k": "KB", "m": "MB", "g": "GB", "t": "TB", "兆": "MB"},
    **{"s": "seconds", "秒钟": "seconds", "min": "minutes", "h": "hours", "时": "hours", "日": "days"},
}


def units_of(column: Column) -> dict[str, Unit]:
    """The units a column can be given in; empty when it has none."""
    if column.kind is Kind.MONEY:
        return MONEY
    if column.name.endswith("_mb"):
        return DATA
    if "minutes" in column.name:
        return TIME
    return SHARE if column.kind is Kind.NUMBER else {}


def written_unit(text: str, family: dict[str, Unit]) -> Unit | None:
    """The unit that a suffix such as `元`, `GB` or `%` names, when the family has it."""
    folded = text.strip().lower()
    if folded == "分" and "minutes" in family:
        return family["minutes"]
    return family.get(_WRITTEN.get(folded, ""))
