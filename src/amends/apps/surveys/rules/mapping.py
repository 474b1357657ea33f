# SPDX-License-Identifier: Apache-2.0
"""Which item of a version continues which item of the one before: proposed by code and wording, decided by a person.

Only items mapped as the same or as reworded may stand in one line of a trend.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Protocol

from amends.apps.surveys.rules.words import MappingKind

# How alike wordings are when one is taken for the other reworded: with the same code, and without.
ALIKE_WITH_CODE, ALIKE_ALONE = 0.5, 0.8


class Asked(Protocol):
    """An item of a document or of the table."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def minimum(self) -> float | None: ...
    @property
    def maximum(self) -> float | None: ...
    @property
    def choices(self) -> Sequence[object]: ...


@dataclass(frozen=True, slots=True)
class Link:
    """The item `code` continues `before` of the version before; `note` says what a person found."""

    code: str
    before: str
    kind: MappingKind
    note: str = ""


class Wrong(StrEnum):
    """Why a mapping cannot stand."""

    UNKNOWN = "unknown"  # no such item before
    TWICE = "twice"  # two items continue one
    SCALE = "scale"  # called comparable, with another scale or other choices


@dataclass(frozen=True, slots=True)
class WrongLink:
    """The link of item `code` is wrong."""

    code: str
    wrong: Wrong


def proposed(before: Iterable[Asked], after: Iterable[Asked]) -> tuple[Link, ...]:
    """What code and wording suggest, in the order of the items of the new version; new items have no link."""
    old, new = list(before), list(after)
    left = {each.code: each for each in old}
    found: dict[str, Link] = {}
    for each in new:
        if each.code in left:
            found[each.code] = Link(each.code, each.code, kind_of(left.pop(each.code), each))
    pairs = sorted(
        ((likeness(one.title, each.title), one.code, each.code) for one in left.values() for each in new
         if each.code not in found and comparable(one, each)),
        key=lambda pair: -pair[0],
    )  # fmt: skip
    for alike, one, code in pairs:
        if alike >= ALIKE_ALONE and one in left and code not in found:
            del left[one]
            kind = MappingKind.SAME if alike == 1 else MappingKind.REWORDED
            found[code] = Link(code, one, kind)
    return tuple(found[each.code] for each in new if each.code in found)


def kind_of(before: Asked, after: Asked) -> MappingKind:
    """How two items under one code compare."""
    alike = likeness(before.title, after.title)
    if not comparable(before, after) or alike < ALIKE_WITH_CODE:
        return MappingKind.CHANGED
    return MappingKind.SAME if alike == 1 else MappingKind.REWORDED


def likeness(one: str, other: str) -> float:
    """0 to 1: how alike two wordings are, apart from punctuation, width and case."""
    return SequenceMatcher(None, _bare(one), _bare(other), autojunk=False).ratio()


def comparable(before: Asked, after: Asked) -> bool:
    """Whether figures of the two could be set side by side at all: one scale, the same values to choose from."""
    scales = [(each.minimum, each.maximum) for each in (before, after)]
    return scales[0] == scales[1] and _values(before) == _values(after)


def wrong_links(
    links: Iterable[Link], before: Iterable[Asked], after: Iterable[Asked]
) -> tuple[WrongLink, ...]:
    """What cannot stand in links that a person set."""
    old, new = {each.code: each for each in before}, {each.code: each for each in after}
    seen: set[str] = set()
    found = []
    for link in links:
        wrong = _wrong(link, old, new, seen)
        seen.add(link.before)
        if wrong:
            found.append(WrongLink(link.code, wrong))
    return tuple(found)


def _wrong(link: Link, old: Mapping[str, Asked], new: Mapping[str, Asked], seen: set[str]) -> Wrong | None:
    if link.before not in old or link.code not in new:
        return Wrong.UNKNOWN
    if link.before in seen:
        return Wrong.TWICE
    if link.kind is not MappingKind.CHANGED and not comparable(old[link.before], new[link.code]):
        return Wrong.SCALE
    return None


def _bare(words: str) -> str:
    folded = unicodedata.normalize("NFKC", words).casefold()
    return "".join(each for each in folded if unicodedata.category(each)[0] not in "PZC")


def _values(item: Asked) -> list[str]:
    if item.minimum is not None:
        return []  # a scale is compared by its ends; whether «not applicable» may be said does not change it
    return sorted(str(_value(each)) for each in item.choices)


def _value(choice: object) -> object:
    return choice.get("value") if isinstance(choice, Mapping) else getattr(choice, "value", choice)
