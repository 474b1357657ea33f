# SPDX-License-Identifier: Apache-2.0
"""Did an improvement prevent what it should: cases a week before and after, here and where nothing was done.

A peak falls by itself: what was begun at a peak seems to work whatever it is. So the weeks before are many, the last
of them are looked at apart, and units without the action are the yardstick where there are any.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from amends.analytics.effects.rates import Ratio, Weeks, ratio

FEWEST_WEEKS: Final = 4  # after the start
FEWEST_CASES: Final = 10  # expected after it, if nothing had changed; and counted before it
RECENT_WEEKS: Final = 8
PEAK: Final = 1.2  # the last weeks before the start this much above those before them


class Verdict(StrEnum):
    """What can be said."""

    TOO_EARLY = "too_early"
    TOO_FEW = "too_few"
    NOT_SEEN = "not_seen"
    WORKED = "worked"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Found:
    """A verdict and what it rests on. `alone` compares with the own past, `against` also with the others' course;
    `at_peak` says that the weeks before the start were unusually high, and `without_peak` compares leaving them out.
    `expected` are the cases that were to come if nothing had changed."""

    verdict: Verdict
    weeks: int
    alone: Ratio | None = None
    against: Ratio | None = None
    without_peak: Ratio | None = None
    at_peak: bool = False
    expected: float = 0.0
    reached: bool | None = None  # whether the cut that was expected lies in the interval, or more was reached

    @property
    def ratio(self) -> Ratio | None:
        """The one that decides."""
        return self.against or self.alone


def judged(
    before: Weeks,
    after: Weeks,
    *,
    expected_cut: int,
    others: tuple[Weeks, Weeks] | None = None,
    most_before: tuple[Weeks, Weeks | None] | None = None,
) -> Found:
    """Judge by the later rate. `others` are units without the action, before and after: the ratio of both ratios
    (difference in differences of the logarithms of the rates) decides then. `most_before` are the weeks before, here
    and of the others, with every customer who can have been one: what worked only because lines
    ended since is not seen.

    Intervals: quasi-Poisson on whole weeks, so that weekdays weigh alike; the scatter of the weeks around their means
    (Pearson's χ² / degrees, at least 1) widens them, quantiles of t with as many degrees.
    """
    weeks, expected = len(after.cases), _expected(before, after, others)
    if before.count < FEWEST_CASES or not after.exposure:
        return Found(Verdict.TOO_FEW, weeks, expected=expected)
    if weeks < FEWEST_WEEKS:
        return Found(Verdict.TOO_EARLY, weeks, expected=expected)
    alone, against = ratio(before, after), _against(before, after, others)
    peak = at_peak(before)
    rest = _without_peak(before, after, others) if peak else None
    if expected < FEWEST_CASES:
        return Found(Verdict.TOO_FEW, weeks, alone, against, rest, peak, expected)
    decides = against or alone
    verdict = _verdict(decides, rest)
    if verdict is Verdict.WORKED and most_before and not _holds(most_before, after, others):
        verdict = Verdict.NOT_SEEN
    reached = decides.low <= 1 - expected_cut / 100 if verdict is Verdict.WORKED else None
    return Found(verdict, weeks, alone, against, rest, peak, expected, reached)


def _expected(before: Weeks, after: Weeks, others: tuple[Weeks, Weeks] | None) -> float:
    rate = before.count / before.exposure if before.exposure else 0.0
    course = 1.0
    if others and others[0].count and others[1].exposure:
        course = (others[1].count / others[1].exposure) / (others[0].count / others[0].exposure)
    return rate * after.exposure * course


def _against(before: Weeks, after: Weeks, others: tuple[Weeks, Weeks] | None) -> Ratio | None:
    if others is None or min(others[0].count, others[1].count) < FEWEST_CASES:
        return None
    return ratio(before, after, others)


def _without_peak(before: Weeks, after: Weeks, others: tuple[Weeks, Weeks] | None) -> Ratio | None:
    early = before.part(None, -RECENT_WEEKS)
    if early.count < FEWEST_CASES:
        return None
    calm = (others[0].part(None, -RECENT_WEEKS), others[1]) if others else None
    return _against(early, after, calm) or ratio(early, after)


def _verdict(decides: Ratio, rest: Ratio | None) -> Verdict:
    """It worked where the whole interval lies below 1; begun at a peak, also beside the calmer weeks before it."""
    if decides.low > 1:
        return Verdict.WORSE
    if decides.high < 1 and (rest is None or rest.high < 1):
        return Verdict.WORKED
    return Verdict.NOT_SEEN


def _holds(most_before: tuple[Weeks, Weeks | None], after: Weeks, others: tuple[Weeks, Weeks] | None) -> bool:
    here, there = most_before
    beside = (there, others[1]) if there and others else None
    return (_against(here, after, beside) or ratio(here, after)).high < 1


def at_peak(before: Weeks) -> bool:
    """Whether the last weeks before the start were so much higher than those before them that they must fall by
    themselves: more than a fifth, and more than chance."""
    early, recent = before.part(None, -RECENT_WEEKS), before.part(-RECENT_WEEKS, None)
    if len(early.cases) < RECENT_WEEKS or not early.exposure or not recent.exposure or not recent.count:
        return False
    found = ratio(early, recent)
    return found.value > PEAK and found.low > 1
