# SPDX-License-Identifier: Apache-2.0
"""A report as a text that can be written on: headings, sentences, tables; charts as pictures, numbers below them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any

from amends.apps.reports.rules.documents.composition import Composition, Number, Section, said

HAN = "Microsoft YaHei"
STYLES = ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet", "Table Grid")
Picture = Callable[[int, int], bytes]


def drawn_word(report: Composition, at: datetime, picture: Picture) -> bytes:
    """The report as a document; `picture` gives the PNG of a chart by section and place."""
    from docx import Document  # only the worker draws

    text = Document()
    _chinese(text)
    text.core_properties.title, text.core_properties.author = report.title, report.unit
    text.core_properties.created = text.core_properties.modified = at.replace(tzinfo=None)
    text.add_heading(report.title, level=0)
    words = report.words
    text.add_paragraph().add_run(report.unit).bold = True
    text.add_paragraph(f"{words['period']} {report.period} · {words['made']} {report.made}")
    for number, section in enumerate(report.sections):
        _section(text, report, section, partial(picture, number))
    out = BytesIO()
    text.save(out)
    return out.getvalue()


def _chinese(text: Any) -> None:
    """Chinese has a font slot of its own in every style; without it a reader picks what it likes, and bold with it."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    for name in STYLES:
        properties = text.styles[name].element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for slot in ("ascii", "hAnsi", "eastAsia"):
            fonts.set(qn(f"w:{slot}"), HAN)
    text.styles["Normal"].font.size = Pt(10)


def _section(text: Any, report: Composition, section: Section, picture: Callable[[int], bytes]) -> None:
    from docx.shared import Cm

    text.add_heading(section.title, level=1)
    for sentence in section.sentences:
        text.add_paragraph(sentence, style="List Bullet")
    if section.numbers:
        _numbers(text, report, section.numbers)
    for at, plot in enumerate(section.plots):
        text.add_heading(plot.title, level=2)
        text.add_picture(BytesIO(picture(at)), width=Cm(15.5))
    for grid in section.grids:
        text.add_heading(grid.title, level=2)
        rows = [
            [said(cell, shape) for cell, shape in zip(row, grid.shapes, strict=True)] for row in grid.rows
        ]
        _table(text, grid.heads, rows)


def _numbers(text: Any, report: Composition, numbers: Sequence[Number]) -> None:
    heads = [report.words[name] for name in ("number", "value", "before", "change", "base", "definition")]
    rows = [
        [each.label, each.shown, said(each.before, each.shape), each.change, each.base, each.definition]
        for each in numbers
    ]
    _table(text, heads, rows)


def _table(text: Any, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from docx.shared import Pt

    table = text.add_table(rows=len(rows) + 1, cols=len(heads))
    table.style = "Table Grid"
    for at, cells in enumerate([heads, *rows]):
        for cell, words in zip(table.rows[at].cells, cells, strict=True):
            run = cell.paragraphs[0].add_run(words)
            run.bold, run.font.size = at == 0, Pt(8)
