# SPDX-License-Identifier: Apache-2.0
"""The four sheets of a questionnaire in Excel: their columns, and the words that people may write in them."""

from dataclasses import dataclass
from enum import StrEnum

Cell = str | int | float | bool | None


class Sheet(StrEnum):
    """The sheets by their name."""

    SURVEY = "survey"
    CHOICES = "choices"
    RULES = "rules"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its `key`, the heading that is written, and other headings that are read; `width` in characters."""

    key: str
    heading: str
    also: tuple[str, ...] = ()
    width: int = 12


SHEET_NAMES: dict[Sheet, tuple[str, ...]] = {
    Sheet.SURVEY: ("survey", "题目", "问卷"),
    Sheet.CHOICES: ("choices", "选项"),
    Sheet.RULES: ("rules", "规则"),
    Sheet.SETTINGS: ("settings", "设置"),
}
COLUMNS: dict[Sheet, tuple[Column, ...]] = {
    Sheet.SURVEY: (
        Column("type", "题型", ("type",), 10),
        Column("name", "题号", ("name", "code", "编号"), 8),
        Column("label", "题目", ("label", "label::zh", "label::中文", "标题"), 44),
        Column("label_en", "题目（英文）", ("label::en", "label::english"), 30),
        Column("hint", "说明", ("hint", "hint::zh", "description"), 20),
        Column("hint_en", "说明（英文）", ("hint::en",), 14),
        Column("required", "必答", ("required",), 6),
        Column("relevant", "显示条件", ("relevant", "visibleif"), 20),
        Column("list", "选项表", ("list_name", "list"), 10),
        Column("low", "最小", ("min", "最低分"), 6),
        Column("high", "最大", ("max", "最高分"), 6),
        Column("low_words", "最低分含义", ("low",), 14),
        Column("low_words_en", "最低分含义（英文）", ("low::en",), 14),
        Column("high_words", "最高分含义", ("high",), 14),
        Column("high_words_en", "最高分含义（英文）", ("high::en",), 14),
        Column("na", "可答不适用", ("not_applicable", "na"), 8),
        Column("length", "字数上限", ("max_length",), 8),
        Column("element", "感知要素", ("element",), 10),
        Column("construct", "构念", ("construct",), 10),
        Column("touchpoint", "触点", ("touchpoint",), 10),
        Column("dimension", "维度", ("dimension",), 10),
        Column("measure", "测什么", ("measure",), 10),
        Column("more", "其他设置", ("more", "parameters"), 24),
    ),
    Sheet.CHOICES: (
        Column("list", "选项表", ("list_name", "list"), 12),
        Column("kind", "用途", ("kind",), 8),
        Column("value", "值", ("name", "value", "代码"), 12),
        Column("label", "文字", ("label", "label::zh", "选项"), 30),
        Column("label_en", "文字（英文）", ("label::en",), 30),
        Column("more", "其他设置", ("more",), 24),
    ),
    Sheet.RULES: (
        Column("kind", "类别", ("kind", "type"), 10),
        Column("condition", "条件", ("if", "condition"), 36),
        Column("then", "怎样跟进", ("then",), 12),
        Column("class", "案件类别", ("class",), 10),
        Column("priority", "优先级", ("priority",), 8),
        Column("reason", "原因", ("reason",), 20),
        Column("reason_en", "原因（英文）", ("reason::en",), 20),
        Column("code", "配额编号", ("code",), 10),
        Column("limit", "上限", ("limit",), 8),
        Column("full", "满额后", ("full",), 8),
        Column("more", "其他设置", ("more",), 20),
    ),
    Sheet.SETTINGS: (
        Column("key", "设置", ("setting", "key"), 14),
        Column("value", "内容", ("value",), 60),
        Column("value_en", "内容（英文）", ("value::en",), 60),
    ),
}
PAGE, BEGIN, END = "page", "begin panel", "end panel"
# What may stand in the column «题型», beside the name of the type itself; the first is what is written.
TYPE_WORDS: dict[str, tuple[str, ...]] = {
    PAGE: ("页", "begin page", "新页"),
    BEGIN: ("分组开始", "begin group", "begin_group", "panel"),
    END: ("分组结束", "end group", "end_group"),
    "radiogroup": ("单选", "select_one", "single", "单选题"),
    "checkbox": ("多选", "select_multiple", "multi", "多选题"),
    "dropdown": ("下拉", "下拉单选"),
    "tagbox": ("下拉多选",),
    "rating": ("评分", "scale", "打分", "量表"),
    "ranking": ("排序", "rank"),
    "boolean": ("是否", "yes_no"),
    "comment": ("长文本", "note", "问答", "开放题"),
    "text": ("填空", "单行文本"),
    "number": ("数字", "integer", "decimal"),
    "date": ("日期",),
    "matrix": ("矩阵", "矩阵单选"),
    "multipletext": ("多项填空",),
    "expression": ("计算", "calculate"),
}
KIND_WORDS: dict[str, tuple[str, ...]] = {
    "choices": ("选项", ""),
    "rateValues": ("分值", "points"),
    "rows": ("行", "row"),
    "columns": ("列", "column"),
    "items": ("填空项", "items"),
}
RULE_WORDS: dict[str, tuple[str, ...]] = {
    "route": ("跟进", "routing"),
    "complete": ("提前结束", "end"),
    "quota": ("配额",),
}
YES, NO = ("是", "yes", "true", "1", "y", "必答"), ("否", "no", "false", "0", "n", "")
TEXT_SETTINGS: dict[str, tuple[str, ...]] = {
    "title": ("标题",),
    "description": ("副标题",),
    "intro": ("开头语",),
    "privacy": ("隐私说明",),
    "thanks": ("致谢语",),
    "ended": ("不合条件时的话",),
}
OTHER_SETTINGS: dict[str, tuple[str, ...]] = {
    "code": ("编号",),
    "name": ("名称",),
    "purpose": ("用途",),
    "mode": ("调查方式",),
    "scoring": ("计分",),
    "more": ("其他设置",),
}
OURS = ("intro", "privacy", "thanks", "ended")


def known(words: dict[str, tuple[str, ...]], said: object) -> str | None:
    """The key that a word stands for: the key itself, or one of its words, whatever the case; None if none."""
    text = str(said if said is not None else "").strip().casefold()
    return next(
        (
            key
            for key, others in words.items()
            if text == key.casefold() or text in {o.casefold() for o in others}
        ),
        None,
    )


def written(words: dict[str, tuple[str, ...]], key: str) -> str:
    """The word that is written for a key."""
    return words[key][0]
