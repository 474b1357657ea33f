# SPDX-License-Identifier: Apache-2.0
"""Two waves made comparable item by item, and the change between them by what it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.analytics.drivers.change import Answers, Change, ChangeSpec, Part, WaveMalformed, change_between
from amends.apps.satisfaction.rules.elements import Numbers

RESAMPLES, SEED = 200, 20_260_101
WHOLE = "全部"
UNSHARED = "unshared"
METHOD = ("removed", "added")  # what the questionnaire did; all other parts are like for like


@dataclass(frozen=True)
class Side:
    """The scored items of one wave: `names` as they are matched between waves, the `elements` they belong to, their
    `weights` (an element's weight shared among its items), answers (n, p) on 0–100, sample weights, strata, people."""

    names: tuple[str, ...]
    elements: tuple[str, ...]
    weights: Numbers
    values: Numbers
    sample_weights: Numbers
    strata: NDArray[np.object_]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """What one element adds to the change: by its performance, by its weight, and both `together` with an interval."""

    element: str
    performance: float
    weight: float
    together: Part


@dataclass(frozen=True)
class Decomposed:
    """A change of the element index: `change` with its parts, by element (worst first), and how many items were
    comparable, removed, added. `by_stratum` is False where the waves' strata differ, so that the mix cannot be told.
    `bridge` people answered both forms at one time and tell what the change of form did (0: the waves themselves do).

    before + method + like_for_like + unshared = after; like_for_like = Σ elements + mix.
    """

    change: Change
    elements: tuple[Moved, ...]
    common: int
    removed: int
    added: int
    by_stratum: bool
    bridge: int = 0

    @property
    def method(self) -> float:
        """What leaving items out and taking others in did."""
        return sum(part.value for part in self.change.parts if part.name in METHOD)

    @property
    def like_for_like(self) -> float:
        """What changed on the same items."""
        return sum(part.value for part in self.change.parts if part.name not in (*METHOD, UNSHARED))

    @property
    def unshared(self) -> float:
        """What changed beyond the same items, once a bridge sample tells what the form did."""
        return sum(part.value for part in self.change.parts if part.name == UNSHARED)

    @property
    def mix(self) -> float:
        """What the make-up of the sample did."""
        return next((part.value for part in self.change.parts if part.name == "mix"), 0.0)


def decomposed(old: Side, new: Side, bridge: Side | None = None) -> Decomposed:
    """The change between two waves with 95 % bootstrap intervals (a fixed seed, so that a page repeats itself).

    A `bridge` holds every item of both waves, under the names that they have there.

    Raises `WaveMalformed` where no item may be compared, or one of them was answered by nobody.
    """
    same_strata = set(old.strata) == set(new.strata) and len(set(old.strata)) > 1
    try:
        found, by_stratum = _between(old, new, bridge, by_stratum=same_strata), same_strata
    except WaveMalformed:
        if not same_strata:
            raise
        found, by_stratum = _between(old, new, bridge, by_stratum=False), False
    common = set(old.names) & set(new.names)
    return Decomposed(
        found, _by_element(found, dict(zip(new.names, new.elements, strict=True))), len(common),
        len(old.names) - len(common), len(new.names) - len(common), by_stratum,
        len(bridge.people) if bridge else 0,
    )  # fmt: skip


def _between(old: Side, new: Side, bridge: Side | None, *, by_stratum: bool) -> Change:
    rng = np.random.default_rng(SEED)
    sides = (_answers(old, by_stratum=by_stratum), _answers(new, by_stratum=by_stratum))
    both = _answers(bridge, by_stratum=False) if bridge else None
    spec = ChangeSpec(bootstrap=RESAMPLES)
    groups = dict(zip(new.names, new.elements, strict=True))
    return change_between(*sides, old.weights, new.weights, rng=rng, bridge=both, groups=groups, spec=spec)


def _answers(side: Side, *, by_stratum: bool) -> Answers:
    strata = [str(each) for each in side.strata] if by_stratum else [WHOLE] * len(side.values)
    return Answers(side.names, side.values, strata, side.sample_weights, side.people)


def _by_element(found: Change, elements: Mapping[str, str]) -> tuple[Moved, ...]:
    sums = {part.of: {"performance": 0.0, "weights": 0.0} for part in found.groups}
    for part in found.details:
        if part.of in elements and part.name in ("performance", "weights"):
            sums[elements[part.of]][part.name] += part.value
    rows = [Moved(p.of, sums[p.of]["performance"], sums[p.of]["weights"], p) for p in found.groups]
    return tuple(sorted(rows, key=lambda row: row.together.value))
