# SPDX-License-Identifier: Apache-2.0
"""The element tree in use, the versions before it, and the touchpoints of the pack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from amends.apps.satisfaction.models import ElementTree
from amends.apps.satisfaction.rules.trees import Element, elements_of
from amends.packs import load, load_rows

START = 0  # the number of the tree that stands in the pack


@dataclass(frozen=True, slots=True)
class Tree:
    """One version of the tree; number 0 is the pack's, which nobody has changed yet."""

    number: int
    elements: tuple[Element, ...]
    note: str
    made_by: str
    made_at: datetime | None

    def element(self, code: str) -> Element | None:
        """The element of that code."""
        return next((each for each in self.elements if each.code == code), None)


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """A place where customers meet the operator: who answers for it, and what standards it is held to."""

    code: str
    name: str
    department: str
    channels: tuple[str, ...]
    standards: tuple[str, ...]


def tree_in_use() -> Tree:
    """The newest version; the pack's where there is none. One query."""
    row = ElementTree.objects.select_related("made_by").order_by("-number").first()
    return _tree(row) if row else _start()


def tree_numbered(number: int) -> Tree | None:
    """One version; 0 is the pack's."""
    if number == START:
        return _start()
    row = ElementTree.objects.select_related("made_by").filter(number=number).first()
    return _tree(row) if row else None


def trees() -> tuple[Tree, ...]:
    """All versions, the newest first, the pack's last. One query."""
    rows = ElementTree.objects.select_related("made_by").order_by("-number")
    return (*(_tree(row) for row in rows), _start())


@cache
def touchpoints() -> Mapping[str, Touchpoint]:
    """The touchpoints of the pack by code, in their order."""
    departments = {str(each["code"]): str(each["name_zh"]) for each in _rows("governance", "departments")}
    return {
        str(row["code"]): Touchpoint(
            str(row["code"]),
            str(row["name_zh"]),
            departments[str(row["department"])],
            tuple(row["channels"]),
            tuple(row["standards"]),
        )
        for row in _rows("touchpoints", "touchpoints")
    }


@cache
def standards() -> Mapping[str, str]:
    """The words of the service standards by code."""
    return {row["code"]: row["standard_zh"] for row in load_rows("service_standards")}


def _start() -> Tree:
    document = load("elements")
    return Tree(START, elements_of(_rows("elements", "elements")), str(document["version"]), "", None)


def _tree(row: ElementTree) -> Tree:
    name = row.made_by.name if row.made_by else ""
    return Tree(row.number, elements_of(row.elements), row.note, name, row.made_at)


def _rows(name: str, key: str) -> Sequence[Mapping[str, Any]]:
    return cast(Sequence[Mapping[str, Any]], load(name)[key])
