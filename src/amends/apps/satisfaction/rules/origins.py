# SPDX-License-Identifier: Apache-2.0
"""Words that the tables of scores, indicators and yearly plans share."""

from enum import StrEnum


class ScoreSource(StrEnum):
    """Who measured a score."""

    REGULATOR = "regulator"
    GROUP = "group"
    THIRD_PARTY = "third_party"
    OWN = "own"
    CHANNEL = "channel"


class Better(StrEnum):
    """On which side of its threshold an indicator is fine; the threshold itself is fine."""

    LOWER = "lower"
    HIGHER = "higher"


class PlanState(StrEnum):
    """Where a task of a response plan stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


OVERALL = ""  # the element of a score that judges everything together
