# SPDX-License-Identifier: Apache-2.0
"""What a cell can hold as it is, and how everything else goes into the column of other settings as JSON.

In that column `null` says that a key is not there at all, where reading would otherwise put its usual value.
"""

import json
import re
from typing import Any

from amends.apps.surveys.rules.sheets.columns import Cell

Row = dict[str, Cell]
Content = dict[str, Any]
# Spreadsheets write characters as _x0041_, trim nothing but people do, and read what begins with = as a formula.
UNFIT = re.compile(r"_x[0-9A-Fa-f]{4}_|[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 30_000


def fits(text: object) -> bool:
    """Whether a text comes back from a cell as it went in."""
    if not isinstance(text, str) or not text or text != text.strip() or len(text) > LONGEST_CELL:
        return False
    return not UNFIT.search(text.replace("\n", ""))


def put_text(row: Row, rest: Content, key: str, column: str) -> None:
    """Move a text into its two columns where they can hold it."""
    said = rest.get(key)
    if fits(said):
        row[column] = said
    elif (
        isinstance(said, dict)
        and set(said) == {"default", "en"}
        and all(fits(each) for each in said.values())
    ):
        row[column], row[f"{column}_en"] = said["default"], said["en"]
    else:
        return
    del rest[key]


def take_text(row: Row, content: Content, key: str, column: str) -> None:
    """Read a text out of its two columns: both languages, or one for all."""
    chinese, english = text_of(row.get(column)), text_of(row.get(f"{column}_en"))
    if english:
        content[key] = {"default": chinese, "en": english}
    elif chinese:
        content[key] = chinese


def put_plain(row: Row, rest: Content, key: str, column: str) -> None:
    """Move a word that needs no translation into its column."""
    if fits(rest.get(key)):
        row[column] = rest.pop(key)


def take_plain(row: Row, content: Content, key: str, column: str) -> None:
    """Read a word out of its column."""
    if text := text_of(row.get(column)):
        content[key] = text


def text_of(cell: Cell) -> str:
    """A cell as text: trimmed, whole numbers without a point."""
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\r\n", "\n").strip()


def number_of(cell: Cell) -> int | float | None:
    """A cell as a number, also one typed as text; None where it is none. Raises `ValueError`."""
    text = text_of(cell)
    if not text:
        return None
    found = float(text)
    if not abs(found) <= 1e15:  # nor what is no number
        raise ValueError(text)
    return int(found) if found.is_integer() else found


def put_number(row: Row, rest: Content, key: str, column: str) -> None:
    """Move a number into its column where a cell gives it back: no whole number written with a point, 15 digits."""
    found = rest.get(key)
    if isinstance(found, bool) or not isinstance(found, int | float) or abs(found) > 1e15:
        return
    if isinstance(found, int) or (not found.is_integer() and float(f"{found:.15g}") == found):
        row[column] = rest.pop(key)


def as_json(content: Content) -> str:
    """Settings as JSON that a cell gives back unchanged."""
    return json.dumps(content, sort_keys=True).replace("_x", "\\u005fx") if content else ""


def merged(content: Content, more: Content) -> Content:
    """What the columns said with what the column of other settings says; `null` there takes away."""
    both = {**content, **more}
    return {key: value for key, value in both.items() if value is not None}
