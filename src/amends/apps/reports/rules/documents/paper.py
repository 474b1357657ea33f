# SPDX-License-Identifier: Apache-2.0
"""A report as PDF, and its charts as pictures, set by typst from data; the fonts are those of the machine."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from amends.apps.reports.rules.documents.composition import Composition, Grid, Number, Plot, packed, said

TEMPLATE = Path(__file__).with_name("report.typ")
# Static cuts only: of fonts that vary, typst draws the bold like the regular.
HAN = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
)
DOTS = 144


class NoFont(RuntimeError):
    """The machine has no Chinese font, so that a PDF would show boxes."""

    def __init__(self) -> None:
        super().__init__("no Chinese font: install fonts-noto-cjk")


@cache
def families() -> tuple[str, ...]:
    """The Chinese families that this machine has. Raises `NoFont`."""
    import typst  # only the worker draws

    there = set(typst.Fonts().families())
    found = tuple(each for each in HAN if each in there)
    if not found:
        raise NoFont
    return found


def drawn_pdf(report: Composition, at: datetime) -> bytes:
    """The report as PDF; `at` is the date that the file says. Raises `NoFont`."""
    import typst

    found: bytes = typst.compile(
        TEMPLATE, format="pdf", sys_inputs=_inputs(report), timestamp=int(at.timestamp())
    )
    return found


def drawn_plot(report: Composition, section: int, plot: int) -> bytes:
    """One chart as PNG, for what has no charts of its own. Raises `NoFont`."""
    import typst

    inputs = {**_inputs(report), "plot": json.dumps([section, plot])}
    found: bytes = typst.compile(TEMPLATE, format="png", ppi=DOTS, sys_inputs=inputs)
    return found


def _inputs(report: Composition) -> dict[str, str]:
    plain = packed(report)
    for section, own in zip(plain["sections"], report.sections, strict=True):
        section["grids"] = [_grid(each) for each in own.grids]
        section["numbers"] = [_number(each) for each in own.numbers]
        for shown, each in zip(section["plots"], own.plots, strict=True):
            shown["shown"] = _labels(each)
    return {"report": json.dumps(plain, ensure_ascii=False), "fonts": json.dumps(families())}


def _grid(grid: Grid) -> dict[str, Any]:
    rows = [[said(cell, shape) for cell, shape in zip(row, grid.shapes, strict=True)] for row in grid.rows]
    return {"title": grid.title, "heads": grid.heads, "rows": rows}


def _number(each: Number) -> dict[str, str]:
    return {
        "label": each.label, "shown": each.shown, "earlier": said(each.before, each.shape), "change": each.change,
        "base": each.base, "definition": each.definition,
    }  # fmt: skip


def _labels(plot: Plot) -> Sequence[Sequence[str]]:
    return [[said(value, plot.shape) for value in values] for _name, values in plot.series]
