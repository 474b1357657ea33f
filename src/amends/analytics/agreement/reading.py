# SPDX-License-Identifier: Apache-2.0
"""Agreement with its interval: alpha of all ratings, drawn anew by unit, so that few units say how little they say."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from amends.analytics.agreement.chance import Ratings, agreement_share, krippendorff_alpha

RELIABLE: Final = 0.8  # Krippendorff (2004): below it conclusions are tentative
TENTATIVE: Final = 0.667  # below it there are none


@dataclass(frozen=True, slots=True)
class Agreement:
    """Alpha with its interval (`None` where it cannot be said), the share of pairs alike, units with two ratings."""

    alpha: float | None
    low: float | None
    high: float | None
    share: float | None
    units: int


def agreement(
    ratings: Ratings, *, rng: np.random.Generator, draws: int = 1000, level: float = 0.95
) -> Agreement:
    """Krippendorff's alpha of nominal ratings with a percentile interval of `draws` samples of units with replacement.

    A row a unit, a column a rater, `None` for a gap. Samples in which only one label stands say nothing and are left
    out; the interval is `None` where that leaves fewer than half of them.
    """
    units = [row for row in ratings if sum(each is not None for each in row) >= 2]
    found = krippendorff_alpha(units)
    share = agreement_share(units)
    if found is None:
        return Agreement(None, None, None, share, len(units))
    picked = rng.integers(len(units), size=(draws, len(units)))
    drawn = [krippendorff_alpha([units[at] for at in row]) for row in picked]
    said = [each for each in drawn if each is not None]
    if len(said) < draws / 2 or len(units) < 2:
        return Agreement(found, None, None, share, len(units))
    low, high = np.quantile(said, [(1 - level) / 2, (1 + level) / 2])
    return Agreement(found, float(low), float(high), share, len(units))
