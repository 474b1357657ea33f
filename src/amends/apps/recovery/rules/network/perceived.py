# SPDX-License-Identifier: Apache-2.0
"""What customers felt before and after something was done: means with intervals; a change only beyond the margin."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import fmean, stdev

Z = 1.959963984540054  # two-sided 95 % of the normal


class Change(StrEnum):
    """What may be said of a change."""

    BETTER = "better"
    WORSE = "worse"
    WITHIN = "within"  # smaller than the margin: nothing is claimed
    UNKNOWN = "unknown"  # too few answers on a side


@dataclass(frozen=True, slots=True)
class Perceived:
    """`n` respondents; `mean` on 0–100 and half its 95 % interval, None where they are too few to be shown."""

    n: int
    mean: float | None = None
    margin: float | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval, where it may be shown."""
        if self.mean is None or self.margin is None:
            return None
        return self.mean - self.margin, self.mean + self.margin


@dataclass(frozen=True, slots=True)
class Compared:
    """Both sides, the difference with half its 95 % interval, and what may be said of it."""

    before: Perceived
    after: Perceived
    change: Change
    difference: float | None = None
    margin: float | None = None


def perceived(scores: Sequence[float], *, least: int) -> Perceived:
    """The mean of scores on 0–100, one a respondent: margin = 1.96·s/√n. Below `least` (at least 2) only n is told."""
    n = len(scores)
    if n < max(least, 2):
        return Perceived(n)
    return Perceived(n, fmean(scores), Z * stdev(scores) / sqrt(n))


def compared(before: Perceived, after: Perceived) -> Compared:
    """After less before, both as samples of their own: margin = √(m₁² + m₂²). A change is claimed beyond it only."""
    if before.mean is None or after.mean is None or before.margin is None or after.margin is None:
        return Compared(before, after, Change.UNKNOWN)
    difference = after.mean - before.mean
    margin = sqrt(before.margin**2 + after.margin**2)
    change = Change.WITHIN if abs(difference) <= margin else Change.BETTER if difference > 0 else Change.WORSE
    return Compared(before, after, change, difference, margin)


def disagree(change: Change, technical: Sequence[bool | None]) -> bool:
    """Whether customers and machines say opposite things of one action: each of `technical` is whether an indicator
    became better (None: it stayed or is not known). Better machines and worse customers disagree, and the reverse."""
    said = {each for each in technical if each is not None}
    return (change is Change.WORSE and said == {True}) or (change is Change.BETTER and said == {False})
