# SPDX-License-Identifier: Apache-2.0
"""Latents on 0–100, by a convention that stands beside every figure.

Packages publish up to 0.7 points apart for the same answers, more than an index moves in a year: the convention is part
of the figure. Ours is `UNSTANDARDISED`: weights divided by the deviation of their item, made to sum to 1, over the
means of the items, (mean − min)/(max − min)·100 (Fornell et al. 1996, J. Marketing 60:7–18; Ringle & Sarstedt 2016).
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from amends.analytics.index.spec import Estimate, IndexSpec, Matrix
from amends.kernel.refusals import Refusal


class Convention(StrEnum):
    """Which weights the means of the items are averaged with."""

    UNSTANDARDISED = "unstandardised weights"  # w / sd; what is published
    STANDARDISED = "standardised weights"  # w as it is; so plspm's rescale on a scaled fit
    EQUAL = "equal weights"


class NoScale(Refusal):
    """The model does not say what the least and the most of an answer are, or answers lie beyond."""


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """`scores` (k,) of all latents on 0–100, nan where an item's answers lie beyond the scale; `value` that of the
    latent which the model publishes, nan if it names none; `convention` how."""

    value: float
    latent: str
    scores: Matrix
    convention: Convention
    scale: tuple[float, float]


def index_of(
    found: Estimate,
    *,
    convention: Convention = Convention.UNSTANDARDISED,
    outside: NDArray[np.bool_] | None = None,
) -> Index:
    """The index of an estimate; latents `outside` (k,) the scale, as `beyond` says, are nan. Raises `NoScale`."""
    scale = scale_of(found.spec)
    own = found.weights.sum(axis=1)  # an item has a weight on its own latent only
    parts = (each[:, None] for each in (own, found.means, found.deviations))
    scores = scores_of(found.spec, *parts, convention=convention)[:, 0]
    if outside is not None:
        scores = np.where(outside, np.nan, scores)
    name = found.spec.index
    value = float(scores[found.spec.names.index(name)]) if name else float("nan")
    if name and np.isnan(value):
        raise NoScale(
            "“%(latent)s”有题项的答案超出 %(low)s–%(high)s，或权重之和不是正数，换算不成 0–100；"
            "请核对 scale 和反向题 (scale)",
            latent=name,
            low=f"{scale[0]:g}",
            high=f"{scale[1]:g}",
        )
    return Index(value, name, scores, convention, scale)


def scores_of(
    spec: IndexSpec, weights: Matrix, means: Matrix, deviations: Matrix, *, convention: Convention
) -> Matrix:
    """(k, s) latents on 0–100 from weights, means and deviations (p, s); nan if weights sum to 0 or less."""
    low, high = scale_of(spec)
    if convention is Convention.EQUAL:
        used = np.ones_like(weights)
    else:
        used = weights / deviations if convention is Convention.UNSTANDARDISED else weights
    starts = [block.start for block in spec.blocks]
    total = np.add.reduceat(used, starts, axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.add.reduceat(used * means, starts, axis=0) / np.where(total > 0, total, np.nan)
    found: Matrix = (mean - low) / (high - low) * 100
    return found


def scale_of(spec: IndexSpec) -> tuple[float, float]:
    """The scale of the model. Raises `NoScale`."""
    if spec.scale is None:
        raise NoScale("模型没有写明答案的最小值和最大值；请加 scale: {min: 1, max: 10} (no scale)")
    return spec.scale


def beyond(spec: IndexSpec, answers: Matrix) -> NDArray[np.bool_]:
    """(k,) whether any answer (n, p) to an item of the latent lies beyond the scale."""
    low, high = scale_of(spec)
    outside = np.asarray(((answers < low) | (answers > high)).any(axis=0), dtype=bool)
    return np.array([outside[block].any() for block in spec.blocks])
