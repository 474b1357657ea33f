# SPDX-License-Identifier: Apache-2.0
"""What endangers a year's target most: elements below what is wanted of them, by what they weigh."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from amends.apps.satisfaction.rules.elements import Score

MOST = 5


@dataclass(frozen=True, slots=True)
class Risk:
    """One element below what is wanted: `lost` = share × (wanted − mean) points of the whole. `beyond` says that the
    shortfall is more than the margin of the score."""

    code: str
    name: str
    mean: float
    margin: float
    n: int
    wanted: float
    share: float
    lost: float
    beyond: bool


def risks(
    scores: Sequence[Score], shares: Mapping[str, float], wanted: Mapping[str, float], overall: float
) -> tuple[Risk, ...]:
    """The elements that cost the whole most points, the dearest first; at most five.

    `shares` are those of the elements that customers are asked, and sum to one; `wanted` the targets of elements, and
    `overall` what is wanted where an element has none. Scores that may not be shown are left out.
    """
    found = [
        _risk(each, shares[each.code], wanted.get(each.code, overall))
        for each in scores
        if each.shown and each.code in shares and each.mean is not None
    ]
    return tuple(sorted((each for each in found if each.lost > 0), key=lambda each: -each.lost)[:MOST])


def _risk(score: Score, share: float, wanted: float) -> Risk:
    mean, margin = score.mean or 0.0, score.margin or 0.0
    short = wanted - mean
    return Risk(
        score.code,
        score.name,
        mean,
        margin,
        score.n,
        wanted,
        share,
        lost=share * short,
        beyond=short > margin,
    )
