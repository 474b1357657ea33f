# SPDX-License-Identifier: Apache-2.0
"""The organisation as an operator hands it over: rows in any order, checked as a whole before one is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from amends.apps.core.rules.organisation import MAY_STAND_BELOW, UnitKind

KINDS_IN_WORDS = {
    "集团": UnitKind.GROUP,
    "省公司": UnitKind.PROVINCE,
    "地市": UnitKind.CITY,
    "区县": UnitKind.DISTRICT,
    "营业厅": UnitKind.HALL,
    "班组": UnitKind.TEAM,
}
LONGEST_CODE, LONGEST_NAME = 32, 80


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row as text; `row` is its place in the file. In a checked row, `kind` is the value of a `UnitKind`."""

    row: int
    code: str
    name: str
    kind: str
    parent_code: str


class UnitRowsRefused(ValueError):
    """The rows do not make a tree; `problems` says why, a sentence for each row at fault."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def ordered_units(rows: Iterable[UnitRow], *, known: Mapping[str, UnitRow]) -> list[UnitRow]:
    """The rows that are new, parents first. `known` are the units there are, by code; a row that says the same
    as a known unit is left out, so that a longer version of the same file can be handed over again.

    Raises `UnitRowsRefused` with every problem found.
    """
    rows = [_with_kind(row) for row in rows]
    every = dict(known)
    problems: list[str] = []
    for row in rows:
        problems += _own_problems(row, every)
        every.setdefault(row.code, row)
    for row in rows:
        problems += _place_problems(row, every)
    roots = [unit for unit in every.values() if not unit.parent_code]
    problems += [f"第 {unit.row} 行：集团只能有一个，已有“{roots[0].code}”。" for unit in roots[1:]]
    if problems:
        raise UnitRowsRefused(problems)
    depth = list(UnitKind)  # a unit only ever stands below one of a higher level
    return sorted(
        (row for row in rows if row.code not in known), key=lambda row: depth.index(UnitKind(row.kind))
    )


def _with_kind(row: UnitRow) -> UnitRow:
    kind = str(KINDS_IN_WORDS.get(row.kind, row.kind.lower()))
    return UnitRow(row.row, row.code, row.name, kind, row.parent_code)


def _own_problems(row: UnitRow, before: Mapping[str, UnitRow]) -> list[str]:
    problems = []
    if not row.code or len(row.code) > LONGEST_CODE:
        problems.append(f"机构编码不能为空，也不能超过 {LONGEST_CODE} 个字符。")
    if not row.name or len(row.name) > LONGEST_NAME:
        problems.append(f"机构名称不能为空，也不能超过 {LONGEST_NAME} 个字符。")
    if row.kind not in list(UnitKind):
        problems.append(
            f"不认识层级“{row.kind}”，请写 {'、'.join(UnitKind)}，或 {'、'.join(KINDS_IN_WORDS)}。"
        )
    twin = before.get(row.code)
    if twin and twin.row:
        problems.append(f"机构编码“{row.code}”与第 {twin.row} 行重复。")
    elif twin and (twin.name, twin.kind, twin.parent_code) != (row.name, row.kind, row.parent_code):
        problems.append(f"机构“{row.code}”已经存在，但名称、层级或上级不同；此命令只新增，不修改。")
    return [f"第 {row.row} 行：{problem}" for problem in problems]


def _place_problems(row: UnitRow, every: Mapping[str, UnitRow]) -> list[str]:
    if row.kind not in list(UnitKind):
        return []
    allowed = MAY_STAND_BELOW[UnitKind(row.kind)]
    if not row.parent_code:
        return [f"第 {row.row} 行：只有集团可以没有上级。"] if allowed else []
    parent = every.get(row.parent_code)
    if parent is None:
        return [f"第 {row.row} 行：找不到上级机构“{row.parent_code}”。"]
    if parent.kind not in allowed:
        return [f"第 {row.row} 行：{row.kind} 不能设在 {parent.kind} 之下。"]
    return []
