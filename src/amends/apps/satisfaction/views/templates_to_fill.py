# SPDX-License-Identifier: Apache-2.0
"""Files with the right headings and one example row, for those who bring in scores and indicators."""

import csv
from collections.abc import Sequence
from io import StringIO

from django.http import HttpResponse

from amends.apps.satisfaction.rules.columns import Field
from amends.apps.satisfaction.rules.kpi_rows import kpi_example, kpi_fields
from amends.apps.satisfaction.rules.score_rows import score_example, score_fields


def score_template() -> HttpResponse:
    """The file of scores."""
    return empty_table("scores.csv", score_fields({}, {}), score_example())


def kpi_template() -> HttpResponse:
    """The file of technical indicators."""
    return empty_table("technical_kpis.csv", kpi_fields({}, {}), kpi_example())


def empty_table(name: str, fields: Sequence[Field], example: Sequence[str]) -> HttpResponse:
    """A file with the headings of some columns and one example row."""
    out = StringIO()
    csv.writer(out).writerows([[each.titles[0] for each in fields], example])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
