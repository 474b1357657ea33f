# SPDX-License-Identifier: Apache-2.0
"""One question of a starter questionnaire as a question of our profile."""

from collections.abc import Mapping
from typing import Any

from amends.apps.surveys.rules.starters.conditions import condition

Content = Mapping[str, Any]
Question = dict[str, Any]

NOT_APPLICABLE = {"value": "na", "text": {"default": "不适用", "en": "Not applicable"}}
LONGEST = 200


def words(content: Content, key: str) -> Any:
    """The text under `key` in both languages; the Chinese alone where there is no other."""
    chinese, english = content.get(f"{key}zh", ""), content.get(f"{key}en", "")
    return {"default": chinese, "en": english} if english else chinese


def _scale(content: Content) -> Question:
    low, high = int(content["min"]), int(content["max"])
    drawn: Question = {"type": "rating", "displayMode": "buttons", "rateMin": low, "rateMax": high}
    for key, ours in (("low_", "minRateDescription"), ("high_", "maxRateDescription")):
        if content.get(f"{key}zh"):
            drawn[ours] = words(content, key)
    if content.get("points"):
        drawn["rateValues"] = [{"value": each["code"], "text": words(each, "")} for each in content["points"]]
    elif content.get("not_applicable"):
        drawn["rateValues"] = [*range(low, high + 1), NOT_APPLICABLE]
    return drawn


def _choices(content: Content, special: Mapping[str, tuple[str, str]]) -> Question:
    drawn: Question = {
        "choices": [
            {"value": each["code"], "text": words(each, "")}
            for each in content["options"]
            if each["code"] not in special
        ]
    }
    for each in content["options"]:
        if each["code"] in special:
            switch, label = special[each["code"]]
            drawn |= {switch: True, label: words(each, "")}
    return drawn


def _single(content: Content) -> Question:
    return {"type": "radiogroup"} | _choices(content, {"other": ("showOtherItem", "otherText")})


def _multi(content: Content) -> Question:
    special = {"other": ("showOtherItem", "otherText"), "none": ("showNoneItem", "noneText")}
    return {"type": "checkbox"} | _choices(content, special)


def _text(content: Content) -> Question:
    return {"type": "comment", "maxLength": int(content.get("max_length", LONGEST))}


def _number(_content: Content) -> Question:
    return {"type": "text", "inputType": "number", "min": 0, "max": 999}


DRAWN = {"scale": _scale, "single": _single, "multi": _multi, "text": _text, "number": _number}
MARKS = ("element", "construct", "touchpoint", "dimension", "measure")


def question(content: Content, default: Content, **marks: str) -> Question:
    """The question; what it does not say itself, the scale that is the `default` says, and `marks` what it measures."""
    whole = {**default, **content} if content.get("type", "scale") == "scale" else dict(content)
    drawn = DRAWN[str(whole.get("type", "scale"))](whole)
    own = {key: str(content[key]) for key in MARKS if content.get(key)}
    said = {key: value for key, value in {**marks, **own}.items() if value}
    built: Question = {"name": str(content["code"]), "title": words(content, "text_")} | drawn
    if content.get("required"):
        built["isRequired"] = True
    if content.get("show_if"):
        built["visibleIf"] = condition(str(content["show_if"]))
    return built | ({"amends": said} if said else {})


def allocation(content: Content, targets: Mapping[str, Any]) -> Question:
    """A question that divides a total among named parts; it is checked that the parts add up."""
    code, total = str(content["code"]), int(content["total"])
    adding = " + ".join(f"{{{code}.{part}}}" for part in targets)
    wrong = {
        "default": f"几项加起来应当正好是 {total}，请调整。",
        "en": f"The numbers must add up to {total}; please adjust them.",
    }
    return {
        "name": code,
        "type": "multipletext",
        "title": words(content, "text_"),
        "items": [
            {
                "name": part,
                "title": title,
                "inputType": "number",
                "validators": [{"type": "numeric", "minValue": 0, "maxValue": total}],
            }
            for part, title in targets.items()
        ],
        "validators": [
            {"type": "expression", "expression": f"{{{code}}} empty or {adding} = {total}", "text": wrong}
        ],
        "amends": {"measure": "importance"},
    }
