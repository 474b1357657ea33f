# SPDX-License-Identifier: Apache-2.0
"""Why a cell cannot be taken: a code and its values, so that whoever shows it can say it in the reader's language."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Unfit(StrEnum):
    """What is wrong with a cell, or with a whole row; `WORDS` has the sentence of each."""

    REQUIRED = "required"
    FORMULA_ERROR = "formula_error"
    GARBLED = "garbled"
    DIGITS_LOST = "digits_lost"
    NOT_A_CHOICE = "not_a_choice"
    NOT_WHOLE = "not_whole"
    FINER_THAN_FEN = "finer_than_fen"
    TOO_LARGE = "too_large"
    NOT_A_FLAG = "not_a_flag"
    NO_SUCH_DAY = "no_such_day"
    BEFORE_1900 = "before_1900"
    UNCLEAR_DAY = "unclear_day"
    UNCLEAR_MONTH = "unclear_month"
    NOT_THE_FORMAT = "not_the_format"
    NOT_A_NUMBER = "not_a_number"
    NOT_FINITE = "not_finite"
    NOT_FIRST_OF_MONTH = "not_first_of_month"
    FOREIGN_UNIT = "foreign_unit"
    BETWEEN = "between"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN_YUAN = "between_yuan"
    AT_LEAST_YUAN = "at_least_yuan"
    AT_MOST_YUAN = "at_most_yuan"
    TOO_MANY_CELLS = "too_many_cells"
    UNKNOWN_ORGANISATION_UNIT = "unknown_organisation_unit"


# Each sentence says why and what to do, without the value itself; `%(name)s` are the values of the reason.
WORDS: dict[Unfit, str] = {
    Unfit.REQUIRED: "必填，不能为空",
    Unfit.FORMULA_ERROR: "单元格是公式错误（%(error)s），请改正公式或填入数值",
    Unfit.GARBLED: "含有无法识别的字符（乱码），请检查文件编码后重新导出",
    Unfit.DIGITS_LOST: "编号被 Excel 存成了数字并丢失了末位，请把该列设为文本格式后重新导出",
    Unfit.NOT_A_CHOICE: "只能是：%(choices)s；请改正，或在映射中用 recode 对应",
    Unfit.NOT_WHOLE: "应为整数",
    Unfit.FINER_THAN_FEN: "金额只能精确到分；如需四舍五入，请在映射中写 round: true",
    Unfit.TOO_LARGE: "数值过大",
    Unfit.NOT_A_FLAG: "应为「是」或「否」；其他代码请在映射中用 recode 和 otherwise 对应",
    Unfit.NO_SUCH_DAY: "没有这样的日期",
    Unfit.BEFORE_1900: "年份早于 1900 年，请核对",
    Unfit.UNCLEAR_DAY: "日期看不明白，请写成 2022-06-30；其他写法请在映射中写 format",
    Unfit.UNCLEAR_MONTH: "月份看不明白，请写成 2022-06",
    Unfit.NOT_THE_FORMAT: "日期不符合映射中的格式 %(format)s",
    Unfit.NOT_A_NUMBER: "应为数字",
    Unfit.NOT_FINITE: "应为有限的数字",
    Unfit.NOT_FIRST_OF_MONTH: "应为该月的第一天",
    Unfit.FOREIGN_UNIT: "数字后面的「%(suffix)s」不是这一列的单位",
    Unfit.BETWEEN: "应在 %(low)s 到 %(high)s 之间",
    Unfit.AT_LEAST: "不能小于 %(low)s",
    Unfit.AT_MOST: "不能大于 %(high)s",
    Unfit.BETWEEN_YUAN: "应在 %(low)s 元到 %(high)s 元之间",
    Unfit.AT_LEAST_YUAN: "不能小于 %(low)s 元",
    Unfit.AT_MOST_YUAN: "不能大于 %(high)s 元",
    Unfit.TOO_MANY_CELLS: "这一行有 %(found)s 列，比表头多：多半是内容里有未加引号的分隔符，请改正后重传",
    Unfit.UNKNOWN_ORGANISATION_UNIT: "这个机构编码不在导入人负责的机构里，请改正编码，或请负责该机构的人导入",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a cell or a row is rejected; as text, the Chinese sentence."""

    code: Unfit
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return WORDS[self.code] % dict(self.values)

    def as_dict(self) -> dict[str, Any]:
        """JSON-able: `code`, and `values` by name."""
        return {"code": self.code.value, "values": dict(self.values)}


def reason(code: Unfit, **values: object) -> Reason:
    """The reason of that code, with the values that its sentence names."""
    return Reason(code, tuple((name, str(value)) for name, value in sorted(values.items())))


class BadCell(ValueError):
    """A cell that does not fit its column; `reason` says why."""

    def __init__(self, code: Unfit, **values: object) -> None:
        self.reason = reason(code, **values)
        super().__init__(str(self.reason))
