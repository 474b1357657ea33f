# SPDX-License-Identifier: Apache-2.0
"""CVPAT: whether a model foretells answers better than a rival does, tested on the losses row by row."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from amends.analytics.distributions import student
from amends.analytics.index.assessment.prediction import Predictions
from amends.analytics.index.resampling import Design
from amends.analytics.index.spec import Matrix
from amends.kernel.refusals import Refusal


class Overall(StrEnum):
    """What counts alike in the loss of the whole model."""

    LATENTS = "mean over latents"  # seminrExtras
    ITEMS = "mean over items"  # Liengaard et al. 2021


class NotComparable(Refusal):
    """Two predictions of different rows or items."""

    def __init__(self) -> None:
        super().__init__("两份预测的行或题项不同，无法比较；请用同一批答案、同样的分份重做 (not comparable)")


@dataclass(frozen=True)
class Comparison:
    """(m + 1,) each, a latent and then the whole model: mean losses of the model and of the rival, their `difference`
    (negative: the model is better), its t value on n − 1 degrees of freedom and two-sided p."""

    model: str
    rival: str
    names: tuple[str, ...]
    overall: Overall
    model_loss: Matrix
    rival_loss: Matrix
    difference: Matrix
    t: Matrix
    p: Matrix


def compare(
    model: Predictions, rival: Predictions, overall: Overall = Overall.LATENTS, design: Design | None = None
) -> Comparison:
    """Loss of a row = mean squared error over the items of a latent; t = d̄ / (s_d / √n) of the differences d.

    seminrExtras prints t with the other sign (positive: the model is better) and with a bootstrapped deviation.
    t is nan where both err alike in every row. Under weights d̄ is their weighted mean, and under strata and clusters
    (`design`) its error is linearised: √Σ_h n/(n−1) Σ (e − ē_h)² over the n primary units of a stratum, with e the
    Σ w (d − d̄) / Σ w of a unit, a lone unit against 0; t has as many degrees of freedom as units less strata (Särndal,
    Swensson & Wretman 1992, §5.7). Of rows drawn alike it is the formula above. Raises `NotComparable`.
    Sources: Liengaard et al. 2021, Decision Sciences 52:362–392; Sharma et al. 2023, European J. Marketing 57:1662–77.
    """
    if model.items != rival.items or not np.array_equal(model.observed, rival.observed):
        raise NotComparable
    names = tuple(dict.fromkeys(model.latents))
    ours, theirs = (losses(each, overall) for each in (model, rival))
    gap = ours - theirs
    one, other, mean = (np.average(each, axis=0, weights=model.weights) for each in (ours, theirs, gap))
    error, degrees = _error(gap - mean, model.weights, design or Design(len(gap)))
    with np.errstate(invalid="ignore", divide="ignore"):
        t = mean / error
    p = 2 * student.sf(np.abs(t), degrees)
    return Comparison(model.by, rival.by, names, overall, one, other, mean, t, p)


def _error(apart: Matrix, weights: Matrix, design: Design) -> tuple[Matrix, int]:
    """(m,) standard errors of weighted means from what rows (n, m) are apart from them; degrees of freedom."""
    unit, stratum = (
        (np.arange(len(apart)), np.zeros(len(apart), dtype=np.int64)) if design.simple else design.units
    )
    sums = np.zeros((len(stratum), apart.shape[1]))
    np.add.at(sums, unit, weights[:, None] / weights.sum() * apart)
    variance = np.zeros(apart.shape[1])
    for each in range(int(stratum.max()) + 1):
        here = sums[stratum == each]
        centre, scale = (here.mean(axis=0), len(here) / (len(here) - 1)) if len(here) > 1 else (0.0, 1.0)
        variance += scale * ((here - centre) ** 2).sum(axis=0)
    return np.sqrt(variance), max(1, len(stratum) - int(stratum.max()) - 1)


def losses(predictions: Predictions, overall: Overall) -> Matrix:
    """(n, m + 1) mean squared errors of each row over the items of each latent, and over the whole model."""
    squares, whose = predictions.errors**2, np.array(predictions.latents)
    each = np.stack(
        [squares[:, whose == name].mean(axis=1) for name in dict.fromkeys(predictions.latents)], axis=1
    )
    whole = each if overall is Overall.LATENTS else squares
    return np.column_stack([each, whole.mean(axis=1)])
