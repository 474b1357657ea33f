# SPDX-License-Identifier: Apache-2.0
"""What a file of technical indicators must say, and what makes a row of it impossible."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amends.apps.satisfaction.rules.columns import Check, Field, Problem
from amends.apps.satisfaction.rules.origins import Better
from amends.apps.satisfaction.rules.reading import Fault, number, one_of, span, words

DIRECTION_WORDS = {
    "越低越好": Better.LOWER.value,
    "越高越好": Better.HIGHER.value,
    **{each.value: each.value for each in Better},
}


@dataclass(frozen=True, slots=True)
class Kpi:
    """One indicator of the pack: its topic, name, unit of measure, direction, and the threshold of the example."""

    code: str
    topic: str
    name: str
    measure: str
    direction: Better
    threshold: float


def kpi_fields(units: Mapping[str, str], kpis: Mapping[str, Kpi]) -> tuple[Field, ...]:
    """The columns; an indicator may be named by its code or its name."""
    known = {word: code for code, each in kpis.items() for word in (code, each.name)}
    return (
        Field("code", ("指标", "指标编码"), one_of(known)),
        Field("period", ("统计期", "时间"), span),
        Field("unit", ("机构", "机构编码"), one_of(units)),
        Field("value", ("实测值", "数值"), number),
        Field("threshold", ("门限", "达标值"), number, optional=True),
        Field("direction", ("方向",), one_of(DIRECTION_WORDS), optional=True),
        Field("reason", ("更正原因",), words(200), blank="", optional=True),
    )


def kpi_fault(kpis: Mapping[str, Kpi]) -> Check:
    """A direction that is not the indicator's, or a share above the whole."""

    def look(row: int, values: Mapping[str, Any]) -> Problem | None:
        kpi = kpis[values["code"]]
        if values["direction"] not in {None, kpi.direction.value}:
            right = next(word for word, meant in DIRECTION_WORDS.items() if meant == kpi.direction.value)
            return Problem(row, "方向", Fault.OTHER_SIDE, "", right)
        if kpi.measure == "%" and not 0 <= values["value"] <= 100:
            return Problem(row, "实测值", Fault.OFF_SCALE, f"{values['value']:g}", "0–100")
        return None

    return look


def kpi_example() -> tuple[str, ...]:
    """One row of the file, in the order of the columns."""
    return ("掉话率", "2026-10", "机构编码或名称", "0.35", "0.5", "越低越好", "")
