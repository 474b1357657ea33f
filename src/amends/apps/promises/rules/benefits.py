# SPDX-License-Identifier: Apache-2.0
"""When a benefit by rule is due: the day's reading where the customer lives, the years with us; never a score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise


class Basis(StrEnum):
    """What decides whether a day counts."""

    READING = "reading"
    TENURE = "tenure"


class Comparison(StrEnum):
    """How a reading is compared with the threshold."""

    ABOVE = "above"
    AT_LEAST = "at_least"
    BELOW = "below"
    AT_MOST = "at_most"


def holds(value: Decimal, comparison: Comparison, threshold: Decimal) -> bool:
    """Whether a reading fulfils the condition."""
    match comparison:
        case Comparison.ABOVE:
            return value > threshold
        case Comparison.AT_LEAST:
            return value >= threshold
        case Comparison.BELOW:
            return value < threshold
        case Comparison.AT_MOST:
            return value <= threshold


@dataclass(frozen=True, slots=True)
class UnitReading:
    """Whether the condition holds for the units numbered `first` to `last`, as far as none below says otherwise."""

    first: int
    last: int
    holds: bool


def spans(readings: Sequence[UnitReading]) -> list[tuple[int, int]]:
    """The spans of unit numbers (both ends within) for which the condition holds: of several readings the nearest
    above a unit counts, and a unit without any is in none."""
    cuts = sorted({cut for each in readings for cut in (each.first, each.last + 1)})
    found: list[tuple[int, int]] = []
    for first, behind in pairwise(cuts):
        if not _nearest_holds(readings, first):
            continue
        if found and found[-1][1] == first - 1:
            found[-1] = (found[-1][0], behind - 1)
        else:
            found.append((first, behind - 1))
    return found


def _nearest_holds(readings: Sequence[UnitReading], number: int) -> bool:
    covering = [each for each in readings if each.first <= number <= each.last]
    return bool(covering) and min(covering, key=lambda each: each.last - each.first).holds


def joined_by(day: date, years: int) -> date:
    """The last day on which somebody joined who has been with us for whole `years` on `day`; 29 February counts as
    28 February in other years."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
