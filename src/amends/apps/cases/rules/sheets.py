# SPDX-License-Identifier: Apache-2.0
"""Cells of a file that people open in a spreadsheet: what somebody typed never becomes a formula there."""

from datetime import datetime

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_cell(value: str | int | datetime | None) -> str | int:
    """A value as text of a CSV file; words that a spreadsheet would compute get an apostrophe before them."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
