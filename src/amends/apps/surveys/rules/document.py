# SPDX-License-Identifier: Apache-2.0
"""Walks a questionnaire: its pages, panels and questions with the place where each stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
CHINESE, ENGLISH = "zh-CN", "en"
NOT_APPLICABLE = "na"
SPECIAL = {
    "showOtherItem": "other",
    "showNoneItem": "none",
    "showRefuseItem": "refused",
    "showDontKnowItem": "dontknow",
}
SPECIAL_TEXT = {"other": "otherText", "none": "noneText", "refused": "refuseText", "dontknow": "dontKnowText"}
MISSING = (NOT_APPLICABLE, "refused", "dontknow")
CHOOSING = ("radiogroup", "dropdown", "checkbox", "tagbox", "ranking")
SEVERAL = ("checkbox", "tagbox", "ranking")
COMMENT = "-Comment"


@dataclass(frozen=True, slots=True)
class Element:
    """A page, panel or question: `path` in the document, `page` from 1, `place` among the page's questions from 1."""

    path: str
    page: int
    place: int
    depth: int
    content: Json

    @property
    def name(self) -> str:
        return str(self.content.get("name", ""))

    @property
    def type(self) -> str:
        return str(self.content.get("type", "page"))


def listed(content: Json, key: str) -> Sequence[Any]:
    """The list under a key; nothing else counts."""
    found = content.get(key)
    return found if isinstance(found, list) else ()


def mapped(content: Json, key: str) -> Json:
    """The object under a key; nothing else counts."""
    found = content.get(key)
    return found if isinstance(found, dict) else {}


def elements(document: Json) -> Iterator[Element]:
    """Pages, panels and questions in the order of the document; what is no object is passed over."""
    for number, page in enumerate(listed(document, "pages")):
        if isinstance(page, dict):
            yield Element(f"pages/{number}", number + 1, 0, 0, page)
            yield from _inside(page, f"pages/{number}", number + 1, 1, iter(range(1, 10_000)))


def _inside(parent: Json, path: str, page: int, depth: int, places: Iterator[int]) -> Iterator[Element]:
    for number, content in enumerate(listed(parent, "elements")):
        if not isinstance(content, dict):
            continue
        below = f"{path}/elements/{number}"
        panel = content.get("type") == "panel"
        yield Element(below, page, 0 if panel else next(places), depth, content)
        if panel:
            yield from _inside(content, below, page, depth + 1, places)


def questions(document: Json) -> tuple[Element, ...]:
    """The questions alone."""
    return tuple(each for each in elements(document) if each.type not in {"page", "panel"})


def chinese(language: str) -> bool:
    """Whether the words are wanted in Chinese; everything but English is."""
    return not language.lower().startswith("en")


def wording(words: object, language: str = CHINESE) -> str:
    """A text of the document in a language: a string is one for all; an object has `en` and `default` or `zh-cn`."""
    if isinstance(words, dict):
        order = ("zh-cn", "default", "en") if chinese(language) else ("en", "default", "zh-cn")
        return next((str(words[each]) for each in order if words.get(each)), "")
    return "" if words is None else str(words)


def coded(entry: object) -> object:
    """The value of a choice, row or column that is either bare or {value, text}."""
    return entry.get("value") if isinstance(entry, dict) else entry


def labelled(entry: object, language: str = CHINESE) -> str:
    """Its words; the value itself where there are none."""
    words = wording(entry.get("text"), language) if isinstance(entry, dict) else ""
    return words or str(coded(entry))
