# SPDX-License-Identifier: Apache-2.0
"""Reads answers out of a plain form, as `surveys/_questions.html` names its fields."""

from collections.abc import Mapping, Sequence

from amends.apps.surveys.rules.document import COMMENT, SEVERAL, Element, Json, coded, listed, questions
from amends.apps.surveys.rules.domain import choices, scores

Post = Mapping[str, Sequence[str]]


def read_form(document: Json, post: Post) -> dict[str, object]:
    """The answers in a posted form: field names to their values, as a request holds them.

    Values are what was typed; `engine.check` judges them. A question that the form had but nobody answered is None, so
    that an answer given before can be taken back: merge the result over the earlier answers.
    """
    found: dict[str, object] = {}
    for each in questions(document):
        if each.name in post.get("asked", ()):
            found[each.name] = _answer(each, post)
            found[each.name + COMMENT] = _typed(post, each.name + COMMENT)
    return found


def _typed(post: Post, name: str) -> str | None:
    words = post.get(name) or ("",)
    return words[-1].strip() or None


def _answer(question: Element, post: Post) -> object:
    if question.type in SEVERAL:
        return _several(question, post)
    if question.type == "matrix":
        columns = [coded(each) for each in listed(question.content, "columns")]
        rows = [str(coded(each)) for each in listed(question.content, "rows")]
        typed = {row: _typed(post, f"{question.name}.{row}") for row in rows}
        return {row: _meant(words, columns) for row, words in typed.items() if words} or None
    if question.type == "multipletext":
        fields = {each["name"]: each for each in listed(question.content, "items")}
        typed = {name: _typed(post, f"{question.name}.{name}") for name in fields}
        return {name: _number(words, fields[name]) for name, words in typed.items() if words} or None
    return _one(question, _typed(post, question.name))


def _one(question: Element, words: str | None) -> object:
    if words is None:
        return None
    if question.type == "boolean":
        return {"true": True, "false": False}.get(words, words)
    if question.type == "rating":
        return _meant(words, scores(question.content))
    if question.type in ("radiogroup", "dropdown"):
        return _meant(words, choices(question.content))
    return _number(words, question.content)


def _meant(words: str, allowed: Sequence[object]) -> object:
    """The allowed value that is written so; the words themselves, to be refused, where none is."""
    return next((each for each in allowed if str(each) == words), words)


def _number(words: str, content: Json) -> object:
    if content.get("inputType") != "number":
        return words
    try:
        number = float(words.replace(",", "").replace("，", ""))
    except ValueError:
        return words
    return int(number) if number.is_integer() else number


def _several(question: Element, post: Post) -> object:
    allowed = choices(question.content)
    if question.type != "ranking":
        return [_meant(words, allowed) for words in post.get(question.name, ())] or None
    ranks = {value: _typed(post, f"{question.name}.{value}") for value in allowed}
    given = {
        value: int(words) for value, words in ranks.items() if words and words.isascii() and words.isdigit()
    }
    if len(set(given.values())) < len(given):
        return "".join(str(each) for each in given)  # two in one place are no order: refused as what it is
    return sorted(given, key=lambda value: given[value]) or None
