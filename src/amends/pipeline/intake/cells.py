# SPDX-License-Identifier: Apache-2.0
"""One cell to one value of a declared kind, or a reason in plain words. The definition that fast paths must meet."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite
from typing import TypeAlias

from amends.kernel.identifiers import normal_text
from amends.pipeline.intake.moments import read_moment
from amends.pipeline.intake.table import FORMULA_ERRORS, Cell, cell_text
from amends.pipeline.intake.unfit import BadCell, Unfit
from amends.pipeline.intake.units import Unit, units_of, written_unit
from amends.pipeline.schema import Column, Kind

Value: TypeAlias = str | int | float | bool | date | datetime | None

BLANKS = frozenset({"", "NULL", "null", "(null)", "\\N", "NaN", "nan", "<NA>", "#N/A"})
NOT_AVAILABLE = "#N/A"
YES = frozenset({"1", "是", "有", "对", "真", "已", "y", "yes", "true", "t", "√", "✓", "on"})
NO = frozenset({"0", "否", "无", "没有", "不", "假", "未", "n", "no", "false", "f", "×", "✗", "off"})

_NUMBER = re.compile(
    r"([+-]?)\s*((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,3}))?\s*([^\d,.]*)"
)
_CLOCK = re.compile(r"(\d{1,6}):([0-5]\d)(?::([0-5]\d))?")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_MOST = 10**18
_EXACT = 10**15


@dataclass(frozen=True, slots=True)
class CellRule:
    """How the cells of one column are read: unit they are in, format of dates, zone, whether to round."""

    unit: Unit | None = None
    format: str | None = None
    utc_offset_minutes: int = 480
    rounded: bool = False
    identifying: bool = False


def is_blank(value: Cell) -> bool:
    """Whether the cell holds nothing: blank, `NULL`, `\\N`, or the formula result «not available»."""
    return value is None or (isinstance(value, str) and value in BLANKS)


def read_cell(value: Cell, column: Column, rule: CellRule) -> Value:
    """The value of a cell that is not blank, in the unit that is kept. Raises `BadCell`."""
    if isinstance(value, str):
        if value in FORMULA_ERRORS:
            raise BadCell(Unfit.FORMULA_ERROR, error=value)
        if "\ufffd" in value or "\0" in value:
            raise BadCell(Unfit.GARBLED)
    return _READERS[column.kind](value, column, rule)


def _text(value: Cell, column: Column, rule: CellRule) -> str:
    if rule.identifying and _digits_lost(value):
        raise BadCell(Unfit.DIGITS_LOST)
    text = normal_text(cell_text(value))
    if column.choices and text not in column.choices:
        raise BadCell(Unfit.NOT_A_CHOICE, choices="、".join(column.choices))
    return text


def _digits_lost(value: Cell) -> bool:
    if isinstance(value, float):
        return abs(value) >= _EXACT
    return isinstance(value, str) and bool(_SCIENTIFIC.fullmatch(value))


def _integer(value: Cell, column: Column, rule: CellRule) -> int:
    exact = _decimal(value, column, rule)
    return int(_within(_whole(exact, rule, Unfit.NOT_WHOLE), column))


def _money(value: Cell, column: Column, rule: CellRule) -> int:
    exact = _decimal(value, column, rule)
    return int(_within(_whole(exact, rule, Unfit.FINER_THAN_FEN), column))


def _number(value: Cell, column: Column, rule: CellRule) -> float:
    number, unit = _amount(value, column, rule)
    result = float(number) * unit.times / unit.over if unit else float(number)
    if abs(result) >= _MOST:
        raise BadCell(Unfit.TOO_LARGE)
    return float(_within(result, column))


def _flag(value: Cell, _column: Column, _rule: CellRule) -> bool:
    if isinstance(value, bool):
        return value
    text = unicodedata.normalize("NFKC", cell_text(value)).strip().lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise BadCell(Unfit.NOT_A_FLAG)


def _moment(value: Cell, _column: Column, rule: CellRule) -> datetime:
    local, offset = read_moment(value, rule.format)
    minutes = rule.utc_offset_minutes if offset is None else offset
    try:
        return local - timedelta(minutes=minutes)
    except OverflowError:
        raise BadCell(Unfit.NO_SUCH_DAY) from None


def _date(value: Cell, _column: Column, rule: CellRule) -> date:
    local, offset = read_moment(value, rule.format)
    if offset is not None:
        try:
            local += timedelta(minutes=rule.utc_offset_minutes - offset)
        except OverflowError:
            raise BadCell(Unfit.NO_SUCH_DAY) from None
    return local.date()


def _month(value: Cell, _column: Column, rule: CellRule) -> date:
    local, _ = read_moment(value, rule.format, months=True)
    return local.date().replace(day=1)


def _decimal(value: Cell, column: Column, rule: CellRule) -> Decimal:
    number, unit = _amount(value, column, rule)
    exact = Decimal(format(number, ".15g")) if isinstance(number, float) else Decimal(number)
    return exact * unit.times / unit.over if unit else exact


def _amount(value: Cell, column: Column, rule: CellRule) -> tuple[Decimal | float | int, Unit | None]:
    """The number in a cell, and the unit it is in: the cell's own when it writes one, else the rule's."""
    if isinstance(value, bool | date | time) or (isinstance(value, float) and not isfinite(value)):
        raise BadCell(Unfit.NOT_A_NUMBER)
    if isinstance(value, int | float):
        return value, rule.unit
    text = unicodedata.normalize("NFKC", value or "").strip()
    units = units_of(column)
    if "minutes" in units and (clock := _CLOCK.fullmatch(text)):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return hours * 3600 + minutes * 60 + seconds, units["seconds"]
    return _written_amount(text, units, rule)


def _written_amount(text: str, units: dict[str, Unit], rule: CellRule) -> tuple[Decimal, Unit | None]:
    negative = len(text) > 2 and text[0] == "(" and text[-1] == ")"
    bare = text[1:-1] if negative else text
    match = _NUMBER.fullmatch(re.sub(r"^([+-]?)\s*(?:[¥￥]|RMB|CNY)\s*", r"\1", bare))
    if match is None:
        raise BadCell(Unfit.NOT_A_NUMBER)
    sign, digits, exponent, suffix = match.groups()
    unit = written_unit(suffix, units) if suffix.strip() else rule.unit
    if suffix.strip() and unit is None:
        raise BadCell(Unfit.FOREIGN_UNIT, suffix=suffix.strip())
    number = Decimal(digits.replace(",", "")).scaleb(int(exponent or 0))
    return (-number if (sign == "-") != negative else number), unit


def _whole(number: Decimal, rule: CellRule, otherwise: Unfit) -> Decimal:
    if abs(number) >= _MOST:
        raise BadCell(Unfit.TOO_LARGE)
    rounded = number.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if rounded != number and not rule.rounded:
        raise BadCell(otherwise)
    return rounded


def _within(number: Decimal | float, column: Column) -> Decimal | float:
    low, high = column.minimum, column.maximum
    if low is not None and high is not None and not low <= number <= high:
        code = Unfit.BETWEEN_YUAN if column.kind is Kind.MONEY else Unfit.BETWEEN
        raise BadCell(code, low=_shown(low, column), high=_shown(high, column))
    if low is not None and number < low:
        code = Unfit.AT_LEAST_YUAN if column.kind is Kind.MONEY else Unfit.AT_LEAST
        raise BadCell(code, low=_shown(low, column))
    if high is not None and number > high:
        code = Unfit.AT_MOST_YUAN if column.kind is Kind.MONEY else Unfit.AT_MOST
        raise BadCell(code, high=_shown(high, column))
    return number


def _shown(bound: float, column: Column) -> str:
    return f"{bound / 100:g}" if column.kind is Kind.MONEY else f"{bound:g}"


_READERS: dict[Kind, Callable[[Cell, Column, CellRule], Value]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.MONTH: _month,
    Kind.MOMENT: _moment,
    Kind.FLAG: _flag,
}
