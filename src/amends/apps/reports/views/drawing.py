# SPDX-License-Identifier: Apache-2.0
"""A composition on a page: the same numbers as in its files."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.apps.reports.rules.documents.composition import (
    Composition,
    Grid,
    Number,
    Plot,
    Section,
    Shape,
    said,
)
from amends.ui.components import plots
from amends.ui.components.tables import Column, Row, Table

DIGITS = {Shape.COUNT: 0, Shape.EXACT: 2}


def shown(report: Composition) -> dict[str, object]:
    """Sections with their tables and charts."""
    return {"content": report, "sections": [_section(at, each) for at, each in enumerate(report.sections)]}


def _section(at: int, section: Section) -> dict[str, object]:
    return {
        "title": section.title,
        "sentences": section.sentences,
        "numbers": _numbers(section) if section.numbers else None,
        "plots": [
            {"id": f"plot-{at}-{number}", "title": each.title, "axis": each.axis, "chart": _plot(each)}
            for number, each in enumerate(section.plots)
        ],
        "grids": [{"title": each.title, "table": _grid(each)} for each in section.grids],
    }


def _numbers(section: Section) -> Table:
    columns = [
        Column(_("指标"), lead=True, kind="wrap"),
        Column(_("数值"), kind="number"),
        Column(_("上期"), kind="number"),
        Column(_("与上期比"), kind="wrap"),
        Column(_("基数与统计期"), kind="wrap"),
        Column(_("口径与来源"), kind="wrap"),
    ]
    return Table(section.title, columns, [_number(each) for each in section.numbers])


def _number(each: Number) -> Row:
    before = said(each.before, each.shape)
    base, definition = _over(each.base, each.period), _over(each.definition, each.source)
    return Row([each.label, each.shown, before, each.change, base, definition])


def _over(one: str, other: str) -> SafeString:
    return format_html('{}<br><span class="dim small">{}</span>', one, other)


def _grid(grid: Grid) -> Table:
    columns = [
        Column(head, lead=not at, kind="wrap" if shape is Shape.WORDS else "number")
        for at, (head, shape) in enumerate(zip(grid.heads, grid.shapes, strict=True))
    ]
    rows = [
        Row([said(cell, shape) for cell, shape in zip(row, grid.shapes, strict=True)]) for row in grid.rows
    ]
    return Table(grid.title, columns, rows)


def _plot(plot: Plot) -> plots.Chart:
    drawn = plots.bars if plot.form == "bars" else plots.lines
    return drawn(plot.labels, dict(plot.series), axis=plot.axis, digits=DIGITS.get(plot.shape, 1))
