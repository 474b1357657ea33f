# SPDX-License-Identifier: Apache-2.0
"""Importance–performance map of a latent: what moves it, beside how well each of those is done."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from amends.analytics.index.assessment.effects import total_effects
from amends.analytics.index.scale import Convention, scale_of
from amends.analytics.index.spec import Estimate, Matrix
from amends.kernel.refusals import Refusal


class Importance(StrEnum):
    """In which units the total effect is told."""

    UNSTANDARDISED = "points of the target by one point of the source"
    STANDARDISED = "standard deviations by one standard deviation"


class OutsideScale(Refusal):
    """Answers lie outside the scale that the model names, so that 0–100 would mean nothing."""

    def __init__(self, items: tuple[str, ...], scale: tuple[float, float]) -> None:
        low, high = scale
        super().__init__(
            "题项 %(items)s 有超出量表 %(low)s–%(high)s 的答案；请改正答案或模型的量表 (outside scale)",
            items=items,
            low=f"{low:g}",
            high=f"{high:g}",
        )
        self.items, self.scale = items, scale


@dataclass(frozen=True)
class ImportanceMap:
    """`importance` and `performance` (0–100) of each latent of `names` (m,) that leads to `target`; the same of each
    item (q,). An item's importance is that of its latent times its share in it."""

    target: str
    scale: tuple[float, float]
    units: Importance
    convention: Convention
    names: tuple[str, ...]
    importance: Matrix
    performance: Matrix
    items: tuple[str, ...]
    item_importance: Matrix
    item_performance: Matrix


def importance_map(
    estimate: Estimate,
    target: str,
    rows: Matrix,
    *,
    units: Importance = Importance.UNSTANDARDISED,
    convention: Convention = Convention.UNSTANDARDISED,
) -> ImportanceMap:
    """Total effects on `target`, beside performance 100 (Σ ω_i x̄_i − min) / (max − min) with shares ω that sum to 1.

    Unstandardised importance = total effect × s_target / s_source, s being the standard deviation of Σ ω_i x_i, in
    points of 0–100 as of the scale. `rows` (n, p) are the answers of the estimate; nan is a gap. A negative share can
    carry a performance out of 0–100.
    Raises `NoScale`, `OutsideScale`. Source: Ringle & Sarstedt 2016, Industrial Management & Data Systems 116:1865–86.
    """
    scale = checked_scale(estimate, rows)
    shares = item_shares(estimate, convention)
    effects = total_effects(estimate.paths)[:, estimate.spec.names.index(target)]
    if units is Importance.UNSTANDARDISED:
        spread = _spread(estimate, shares)
        effects = effects * spread[estimate.spec.names.index(target)] / spread
    points = 100 * (estimate.means - scale[0]) / (scale[1] - scale[0])
    leading = _leading(estimate, target)
    behind = np.repeat(leading, [block.stop - block.start for block in estimate.spec.blocks])
    return ImportanceMap(
        target,
        scale,
        units,
        convention,
        _those(estimate.spec.names, leading),
        effects[leading],
        (points @ shares)[leading],
        _those(estimate.spec.items, behind),
        (shares @ effects)[behind],
        points[behind],
    )


def item_shares(estimate: Estimate, convention: Convention) -> Matrix:
    """(p, k) shares of the items in their latents, summing to 1 over each block; nan if weights sum to 0 or less."""
    raw = {
        Convention.UNSTANDARDISED: estimate.weights / estimate.deviations[:, None],
        Convention.STANDARDISED: estimate.weights,
        Convention.EQUAL: (estimate.weights != 0).astype(np.float64),
    }[convention]
    total = raw.sum(axis=0)
    return np.asarray(raw / np.where(total > 0, total, np.nan))


def checked_scale(estimate: Estimate, rows: Matrix) -> tuple[float, float]:
    """The scale of the model, once all answers lie within it; `NoScale`, `OutsideScale` otherwise."""
    scale = scale_of(estimate.spec)
    outside = np.asarray(((rows < scale[0]) | (rows > scale[1])).any(axis=0))
    if outside.any():
        raise OutsideScale(_those(estimate.spec.items, outside), scale)
    return scale


def _spread(estimate: Estimate, shares: Matrix) -> Matrix:
    scaled = shares * estimate.deviations[:, None]
    found: Matrix = np.sqrt(np.einsum("pk,pq,qk->k", scaled, estimate.correlations, scaled))
    return found


def _leading(estimate: Estimate, target: str) -> NDArray[np.bool_]:
    ways = total_effects(estimate.spec.leads.astype(np.float64))
    return np.asarray(ways[:, estimate.spec.names.index(target)] > 0.5)


def _those(names: tuple[str, ...], chosen: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(name for name, taken in zip(names, chosen, strict=True) if taken)
