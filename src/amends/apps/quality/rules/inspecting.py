# SPDX-License-Identifier: Apache-2.0
"""When an inspection may be told: every item decided, every fail founded; and what the person practises next."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amends.apps.quality.rules.scorecards import Card, Mark

Marks = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Open:
    """What keeps an inspection from being told: items without a mark, fails that name neither turn nor reason."""

    undecided: tuple[str, ...]
    unfounded: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.undecided or self.unfounded)


def still_open(card: Card, marks: Marks) -> Open:
    """What is still open of the items of a card."""
    codes = [each.code for each in card.items]
    return Open(
        tuple(code for code in codes if not marks.get(code, {}).get("mark")),
        tuple(code for code in codes if _fails(marks, code) and not _founded(marks[code])),
    )


def _fails(marks: Marks, code: str) -> bool:
    return marks.get(code, {}).get("mark") == Mark.FAIL


def _founded(row: Mapping[str, Any]) -> bool:
    return bool(row.get("turns") or str(row.get("comment", "")).strip())


def skills_failed(card: Card, marks: Marks) -> dict[str, int]:
    """How many items failed of each skill, the most first."""
    found = Counter(each.skill for each in card.items if each.skill and _fails(marks, each.code))
    return dict(found.most_common())


def marks_of(card: Card, rows: Marks) -> dict[str, Mark]:
    """The marks that are given, as values, of items that the card has."""
    return {
        each.code: Mark(rows[each.code]["mark"]) for each in card.items if rows.get(each.code, {}).get("mark")
    }
