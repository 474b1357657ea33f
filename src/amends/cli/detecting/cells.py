# SPDX-License-Identifier: Apache-2.0
"""What the cells of a column are: numbers, days, flags or categories, told from the training file."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amends.kernel.identifiers import normal_text
from amends.pipeline.intake.reading import Cell, cell_text

YES = frozenset({"是", "有", "y", "yes", "true", "√", "1"})
NO = frozenset({"否", "无", "没有", "n", "no", "false", "×", "0"})
BLANK = frozenset({"", "null", "(null)", "\\n", "nan", "<na>", "#n/a", "none", "na", "n/a", "-", "--"})
NUMBER = re.compile(r"[+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?", re.IGNORECASE)
DAY = re.compile(r"((?:19|20)\d\d)[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ t].*)?", re.IGNORECASE)
MOSTLY = 0.9
EPOCH = date(1970, 1, 1).toordinal()


class CellKind(StrEnum):
    """How the cells of a column are to be read."""

    NUMBER = "number"
    DAY = "day"
    YES_OR_BLANK = "yes_or_blank"
    YES_NO = "yes_no"
    MINUS_ONE = "minus_one"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read one column; `spelling` maps case-folded levels to the commonest way of writing them."""

    kind: CellKind
    spelling: dict[str, str] = field(default_factory=dict)

    def values(self, cells: tuple[Cell, ...]) -> NDArray[Any]:
        """float64[n] with NaN, or for a category object[n] of `str | None`."""
        if self.kind is CellKind.CATEGORY:
            out = np.empty(len(cells), dtype=object)
            out[:] = [self._level(text(c)) for c in cells]
            return out
        read = _READERS[self.kind]
        return np.fromiter((read(c) for c in cells), dtype=np.float64, count=len(cells))

    def _level(self, shown: str | None) -> str | None:
        return None if shown is None else self.spelling.get(shown.casefold(), shown)

    @property
    def is_flag(self) -> bool:
        """Whether the values are 0 and 1."""
        return self.kind in (CellKind.YES_OR_BLANK, CellKind.YES_NO, CellKind.MINUS_ONE)


def reading_of(cells: tuple[Cell, ...], header: str) -> Reading:
    """Decide from the training cells how a column is read."""
    shown = Counter(t for c in cells if (t := text(c)) is not None)
    for kind, fits in _FLAGS:
        if fits(shown, len(cells)):
            return Reading(kind)
    total = sum(shown.values())
    if total and sum(n for t, n in shown.items() if _is_day(t, header)) >= MOSTLY * total:
        return Reading(CellKind.DAY)
    if total and sum(n for t, n in shown.items() if number(t) == number(t)) >= MOSTLY * total:
        return Reading(CellKind.NUMBER)
    return Reading(CellKind.CATEGORY, _spelling(shown)) if total else Reading(CellKind.NUMBER)


def text(cell: Cell) -> str | None:
    """The cell in one spelling; None when it holds nothing."""
    if cell is None:
        return None
    shown = normal_text(cell_text(cell))
    return None if shown.casefold() in BLANK else shown


def number(cell: Cell) -> float:
    """The cell as a number, NaN where it is none; `12.5%` is 0.125, `1,200元` is 1200."""
    if isinstance(cell, int | float):
        return float(cell)
    shown = text(cell)
    if shown is None:
        return float("nan")
    bare = shown.removesuffix("元").removesuffix("%").strip()
    if not NUMBER.fullmatch(bare):
        return float("nan")
    return float(bare.replace(",", "")) / (100 if shown.endswith("%") else 1)


def day(cell: Cell) -> float:
    """Days since 1970 of a date or of a text or number that reads as one, NaN otherwise."""
    if isinstance(cell, date):
        return float(cell.toordinal() - EPOCH)
    match = DAY.fullmatch(text(cell) or "")
    if not match:
        return float("nan")
    try:
        return float(date(int(match[1]), int(match[2]), int(match[3])).toordinal() - EPOCH)
    except ValueError:
        return float("nan")


def _is_day(shown: str, header: str) -> bool:
    if shown.isdigit() and not re.search(r"时间|日期|date|day|time", header, re.IGNORECASE):
        return False
    return day(shown) == day(shown)


def _yes_no(cell: Cell) -> float:
    shown = (text(cell) or "").casefold()
    return 1.0 if shown in YES else 0.0 if shown in NO else float("nan")


def _yes_or_blank(cell: Cell) -> float:
    shown = (text(cell) or "").casefold()
    return 0.0 if not shown or shown in NO or shown == "-1" else 1.0


def _minus_one(cell: Cell) -> float:
    shown = text(cell)
    return float("nan") if shown is None else 0.0 if number(shown) == -1 else 1.0


def _fits_minus_one(shown: Counter[str], _rows: int) -> bool:
    return len(shown) == 2 and "-1" in shown and all(number(t) == -1 or number(t) > 0 for t in shown)


def _fits_yes_or_blank(shown: Counter[str], rows: int) -> bool:
    only = {t.casefold() for t in shown}
    return len(only) == 1 and only <= YES and sum(shown.values()) < rows


def _fits_yes_no(shown: Counter[str], _rows: int) -> bool:
    only = {t.casefold() for t in shown}
    return bool(only & YES) and bool(only & NO) and only <= YES | NO and not only <= {"0", "1"}


def _spelling(shown: Counter[str]) -> dict[str, str]:
    best: dict[str, str] = {}
    for each, _ in shown.most_common():
        best.setdefault(each.casefold(), each)
    return best


_READERS: dict[CellKind, Callable[[Cell], float]] = {
    CellKind.NUMBER: number,
    CellKind.DAY: day,
    CellKind.YES_OR_BLANK: _yes_or_blank,
    CellKind.YES_NO: _yes_no,
    CellKind.MINUS_ONE: _minus_one,
}
_FLAGS: tuple[tuple[CellKind, Callable[[Counter[str], int], bool]], ...] = (
    (CellKind.MINUS_ONE, _fits_minus_one),
    (CellKind.YES_OR_BLANK, _fits_yes_or_blank),
    (CellKind.YES_NO, _fits_yes_no),
)
