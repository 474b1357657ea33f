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
from amends.pipeline.intake.unfit import BadCell
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
            raise BadCell(f"单元格是公式错误（{value}），请改正公式或填入数值")
        if "\ufffd" in value or "\0" in value:
            raise BadCell("含有无法识别的字符（乱码），请检查文件编码后重新导出")
    return _READERS[column.kind](value, column, rule)


def _text(value: Cell, column: Column, rule: CellRule) -> str:
    if rule.identifying and _digits_lost(value):
        raise BadCell("编号被 Excel 存成了数字并丢失了末位，请把该列设为文本格式后重新导出")
    text = normal_text(cell_text(value))
    if column.choices and text not in column.choices:
        raise BadCell(f"只能是：{'、'.join(column.choices)}；请改正，或在映射中用 recode 对应")
    return text


def _digits_lost(value: Cell) -> bool:
    if isinstance(value, float):
        return abs(value) >= _EXACT
    return isinstance(value, str) and bool(_SCIENTIFIC.fullmatch(value))


def _integer(value: Cell, column: Column, rule: CellRule) -> int:
    exact = _decimal(value, column, rule)
    return int(_within(_whole(exact, rule, "应为整数"), column))


def _money(value: Cell, column: Column, rule: CellRule) -> int:
    exact = _decimal(value, column, rule)
    return int(
        _within(_whole(exact, rule, "金额只能精确到分；如需四舍五入，请在映射中写 round: true"), column)
    )


def _number(value: Cell, column: Column, rule: CellRule) -> float:
    number, unit = _amount(value, column, rule)
    result = float(number) * unit.times / unit.over if unit else float(number)
    if abs(result) >= _MOST:
        raise BadCell("数值过大")
    return float(_within(result, column))


def _flag(value: Cell, _column: Column, _rule: CellRule) -> bool:
    if isinstance(value, bool):
        return value
    text = unicodedata.normalize("NFKC", cell_text(value)).strip().lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise BadCell("应为「是」或「否」；其他代码请在映射中用 recode 和 otherwise 对应")


def _moment(value: Cell, _column: Column, rule: CellRule) -> datetime:
    local, offset = read_moment(value, rule.format)
    minutes = rule.utc_offset_minutes if offset is None else offset
    try:
        return local - timedelta(minutes=minutes)
    except OverflowError:
        raise BadCell("没有这样的日期") from None


def _date(value: Cell, _column: Column, rule: CellRule) -> date:
    local, offset = read_moment(value, rule.format)
    if offset is not None:
        try:
            local += timedelta(minutes=rule.utc_offset_minutes - offset)
        except OverflowError:
            raise BadCell("没有这样的日期") from None
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
        raise BadCell("应为数字")
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
        raise BadCell("应为数字")
    sign, digits, exponent, suffix = match.groups()
    unit = written_unit(suffix, units) if suffix.strip() else rule.unit
    if suffix.strip() and unit is None:
        raise BadCell(f"数字后面的「{suffix.strip()}」不是这一列的单位")
    number = Decimal(digits.replace(",", "")).scaleb(int(exponent or 0))
    return (-number if (sign == "-") != negative else number), unit


def _whole(number: Decimal, rule: CellRule, reason: str) -> Decimal:
    if abs(number) >= _MOST:
        raise BadCell("数值过大")
    rounded = number.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if rounded != number and not rule.rounded:
        raise BadCell(reason)
    return rounded


def _within(number: Decimal | float, column: Column) -> Decimal | float:
    low, high = column.minimum, column.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise BadCell(_range_in_words(column))
    return number


def _range_in_words(column: Column) -> str:
    low, high = (_shown(v, column) for v in (column.minimum, column.maximum))
    if low and high:
        return f"应在 {low} 到 {high} 之间"
    return f"不能小于 {low}" if low else f"不能大于 {high}"


def _shown(bound: float | None, column: Column) -> str:
    if bound is None:
        return ""
    return f"{bound / 100:g} 元" if column.kind is Kind.MONEY else f"{bound:g}"


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
