# SPDX-License-Identifier: Apache-2.0
"""Our narrowing of the questionnaires' format, as a JSON Schema: the types that work on phone, page, paper and hotline.

Left out on purpose: raw HTML, files and signatures, choices or redirects from elsewhere, triggers that set values, and
default answers, which would answer for the customer.
"""

from typing import Any

from amends.apps.surveys.rules.settings import FULL, KINDS, MODES, PRIORITIES, ROUTES

Schema = dict[str, Any]

NAME = r"^[A-Za-z][A-Za-z0-9_]{0,31}$"
PLAIN = r"^[^<\u0000-\u0008\u000b\u000c\u000e-\u001f]*$"
MEASURES = (
    "satisfaction", "expectation", "perception", "importance", "csat", "ces", "nps", "solved", "felt_speed",
    "interaction", "comparison", "brand", "loyalty", "open", "filter", "kano_with", "kano_without",
)  # fmt: skip
INTERACTION = ("tangibles", "empathy", "expertise", "speed", "credibility")
MOST = {"pages": 50, "questions": 200, "choices": 100, "points": 11, "depth": 4, "bytes": 400_000}


def _text(longest: int = 1000) -> Schema:
    words = {"type": "string", "maxLength": longest, "pattern": PLAIN}
    languages = {
        "type": "object",
        "properties": {"default": words, "zh-cn": words, "en": words},
        "additionalProperties": False,
        "anyOf": [{"required": ["default"]}, {"required": ["zh-cn"]}],
    }
    return {"if": {"type": "object"}, "then": languages, "else": words}


def _object(properties: Schema, *required: str) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _list(entries: Schema, most: int, least: int = 1) -> Schema:
    return {"type": "array", "items": entries, "minItems": least, "maxItems": most}


def _whole(low: int, high: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}


def _one_of(*values: object) -> Schema:
    return {"enum": list(values)}


TEXT, SHORT = _text(), _text(200)
NAMED = {"type": "string", "pattern": NAME}
CONDITION = {"type": "string", "minLength": 1, "maxLength": 1000}
SWITCH = {"type": "boolean"}
NUMBER = {"type": "number"}
ORDER = _one_of("none", "initial", "random", "asc", "desc")
SHUFFLE = _one_of("initial", "random")
PLAIN_VALUE = {"type": ["string", "integer"], "maxLength": 100, "pattern": r"^[^<\n]+$"}
INPUT = _one_of("text", "number", "date")
BOUND = {"type": ["number", "string"], "pattern": r"^\d{4}-\d{2}-\d{2}$"}


def _coded(**more: Schema) -> Schema:
    whole = _object({"value": PLAIN_VALUE, "text": SHORT} | more, "value")
    return {"if": {"type": "object"}, "then": whole, "else": PLAIN_VALUE}


CHOICE = _coded(visibleIf=CONDITION, enableIf=CONDITION, randomize=SWITCH)
VALIDATORS = {
    "numeric": _object({"type": {}, "text": TEXT, "minValue": NUMBER, "maxValue": NUMBER}, "type"),
    "text": _object(
        {
            "type": {},
            "text": TEXT,
            "minLength": _whole(0, 4000),
            "maxLength": _whole(1, 4000),
            "allowDigits": SWITCH,
        },
        "type",
    ),
    "answercount": _object(
        {"type": {}, "text": TEXT, "minCount": _whole(0, 100), "maxCount": _whole(1, 100)}, "type"
    ),
    "expression": _object({"type": {}, "text": TEXT, "expression": CONDITION}, "type", "expression"),
}


def _by_type(kinds: dict[str, Schema]) -> Schema:
    cases = [
        {"if": {"properties": {"type": {"const": kind}}, "required": ["type"]}, "then": {"$ref": ref["$ref"]}}
        if "$ref" in ref
        else {"if": {"properties": {"type": {"const": kind}}, "required": ["type"]}, "then": ref}
        for kind, ref in kinds.items()
    ]
    return {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": list(kinds)}},
        "allOf": cases,
    }


VALIDATOR = _by_type(VALIDATORS)
TOPIC = {"type": "string", "maxLength": 60, "pattern": PLAIN}
ABOUT = _object(
    {
        "element": TOPIC, "construct": TOPIC, "touchpoint": TOPIC, "dimension": TOPIC,
        "measure": _one_of(*MEASURES), "note": {"type": "string", "maxLength": 500, "pattern": PLAIN},
    }
)  # fmt: skip
COMMON: Schema = {
    "type": {}, "name": NAMED, "title": TEXT, "description": TEXT,
    "visibleIf": CONDITION, "enableIf": CONDITION, "requiredIf": CONDITION,
    "isRequired": SWITCH, "requiredErrorText": SHORT, "startWithNewLine": SWITCH,
    "titleLocation": _one_of("default", "top", "left", "hidden"),
    "validators": _list(VALIDATOR, 5), "amends": ABOUT,
}  # fmt: skip
REMARK: Schema = {"showCommentArea": SWITCH, "commentText": SHORT, "commentPlaceholder": SHORT}
SPECIAL_TEXTS: Schema = {
    "showOtherItem": SWITCH, "otherText": SHORT, "otherPlaceholder": SHORT, "otherErrorText": SHORT,
    "showNoneItem": SWITCH, "noneText": SHORT, "showRefuseItem": SWITCH, "refuseText": SHORT,
    "showDontKnowItem": SWITCH, "dontKnowText": SHORT,
}  # fmt: skip
CHOICES: Schema = {"choices": _list(CHOICE, MOST["choices"]), "choicesOrder": ORDER}
COLUMNS: Schema = {"colCount": _whole(0, 5)}
COUNTED: Schema = {"minSelectedChoices": _whole(0, 100), "maxSelectedChoices": _whole(0, 100)}
BETWEEN: Schema = {"min": BOUND, "max": BOUND, "step": NUMBER, "minErrorText": SHORT, "maxErrorText": SHORT}
FIELD = _object(
    {
        "name": NAMED, "title": SHORT, "inputType": INPUT, "isRequired": SWITCH, "maxLength": _whole(1, 500),
        "placeholder": SHORT, "validators": _list(VALIDATOR, 3), "requiredErrorText": SHORT,
    },
    "name",
)  # fmt: skip
RATING: Schema = {
    "rateMin": _whole(0, 10), "rateMax": _whole(1, 10), "rateStep": _whole(1, 5), "rateValues": _list(_coded(), 12, 2),
    "minRateDescription": SHORT, "maxRateDescription": SHORT, "displayMode": _one_of("buttons"),
    "rateType": _one_of("labels", "stars", "smileys"),
}  # fmt: skip
# By type: what it has beside COMMON; and what it cannot be without.
TYPES: dict[str, tuple[Schema, tuple[str, ...]]] = {
    "text": (BETWEEN | {"inputType": INPUT, "maxLength": _whole(1, 500), "placeholder": SHORT}, ()),
    "comment": ({"rows": _whole(1, 20), "maxLength": _whole(1, 4000), "placeholder": SHORT}, ()),
    "radiogroup": (REMARK | CHOICES | SPECIAL_TEXTS | COLUMNS, ("choices",)),
    "dropdown": (REMARK | CHOICES | SPECIAL_TEXTS | {"placeholder": SHORT, "searchEnabled": SWITCH}, ("choices",)),
    "checkbox": (REMARK | CHOICES | SPECIAL_TEXTS | COLUMNS | COUNTED, ("choices",)),
    "tagbox": (REMARK | CHOICES | SPECIAL_TEXTS | COUNTED | {"placeholder": SHORT}, ("choices",)),
    "ranking": (CHOICES, ("choices",)),
    "boolean": (REMARK | {"labelTrue": SHORT, "labelFalse": SHORT}, ()),
    "rating": (REMARK | RATING, ()),
    "matrix": (
        {
            "rows": _list(_coded(visibleIf=CONDITION, randomize=SWITCH), 40), "columns": _list(_coded(), 11, 2),
            "eachRowRequired": SWITCH, "isAllRowRequired": SWITCH, "eachRowUnique": SWITCH, "rowOrder": SHUFFLE,
        },
        ("rows", "columns"),
    ),
    "multipletext": ({"items": _list(FIELD, 20), "colCount": _whole(1, 4)}, ("items",)),
    "expression": (
        {
            "expression": CONDITION, "displayStyle": _one_of("none", "decimal", "percent"),
            "maximumFractionDigits": _whole(0, 6), "format": SHORT,
        },
        ("expression",),
    ),
}  # fmt: skip
QUESTION_TYPES = tuple(TYPES)
GROUP: Schema = {
    "name": NAMED, "title": TEXT, "description": TEXT, "visibleIf": CONDITION, "enableIf": CONDITION,
    "questionOrder": SHUFFLE,
    "elements": {"type": "array", "items": {"$ref": "#/$defs/element"}, "minItems": 1, "maxItems": 100},
}  # fmt: skip
PANEL = _object(GROUP | {"type": {}}, "type", "name", "elements")
PAGE = _object(GROUP, "name", "elements")
QUESTIONS = {kind: _object(COMMON | more, "type", "name", *needed) for kind, (more, needed) in TYPES.items()}
RULE = _object(
    {
        "if": CONDITION, "then": _one_of(*ROUTES), "class": _one_of(*KINDS), "priority": _one_of(*PRIORITIES),
        "reason": SHORT,
    },
    "if", "then",
)  # fmt: skip
QUOTA = _object(
    {"code": NAMED, "if": CONDITION, "limit": _whole(1, 10_000_000), "full": _one_of(*FULL), "title": SHORT},
    "code", "if", "limit",
)  # fmt: skip
OURS = _object(
    {
        "scoring": {"type": "object", "maxProperties": 50}, "routing": _list(RULE, 50, 0),
        "quotas": _list(QUOTA, 50, 0),
        "mode": _list(_one_of(*MODES), len(MODES), 0), "intro": TEXT, "privacy": TEXT, "thanks": TEXT, "ended": TEXT,
    }
)  # fmt: skip
ENDING = _object({"type": _one_of("complete"), "expression": CONDITION, "name": SHORT}, "type", "expression")
SCHEMA: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Questionnaire",
    "$defs": {
        "element": _by_type({"panel": {"$ref": "#/$defs/panel"}} | {k: {"$ref": f"#/$defs/{k}"} for k in QUESTIONS}),
        "panel": PANEL,
        **QUESTIONS,
    },
    **_object(
        {
            "title": TEXT, "description": TEXT, "locale": _one_of("zh-cn", "en", "default"),
            "pages": _list(PAGE, MOST["pages"]), "triggers": _list(ENDING, 20, 0),
            "showProgressBar": SWITCH, "showQuestionNumbers": _one_of("on", "off", "onPage", "onpage", True, False),
            "showPrevButton": SWITCH, "questionOrder": SHUFFLE,
            "requiredMark": {"type": "string", "maxLength": 4, "pattern": PLAIN},
            "pageNextText": SHORT, "pagePrevText": SHORT, "completeText": SHORT, "amends": OURS,
        },
        "pages",
    ),
}  # fmt: skip
