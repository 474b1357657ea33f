# SPDX-License-Identifier: Apache-2.0
"""What an improvement of a hall is measured by, and whether it helped."""

from enum import StrEnum

from amends.apps.halls.rules.figures import Figures


class Measure(StrEnum):
    """What is to get better; waits and times in seconds, walk-outs as a share, the score from 0 to 100."""

    WAIT = "wait_p90"
    LEFT = "left_share"
    HANDLING = "handling_p90"
    SCORE = "score"


class Effect(StrEnum):
    """What two measurements say."""

    BETTER = "better"
    NOT_BETTER = "not_better"
    UNKNOWN = "unknown"


def of_figures(measure: Measure, found: Figures) -> tuple[float | None, int]:
    """The value of a measure that tickets give, and its base."""
    if measure is Measure.WAIT:
        return found.wait.p90, found.wait.n
    if measure is Measure.HANDLING:
        return found.handling.p90, found.handling.n
    if measure is Measure.LEFT:
        return found.left_share, found.tickets
    raise ValueError(measure)


def effect(measure: Measure, before: float | None, after: float | None) -> Effect:
    """Whether it got better: less, but for the score. Unknown where either side has too few."""
    if before is None or after is None:
        return Effect.UNKNOWN
    better = after > before if measure is Measure.SCORE else after < before
    return Effect.BETTER if better else Effect.NOT_BETTER
