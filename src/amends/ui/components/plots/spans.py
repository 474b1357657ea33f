# SPDX-License-Identifier: Apache-2.0
"""Figures with their uncertainty, a change in parts, and a map in four fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from amends.ui.components.plots.chart import LABELS, Chart, Option, colour, shown, table_of

Ends = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dot:
    """One figure with its interval; None where it is hidden or unknown. `note` joins the tooltip and the table."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    tone: str = "accent"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a change: what it adds, or with `total` where the bridge stands."""

    name: str
    value: float
    total: bool = False
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One thing on a map."""

    name: str
    x: float
    y: float
    tone: str = "accent"
    note: str = ""


def intervals(
    dots: Sequence[Dot],
    *,
    axis: str = "",
    head: str = "",
    note: str = "",
    digits: int = 1,
    unit: str = "",
    lines_at: Mapping[str, float] | None = None,
) -> Chart:
    """Dots with their intervals, one line each; `lines_at` are the mean, a target or zero by name."""
    known = [(at, dot) for at, dot in enumerate(dots) if dot.value is not None]
    whiskers = [
        {"value": [dot.low, dot.high, at], "itemStyle": {"color": colour(dot.tone)}}
        for at, dot in known
        if dot.low is not None and dot.high is not None
    ]
    points = [
        {
            "value": [dot.value, at],
            "name": _told(dot, digits, unit),
            "itemStyle": {"color": colour(dot.tone)},
        }
        for at, dot in known
    ]
    series: list[Option] = [
        {
            "type": "custom",
            "draw": "whiskers",
            "data": whiskers,
            "encode": {"x": [0, 1], "y": 2},
            "silent": True,
        },
        {
            "type": "scatter",
            "data": points,
            "symbolSize": 9,
            "markLine": _lines(lines_at or {}, digits, unit),
        },
    ]
    option = _rows_option([dot.name for dot in dots], axis, series)
    columns = [head, _("数值"), _("区间下限"), _("区间上限"), note]
    rows = [
        [
            d.name,
            shown(d.value, digits, unit),
            shown(d.low, digits, unit),
            shown(d.high, digits, unit),
            d.note,
        ]
        for d in dots
    ]
    return Chart(option, table_of(columns, rows), rows=max(len(dots), 2))


def bridge(steps: Sequence[Step], *, axis: str = "", head: str = "", digits: int = 2) -> Chart:
    """A change from one total to another in parts, read from above to below; ups are green and downs red."""
    spans, at = [], 0.0
    for place, step in enumerate(steps):
        start = 0.0 if step.total else at
        at = start + step.value
        spans.append((place, step, start, at))
    floor = _floor([end for _place, _step, _start, end in spans])
    data = [
        {
            "value": [floor if step.total else start, end, place],
            "name": f"{step.name} {_signed(step, digits)}",
            "words": _signed(step, digits),
            "itemStyle": {"color": colour(_tone(step))},
        }
        for place, step, start, end in spans
    ]
    series: list[Option] = [
        {"type": "custom", "draw": "spans", "data": data, "encode": {"x": [0, 1], "y": 2}}
    ]
    option = _rows_option([step.name for step in steps], axis, series)
    option["xAxis"] = {**option["xAxis"], "min": floor}
    option["grid"] = {"left": 8, "right": 64, "top": 8, "bottom": 24}
    rows = [[s.name, _signed(s, digits), shown(s.low, digits), shown(s.high, digits)] for s in steps]
    return Chart(option, table_of([head, _("数值"), _("区间下限"), _("区间上限")], rows), rows=len(steps))


def _sides(points: Sequence[Point], ends: tuple[Sequence[float], Sequence[float]]) -> list[str]:
    """Where each label stands: away from the nearest other point, on a field half as high as it is wide."""
    (left, right), (low, high) = ends
    wide, tall = max(right - left, 1e-9) / 2, max(high - low, 1e-9)
    places = [((p.x - left) / wide, (p.y - low) / tall) for p in points]
    sides = []
    for at, (x, y) in enumerate(places):
        others = [(x2 - x, y2 - y) for other, (x2, y2) in enumerate(places) if other != at]
        dx, dy = min(others, key=lambda d: d[0] ** 2 + d[1] ** 2, default=(0.0, -1.0))
        if abs(dy) > 0.06 or not dx:
            sides.append("top" if dy <= 0 else "bottom")
        else:
            sides.append("left" if dx > 0 else "right")
    return sides


def quadrants(
    points: Sequence[Point],
    *,
    x: str,
    y: str,
    x_line: float,
    y_line: float,
    corners: tuple[str, str, str, str],
    head: str = "",
    digits: tuple[int, int] = (1, 2),
) -> Chart:
    """Points in four fields; `corners` names them from upper left clockwise. Lines stand where the rule put them."""
    ends = _ends([p.x for p in points], x_line, digits[0]), _ends([p.y for p in points], y_line, digits[1])
    data = [
        {
            "value": [round(p.x, digits[0]), round(p.y, digits[1])],
            "name": p.name,
            "itemStyle": {"color": colour(p.tone)},
            "label": {"position": side},
        }
        for p, side in zip(points, _sides(points, ends), strict=True)
    ]
    scatter = {
        "type": "scatter",
        "data": data,
        "symbolSize": 10,
        "label": {"show": True, "formatter": "{b}", "position": "top", "color": "@ink", "fontSize": 11},
        "labelLayout": {"hideOverlap": True, "moveOverlap": "shiftY"},
        "markLine": {
            "symbol": "none",
            "silent": True,
            "lineStyle": {"color": "@edge", "type": "solid"},
            "label": {"show": False},
            "data": [{"xAxis": x_line}, {"yAxis": y_line}],
        },
        "markArea": _fields(ends, x_line, y_line, corners),
    }
    scale = {"type": "value", "splitLine": {"show": False}}
    option = {
        "grid": {"left": 8, "right": 24, "top": 32, "bottom": 28},
        "xAxis": {**scale, "name": x, "min": ends[0][0], "max": ends[0][1]},
        "yAxis": {
            **scale,
            "name": y,
            "min": ends[1][0],
            "max": ends[1][1],
            "nameTextStyle": {"align": "left"},
        },
        "tooltip": {"trigger": "item", "formatter": "{b}: {c}"},
        "series": [scatter],
    }
    rows = [[p.name, shown(p.x, digits[0]), shown(p.y, digits[1]), p.note] for p in points]
    return Chart(option, table_of([head, x, y, _("位置")], rows))


def _fields(ends: tuple[Ends, Ends], x_line: float, y_line: float, corners: tuple[str, ...]) -> Option:
    """The names of the four fields, written into their outer corners."""
    (left, right), (bottom, top) = ends
    places = (
        (left, top, "insideTopLeft"),
        (right, top, "insideTopRight"),
        (right, bottom, "insideBottomRight"),
        (left, bottom, "insideBottomLeft"),
    )
    data = []
    for words, (x, y, place) in zip(corners, places, strict=True):
        label = {"position": place, "color": "@dim", "fontSize": 11}
        low = {"xAxis": min(x, x_line), "yAxis": max(y, y_line), "name": words, "label": label}
        data.append([low, {"xAxis": max(x, x_line), "yAxis": min(y, y_line)}])
    return {"silent": True, "itemStyle": {"color": "transparent"}, "data": data}


def _ends(values: Sequence[float], line: float, digits: int) -> Ends:
    """Where an axis begins and ends, so that the names of the fields have room beside the points."""
    low, high = min([*values, line]), max([*values, line])
    room = max((high - low) * 0.2, 10.0**-digits)
    return round(low - room, digits), round(high + room, digits)


def _rows_option(names: Sequence[str], axis: str, series: list[Option]) -> Option:
    return {
        "grid": {"left": 8, "right": 24, "top": 24, "bottom": 24},
        "xAxis": {"type": "value", "name": axis, "scale": True},
        "yAxis": {"type": "category", "data": list(names), "inverse": True, "axisLabel": LABELS},
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "series": series,
    }


def _lines(lines_at: Mapping[str, float], digits: int, unit: str) -> Option:
    data = [
        {"xAxis": at, "label": _above(f"{name} {shown(at, digits, unit)}")} for name, at in lines_at.items()
    ]
    return {"symbol": "none", "silent": True, "lineStyle": {"type": "dashed", "color": "@edge"}, "data": data}


def _above(words: str) -> Option:
    """A line of an upside-down chart starts above."""
    return {"formatter": words, "color": "@dim", "position": "start"}


def _told(dot: Dot, digits: int, unit: str) -> str:
    told = shown(dot.value, digits, unit)
    if dot.low is not None:
        ends = {"low": shown(dot.low, digits, unit), "high": shown(dot.high, digits, unit)}
        told = _("%(value)s（%(low)s–%(high)s）") % {"value": told, **ends}
    return f"{dot.name} {told}" + (f"\n{dot.note}" if dot.note else "")


def _tone(step: Step) -> str:
    if step.total:
        return "accent"
    return "green" if step.value >= 0 else "red"


def _signed(step: Step, digits: int) -> str:
    number = shown(step.value, digits)
    return number if step.total or number.startswith("-") else f"+{number}"


def _floor(ends: Sequence[float]) -> float:
    """Where the axis starts: below everything by a third of what moves, so that small parts can be seen."""
    low, high = min(ends, default=0.0), max(ends, default=0.0)
    return float(int(low - max((high - low) / 3, 1.0)) - (1 if low < 0 else 0))
