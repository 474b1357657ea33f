# SPDX-License-Identifier: Apache-2.0
"""The card of a clerk or an agent: each measure of one person beside the middle of their team, and never a rank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, median
from typing import Final

FEWEST: Final = 5  # values of one person, below which a mean says more of chance than of them
FEWEST_COLLEAGUES: Final = 3  # with so many each, so that the middle of a team tells of nobody


class Measured(StrEnum):
    """What stands on the card."""

    QUALITY = "quality"  # points of inspected conversations, 0–100
    RATING = "rating"  # what customers answered when they were called back, 1–10
    HANDLING = "handling"  # seconds from begun to ended at a window, the middle of them
    RING = "ring"  # share of calls answered within the target


@dataclass(frozen=True, slots=True)
class Line:
    """One measure: the person's own, with its base, and the middle of the team where enough colleagues have enough."""

    measure: Measured
    n: int
    own: float | None
    team: float | None
    colleagues: int


def line(measure: Measured, values: Mapping[int, Sequence[float]], person: int) -> Line:
    """The line of a person (by key) from the values of everybody in the team, the person's own among them."""
    own = values.get(person, ())
    others = [_one(measure, told) for key, told in values.items() if key != person and len(told) >= FEWEST]
    return Line(
        measure=measure,
        n=len(own),
        own=_one(measure, own) if len(own) >= FEWEST else None,
        team=median(others) if len(others) >= FEWEST_COLLEAGUES else None,
        colleagues=len(others),
    )


def _one(measure: Measured, told: Sequence[float]) -> float:
    return float(median(told)) if measure is Measured.HANDLING else fmean(told)
