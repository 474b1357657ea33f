# SPDX-License-Identifier: Apache-2.0
"""Checklists and the form of mystery visits: what they ask, and which answers are not in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import cast

Plain = Mapping[str, object]
Answer = bool | float


class CheckKind(StrEnum):
    """Who looks: a colleague at themselves before opening, or somebody else at work."""

    SELF = "self"
    AUDIT = "audit"


class AnswerKind(StrEnum):
    """What an item of a visit asks for."""

    YES_NO = "yes_no"
    SECONDS = "seconds"
    MINUTES = "minutes"


class ChecklistMalformed(ValueError):
    """The content lacks something."""


class AnswerMissing(ValueError):
    """Items were not answered, or not by what they ask for; `codes` names them."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = tuple(codes)


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One thing to look at; `tells` says what is in order, `skill` what a coach would practise."""

    code: str
    name: str
    tells: str
    skill: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """A list, whom it is for (roles), and whether it is gone through before opening."""

    code: str
    name: str
    roles: frozenset[str]
    before_opening: bool
    items: tuple[CheckItem, ...]


@dataclass(frozen=True, slots=True)
class VisitItem:
    """One item of a visit. A number is in order up to `most`; `alike` items must come out alike for both visitors of a
    pair, numbers within `within`."""

    code: str
    name: str
    kind: AnswerKind
    most: float | None = None
    alike: bool = False
    within: float = 0.0
    standard: str = ""


@dataclass(frozen=True, slots=True)
class Checklists:
    """All lists, the form of visits, and until when a self-check counts as done before opening."""

    version: str
    opens: time
    lists: Mapping[str, Checklist]
    visit: tuple[VisitItem, ...]

    def daily(self, role: str) -> tuple[Checklist, ...]:
        """The lists that somebody of a role goes through before opening."""
        return tuple(each for each in self.lists.values() if each.before_opening and role in each.roles)


def failed_items(found: Checklist, answers: Mapping[str, bool]) -> tuple[str, ...]:
    """The items that are not in order. Raises `AnswerMissing`."""
    missing = [each.code for each in found.items if not isinstance(answers.get(each.code), bool)]
    if missing:
        raise AnswerMissing(missing)
    return tuple(each.code for each in found.items if not answers[each.code])


def failed_visit_items(form: Sequence[VisitItem], answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The items of a visit that are not in order: a no, or a number above its limit. Raises `AnswerMissing`."""
    missing = [each.code for each in form if not _fits(each, answers.get(each.code))]
    if missing:
        raise AnswerMissing(missing)
    return tuple(each.code for each in form if not in_order(each, answers[each.code]))


def _fits(item: VisitItem, answer: Answer | None) -> bool:
    if item.kind is AnswerKind.YES_NO:
        return isinstance(answer, bool)
    return isinstance(answer, int | float) and not isinstance(answer, bool) and 0 <= answer < 100_000


def in_order(item: VisitItem, answer: Answer) -> bool:
    """Whether one answer is in order."""
    if item.kind is AnswerKind.YES_NO:
        return answer is True
    return item.most is None or float(answer) <= item.most


def unlike(
    form: Sequence[VisitItem], first: Mapping[str, Answer], second: Mapping[str, Answer]
) -> tuple[str, ...]:
    """The items in which two visitors of a pair were treated differently."""
    both = [each for each in form if each.alike and each.code in first and each.code in second]
    return tuple(each.code for each in both if not _alike(each, first[each.code], second[each.code]))


def _alike(item: VisitItem, first: Answer, second: Answer) -> bool:
    if item.kind is AnswerKind.YES_NO:
        return first is second
    return abs(float(first) - float(second)) <= item.within


def read_checklists(content: Plain) -> Checklists:
    """The lists of a file. Raises `ChecklistMalformed`."""
    try:
        lists = {each.code: each for each in map(_list, _rows(content["checklists"]))}
        visit = tuple(map(_visit_item, _rows(content["visit"])))
        opens = time.fromisoformat(str(content["opens"]))
    except (KeyError, ValueError) as error:
        raise ChecklistMalformed(str(error)) from error
    if not visit or not all(each.items for each in lists.values()):
        raise ChecklistMalformed("every list and the form of visits need items")
    return Checklists(str(content["version"]), opens, lists, visit)


def _list(row: Plain) -> Checklist:
    items = tuple(
        CheckItem(str(each["code"]), str(each["name_zh"]), str(each["tells_zh"]), str(each.get("skill", "")))
        for each in _rows(row["items"])
    )
    if len({each.code for each in items}) < len(items):
        raise ValueError(f"{row['code']}: two items have the same code")
    roles = frozenset(str(each) for each in cast(Sequence[object], row["roles"]))
    return Checklist(str(row["code"]), str(row["name_zh"]), roles, bool(row["before_opening"]), items)


def _visit_item(row: Plain) -> VisitItem:
    most = row.get("most")
    return VisitItem(
        code=str(row["code"]),
        name=str(row["name_zh"]),
        kind=AnswerKind(str(row["kind"])),
        most=None if most is None else float(str(most)),
        alike=bool(row.get("alike", False)),
        within=float(str(row.get("within", 0))),
        standard=str(row.get("standard", "")),
    )


def _rows(value: object) -> Sequence[Plain]:
    return cast(Sequence[Plain], value)
