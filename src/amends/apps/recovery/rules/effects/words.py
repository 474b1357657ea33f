# SPDX-License-Identifier: Apache-2.0
"""The words that effects are kept under."""

from enum import StrEnum

from amends.apps.recovery.rules.waves.design import Outcome

CHECK = "sample_ratio"  # whether the arms are as large as they were meant to be
SCORE = "score_after"  # of those who answered a survey afterwards: bounds, no effect
RANKING = "ranking"  # whom to approach first: expected gain against risk

# Shares of members; of the others the mean is told in its own unit.
SHARES = frozenset({Outcome.REPEAT_COMPLAINT, Outcome.APPEAL, Outcome.CHURN})


class SegmentKind(StrEnum):
    """What members are told apart by: all known when the list was frozen."""

    CAUSE = "recovery_class"
    UNIT = "unit"
    TIER = "value_tier"


class Problem(StrEnum):
    """Why there is no number."""

    NO_CONTROL = "no_control"  # nobody was held out
    TOO_FEW = "too_few"  # an arm has fewer than `LEAST`
    NO_MONTH = "no_month"  # no whole month was delivered before or within
    NO_ANSWERS = "no_answers"  # an arm gave fewer than `LEAST` scores
    NO_RISK = "no_risk"  # nobody was drawn by a probability, so there is nothing to compare with


LEAST = 30  # members of an arm below which nothing is told of it
