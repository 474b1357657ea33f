# SPDX-License-Identifier: Apache-2.0
"""Conditions and piped names: each can be read, and speaks of earlier questions and of answers that they can have."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from amends.apps.surveys.rules.document import (
    COMMENT,
    Element,
    Json,
    coded,
    elements,
    listed,
    mapped,
    questions,
)
from amends.apps.surveys.rules.domain import OutOfDomain, answer, choices, remarkable, scores
from amends.apps.surveys.rules.engine import ExpressionWrong, reading, root
from amends.apps.surveys.rules.shape import Finding

CONDITIONS = ("visibleIf", "enableIf", "requiredIf", "expression")
PIPED = re.compile(r"\{([^{}]{1,60})\}")
TEXTS = frozenset(
    {
        "title", "description", "text", "minRateDescription", "maxRateDescription", "requiredErrorText", "commentText",
        "otherText", "noneText", "labelTrue", "labelFalse", "placeholder",
    }
)  # fmt: skip
Questions = Mapping[str, Element]


def findings(document: Json) -> Iterator[Finding]:
    """What is wrong with the conditions and piped names of a document of the right shape."""
    known = {each.name: each for each in questions(document)}
    for element in elements(document):
        for path, text in _written(element.content, element.path, CONDITIONS):
            own = "" if "validators/" in path else element.name
            yield from _condition(path, text, known, own=own, page=element.page)
        for path, text in _written(element.content, element.path, TEXTS):
            yield from _piped(path, text, known, element)
    for path, text in _ours(document):
        yield from _condition(path, text, known, own="", page=None)


def _ours(document: Json) -> Iterator[tuple[str, str]]:
    for number, each in enumerate(listed(document, "triggers")):
        yield f"triggers/{number}/expression", each["expression"]
    for key in ("routing", "quotas"):
        for number, each in enumerate(listed(mapped(document, "amends"), key)):
            yield f"amends/{key}/{number}/if", each["if"]


def _written(content: Any, path: str, keys: tuple[str, ...] | frozenset[str]) -> Iterator[tuple[str, str]]:
    """The strings under these keys anywhere in an element, but not in the elements inside it."""
    pairs = content.items() if isinstance(content, dict) else enumerate(content)
    for key, inside in pairs:
        below = f"{path}/{key}"
        if key in keys and isinstance(inside, str):
            yield below, inside
        elif key in keys and isinstance(inside, dict):
            yield from ((f"{below}/{language}", words) for language, words in inside.items())
        elif isinstance(inside, dict | list) and key not in ("elements", "amends"):
            yield from _written(inside, below, keys)


def _condition(path: str, text: str, known: Questions, *, own: str, page: int | None) -> Iterator[Finding]:
    try:
        read = reading(text)
    except ExpressionWrong as wrong:
        unknown = "、".join(wrong.unknown)
        yield Finding(path, "function" if unknown else "condition", {"value": text[:60], "name": unknown})
        return
    for name in read.names:
        yield from _name(path, name, known, own=own, page=page)
    for name, values in read.compared:
        yield from (
            _impossible(path, name, value, known) for value in values if not _possible(name, value, known)
        )


def _name(path: str, name: str, known: Questions, *, own: str, page: int | None) -> Iterator[Finding]:
    question = known.get(root(name))
    if question is None or not _exists(name, question):
        yield Finding(path, "unknown", {"name": name})
    elif question.name == own:
        yield Finding(path, "itself", {"name": name})
    elif page is not None and question.page > page:
        yield Finding(path, "later", {"name": name, "page": question.page})


def _exists(name: str, question: Element) -> bool:
    if name == question.name or re.fullmatch(r"\[\d+\]", name[len(question.name) :]):
        return True
    if name == question.name + COMMENT:
        return remarkable(question.content)
    parts = [str(coded(each)) for each in listed(question.content, "rows")]
    parts += [each["name"] for each in listed(question.content, "items")]
    return name in {f"{question.name}.{part}" for part in parts}


def _possible(name: str, value: object, known: Questions) -> bool:
    """Whether the question can have such an answer at all; true where that cannot be known."""
    question = known.get(name)
    if question is None or value in ("", None):
        return True
    if question.type in ("checkbox", "tagbox", "ranking", "radiogroup", "dropdown"):
        return str(value) in {str(each) for each in choices(question.content)}
    if question.type == "rating":
        return str(value) in {str(each) for each in scores(question.content)}
    if question.type == "boolean":
        try:
            answer(question.content, value)
        except OutOfDomain:
            return False
    return True


def _impossible(path: str, name: str, value: object, known: Questions) -> Finding:
    return Finding(path, "impossible", {"name": name, "value": value, "title": known[root(name)].name})


def _piped(path: str, text: str, known: Questions, element: Element) -> Iterator[Finding]:
    for name in PIPED.findall(text):
        question = known.get(root(name))
        if question is None or not _exists(name, question):
            yield Finding(path, "piped", {"name": name})
        elif question.page > element.page or question.name == element.name:
            yield Finding(path, "piped_later", {"name": name})
