# SPDX-License-Identifier: Apache-2.0
"""What machines measured beside what customers say, and whether the two agree."""

from enum import StrEnum


class Verdict(StrEnum):
    """How indicators and customers stand to each other."""

    BOTH_FINE = "both fine"
    BOTH_BAD = "both bad"
    FEELS_WORSE = "feels worse"  # good to specification, and yet customers are unhappy
    FEELS_BETTER = "feels better"  # below specification, and customers do not mind
    UNCLEAR = "unclear"  # the interval holds the line
    NO_KPI = "no indicator"
    NO_ANSWERS = "no answers"

    @property
    def disagrees(self) -> bool:
        """Whether the two say opposite things."""
        return self in {Verdict.FEELS_WORSE, Verdict.FEELS_BETTER}


def verdict(fine: bool | None, perceived: tuple[float, float] | None, line: float) -> Verdict:
    """`fine`: whether every indicator of the topic is on the good side of its threshold, None where there is none;
    `perceived`: the interval of the score (0–100), None below the smallest cell. Unhappy is an interval wholly below
    the line, content one that is not below it anywhere."""
    if fine is None:
        return Verdict.NO_KPI
    if perceived is None:
        return Verdict.NO_ANSWERS
    low, high = perceived
    if high < line:
        return Verdict.FEELS_WORSE if fine else Verdict.BOTH_BAD
    if low >= line:
        return Verdict.BOTH_FINE if fine else Verdict.FEELS_BETTER
    return Verdict.UNCLEAR
