# SPDX-License-Identifier: Apache-2.0
"""Scorecards: weighted sections of items, some of them fatal, and what marks come to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

Content = Mapping[str, Any]
WHOLE: Final = 100


class Mark(StrEnum):
    """What was found of an item; what there was no occasion for costs nothing."""

    PASS = "pass"  # noqa: S105 a mark, no password
    FAIL = "fail"
    NOT_SEEN = "not_seen"


class CardMalformed(ValueError):
    """The content of a scorecard cannot be used; says where, and why."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"scorecard {where}: {problem}")
        self.where = where


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at. `observed` names what the software looks for, empty where only a person can; `skill` is
    what is practised where it fails, `look` where to look."""

    code: str
    name: str
    section: str
    points: float
    fatal: bool
    observed: str = ""
    skill: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a card, and how many of the hundred points it carries."""

    code: str
    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Card:
    """One version of a scorecard, with the words and limits by which the software looks."""

    code: str
    version: str
    name: str
    pass_mark: float
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    words: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    steps: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_code(self) -> Mapping[str, Item]:
        """The items by code."""
        return {each.code: each for each in self.items}


@dataclass(frozen=True, slots=True)
class Score:
    """What marks come to: 0 to 100, `None` where nothing was seen; the fatal items that failed; whether it passes
    (`None` where nothing was seen)."""

    total: float | None
    by_section: Mapping[str, float | None]
    fatal: tuple[str, ...]
    passed: bool | None


def card_contents(document: Content) -> dict[str, dict[str, Any]]:
    """The content of each card of a file, complete in itself: with the items, words and limits that the file shares."""
    shared = ("version", "pass_mark", "words", "limits", "steps")
    return {
        str(row["code"]): {**{name: document[name] for name in shared}, "items": document["items"], **row}
        for row in document["cards"]
    }


def read_card(content: Content) -> Card:
    """A card from its content. Raises `CardMalformed`: shares that are not 100 together, an item that is unknown, there
    twice or without points, words that are no pattern."""
    where = str(content.get("code", "?"))
    missing = {"code", "version", "name_zh", "pass_mark", "sections", "items"} - content.keys()
    if missing:
        raise CardMalformed(where, f"lacks {sorted(missing)[0]}")
    sections = tuple(
        Section(str(s["code"]), str(s["name_zh"]), float(s["share"])) for s in content["sections"]
    )
    if abs(sum(each.share for each in sections) - WHOLE) > 1e-9:
        raise CardMalformed(where, "the shares of the sections are not 100 together")
    items = tuple(
        _item(where, content["items"], str(section["code"]), code, points)
        for section in content["sections"]
        for code, points in section["items"].items()
    )
    if len({each.code for each in items}) < len(items):
        raise CardMalformed(where, "an item is there twice")
    return Card(
        code=where,
        version=str(content["version"]),
        name=str(content["name_zh"]),
        pass_mark=float(content["pass_mark"]),
        sections=sections,
        items=items,
        words=_words(where, content),
        limits={name: float(each) for name, each in content.get("limits", {}).items()},
        steps={step: str(words) for step, words in content.get("steps", {}).items()},
    )


def _words(where: str, content: Content) -> dict[str, re.Pattern[str]]:
    """The patterns of a card, and one for each item that is found by phrases of its own."""
    found = {name: _pattern(where, each) for name, each in content.get("words", {}).items()}
    for code, row in content["items"].items():
        if phrases := row.get("phrases"):
            found[own_words(code)] = re.compile("|".join(re.escape(str(each)) for each in phrases))
    return found


def own_words(item: str) -> str:
    """The name of the pattern of an item that is found by phrases of its own."""
    return f"phrases:{item}"


def _item(where: str, known: Content, section: str, code: str, points: Any) -> Item:
    if code not in known:
        raise CardMalformed(where, f"there is no item {code}")
    if not points > 0:
        raise CardMalformed(where, f"item {code} has no points")
    row = known[code]
    return Item(
        code=code,
        name=str(row["name_zh"]),
        section=section,
        points=float(points),
        fatal=row.get("fatal") is True,
        observed=own_words(code) if row.get("observed") == "phrases" else str(row.get("observed", "")),
        skill=str(row.get("skill", "")),
        look=str(row.get("look_zh", "")),
    )


def _pattern(where: str, text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise CardMalformed(where, f"{text} is no pattern: {error}") from error


def score(card: Card, marks: Mapping[str, Mark]) -> Score:
    """What marks come to. Within a section the points of what passed count against those of what was seen; sections
    count by their share, without those of which nothing was seen."""
    parts = {each.code: _part(_of(card, each.code), marks) for each in card.sections}
    seen = [(each.share, part) for each in card.sections if (part := parts[each.code]) is not None]
    total = (
        round(sum(share * part for share, part in seen) / sum(share for share, _ in seen), 1)
        if seen
        else None
    )
    fatal = tuple(each.code for each in card.items if each.fatal and marks.get(each.code) is Mark.FAIL)
    return Score(total, parts, fatal, None if total is None else total >= card.pass_mark and not fatal)


def _of(card: Card, section: str) -> tuple[Item, ...]:
    return tuple(each for each in card.items if each.section == section)


def _part(items: Sequence[Item], marks: Mapping[str, Mark]) -> float | None:
    seen = [each for each in items if marks.get(each.code, Mark.NOT_SEEN) is not Mark.NOT_SEEN]
    passed = [each.points for each in seen if marks[each.code] is Mark.PASS]
    return WHOLE * sum(passed) / sum(each.points for each in seen) if seen else None


def unmarked(card: Card, marks: Mapping[str, Mark]) -> tuple[str, ...]:
    """The items about which nothing is decided yet."""
    return tuple(each.code for each in card.items if each.code not in marks)
