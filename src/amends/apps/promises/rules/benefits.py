# SPDX-License-Identifier: Apache-2.0
"""When a benefit by rule is due: the day's reading where the customer lives, the years with us; never a score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import pairwise

from amends.apps.promises.rules.authority import GOODWILL_DAYS


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


def grants_at_most(most: int | None, start: date, end: date) -> int:
    """How often one customer can get a benefit of every day from `start` to `end` (both within) in the days over which
    authority is counted."""
    days = min((end - start).days + 1, GOODWILL_DAYS)
    return days if most is None else min(most, days)


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


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One reading as somebody types or pastes it: unit code, name, day, value."""

    unit: str
    name: str
    day: date
    value: Decimal


class LineUnreadable(ValueError):
    """A line is no reading; `number` counts from 1."""

    def __init__(self, number: int) -> None:
        super().__init__(f"line {number}")
        self.number = number


def read_lines(text: str) -> list[ReadingLine]:
    """Readings from lines «unit code, name, day, value», separated by a comma, a tab or a space; empty lines are left
    out. Raises `LineUnreadable`."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    return [_line(number, line) for number, line in lines if line]


def _line(number: int, line: str) -> ReadingLine:
    parts = line.replace("，", ",").replace("\t", ",").replace(",", " ").split()
    try:
        unit, name, day, value = parts
        found = ReadingLine(unit, name, date.fromisoformat(day), Decimal(value))
    except (ValueError, InvalidOperation) as error:
        raise LineUnreadable(number) from error
    if not found.value.is_finite() or abs(found.value) >= 10**7 or len(name) > 20:
        raise LineUnreadable(number)
    return found
