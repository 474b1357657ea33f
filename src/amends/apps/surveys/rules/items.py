# SPDX-License-Identifier: Apache-2.0
"""The items of a questionnaire: everything that gives one value of an answer, and what it measures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from amends.apps.surveys.rules.document import (
    CHINESE,
    CHOOSING,
    MISSING,
    SPECIAL,
    SPECIAL_TEXT,
    Element,
    Json,
    chinese,
    coded,
    labelled,
    listed,
    mapped,
    questions,
    wording,
)
from amends.apps.surveys.rules.domain import EMPTY, scores

FIXED = {
    "yes": ("是", "Yes"),
    "no": ("否", "No"),
    "other": ("其他", "Other"),
    "none": ("以上都没有", "None"),
    "refused": ("不愿回答", "Refused"),
    "dontknow": ("不清楚", "Don't know"),
}
ABOUT = ("element", "construct", "touchpoint", "dimension", "measure")


@dataclass(frozen=True, slots=True)
class Coded:
    """One possible value and its words."""

    value: object
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One column of the results.

    `code` names it: that of its question, with `_row` for a row of a matrix or a field of several texts. `minimum` and
    `maximum` are those of a numeric scale; `missing` are values that mean «no answer» («na», «refused», «dontknow»).
    """

    code: str
    question: str
    row: str
    order: int
    type: str
    title: str
    minimum: float | None
    maximum: float | None
    choices: tuple[Coded, ...]
    missing: tuple[object, ...]
    required: bool
    element: str
    construct: str
    touchpoint: str
    dimension: str
    measure: str


def items(document: Json, *, language: str = CHINESE) -> tuple[Item, ...]:
    """The items in the order of the document. Computed values and panels are none."""
    parts = [
        (each, row, title)
        for each in questions(document)
        if each.type != "expression"
        for row, title in _parts(each, language)
    ]
    return tuple(
        _item(each, row, title, order, language) for order, (each, row, title) in enumerate(parts, 1)
    )


def _parts(question: Element, language: str) -> Iterator[tuple[str, str]]:
    title = wording(question.content.get("title"), language) or question.name
    if question.type == "matrix":
        for each in listed(question.content, "rows"):
            yield str(coded(each)), f"{title} · {labelled(each, language)}"
    elif question.type == "multipletext":
        for each in listed(question.content, "items"):
            yield (
                str(each.get("name")),
                f"{title} · {wording(each.get('title'), language) or each.get('name')}",
            )
    else:
        yield "", title


def _item(question: Element, row: str, title: str, order: int, language: str) -> Item:
    possible = _choices(question, language)
    missing = tuple(each.value for each in possible if each.value in MISSING)
    low, high = _bounds(question, possible)
    about = mapped(question.content, "amends")
    return Item(
        code=f"{question.name}_{row}" if row else question.name,
        question=question.name,
        row=row,
        order=order,
        type=question.type,
        title=title,
        minimum=low,
        maximum=high,
        choices=possible,
        missing=missing,
        required=question.content.get("isRequired") is True,
        **{key: str(about.get(key, "")) for key in ABOUT},
    )


def _choices(question: Element, language: str) -> tuple[Coded, ...]:
    content = question.content
    if question.type == "rating":
        if listed(content, "rateValues"):
            return tuple(Coded(coded(each), labelled(each, language)) for each in content["rateValues"])
        return tuple(Coded(each, str(each)) for each in scores(content))
    if question.type == "matrix":
        return tuple(Coded(coded(each), labelled(each, language)) for each in listed(content, "columns"))
    if question.type == "boolean":
        return (
            Coded(
                True,
                wording(content.get("labelTrue"), language) or FIXED["yes"][0 if chinese(language) else 1],
            ),
            Coded(
                False,
                wording(content.get("labelFalse"), language) or FIXED["no"][0 if chinese(language) else 1],
            ),
        )
    if question.type not in CHOOSING:
        return ()
    given = tuple(Coded(coded(each), labelled(each, language)) for each in listed(content, "choices"))
    return given + tuple(
        _special(content, value, language) for key, value in SPECIAL.items() if content.get(key)
    )


def _special(content: Json, value: str, language: str) -> Coded:
    words = wording(content.get(SPECIAL_TEXT[value]), language)
    return Coded(value, words or FIXED[value][0 if chinese(language) else 1])


def _bounds(question: Element, possible: tuple[Coded, ...]) -> tuple[float | None, float | None]:
    if question.type in {"rating", "matrix"}:
        numbers = [float(each.value) for each in possible if isinstance(each.value, int)]
        rest = [each for each in possible if not isinstance(each.value, int) and each.value not in MISSING]
        return (min(numbers), max(numbers)) if numbers and not rest else (None, None)
    low, high = question.content.get("min"), question.content.get("max")
    return (
        float(low) if isinstance(low, int | float) else None,
        float(high) if isinstance(high, int | float) else None,
    )


def value(item: Item, answers: Mapping[str, object]) -> object | None:
    """The item's value in a set of answers; None when it was not answered, or with a value that means so."""
    found = answers.get(item.question)
    if item.row:
        found = found.get(item.row) if isinstance(found, dict) else None
    return None if found in EMPTY or found in item.missing else found
