# SPDX-License-Identifier: Apache-2.0
"""The rows of the four sheets as an Excel file that people can go on with."""

import io
from typing import Any

from amends.apps.surveys.rules.sheets.columns import (
    COLUMNS,
    KIND_WORDS,
    RULE_WORDS,
    SHEET_NAMES,
    TYPE_WORDS,
    Sheet,
)
from amends.apps.surveys.rules.sheets.writing import Sheets

EXACT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# Where a list of words to pick from helps: sheet and column.
PICKED: dict[tuple[Sheet, str], list[str]] = {
    (Sheet.SURVEY, "type"): [words[0] for words in TYPE_WORDS.values()],
    (Sheet.SURVEY, "required"): ["是", "否"],
    (Sheet.SURVEY, "na"): ["是", "否"],
    (Sheet.CHOICES, "kind"): [words[0] for words in KIND_WORDS.values()],
    (Sheet.RULES, "kind"): [words[0] for words in RULE_WORDS.values()],
}
ROWS_TO_PICK_IN = 500


def workbook(sheets: Sheets) -> bytes:
    """An XLSX file: text stays text, numbers numbers, nothing is a formula or a link."""
    from xlsxwriter import Workbook

    file = io.BytesIO()
    with Workbook(file, {"in_memory": True} | EXACT) as book:
        head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "border": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for sheet in Sheet:
            _write(book.add_worksheet(SHEET_NAMES[sheet][0]), sheet, sheets[sheet], head, wrapped)
    return file.getvalue()


def _write(page: Any, sheet: Sheet, rows: list[Any], head: object, wrapped: object) -> None:
    page.freeze_panes(1, 0)
    for at, column in enumerate(COLUMNS[sheet]):
        page.set_column(at, at, column.width, wrapped)
        page.write_string(0, at, column.heading, head)
        if words := PICKED.get((sheet, column.key)):
            rule = {"validate": "list", "source": words, "error_type": "warning"}
            page.data_validation(1, at, ROWS_TO_PICK_IN, at, rule)
        for number, row in enumerate(rows, start=1):
            value = row.get(column.key)
            if isinstance(value, str):
                page.write_string(number, at, value)
            elif value is not None:
                page.write_number(number, at, value)
