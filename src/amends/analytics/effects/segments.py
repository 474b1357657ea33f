# SPDX-License-Identifier: Apache-2.0
"""For whom it worked: the effect in each segment, honest about how many were looked at."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.analytics.effects.lift import ArmTooSmall, Effect, effect
from amends.analytics.effects.pooling import Pooled, pooled
from amends.analytics.several_tests import holm

Bools = NDArray[np.bool_]
Codes = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Segment:
    """The effect in one segment; `adjusted_p` over all segments by Holm."""

    name: str
    effect: Effect
    adjusted_p: float


@dataclass(frozen=True, slots=True)
class Segments:
    """Segments that could be estimated, those too small by name, and what they say together: before anybody reads a
    difference between segments, `together.p_same` asks whether there is any. None with fewer than two."""

    found: tuple[Segment, ...]
    too_small: tuple[str, ...]
    together: Pooled | None


@dataclass(frozen=True, slots=True)
class Wave:
    """Outcome (n,), who was treated (n,), covariates (n, c) and clusters (n,) where there are any."""

    outcome: Numbers
    treated: Bools
    covariates: Numbers | None = None
    clusters: Codes | None = None

    def within(self, here: Bools) -> "Wave":
        """The rows picked out by a mask (n,)."""
        covariates = None if self.covariates is None else self.covariates[here]
        clusters = None if self.clusters is None else self.clusters[here]
        return Wave(self.outcome[here], self.treated[here], covariates, clusters)


def by_segment(wave: Wave, codes: Codes, names: Sequence[str], *, least: int = 30) -> Segments:
    """`effect` in each segment (codes (n,) into names); one with fewer than `least` rows in an arm is only named."""
    found: list[tuple[str, Effect]] = []
    small: list[str] = []
    for code, name in enumerate(names):
        one = _effect(wave.within(codes == code), least)
        if one is None:
            small.append(name)
        else:
            found.append((name, one))
    p = holm(np.array([one.p for _, one in found]))
    rows = tuple(Segment(name, one, float(at)) for (name, one), at in zip(found, p, strict=True))
    return Segments(rows, tuple(small), _together([one for _, one in found]))


def _effect(part: Wave, least: int) -> Effect | None:
    if min(part.treated.sum(), (~part.treated).sum()) < least:
        return None
    try:
        return effect(part.outcome, part.treated, covariates=part.covariates, clusters=part.clusters)
    except ArmTooSmall:  # of clusters
        return None


def _together(found: Sequence[Effect]) -> Pooled | None:
    errors = np.array([one.error for one in found])
    if len(found) < 2 or not (errors > 0).all():
        return None
    return pooled(np.array([one.value for one in found]), errors)
