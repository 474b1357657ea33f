# SPDX-License-Identifier: Apache-2.0
"""What every chart is: an option for the library, the same numbers as a table, and how many lines it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from amends.ui.components.tables import Column, Row, Table

Option = dict[str, Any]
LABELS: Option = {"interval": 0, "width": 96, "overflow": "break", "lineHeight": 14}  # every name is told


@dataclass(frozen=True)
class Chart:
    """One chart. `option` is JSON for ECharts with colours as «@token» and `draw` for what charts.js draws itself;
    `rows` is how many lines stand below each other, from which the height follows (0: the height of its size)."""

    option: Mapping[str, Any]
    table: Table
    rows: int = 0


def table_of(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """Words first, numbers in the other columns; the caption is the chart's."""
    heads = [Column(name, kind="number" if at else "text") for at, name in enumerate(columns)]
    return Table(caption="", columns=heads, rows=[Row(list(row)) for row in rows], fold=False)


def shown(value: float | None, digits: int = 1, unit: str = "") -> str:
    """A number as people read it; minus zero is zero."""
    if value is None:
        return "—"
    return f"{round(value, digits) + 0.0:.{digits}f}{unit}"


def colour(tone: str) -> str:
    """The name of a token as charts.js knows it."""
    return f"@{tone}"


def words_of(name: str, value: str, note: str = "") -> str:
    """One line of a tooltip."""
    return f"{name} {value}" + (f"\n{note}" if note else "")
