# SPDX-License-Identifier: Apache-2.0
"""Settings of a part that the sheets keep as JSON and the builder asks for one by one: random order, a choice «other»,
how many may be chosen, a check of the answer."""

from collections.abc import Mapping
from typing import Any

from amends.apps.surveys.rules.editing import Content

GROUP = "group"
MANY = ("checkbox", "tagbox")
SPECIAL = ("radiogroup", "dropdown", *MANY)
_ORDERS = dict.fromkeys((*SPECIAL, "ranking"), "choicesOrder") | {
    GROUP: "questionOrder",
    "matrix": "rowOrder",
}
_OTHER = {"other": "showOtherItem", "other_words": "otherText"}
_COUNTS = {"least": "minSelectedChoices", "most": "maxSelectedChoices"}
_ALL_ROWS = {"all_rows": "isAllRowRequired"}
CHECK = ("check", "check_words")


def extras_of(kind: str) -> tuple[str, ...]:
    """The fields that a kind of part has: a type of question, or `GROUP`."""
    if kind == GROUP:
        return ("shuffled",)
    found = ("shuffled",) if kind in _ORDERS else ()
    return (*found, *_keys(kind), *CHECK)


def _keys(kind: str) -> Mapping[str, str]:
    own = _OTHER if kind in SPECIAL else {}
    return own | (_COUNTS if kind in MANY else {}) | (_ALL_ROWS if kind == "matrix" else {})


def split(more: Content, kind: str) -> tuple[dict[str, Any], Content]:
    """The values of the fields, and what is left as JSON."""
    left, values = dict(more), {}
    if (order := _ORDERS.get(kind)) and left.get(order) == "random":
        values["shuffled"] = True
        del left[order]
    for field, key in _keys(kind).items():
        if isinstance(left.get(key), bool | int | str):
            values[field] = left.pop(key)
    if kind != GROUP and (check := _own_check(left.get("validators"))):
        values["check"], values["check_words"] = check["expression"], check.get("text", "")
        del left["validators"]
    return values, left


def _own_check(validators: Any) -> Content | None:
    """The one check by a condition whose words are in one language, which two fields can hold."""
    if not isinstance(validators, list) or len(validators) != 1 or not isinstance(validators[0], dict):
        return None
    (only,) = validators
    plain = {"type", "expression", "text"} >= only.keys() and isinstance(only.get("text", ""), str)
    return only if plain and only.get("type") == "expression" and only.get("expression") else None


def joined(values: Mapping[str, Any], left: Content, kind: str) -> Content:
    """The JSON with what the fields say; a field that is empty leaves to the JSON what it says itself."""
    more = dict(left)
    if (order := _ORDERS.get(kind)) and values.get("shuffled"):
        more[order] = "random"
    more |= {key: values[field] for field, key in _keys(kind).items() if values.get(field)}
    if values.get("check"):
        words = {"text": values["check_words"]} if values.get("check_words") else {}
        others = more.get("validators")
        own = {"type": "expression", "expression": values["check"]} | words
        more["validators"] = [*(others if isinstance(others, list) else ()), own]
    return more
