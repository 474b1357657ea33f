# SPDX-License-Identifier: Apache-2.0
"""What the builder asks for one by one and what stays JSON come together as they were."""

from typing import Any

import pytest

from amends.apps.surveys.rules.extras import GROUP, extras_of, joined, split
from amends.apps.surveys.rules.schema import COMMON, QUESTION_TYPES, TYPES

CHECK = {"type": "expression", "expression": "{Q2} <= {Q1}", "text": "不能大于上一题"}
ELSE = {"otherText": {"default": "别的", "en": "Else"}}
LENGTH = {"type": "text", "minLength": 2}
WRITTEN: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    (GROUP, {"questionOrder": "random"}, {"shuffled": True}, {}),
    ("radiogroup", {"choicesOrder": "asc", "colCount": 2}, {}, {"choicesOrder": "asc", "colCount": 2}),
    (
        "checkbox",
        {"choicesOrder": "random", "showOtherItem": True, "otherText": "别的", "maxSelectedChoices": 3},
        {"shuffled": True, "other": True, "other_words": "别的", "most": 3},
        {},
    ),
    ("dropdown", ELSE, {}, ELSE),
    ("matrix", {"rowOrder": "random", "isAllRowRequired": True}, {"shuffled": True, "all_rows": True}, {}),
    ("number", {"validators": [CHECK]}, {"check": "{Q2} <= {Q1}", "check_words": "不能大于上一题"}, {}),
    ("text", {"validators": [CHECK, CHECK]}, {}, {"validators": [CHECK, CHECK]}),
    ("text", {"validators": [LENGTH]}, {}, {"validators": [LENGTH]}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "more", "values", "left"), WRITTEN)
def test_settings_are_fields_or_json_and_come_together_as_they_were(
    kind: str, more: dict[str, Any], values: dict[str, Any], left: dict[str, Any]
) -> None:
    assert split(more, kind) == (values, left)
    assert joined(values, left, kind) == more
    assert set(values) <= set(extras_of(kind))


def test_a_field_that_is_emptied_takes_its_setting_away_and_a_check_joins_those_of_the_json() -> None:
    more = {"choicesOrder": "random", "showOtherItem": True, "colCount": 2}
    values, left = split(more, "radiogroup")
    assert joined(values | {"shuffled": False, "other": False}, left, "radiogroup") == {"colCount": 2}
    both = joined({"check": "{Q1} > 1"}, {"validators": [CHECK]}, "text")
    assert [each["expression"] for each in both["validators"]] == ["{Q2} <= {Q1}", "{Q1} > 1"]


@pytest.mark.parametrize("kind", QUESTION_TYPES)
def test_no_type_has_a_field_that_its_schema_does_not_know(kind: str) -> None:
    every = {
        "shuffled": True,
        "other": True,
        "other_words": "x",
        "least": 1,
        "most": 2,
        "all_rows": True,
        "check": "1",
    }
    more = joined({key: value for key, value in every.items() if key in extras_of(kind)}, {}, kind)
    assert set(more) <= set(TYPES[kind][0]) | set(COMMON)
