# SPDX-License-Identifier: Apache-2.0
"""What the software sees in a conversation: for each item a mark that it proposes, with the turns that show it."""

from amends.apps.quality.rules.observing.looking import Evidence, Observed, observed
from amends.apps.quality.rules.observing.measures import Figures, figures
from amends.apps.quality.rules.observing.sequence import StepSeen, explained_early, steps_seen

__all__ = [
    "Evidence",
    "Figures",
    "Observed",
    "StepSeen",
    "explained_early",
    "figures",
    "observed",
    "steps_seen",
]
