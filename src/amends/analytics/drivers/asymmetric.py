# SPDX-License-Identifier: Apache-2.0
"""Asymmetric impact: what a low rating of an element costs, and what a high one earns.

This is the penalty–reward contrast of Brandt (1987). Its classes are not Kano's: they say how a score moves with
ratings that were given, not what customers take for granted (Mikulić & Prebežac 2011). For Kano ask the two questions
(`kano`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from amends.analytics.distributions import student
from amends.analytics.drivers.correlations import CannotWeigh, Matrix, require_usable

Bools = NDArray[np.bool_]
_LOW = "“%(name)s”没有低评价，无从对比。请调整高低分界，或去掉这个要素。"
_HIGH = "“%(name)s”没有高评价，无从对比。请调整高低分界，或去掉这个要素。"
_MIDDLE = "“%(name)s”没有中间评价，无从对比。请调整高低分界，或去掉这个要素。"


class Asymmetry(StrEnum):
    """Which of the two weighs more; `SYMMETRIC` where the difference may be chance."""

    PENALTY = "penalty_dominates"
    REWARD = "reward_dominates"
    SYMMETRIC = "symmetric"


@dataclass(frozen=True, slots=True)
class ContrastSpec:
    """A rating up to `low_at_most` is low, one from `high_at_least` high; both are held against those between."""

    low_at_most: float
    high_at_least: float
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class Effect:
    """A coefficient in points of the target, with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Contrast:
    """One element: `penalty` (low against middle) and `reward` (high against middle), all else equal, in points.

    `difference` = reward + penalty: below 0, losing hurts more than winning helps. `index` = (|reward| − |penalty|) /
    (|reward| + |penalty|), from −1 to 1 (Mikulić & Prebežac 2008), nan where both are 0. `kind` follows the interval of
    `difference`. `low_share`, `high_share`: weighted shares of low and high ratings.
    """

    name: str
    penalty: Effect
    reward: Effect
    difference: Effect
    index: float
    kind: Asymmetry
    low_share: float
    high_share: float


def asymmetric_impact(
    names: Sequence[str],
    values: Matrix,
    target: Matrix,
    *,
    spec: ContrastSpec,
    weights: Matrix | None = None,
) -> tuple[Contrast, ...]:
    """Penalty and reward of each column of ratings `values` (n, p) on `target` (n,), from one regression.

    Least squares with survey `weights` (n,); intervals from the sandwich covariance (HC1) and Student's t with n −
    2p − 1 degrees of freedom. Raises `CannotWeigh` on missing values, and where an element has no low, no high or
    no middle ratings, or two elements have the same ones.
    """
    given = np.ones(len(target)) if weights is None else weights
    require_usable(np.column_stack([values, target]), given)
    low, high = values <= spec.low_at_most, values >= spec.high_at_least
    _require_contrast(names, low, high, given > 0)
    design = np.column_stack([np.ones(len(target)), low, high]).astype(np.float64)
    found, covariance = _fitted(design, target, given)
    wide = float(student.ppf((1 + spec.level) / 2, int((given > 0).sum()) - design.shape[1]))
    shares = (given @ np.hstack([low, high]) / given.sum()).tolist()
    effects = [_effects(at, found, covariance, wide) for at in range(len(names))]
    rows = zip(names, effects, shares[: len(names)], shares[len(names) :], strict=True)
    return tuple(_contrast(name, *each, low_share=less, high_share=more) for name, each, less, more in rows)


def _fitted(design: Matrix, target: Matrix, weights: Matrix) -> tuple[Matrix, Matrix]:
    bread = design.T @ (design * weights[:, None])
    rows = int((weights > 0).sum())
    if rows <= design.shape[1] or np.linalg.matrix_rank(bread) < len(bread):
        raise CannotWeigh("有的要素高低评价完全相同，或受访者太少，分不清各自的影响。请合并要素或增加样本。")
    inverse = np.linalg.inv(bread)
    found = inverse @ design.T @ (weights * target)
    scores = design * (weights * (target - design @ found))[:, None]
    covariance = inverse @ (scores.T @ scores) @ inverse * rows / (rows - len(bread))
    return found, covariance


def _effects(at: int, found: Matrix, covariance: Matrix, wide: float) -> tuple[Effect, Effect, Effect]:
    """Penalty, reward and their sum, which is asymmetric where it is not 0."""
    both = [1 + at, 1 + at + (len(found) - 1) // 2]
    part = covariance[np.ix_(both, both)]
    values = (found[both[0]], found[both[1]], found[both].sum())
    spread = wide * np.sqrt([part[0, 0], part[1, 1], part.sum()])
    penalty, reward, total = (
        Effect(float(v), float(v - s), float(v + s)) for v, s in zip(values, spread, strict=True)
    )
    return penalty, reward, total


def _contrast(
    name: str, penalty: Effect, reward: Effect, difference: Effect, *, low_share: float, high_share: float
) -> Contrast:
    size = abs(reward.value) + abs(penalty.value)
    index = (abs(reward.value) - abs(penalty.value)) / size if size else float("nan")
    return Contrast(name, penalty, reward, difference, index, _kind(difference), low_share, high_share)


def _kind(difference: Effect) -> Asymmetry:
    if difference.low > 0:
        return Asymmetry.REWARD
    return Asymmetry.PENALTY if difference.high < 0 else Asymmetry.SYMMETRIC


def _require_contrast(names: Sequence[str], low: Bools, high: Bools, used: Bools) -> None:
    for at, name in enumerate(names):
        parts = {_LOW: low[:, at], _HIGH: high[:, at], _MIDDLE: ~(low | high)[:, at]}
        lacking = next((words for words, rows in parts.items() if not (rows & used).any()), None)
        if lacking:
            raise CannotWeigh(lacking, name=name)
