# SPDX-License-Identifier: Apache-2.0
"""Questionnaires to try: one with every type of question, and short ones for single matters."""

from copy import deepcopy
from typing import Any

Json = dict[str, Any]

SCORE: Json = {
    "type": "rating", "name": "Q1", "title": "您打几分？", "rateMin": 0, "rateMax": 10, "isRequired": True,
    "minRateDescription": "很不满意", "maxRateDescription": "非常满意", "amends": {"measure": "nps", "element": "整体"},
}  # fmt: skip
PERCENT: Json = {"type": "numeric", "minValue": 0, "maxValue": 100}
WHY: Json = {
    "type": "comment", "name": "Q2", "title": {"default": "为什么给 {Q1} 分？", "en": "Why {Q1}?"},
    "visibleIf": "{Q1} <= 6", "isRequired": True, "maxLength": 200,
}  # fmt: skip


def survey(*pages: list[Json], **more: Any) -> Json:
    """A document of these pages of questions."""
    return deepcopy(
        {"pages": [{"name": f"page{n}", "elements": each} for n, each in enumerate(pages, 1)]} | more
    )


def short() -> Json:
    """A score; if it is low, why, and on the next page whether it is solved."""
    solved = {
        "type": "radiogroup",
        "name": "Q3",
        "choices": ["yes", {"value": "no", "text": "没有"}],
        "showOtherItem": True,
    }
    document = survey([SCORE, WHY], [solved])
    document["pages"][1]["visibleIf"] = "{Q1} <= 6"
    return document


def every() -> Json:
    """One question of every type."""
    choices = {"choices": ["a", "b", {"value": 3, "text": "丙"}]}
    return survey(
        [
            SCORE,
            {
                "type": "rating", "name": "Scale", "showCommentArea": True,
                "rateValues": [1, 2, 3, {"value": "na", "text": "不适用"}],
            },
            {"type": "radiogroup", "name": "One"} | choices | {"showOtherItem": True, "showNoneItem": True},
            {"type": "dropdown", "name": "Drop"} | choices | {"showDontKnowItem": True},
            {"type": "checkbox", "name": "Some", "maxSelectedChoices": 2} | choices | {"showNoneItem": True},
            {"type": "tagbox", "name": "Tags"} | choices,
            {"type": "ranking", "name": "Order"} | choices,
            {"type": "boolean", "name": "Yes", "labelTrue": {"default": "对", "en": "Right"}},
        ],
        [
            {
                "type": "panel", "name": "about", "title": "关于您", "elements": [
                    {"type": "text", "name": "Words", "maxLength": 20},
                    {"type": "text", "name": "Age", "inputType": "number", "min": 18, "max": 120},
                    {"type": "text", "name": "Day", "inputType": "date", "min": "2026-01-01", "max": "2026-12-31"},
                ],
            },
            {"type": "comment", "name": "More"},
            {"type": "matrix", "name": "Grid", "rows": ["r1", {"value": "r2", "text": "第二行"}], "columns": [1, 2, 3]},
            {
                "type": "multipletext", "name": "Share", "items": [
                    {"name": "x", "title": "甲", "inputType": "number", "validators": [PERCENT]},
                    {"name": "y", "title": "乙"},
                ],
            },
            {"type": "expression", "name": "Twice", "expression": "{Q1} * 2"},
        ],
    )  # fmt: skip
