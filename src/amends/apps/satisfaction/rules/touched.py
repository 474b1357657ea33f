# SPDX-License-Identifier: Apache-2.0
"""What each touchpoint adds to the overall score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from amends.apps.satisfaction.rules.elements import Score
from amends.apps.satisfaction.rules.trees import Element, leaf_shares


@dataclass(frozen=True, slots=True)
class Contribution:
    """One touchpoint: its `weight` in the whole, the `points` it adds to the element index (they sum to it), and the
    points `lost` to 100. `elements` names what is judged there."""

    touchpoint: str
    weight: float
    points: float
    lost: float
    elements: tuple[str, ...]


def contributions(elements: Sequence[Element], found: Sequence[Score]) -> tuple[Contribution, ...]:
    """Contribution of every touchpoint to the element index, the largest loss first.

    An element's weight in the whole (scaled to the elements with answers) is shared equally among its touchpoints;
    points = weight · mean, lost = weight · (100 − mean). Σ points = the element index; Σ weight = 1.
    """
    shares, means = leaf_shares(elements), {each.code: each.mean for each in found if each.shown}
    judged = [
        (each, mean)
        for each in elements
        if each.code in shares and (mean := means.get(each.code)) is not None
    ]
    whole = sum(shares[each.code] for each, _mean in judged)
    if whole <= 0:
        return ()
    gathered: dict[str, list[tuple[float, float, str]]] = {}
    for each, mean in judged:
        for touchpoint in each.touchpoints:
            part = shares[each.code] / whole / len(each.touchpoints)
            gathered.setdefault(touchpoint, []).append((part, mean, each.name))
    rows = [_sum(touchpoint, parts) for touchpoint, parts in gathered.items()]
    return tuple(sorted(rows, key=lambda row: -row.lost))


def by_code(rows: Sequence[Contribution]) -> Mapping[str, Contribution]:
    """Contributions by their touchpoint."""
    return {row.touchpoint: row for row in rows}


def _sum(touchpoint: str, parts: Sequence[tuple[float, float, str]]) -> Contribution:
    weight, points = sum(p for p, _m, _n in parts), sum(p * m for p, m, _n in parts)
    return Contribution(touchpoint, weight, points, 100 * weight - points, tuple(n for _p, _m, n in parts))
