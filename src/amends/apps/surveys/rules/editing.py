# SPDX-License-Identifier: Apache-2.0
"""What the builder does to a document: add, duplicate, move, remove, replace. Nothing is changed in place.

A path is `pages/0/elements/2`; each function returns the new document and the path that is looked at then.
"""

import copy
import re
from typing import Any

from amends.apps.surveys.rules.document import elements
from amends.apps.surveys.rules.schema import TYPES

Content = dict[str, Any]
Edited = tuple[Content, str]
PATH = re.compile(r"^pages/\d+(?:/elements/\d+)*$")
CHOICES = ({"value": "a", "text": "选项一"}, {"value": "b", "text": "选项二"})
# What a new question begins with, so that it may be asked at once.
BEGINNINGS: dict[str, Content] = {
    "rating": {"rateMin": 1, "rateMax": 10, "displayMode": "buttons"},
    "matrix": {"rows": [{"value": "r1", "text": "第一行"}], "columns": [1, 2, 3, 4, 5]},
    "multipletext": {"items": [{"name": "part1", "title": "第一项"}]},
    "expression": {"expression": "1"},
    "panel": {"elements": []},
    **{
        kind: {"choices": list(CHOICES)}
        for kind in ("radiogroup", "checkbox", "dropdown", "tagbox", "ranking")
    },
}


class NoSuchPlace(LookupError):
    """The path leads to nothing in the document: it was changed meanwhile."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def found(document: Content, path: str) -> Content:
    """The page, panel or question at a path. Raises `NoSuchPlace`."""
    content: Any = document
    if not PATH.match(path):
        raise NoSuchPlace(path)
    try:
        for step in path.split("/"):
            content = content[int(step) if step.isdigit() else step]
    except (KeyError, IndexError, TypeError):
        raise NoSuchPlace(path) from None
    if not isinstance(content, dict):
        raise NoSuchPlace(path)
    return content


def is_page(path: str) -> bool:
    """Whether the path is that of a page."""
    return "elements" not in path


def with_question(document: Content, path: str, kind: str) -> Edited:
    """A new question or panel of a type: inside the page or panel at the path, or behind the question there;
    at the end where there is no path."""
    new = {"type": kind, "name": fresh_name(document, "panel" if kind == "panel" else "Q")}
    if kind != "panel":
        new["title"] = "新题目"
    return _inserted(document, path, new | copy.deepcopy(BEGINNINGS.get(kind, {})))


def with_page(document: Content, path: str) -> Edited:
    """A new page behind that of the path; at the end where there is none."""
    edited = copy.deepcopy(document)
    pages = edited.setdefault("pages", [])
    at = int(path.split("/")[1]) + 1 if PATH.match(path) else len(pages)
    at = min(at, len(pages))
    pages.insert(at, {"name": fresh_name(document, "page"), "elements": []})
    return edited, f"pages/{at}"


def duplicated(document: Content, path: str) -> Edited:
    """A copy of what is at the path, behind it, with codes of its own."""
    edited = copy.deepcopy(document)
    twin = copy.deepcopy(found(edited, path))
    taken = _names(document)
    for each in _inside(twin):
        stem = "page" if each is twin and is_page(path) else "panel" if each.get("type") == "panel" else "Q"
        each["name"] = _free(stem, taken)
        taken.add(each["name"].lower())
    siblings, at = _siblings(edited, path)
    siblings.insert(at + 1, twin)
    return edited, _beside(path, at + 1)


def removed(document: Content, path: str) -> Edited:
    """Without what is at the path; then what came before it is looked at."""
    edited = copy.deepcopy(document)
    found(edited, path)
    siblings, at = _siblings(edited, path)
    del siblings[at]
    if siblings:
        return edited, _beside(path, max(at - 1, 0))
    return edited, path.rsplit("/elements", 1)[0] if not is_page(path) else ""


def moved(document: Content, path: str, step: int) -> Edited:
    """One place up (-1) or down (1); over the edge of a panel it leaves it, over that of a page it goes to the next."""
    edited = copy.deepcopy(document)
    content = found(edited, path)
    siblings, at = _siblings(edited, path)
    if 0 <= at + step < len(siblings):
        siblings[at], siblings[at + step] = siblings[at + step], siblings[at]
        return edited, _beside(path, at + step)
    if is_page(path):
        return edited, path
    parent = path.rsplit("/elements", 1)[0]
    if is_page(parent):
        return _to_page(edited, siblings, at, int(parent.split("/")[1]) + step, path)
    del siblings[at]
    outer, place = _siblings(edited, parent)
    outer.insert(place + (step > 0), content)
    return edited, _beside(parent, place + (step > 0))


def _to_page(edited: Content, siblings: list[Content], at: int, number: int, path: str) -> Edited:
    pages = edited["pages"]
    if not 0 <= number < len(pages):
        return edited, path
    target = pages[number].setdefault("elements", [])
    place = 0 if number > int(path.split("/")[1]) else len(target)
    target.insert(place, siblings.pop(at))
    return edited, f"pages/{number}/elements/{place}"


def replaced(document: Content, path: str, content: Content) -> Edited:
    """With other content at the path. Where its code changes, the conditions and texts that name it follow."""
    old = found(document, path)
    edited = copy.deepcopy(document)
    siblings, at = _siblings(edited, path)
    kept = {"elements": old["elements"]} if "elements" in old else {}
    siblings[at] = {**content, **copy.deepcopy(kept)}
    before, after = str(old.get("name", "")), str(content.get("name", ""))
    if (
        before
        and after
        and before != after
        and "elements" not in old
        and after.lower() not in _names(document)
    ):
        edited = _renamed(edited, before, after)
    return edited, path


def retyped(question: Content, kind: str) -> Content:
    """The question as one of another type: what the type has too is kept, what it cannot be without is put in."""
    if question.get("type") == kind or kind not in TYPES:
        return question
    shared = TYPES[kind][0].keys() | COMMON
    kept = {key: value for key, value in question.items() if key in shared}
    return BEGINNINGS.get(kind, {}) | kept | {"type": kind}


COMMON = {
    "name", "title", "description", "visibleIf", "enableIf", "requiredIf", "isRequired", "requiredErrorText",
    "startWithNewLine", "titleLocation", "amends",
}  # fmt: skip


def fresh_name(document: Content, stem: str) -> str:
    """A code that nothing in the document has: `Q1`, `Q2`, …"""
    return _free(stem, _names(document))


def _free(stem: str, taken: set[str]) -> str:
    number = 1
    while f"{stem}{number}".lower() in taken:
        number += 1
    return f"{stem}{number}"


def _names(document: Content) -> set[str]:
    return {each.name.lower() for each in elements(document)}


def _inside(content: Content) -> list[Content]:
    below = [one for each in content.get("elements", []) for one in _inside(each)]
    return [content, *below]


def _siblings(document: Content, path: str) -> tuple[list[Content], int]:
    above, _, number = path.rpartition("/")
    parent, _, key = above.rpartition("/")
    holder = found(document, parent) if parent else document
    return holder[key], int(number)


def _beside(path: str, at: int) -> str:
    return f"{path.rpartition('/')[0]}/{at}"


def _inserted(document: Content, path: str, new: Content) -> Edited:
    edited = copy.deepcopy(document)
    if not edited.get("pages"):
        edited, path = with_page(edited, "")
    path = path or f"pages/{len(edited['pages']) - 1}"
    target = found(edited, path)
    if is_page(path) or target.get("type") == "panel":
        inside = target.setdefault("elements", [])
        inside.append(new)
        return edited, f"{path}/elements/{len(inside) - 1}"
    siblings, at = _siblings(edited, path)
    siblings.insert(at + 1, new)
    return edited, _beside(path, at + 1)


def _renamed(part: Any, before: str, after: str) -> Any:
    """Every `{Q1}`, `{Q1.row}` and `{Q1-Comment}` by the new code."""
    if isinstance(part, dict):
        return {key: _renamed(value, before, after) for key, value in part.items()}
    if isinstance(part, list):
        return [_renamed(each, before, after) for each in part]
    if isinstance(part, str) and "{" in part:
        return re.sub(rf"\{{{re.escape(before)}(?=[}}.\[-])", f"{{{after}", part)
    return part
