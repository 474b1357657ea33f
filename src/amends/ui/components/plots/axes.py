# SPDX-License-Identifier: Apache-2.0
"""Bars, lines and heat maps: values by category."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from amends.ui.components.plots.chart import LABELS, Chart, Option, colour, shown, table_of
from amends.ui.components.tables import Table

Values = Sequence[float | None]


def bars(
    categories: Sequence[str],
    series: Mapping[str, Values],
    *,
    axis: str = "",
    head: str = "",
    digits: int = 1,
    unit: str = "",
    stacked: bool = False,
    lines_at: Mapping[str, float] | None = None,
    tones: Sequence[str] = (),
) -> Chart:
    """Horizontal bars, one line a category, one colour a series; `lines_at` are targets and means by name."""
    drawn: list[Option] = [
        {
            "name": name,
            "type": "bar",
            "data": list(values),
            "stack": "all" if stacked else None,
            "label": {"show": not stacked and len(series) == 1, "position": "right", "color": "@ink"},
            **({"tone": tones[at]} if at < len(tones) else {}),
        }
        for at, (name, values) in enumerate(series.items())
    ]
    if drawn and lines_at:
        drawn[0]["markLine"] = _marks("xAxis", lines_at, digits, unit)
    option = {
        "grid": {"left": 8, "right": 36, "top": 28 if lines_at or len(series) > 1 else 8, "bottom": 24},
        "xAxis": {"type": "value", "name": axis},
        "yAxis": {"type": "category", "data": list(categories), "inverse": True, "axisLabel": LABELS},
        "tooltip": {"trigger": "axis"},
        "series": drawn,
        **_legend(series),
    }
    many = len(categories) * (1 if stacked else max(1, len(series)))
    return Chart(option, _by_category(head, categories, series, digits, unit), rows=max(many, 2))


def lines(
    categories: Sequence[str],
    series: Mapping[str, Values],
    *,
    axis: str = "",
    head: str = "",
    digits: int = 1,
    unit: str = "",
    lines_at: Mapping[str, float] | None = None,
    breaks: Mapping[str, str] | None = None,
    dashed: Sequence[str] = (),
    least_step: float = 0,
    most: float | None = None,
) -> Chart:
    """Lines over time; `breaks` (category → words) marks where something changed, `dashed` names series drawn so. The
    axis has no finer steps than `least_step`, so that what hardly moved looks so, and ends at `most`, if anywhere."""
    drawn: list[Option] = [
        {
            "name": name,
            "type": "line",
            "data": list(values),
            "connectNulls": False,
            "lineStyle": {"type": "dashed" if name in dashed else "solid"},
        }
        for name, values in series.items()
    ]
    if drawn and (lines_at or breaks):
        across = _marks("yAxis", lines_at or {}, digits, unit)
        across["data"] += [_broken(at, words) for at, words in (breaks or {}).items()]
        drawn[0]["markLine"] = across
    option = {
        "grid": {"left": 8, "right": 24, "top": 52 if breaks else 36, "bottom": 8},
        "xAxis": {"type": "category", "data": list(categories), "axisLabel": {"hideOverlap": True}},
        "yAxis": {
            "type": "value",
            "name": axis,
            "scale": True,
            "minInterval": least_step,
            **({} if most is None else {"max": most}),
            "nameTextStyle": {"align": "left"},
        },
        "tooltip": {"trigger": "axis"},
        "series": drawn,
        **_legend(series),
    }
    return Chart(option, _by_category(head, categories, series, digits, unit))


def heatmap(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Values],
    *,
    low: float,
    high: float,
    head: str = "",
    digits: int = 1,
    unit: str = "",
) -> Chart:
    """Cells by row and column between two ends of a scale; None is a cell without a number (hidden or not asked)."""
    cells = [
        {
            "value": [x, y, round(value, digits)],
            "name": _("%(what)s：%(number)s")
            % {"what": f"{rows[y]} · {columns[x]}", "number": shown(value, digits, unit)},
        }
        for y, line in enumerate(values)
        for x, value in enumerate(line)
        if value is not None
    ]
    option = {
        "grid": {"left": 8, "right": 8, "top": 8, "bottom": 8},
        "xAxis": {"type": "category", "data": list(columns), "axisLabel": {**LABELS, "width": 60}},
        "yAxis": {"type": "category", "data": list(rows), "inverse": True, "axisLabel": LABELS},
        "visualMap": {
            "show": False,
            "min": low,
            "max": high,
            "inRange": {"color": ["@red-bg", "@amber-bg", "@green-bg"]},
        },
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "series": [{"type": "heatmap", "data": cells, "label": {"show": True, "color": "@ink"}}],
    }  # fmt: skip
    numbers = [
        [name, *(shown(v, digits, unit) for v in line)] for name, line in zip(rows, values, strict=True)
    ]
    return Chart(option, table_of([head, *columns], numbers), rows=len(rows) + 2)


def _legend(series: Mapping[str, Values]) -> Option:
    return {"legend": {"top": 0, "type": "scroll"}} if len(series) > 1 else {}


def _marks(where: str, lines_at: Mapping[str, float], digits: int, unit: str) -> Option:
    data = [_mark(where, at, f"{name} {shown(at, digits, unit)}") for name, at in lines_at.items()]
    return {"symbol": "none", "lineStyle": {"type": "dashed", "color": colour("edge")}, "data": data}


def _mark(where: str, at: float | str, words: str) -> Option:
    return {
        where: at,
        "label": {
            "formatter": words,
            "color": "@dim",
            "position": "start" if where == "xAxis" else "insideStartTop",
        },
    }


def _broken(at: str, words: str) -> Option:
    return {"xAxis": at, "label": {"formatter": words, "color": "@dim", "position": "end"}}


def _by_category(
    head: str, categories: Sequence[str], series: Mapping[str, Values], digits: int, unit: str
) -> Table:
    columns = zip(*series.values(), strict=True) if series else ()
    rows = [
        [name, *(shown(value, digits, unit) for value in line)]
        for name, line in zip(categories, columns, strict=False)
    ]
    return table_of([head, *series], rows)
