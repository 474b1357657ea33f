# SPDX-License-Identifier: Apache-2.0
"""Cells of a spreadsheet as the values that a table holds: numbers, days, spans of days, scales, words from a list."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

Cell = object
Span = tuple[date, date]  # half-open

_SPACE = re.compile(r"[\s\u3000\u00a0]+")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_YEAR = re.compile(r"(\d{4})年?")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_PART = re.compile(r"(\d{4})年?(?:[QqHh]|第)?(上半年|下半年|[一二三四1-4]季度|[1-4])")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_SCALE = re.compile(r"([+-]?\d+(?:\.\d+)?)(?:-|~|～|–|—|至|到)([+-]?\d+(?:\.\d+)?)")
_BETWEEN = re.compile(r"~|～|–|—|至|到")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}


class Fault(StrEnum):
    """What is wrong with a cell."""

    MISSING = "missing"
    NO_COLUMN = "no column"
    NO_NUMBER = "no number"
    NOT_WHOLE = "not whole"
    NO_PERIOD = "no period"
    NO_SCALE = "no scale"
    UNKNOWN = "unknown"
    OFF_SCALE = "off the scale"
    TOO_SMALL = "too small"
    TOO_LONG = "too long"
    OTHER_SIDE = "other side"
    TWICE = "twice"
    DIFFERS = "differs"
    NO_MOMENT = "no moment"
    TOO_EARLY = "too early"
    NO_CUSTOMER = "no customer"


class Unreadable(ValueError):
    """A cell that is not what its column asks for; `hint` is what would be."""

    def __init__(self, fault: Fault, hint: str = "") -> None:
        super().__init__(fault)
        self.fault, self.hint = fault, hint


def text_of(cell: Cell) -> str:
    """What a cell says, without space around it; whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return _SPACE.sub(" ", str(cell)).strip()


def words(most: int) -> Callable[[Cell], str]:
    """A reader of texts of at most so many characters."""

    def read(cell: Cell) -> str:
        said = text_of(cell)
        if len(said) > most:
            raise Unreadable(Fault.TOO_LONG, str(most))
        return said

    return read


def number(cell: Cell) -> float:
    """`0.35`, `0.35%` (0.35: in the unit of its column), `1,234`. Raises `Unreadable`."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    said = text_of(cell).replace(",", "").replace("，", "").rstrip("%％").strip()
    if not _NUMBER.fullmatch(said):
        raise Unreadable(Fault.NO_NUMBER)
    return float(said)


def whole(cell: Cell) -> int:
    """A whole number of at least 1. Raises `Unreadable`."""
    found = number(cell)
    if not found.is_integer():
        raise Unreadable(Fault.NOT_WHOLE)
    if found < 1:
        raise Unreadable(Fault.TOO_SMALL, "1")
    return int(found)


def scale(cell: Cell) -> tuple[float, float]:
    """`1-10`, `0～100`, 百分制. Raises `Unreadable`."""
    said = text_of(cell).replace(" ", "").rstrip("分")
    if said in {"百分制", "100分制"}:
        return 0.0, 100.0
    found = _SCALE.fullmatch(said)
    if not found or float(found[2]) <= float(found[1]):
        raise Unreadable(Fault.NO_SCALE)
    return float(found[1]), float(found[2])


def span(cell: Cell) -> Span:
    """`2025`, `2025年上半年`, `2025Q3`, `2025-10`, `2025-10-01~2025-10-20` (both days included) as a half-open span.

    Spreadsheets make a day of `2025-10`: the first of a month stands for the month. Raises `Unreadable`.
    """
    if isinstance(cell, datetime | date):
        if cell.day != 1:
            raise Unreadable(Fault.NO_PERIOD)
        return _months(cell.year, cell.month, 1)
    if isinstance(cell, float) and not cell.is_integer():  # 2025.10 typed into a spreadsheet is 2025.1
        raise Unreadable(Fault.NO_PERIOD)
    said = text_of(cell).replace(" ", "")
    try:
        return _named_span(said) or _between(said)
    except ValueError:  # a month or a day that there is not
        raise Unreadable(Fault.NO_PERIOD) from None


def one_of(known: Mapping[str, str]) -> Callable[[Cell], str]:
    """A reader of words that stand for something; `known` maps each word to what it stands for."""
    folded = {word.casefold(): meant for word, meant in known.items()}

    def read(cell: Cell) -> str:
        said = text_of(cell).casefold()
        if said not in folded:
            raise Unreadable(Fault.UNKNOWN, "、".join(dict.fromkeys(filter(None, [*known][:12]))))
        return folded[said]

    return read


def _named_span(said: str) -> Span | None:
    if found := _YEAR.fullmatch(said):
        return _months(int(found[1]), 1, 12)
    if part := _part(said):
        return part
    if found := _MONTH.fullmatch(said):
        return _months(int(found[1]), int(found[2]), 1)
    return None


def _part(said: str) -> Span | None:
    """A half of a year or a quarter."""
    found = _PART.fullmatch(said)
    if not found:
        return None
    year, part = int(found[1]), found[2]
    if "半年" in part or "h" in said.lower():
        second = part in {"下半年", "2"}
        return None if part in {"3", "4"} else _months(year, 7 if second else 1, 6)
    if "q" not in said.lower() and "季" not in part:
        return None
    quarter = _QUARTERS.get(part[0]) or int(part[0])
    return _months(year, 3 * quarter - 2, 3)


def _between(said: str) -> Span:
    parts = _BETWEEN.split(said)
    days = [_DAY.fullmatch(part) for part in parts]
    if len(days) != 2 or days[0] is None or days[1] is None:
        raise Unreadable(Fault.NO_PERIOD)
    first, last = (date(int(each[1]), int(each[2]), int(each[3])) for each in days if each)
    if last < first:
        raise Unreadable(Fault.NO_PERIOD)
    return first, last + timedelta(days=1)


def _months(year: int, month: int, count: int) -> Span:
    after = year * 12 + month - 1 + count
    return date(year, month, 1), date(after // 12, after % 12 + 1, 1)
