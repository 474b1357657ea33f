# SPDX-License-Identifier: Apache-2.0
"""A report as slides with charts that can be edited: native ones, with their numbers inside."""

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from amends.apps.reports.rules.documents.composition import Composition, Grid, Number, Plot, Section, said

HAN = "Microsoft YaHei"  # every office has it or something in its place; bold is a cut of its own
ROWS = 11  # of a table on one slide
MOST_LABELS = 16
INCH = 914_400
DEFINED = 4


def drawn_slides(report: Composition, at: datetime) -> bytes:
    """A title, then each section: sentences, numbers, tables, one chart a slide."""
    from pptx import Presentation  # only the worker draws

    deck = Presentation()
    deck.slide_width, deck.slide_height = int(13.333 * INCH), int(7.5 * INCH)
    _chinese(deck)
    deck.core_properties.title, deck.core_properties.author = report.title, report.unit
    deck.core_properties.created = deck.core_properties.modified = at.replace(tzinfo=None)
    _cover(deck, report)
    for section in report.sections:
        _section(deck, report, section)
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


def _chinese(deck: Any) -> None:
    """The theme's font for Chinese, so that text, tables and charts have one, in regular and bold."""
    for part in deck.part.package.iter_parts():
        if str(part.partname).startswith("/ppt/theme/"):
            part._blob = re.sub(rb'<a:ea typeface=""', b'<a:ea typeface="%s"' % HAN.encode(), part.blob)


def _cover(deck: Any, report: Composition) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    _text(slide, (1.0, 2.2, 11.3, 1.2), [report.title], size=36, bold=True)
    words = report.words
    lines = [report.unit, f"{words['period']} {report.period}", f"{words['made']} {report.made}"]
    _text(slide, (1.0, 3.6, 11.3, 1.8), lines, size=18)


def _section(deck: Any, report: Composition, section: Section) -> None:
    if section.sentences:
        slide = _slide(deck, section.title)
        _text(slide, (0.7, 1.4, 12.0, 5.6), [f"• {each}" for each in section.sentences], size=16)
    for chunk in _chunks(section.numbers, ROWS):
        _table(_slide(deck, section.title), *_numbers(report, chunk))
    for plot in section.plots:
        _plot(_slide(deck, f"{section.title} · {plot.title}"), plot)
    for grid in section.grids:
        for rows in _chunks(grid.rows, ROWS):
            _table(_slide(deck, f"{section.title} · {grid.title}"), grid.heads, _cells(grid, rows))


def _slide(deck: Any, title: str) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    _text(slide, (0.7, 0.4, 12.0, 0.8), [title], size=24, bold=True)
    return slide


def _text(
    slide: Any,
    place: tuple[float, float, float, float],
    lines: Sequence[str],
    *,
    size: int,
    bold: bool = False,
) -> None:
    from pptx.util import Pt

    box = slide.shapes.add_textbox(*(int(each * INCH) for each in place))
    box.text_frame.word_wrap = True
    for at, line in enumerate(lines):
        paragraph = box.text_frame.paragraphs[0] if at == 0 else box.text_frame.add_paragraph()
        run = paragraph.add_run()
        run.text, run.font.size, run.font.bold = line, Pt(size), bold
        paragraph.space_after = Pt(size / 2)


def _numbers(report: Composition, numbers: Sequence[Number]) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    heads = [report.words[name] for name in ("number", "value", "before", "change", "base", "definition")]
    rows = [
        [each.label, each.shown, said(each.before, each.shape), each.change, each.base, each.definition]
        for each in numbers
    ]
    return heads, rows


def _cells(grid: Grid, rows: Sequence[Sequence[Any]]) -> list[list[str]]:
    return [[said(cell, shape) for cell, shape in zip(row, grid.shapes, strict=True)] for row in rows]


def _table(slide: Any, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from pptx.util import Pt

    place = (int(each * INCH) for each in (0.7, 1.35, 12.0, 0.4 * (len(rows) + 1)))
    table = slide.shapes.add_table(len(rows) + 1, len(heads), *place).table
    parts = [1.6, *(1.0 for _ in heads[1:-1]), 2.4 if len(heads) > DEFINED + 1 else 1.0]
    for at, column in enumerate(table.columns):
        column.width = int(12.0 * INCH * parts[at] / sum(parts))
    for row, cells in enumerate([heads, *rows]):
        for column, words in enumerate(cells):
            run = table.cell(row, column).text_frame.paragraphs[0].add_run()
            run.text, run.font.size, run.font.bold = words, Pt(10 if len(heads) > DEFINED else 12), row == 0


def _plot(slide: Any, plot: Plot) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Pt

    data = CategoryChartData(number_format=plot.shape.value)
    data.categories = plot.labels
    for name, values in plot.series:
        data.add_series(name, values)
    bars = plot.form == "bars"
    kind = XL_CHART_TYPE.BAR_CLUSTERED if bars else XL_CHART_TYPE.LINE
    place = (int(each * INCH) for each in (0.7, 1.35, 12.0, 5.7))
    chart = slide.shapes.add_chart(kind, *place, data).chart
    chart.has_title, chart.has_legend = False, len(plot.series) > 1
    chart.font.size = Pt(11)
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    if bars:
        chart.category_axis.reverse_order = True  # the first on top, as on the page
        chart.plots[0].has_data_labels = len(plot.labels) <= MOST_LABELS


def _chunks(rows: Sequence[Any], size: int) -> list[Sequence[Any]]:
    return [rows[at : at + size] for at in range(0, len(rows), size)]
