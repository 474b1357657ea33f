# SPDX-License-Identifier: Apache-2.0
"""The answers of a wave as columns of a file: names that statistics programs take, labels, codes, what is missing."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

NOT_APPLICABLE = -9.0  # where labels explain it and it is declared missing
NA = "NA"  # elsewhere: what no program takes for a score
NUMBER, CODE, PICK, WORDS = "number", "code", "pick", "words"
LONGEST_NAME = 60
_UNFIT = re.compile(r"[^A-Za-z0-9_]")
_SEVERAL = frozenset({"checkbox", "tagbox"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class AskedItem(Protocol):
    """An item of a published version."""

    code: str
    title: str
    kind: str
    choices: list[dict[str, Any]]
    minimum: float | None


class GivenAnswer(Protocol):
    """How an item was answered."""

    number: float | None
    chosen: list[str]
    words: str
    not_applicable: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `values` are the labels of its codes; `pick` is the choice that a column of several tells of."""

    name: str
    label: str
    kind: str
    item: str
    pick: str = ""
    values: Mapping[float, str] = field(default_factory=dict)
    codes: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_numeric(self) -> bool:
        """Whether its cells are numbers where codes are numbers."""
        return self.kind != WORDS


def columns(
    items: Iterable[AskedItem], *, worded: Collection[str], na: str, yes: str, no: str
) -> tuple[Column, ...]:
    """The columns of some items in their order: several choices take one column each, words beside a choice another.

    `worded` are the codes of items to which somebody wrote something; `na`, `yes` and `no` the labels of their codes.
    """
    found: list[Column] = []
    taken: set[str] = set()
    for item in items:
        for name, column in _of(item, na, yes, no):
            if name.endswith("_words") and column[1] == WORDS and item.code not in worded:
                continue
            found.append(Column(_unique(name, taken), *column))
    return tuple(found)


Parts = tuple[str, str, str, str, Mapping[float, str], Mapping[str, float]]


def _of(item: AskedItem, na: str, yes: str, no: str) -> list[tuple[str, Parts]]:
    words: tuple[str, Parts] = (f"{item.code}_words", (item.title, WORDS, item.code, "", {}, {}))
    if item.kind in _SEVERAL or item.kind == "ranking":
        pick = {1.0: yes, 0.0: no} if item.kind in _SEVERAL else {}
        return [_pick(item, each, pick) for each in item.choices] + [words]
    if item.minimum is not None:
        return [(item.code, (item.title, NUMBER, item.code, "", {NOT_APPLICABLE: na}, {})), words]
    if item.kind == "boolean":
        return [(item.code, (item.title, CODE, item.code, "", {1.0: yes, 0.0: no}, {"yes": 1.0, "no": 0.0}))]
    if item.choices:
        codes = {str(each["value"]): float(place) for place, each in enumerate(item.choices, 1)}
        values = {float(place): str(each["text"]) for place, each in enumerate(item.choices, 1)}
        return [(item.code, (item.title, CODE, item.code, "", values | {NOT_APPLICABLE: na}, codes)), words]
    if item.kind in {"text", "multipletext"}:  # numbers that were typed, or words
        return [(f"{item.code}_number", (item.title, NUMBER, item.code, "", {}, {})), words]
    return [(item.code, (item.title, WORDS, item.code, "", {}, {}))]


def _pick(item: AskedItem, choice: Mapping[str, Any], values: Mapping[float, str]) -> tuple[str, Parts]:
    value = str(choice["value"])
    label = f"{item.title}: {choice['text']}"
    return f"{item.code}_{value}", (label, PICK, item.code, value, values, {})


def _unique(wanted: str, taken: set[str]) -> str:
    """A name that no other column has, of letters, digits and underscores, beginning with a letter."""
    plain = _UNFIT.sub("_", wanted)[:LONGEST_NAME]
    plain = plain if plain[:1].isalpha() else f"v_{plain}"[:LONGEST_NAME]
    name, again = plain, 1
    while name.lower() in taken:  # SPSS does not tell capitals apart
        again += 1
        name = f"{plain}_{again}"
    taken.add(name.lower())
    return name


def cells(
    wanted: Sequence[Column], answers: Mapping[str, GivenAnswer], *, coded: bool
) -> list[float | str | None]:
    """The cells of one response. With `coded` choices and «not applicable» are the numbers that labels explain, else
    their own values and `NA`."""
    return [_cell(column, answers.get(column.item), coded) for column in wanted]


def _cell(column: Column, answer: GivenAnswer | None, coded: bool) -> float | str | None:
    if column.kind == WORDS:
        return answer.words if answer else ""
    if answer is None:
        return None
    if answer.not_applicable:
        told = NOT_APPLICABLE if coded else NA
        return told if NOT_APPLICABLE in column.values else None
    if column.kind == PICK:
        return _picked(column, answer)
    if column.kind == NUMBER:
        return answer.number
    chosen = answer.chosen[0] if answer.chosen else ""
    return column.codes.get(chosen) if coded else chosen or None


def _picked(column: Column, answer: GivenAnswer) -> float:
    """1 or 0 for one of several; its place for one of a ranking (0: not ranked)."""
    if column.pick not in answer.chosen:
        return 0.0
    return 1.0 if column.values else float(answer.chosen.index(column.pick) + 1)


def plain_cell(value: object) -> object:
    """A cell of a file that people open in a spreadsheet: what somebody wrote never becomes a formula there."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return "" if value is None else value
