# SPDX-License-Identifier: Apache-2.0
"""Weights step by step: what a draw makes of a person, what those who did not answer leave to the others."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.analytics.sampling.designs import Labels, Numbers


class CannotWeight(ValueError):
    """A weight that cannot be given; the words say which cell or stratum."""


@dataclass(frozen=True, slots=True)
class Effective:
    """What unequal weights cost: `design_effect` ≥ 1, `rows` with weight above 0, `size` as many equal ones."""

    rows: int
    design_effect: float
    size: float


@dataclass(frozen=True, slots=True)
class Adjusted:
    """`weights` (n,): 0 for those who did not answer; `factors` of each cell, 1 where everybody answered."""

    weights: Numbers
    factors: Mapping[str, float]


def base_weights(strata: Labels, populations: Mapping[str, int]) -> Numbers:
    """(n,) N_h/n_h: how many of the stratum each of the n drawn stands for (Horvitz & Thompson 1952).

    `strata` (n,) are those drawn, answered or not. Raises `CannotWeight` when a stratum has no population, or a
    smaller one than was drawn.
    """
    names, codes, drawn = np.unique(strata, return_inverse=True, return_counts=True)
    for name, count in zip(names.tolist(), drawn.tolist(), strict=True):
        if populations.get(str(name), 0) < count:
            raise CannotWeight(
                f"“{name}”层抽了 {count} 人，总体却只有 {populations.get(str(name), 0)} 人。请核对总体。"
            )
    sizes = np.array([populations[str(name)] for name in names], dtype=float)
    return np.asarray((sizes / drawn)[codes.ravel()], dtype=float)


def nonresponse_adjusted(
    weights: Numbers, answered: NDArray[np.bool_], cells: Labels, *, eligible: NDArray[np.bool_] | None = None
) -> Adjusted:
    """Weighting-class adjustment: within a cell those who answered take over the weight of those who did not.

    factor = Σ_{eligible} w / Σ_{answered} w (Oh & Scheuren 1983). `weights`, `answered`, `cells`, `eligible` (n,);
    people found not to belong (not `eligible`) lose their weight, since they stand for others who do not belong.
    The weighted total of the eligible is kept. Raises `CannotWeight` naming cells where nobody answered: join them.
    """
    belongs = np.ones(len(weights), dtype=bool) if eligible is None else eligible
    names, codes = np.unique(cells, return_inverse=True)
    codes = codes.ravel()
    whole = np.bincount(codes, weights * belongs, len(names))
    heard = np.bincount(codes, weights * (answered & belongs), len(names))
    silent = [str(name) for name in names[(whole > 0) & (heard == 0)]]
    if silent:
        raise CannotWeight(f"这些单元无人应答：{'、'.join(silent)}。请与相近的单元合并。")
    factors = np.divide(whole, heard, out=np.ones(len(names)), where=heard > 0)
    adjusted = np.where(answered & belongs, weights * factors[codes], 0.0)
    return Adjusted(adjusted, dict(zip(map(str, names), factors.tolist(), strict=True)))


def effective(weights: Numbers) -> Effective:
    """Kish 1965, §11.7: design effect n Σw²/(Σw)² of weights that have nothing to do with the answers; n_eff = n/deff.

    `weights` (n,) ≥ 0; those of 0 do not count as rows. Raises `CannotWeight` when none is above 0.
    """
    used = weights[weights > 0]
    return effective_of(len(used), float(used.sum()), float((used**2).sum()))


def effective_of(rows: int, total: float, squares: float) -> Effective:
    """As `effective`, of `rows` weights above 0 of which only the sum and the sum of squares are known. Raises
    `CannotWeight` when there are none."""
    if not rows:
        raise CannotWeight("没有大于 0 的权重。请先计算基础权重。")
    effect = rows * squares / total**2
    return Effective(rows, effect, rows / effect)
