# SPDX-License-Identifier: Apache-2.0
"""The organisation tree as spans of numbers: a unit's subtree is one range, so scope is one comparison."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class UnitKind(StrEnum):
    """The levels of the tree, from the top."""

    GROUP = "group"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    HALL = "hall"
    TEAM = "team"


# A unit may stand below any of these; halls and teams may also serve a whole city.
MAY_STAND_BELOW: dict[UnitKind, frozenset[UnitKind]] = {
    UnitKind.GROUP: frozenset(),
    UnitKind.PROVINCE: frozenset({UnitKind.GROUP}),
    UnitKind.CITY: frozenset({UnitKind.PROVINCE}),
    UnitKind.DISTRICT: frozenset({UnitKind.CITY}),
    UnitKind.HALL: frozenset({UnitKind.DISTRICT, UnitKind.CITY}),
    UnitKind.TEAM: frozenset({UnitKind.HALL, UnitKind.DISTRICT, UnitKind.CITY, UnitKind.PROVINCE}),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """The units a person may see: all whose number lies from `first` to `last`, both included."""

    first: int
    last: int

    def covers(self, number: int) -> bool:
        """Whether the unit with that number lies in the subtree."""
        return self.first <= number <= self.last


ROOT = 1  # the number of the top unit
NOTHING = Scope(first=0, last=-1)


def numbered(children: Mapping[int | None, Iterable[int]]) -> dict[int, tuple[int, int]]:
    """Pre-order numbers for a tree given as parent → children: `{unit: (number, last number below it)}`."""
    spans: dict[int, tuple[int, int]] = {}
    following = ROOT

    def visit(unit: int) -> None:
        nonlocal following
        number, following = following, following + 1
        for child in children.get(unit, ()):
            visit(child)
        spans[unit] = (number, following - 1)

    for root in children.get(None, ()):
        visit(root)
    return spans
