# SPDX-License-Identifier: Apache-2.0
"""The change of an index between two waves, split into parts that add up exactly.

I₁(K₁) − I₀(K₀) = [I₀(C) − I₀(K₀)] + [I₁(K₁) − I₁(C)] + (weights + performance + mix), C = K₀ ∩ K₁: removed
elements, added elements, and the Shapley value of the three factors of I₁(C) − I₀(C) (Shorrocks 2013; for three factors
that is the mean over the six orders in which they can change).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from amends.analytics.drivers.change.wave import Wave, WaveMalformed
from amends.analytics.drivers.correlations import Matrix

EARLIER, MIXED, LATER = (
    1 / 3,
    1 / 6,
    1 / 3,
)  # how often, over the orders, the two others are both old, one new, both new


@dataclass(frozen=True)
class Split:
    """A change in parts; leading axes (…) are resamples.

    `removed`, `added`, `unshared` (…,); `weights` and `performance` (…, c) by common element, `mix` (…, S) by stratum.
    `before`, `after` (…,) are the indices. before + all parts = after. `unshared` is 0 unless a bridge sample tells
    what the change of form alone does: then it is what changed beyond the common elements.
    """

    elements: tuple[str, ...]
    strata: tuple[str, ...]
    before: Matrix
    after: Matrix
    removed: Matrix
    added: Matrix
    weights: Matrix
    performance: Matrix
    mix: Matrix
    unshared: Matrix

    @property
    def parts(self) -> dict[str, Matrix]:
        """The parts (…,) by name, in the order of a bridge chart."""
        return {
            "removed": self.removed,
            "added": self.added,
            "weights": self.weights.sum(axis=-1),
            "performance": self.performance.sum(axis=-1),
            "mix": self.mix.sum(axis=-1),
            "unshared": self.unshared,
        }

    @property
    def change(self) -> Matrix:
        """(…,) what is to be explained."""
        return np.asarray(self.after - self.before)


def split_change(old: Wave, new: Wave, *, bridge: "FormEffect | None" = None) -> Split:
    """The change from `old` to `new`, in parts that add up exactly.

    Both need the same strata, each with answers to every common element. With a `bridge`, `removed` and `added` are
    those measured on people who answered both forms at one time, and `unshared` is the remainder.
    Raises `WaveMalformed`.
    """
    common = _common(old.elements, new.elements)
    _require_same_strata(old, new)
    left, right = old.only(common, old.strata), new.only(common, old.strata)
    removed, added = left.index() - old.index(), new.index() - right.index()
    measured = FormEffect(removed, added) if bridge is None else bridge
    shared = _factors(left, right)
    return Split(
        elements=common,
        strata=old.strata,
        before=old.index(),
        after=new.index(),
        removed=measured.removed,
        added=measured.added,
        unshared=(removed + added) - (measured.removed + measured.added),
        **shared,
    )


@dataclass(frozen=True)
class FormEffect:
    """What leaving elements out and taking others in does to the index at one time, (…,) each."""

    removed: Matrix
    added: Matrix


def form_effect(
    bridge: Wave, old: Sequence[str], old_weights: Matrix, new: Sequence[str], new_weights: Matrix
) -> FormEffect:
    """The effect of the change of form alone, from a sample that answered both forms (`bridge`, its weights unused).

    Removed: I(C; w₀) − I(K₀; w₀); added: I(K₁; w₁) − I(C; w₁). Raises `WaveMalformed`.
    """
    lacking = [e for e in dict.fromkeys([*old, *new]) if e not in bridge.elements]
    if lacking:
        raise WaveMalformed("衔接样本没有回答：%(elements)s。衔接样本要两份问卷都答。", elements=lacking)
    common = _common(old, new)
    first, second = (
        Wave(tuple(names), bridge.strata, weights, bridge.shares, bridge.only(names, bridge.strata).means)
        for names, weights in ((old, old_weights), (new, new_weights))
    )
    return FormEffect(first.index(common) - first.index(), second.index() - second.index(common))


def _common(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    common = tuple(e for e in old if e in new)
    if not common:
        raise WaveMalformed("两次调查没有一个共同的要素，变化无法分解。请先对应题项。")
    return common


def _require_same_strata(old: Wave, new: Wave) -> None:
    differing = sorted(set(old.strata) ^ set(new.strata))
    if differing:
        raise WaveMalformed(
            "只在一次调查里出现的层：%(strata)s。请先合并，让两次调查的层相同。", strata=differing
        )


def _factors(old: Wave, new: Wave) -> dict[str, Matrix]:
    """Shapley value of weights, performance and mix, by element and by stratum.

    Weights (and shares) sum to 1 in both waves, so that any constant may be taken off what they multiply: taking off
    its mean makes the effect of one element (stratum) independent of the origin of the scale.
    """
    v, w = (each.share_of_weight(range(len(each.elements))) for each in (old, new))
    x, y, p, q = old.means, new.means, old.shares, new.shares
    by_element = _orders("...ks,...s->...k", x, y, p, q)
    by_stratum = _orders("k,...ks->...s", v, w, x, y)
    moved = _orders("k,...s->...ks", v, w, p, q) * (y - x)
    return {
        "weights": (w - v) * (by_element - _level(by_element, (v + w) / 2)),
        "performance": moved.sum(axis=-1),
        "mix": (q - p) * (by_stratum - _level(by_stratum, (p + q) / 2)),
    }


def _level(values: Matrix, weights: Matrix) -> Matrix:
    return np.asarray((values * weights).sum(axis=-1, keepdims=True))


def _orders(how: str, old_a: Matrix, new_a: Matrix, old_b: Matrix, new_b: Matrix) -> Matrix:
    """The product of two factors, averaged over the orders in which a third changes among them."""
    pairs = ((EARLIER, old_a, old_b), (MIXED, new_a, old_b), (MIXED, old_a, new_b), (LATER, new_a, new_b))
    return np.asarray(sum(share * np.einsum(how, a, b) for share, a, b in pairs))
