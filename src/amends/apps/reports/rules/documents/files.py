# SPDX-License-Identifier: Apache-2.0
"""The files of a report, each drawn from the one composition."""

from datetime import datetime

from amends.apps.reports.rules.documents.composition import Composition, Form
from amends.apps.reports.rules.documents.paper import drawn_pdf, drawn_plot
from amends.apps.reports.rules.documents.sheet import drawn_sheet
from amends.apps.reports.rules.documents.slides import drawn_slides
from amends.apps.reports.rules.documents.word import drawn_word


def drawn(report: Composition, form: Form, *, at: datetime) -> bytes:
    """One file; `at` is the date that it says of itself. Raises `NoFont`."""
    match form:
        case Form.PDF:
            return drawn_pdf(report, at)
        case Form.PPTX:
            return drawn_slides(report, at)
        case Form.DOCX:
            return drawn_word(report, at, lambda section, plot: drawn_plot(report, section, plot))
        case Form.XLSX:
            return drawn_sheet(report, at)
