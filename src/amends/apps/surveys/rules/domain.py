# SPDX-License-Identifier: Apache-2.0
"""Which answers a question can have at all. The library lets an 11 on a scale to 10 pass; this does not."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from amends.apps.surveys.rules.document import (
    CHOOSING,
    COMMENT,
    NOT_APPLICABLE,
    SEVERAL,
    SPECIAL,
    Json,
    coded,
    listed,
    questions,
)

LONGEST = {"text": 500, "comment": 4000}
LONGEST_REMARK = 1000
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# Control characters but for tab and line ends, halves of characters, and what turns text around.
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
ALONE = ("showNoneItem", "showRefuseItem", "showDontKnowItem")
EMPTY: tuple[object, ...] = (None, "", [], {})


class OutOfDomain(ValueError):
    """The value is no answer to the question; `key` and `values` make the sentence that says why."""

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(f"{key} {values}")


@dataclass(frozen=True, slots=True)
class Refused:
    """The answer to `code` was refused."""

    code: str
    key: str
    values: Mapping[str, object]


def same(value: object, allowed: object) -> bool:
    """Equal and of one kind: true is not 1, and «1» is not 1."""
    kinds = (
        {isinstance(each, bool) for each in (value, allowed)},
        {isinstance(each, str) for each in (value, allowed)},
    )
    return all(len(kind) == 1 for kind in kinds) and value == allowed


def among(value: object, allowed: tuple[object, ...]) -> object:
    """The allowed value that this one is."""
    found = next((each for each in allowed if same(value, each)), None)
    if found is None:
        raise OutOfDomain("choice")
    return found


def choices(question: Json) -> tuple[object, ...]:
    """The values that can be chosen, the special ones («其他», «以上都没有»…) last."""
    special = tuple(value for switch, value in SPECIAL.items() if question.get(switch) is True)
    return tuple(coded(each) for each in listed(question, "choices")) + special


def scores(question: Json) -> tuple[object, ...]:
    """The points of a rating, low to high; «不适用» last where the question has it."""
    if listed(question, "rateValues"):
        return tuple(coded(each) for each in listed(question, "rateValues"))
    low, high = int(question.get("rateMin", 1)), int(question.get("rateMax", 5))
    return tuple(range(low, high + 1, int(question.get("rateStep", 1))))


def _rating(value: object, question: Json) -> object:
    allowed = scores(question)
    try:
        return among(value, allowed)
    except OutOfDomain:
        numbers = [each for each in allowed if each != NOT_APPLICABLE]
        raise OutOfDomain("range", low=numbers[0], high=numbers[-1]) from None


def _one(value: object, question: Json) -> object:
    return among(value, choices(question))


def _several(value: object, question: Json) -> object:
    if not isinstance(value, list):
        raise OutOfDomain("shape")
    chosen = [among(each, choices(question)) for each in value]
    if len(set(chosen)) < len(chosen):
        raise OutOfDomain("twice")
    lonely = [
        each for each in chosen if any(each == SPECIAL[key] and question.get(key) is True for key in ALONE)
    ]
    if lonely and len(chosen) > 1:
        raise OutOfDomain("alone", choice=lonely[0])
    return chosen


def _yes(value: object, _question: Json) -> object:
    if not isinstance(value, bool):
        raise OutOfDomain("choice")
    return value


def _matrix(value: object, question: Json) -> object:
    if not isinstance(value, dict):
        raise OutOfDomain("shape")
    columns = tuple(coded(each) for each in listed(question, "columns"))
    rows = [str(coded(each)) for each in listed(question, "rows")]
    return {row: among(value[row], columns) for row in rows if value.get(row) not in EMPTY}


def text(value: object, longest: int) -> str:
    """Typed words without what a file or database cannot hold."""
    if not isinstance(value, str):
        raise OutOfDomain("shape")
    fit = UNFIT.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(fit) > longest:
        raise OutOfDomain("long", count=longest)
    return fit


def _number(value: object, low: object, high: object) -> object:
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not math.isfinite(value)
        or abs(value) > 1e15
    ):
        raise OutOfDomain("number")
    if isinstance(low, int | float) and value < low:
        raise OutOfDomain("least", low=low)
    if isinstance(high, int | float) and value > high:
        raise OutOfDomain("most", high=high)
    return value


def day(value: object) -> str:
    """A date as it is written, «2026-01-31»."""
    if not isinstance(value, str) or not DATE.fullmatch(value):
        raise OutOfDomain("date")
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise OutOfDomain("date") from None


def _date(value: object, low: object, high: object) -> object:
    written = day(value)
    if isinstance(low, str) and written < low:
        raise OutOfDomain("early", low=low)
    if isinstance(high, str) and written > high:
        raise OutOfDomain("late", high=high)
    return written


def _typed(value: object, question: Json) -> object:
    kind = question.get("inputType", "text")
    if kind == "number":
        return _number(value, question.get("min"), question.get("max"))
    if kind == "date":
        return _date(value, question.get("min"), question.get("max"))
    return text(value, int(question.get("maxLength") or LONGEST["text"]))


def _comment(value: object, question: Json) -> object:
    return text(value, int(question.get("maxLength") or LONGEST["comment"]))


def _fields(value: object, question: Json) -> object:
    if not isinstance(value, dict):
        raise OutOfDomain("shape")
    fields = {str(each.get("name")): each for each in listed(question, "items")}
    return {
        name: kept
        for name, field in fields.items()
        if value.get(name) not in EMPTY and (kept := _typed(value[name], _bounded(field))) not in EMPTY
    }


def _bounded(field: Json) -> Json:
    """A field of several texts with the bounds that its number validator gives."""
    nothing: Json = {}
    numeric = next((each for each in listed(field, "validators") if each.get("type") == "numeric"), nothing)
    return {**field, "min": numeric.get("minValue"), "max": numeric.get("maxValue")}


KINDS: dict[str, Callable[[Any, Json], object]] = {
    "text": _typed,
    "comment": _comment,
    "boolean": _yes,
    "rating": _rating,
    "matrix": _matrix,
    "multipletext": _fields,
    **{kind: _several if kind in SEVERAL else _one for kind in CHOOSING},
}


def remarkable(question: Json) -> bool:
    """Whether the question takes words beside the answer."""
    return question.get("showOtherItem") is True or question.get("showCommentArea") is True


def answer(question: Json, value: object) -> object:
    """The answer as it may be stored, or None for none; raises `OutOfDomain`."""
    kind = KINDS.get(str(question.get("type")))
    if kind is None or value in EMPTY:
        return None
    kept = kind(value, question)
    return None if kept in EMPTY else kept


def tidy(document: Json, answers: Mapping[str, object]) -> tuple[dict[str, object], tuple[Refused, ...]]:
    """Of what came in, what answers a question of the document; and what was refused."""
    kept: dict[str, object] = {}
    refused = []
    for question in questions(document):
        for name, value in _parts(question.content, question.name, answers):
            try:
                found = (
                    text(value, LONGEST_REMARK) if name.endswith(COMMENT) else answer(question.content, value)
                )
            except OutOfDomain as out:
                refused.append(Refused(question.name, out.key, out.values))
                continue
            if found not in EMPTY:
                kept[name] = found
    return kept, tuple(refused)


def _parts(question: Json, name: str, answers: Mapping[str, object]) -> list[tuple[str, object]]:
    parts = [(name, answers.get(name))]
    if remarkable(question):
        parts.append((name + COMMENT, answers.get(name + COMMENT)))
    return [(part, value) for part, value in parts if value not in EMPTY]
