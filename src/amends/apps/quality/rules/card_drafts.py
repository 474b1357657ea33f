# SPDX-License-Identifier: Apache-2.0
"""A scorecard that is being drafted: what it still lacks, and in what it differs from the one in force."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from amends.apps.quality.rules.observing.looking import LOOKS
from amends.apps.quality.rules.scorecards import WHOLE

Content = Mapping[str, Any]
OWN_PHRASES: Final = "phrases"
_SPLIT: Final = re.compile(r"[\n,;\u3001\uff0c\uff1b]+")
MOST_PHRASES: Final = 40


@dataclass(frozen=True, slots=True)
class CardLack:
    """Why a card cannot be published: the kind of the problem, and the section or item that has it."""

    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One change of a card: what of which part, before and after."""

    kind: str
    name: str
    before: str = ""
    after: str = ""


def phrases_of(text: str) -> list[str]:
    """The phrases of a field, one a line or parted by commas, without doubles."""
    parts = [each.strip()[:40] for each in _SPLIT.split(text)]
    return list(dict.fromkeys(each for each in parts if each))[:MOST_PHRASES]


def card_lacks(content: Content) -> tuple[CardLack, ...]:
    """What a card must have before it is published, and has not."""
    return tuple(_lacks(content))


def _lacks(content: Content) -> Iterator[CardLack]:
    if not str(content.get("name_zh", "")).strip():
        yield CardLack("unnamed")
    mark: Any = content.get("pass_mark")
    if not _number(mark) or not 0 < mark <= WHOLE:
        yield CardLack("pass_mark")
    shares = [each.get("share") for each in content["sections"]]
    whole = sum(each for each in shares if _number(each))
    if abs(whole - WHOLE) > 1e-9:
        yield CardLack("shares", f"{whole:g}")
    for section in content["sections"]:
        yield from _section_lacks(section, content["items"])


def _section_lacks(section: Content, known: Content) -> Iterator[CardLack]:
    name = str(section["name_zh"]).strip() or str(section["code"])
    if not str(section["name_zh"]).strip():
        yield CardLack("section_unnamed", name)
    if not _number(section["share"]) or section["share"] <= 0:
        yield CardLack("share", name)
    if not section["items"]:
        yield CardLack("empty", name)
    for code, points in section["items"].items():
        yield from _item_lacks(code, points, known[code])


def _item_lacks(code: str, points: Any, row: Content) -> Iterator[CardLack]:
    name = str(row.get("name_zh", "")).strip()
    if not name:
        yield CardLack("item_unnamed", code)
    if not _number(points) or points <= 0:
        yield CardLack("points", name or code)
    finder = str(row.get("observed", ""))
    if finder == OWN_PHRASES and not row.get("phrases"):
        yield CardLack("phrases", name or code)
    elif finder and finder != OWN_PHRASES and finder not in LOOKS:
        yield CardLack("finder", name or code)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def card_differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """In what a card differs from another of its channel, section by section and item by item."""
    found = [Difference(kind, "", old, new) for kind, old, new in _heads(before, after) if old != new]
    parts = _parts(before), _parts(after)
    for code in dict.fromkeys([*parts[0], *parts[1]]):
        found += _changes(parts[0].get(code), parts[1].get(code))
    return tuple(found)


def _heads(before: Content, after: Content) -> list[tuple[str, str, str]]:
    marks = [f"{each['pass_mark']:g}" if _number(each["pass_mark"]) else "" for each in (before, after)]
    return [("name", str(before["name_zh"]), str(after["name_zh"])), ("pass_mark", marks[0], marks[1])]


Part = Mapping[str, str]


def _parts(content: Content) -> dict[str, Part]:
    """Sections and the items on the card, each as the words by which it is compared."""
    found: dict[str, Part] = {}
    for section in content["sections"]:
        name, share = str(section["name_zh"]), section["share"]
        found[f"section:{section['code']}"] = {"name": name, "share": _plain(share)}
        for code, points in section["items"].items():
            row = content["items"][code]
            found[f"item:{code}"] = {
                "name": str(row.get("name_zh", "")), "section": name, "points": _plain(points),
                "fatal": "1" if row.get("fatal") else "", "finder": str(row.get("observed", "")),
                "phrases": " / ".join(row.get("phrases", ())), "look": str(row.get("look_zh", "")),
                "skill": str(row.get("skill", "")),
            }  # fmt: skip
    return found


def _plain(value: Any) -> str:
    return f"{value:g}" if _number(value) else ""


def _changes(old: Part | None, new: Part | None) -> list[Difference]:
    if old is None or new is None:
        present = new or old or {}
        return [Difference("removed" if new is None else "added", present["name"])]
    return [Difference(key, new["name"], old[key], new[key]) for key in new if old[key] != new[key]]
