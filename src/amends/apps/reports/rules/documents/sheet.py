# SPDX-License-Identifier: Apache-2.0
"""A report as a workbook: numbers as numbers, words as words, charts that can be edited; no formula anywhere."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from amends.apps.reports.rules.documents.composition import Cell, Composition, Grid, Plot, Shape

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
MOST_NAME = 31  # what a sheet may be called at the most
_NO_NAME = re.compile(r"[\[\]:*?/\\']")
Formats = Mapping[Shape, Any]


def drawn_sheet(report: Composition, at: datetime) -> bytes:
    """The summary, all numbers, then a sheet for each table and each chart with what it is drawn from."""
    from xlsxwriter import Workbook

    out = BytesIO()
    with Workbook(out, OPTIONS) as book:
        book.set_properties(
            {"title": report.title, "author": report.unit, "created": at.replace(tzinfo=None)}
        )
        formats: Formats = {each: book.add_format({"num_format": each.value or "@"}) for each in Shape}
        bold = book.add_format({"bold": True})
        names: set[str] = set()
        _summary(book.add_worksheet(_name(report.words["summary"], names)), report, bold)
        _numbers(book.add_worksheet(_name(report.words["numbers"], names)), report, bold, formats)
        for section in report.sections:
            for grid in section.grids:
                _grid(book.add_worksheet(_name(grid.title, names)), grid, bold, formats)
            for plot in section.plots:
                _plot(book, _name(plot.title, names), plot, bold, formats)
    return out.getvalue()


def _summary(sheet: Any, report: Composition, bold: Any) -> None:
    words = report.words
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, report.title, bold)
    rows = [(words["unit"], report.unit), (words["period"], report.period), (words["made"], report.made)]
    rows += [(section.title, sentence) for section in report.sections for sentence in section.sentences]
    for at, (name, said) in enumerate(rows, 1):
        sheet.write_string(at, 0, name)
        sheet.write_string(at, 1, said)


def _numbers(sheet: Any, report: Composition, bold: Any, formats: Formats) -> None:
    names = ("number", "value", "before", "change", "period", "base", "definition", "source")
    _heads(sheet, [report.words[name] for name in names], bold)
    for at, each in enumerate(report.numbers, 1):
        cells: list[tuple[Cell, Shape]] = [
            (each.label, Shape.WORDS),
            (each.value, each.shape),
            (each.before, each.shape),
        ]
        rest = (each.change, each.period, each.base, each.definition, each.source)
        _row(sheet, at, [*cells, *((words, Shape.WORDS) for words in rest)], formats)


def _grid(sheet: Any, grid: Grid, bold: Any, formats: Formats) -> None:
    _heads(sheet, grid.heads, bold)
    for at, row in enumerate(grid.rows, 1):
        _row(sheet, at, list(zip(row, grid.shapes, strict=True)), formats)


def _plot(book: Any, name: str, plot: Plot, bold: Any, formats: Formats) -> None:
    sheet = book.add_worksheet(name)
    _heads(sheet, [plot.axis, *(series for series, _values in plot.series)], bold)
    for at, label in enumerate(plot.labels):
        values = [(values[at], plot.shape) for _series, values in plot.series]
        _row(sheet, at + 1, [(label, Shape.WORDS), *values], formats)
    chart, last = book.add_chart({"type": "bar" if plot.form == "bars" else "line"}), len(plot.labels)
    for at in range(1, len(plot.series) + 1):
        chart.add_series(
            {"name": [name, 0, at], "categories": [name, 1, 0, last, 0], "values": [name, 1, at, last, at]}
        )
    if plot.form == "bars":
        chart.set_y_axis({"reverse": True})
    chart.set_title({"name": plot.title})
    chart.set_size({"width": 720, "height": 420})
    sheet.insert_chart(0, len(plot.series) + 2, chart)


def _heads(sheet: Any, heads: Sequence[str], bold: Any) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, len(heads) - 1, 16)
    for at, words in enumerate(heads):
        sheet.write_string(0, at, words, bold)


def _row(sheet: Any, at: int, cells: Sequence[tuple[Cell, Shape]], formats: Formats) -> None:
    for column, (value, shape) in enumerate(cells):
        if isinstance(value, str):
            sheet.write_string(at, column, value)
        elif value is not None:
            sheet.write_number(at, column, value, formats[shape])


def _name(title: str, taken: set[str]) -> str:
    """A name that a sheet may have, and that no other has."""
    plain = _NO_NAME.sub(" ", title).strip()[: MOST_NAME - 3] or "1"
    found, number = plain, 2
    while found.lower() in taken:
        found, number = f"{plain} {number}", number + 1
    taken.add(found.lower())
    return found
