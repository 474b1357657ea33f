# SPDX-License-Identifier: Apache-2.0
"""CVPAT: whether a model foretells answers better than a rival does, tested on the losses row by row."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from amends.analytics.distributions import student
from amends.analytics.index.assessment.prediction import Predictions
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


def compare(model: Predictions, rival: Predictions, overall: Overall = Overall.LATENTS) -> Comparison:
    """Loss of a row = mean squared error over the items of a latent; t = d̄ / (s_d / √n) of the differences d.

    seminrExtras prints t with the other sign (positive: the model is better) and with a bootstrapped deviation.
    t is nan where both err alike in every row. Raises `NotComparable`.
    Sources: Liengaard et al. 2021, Decision Sciences 52:362–392; Sharma et al. 2023, European J. Marketing 57:1662–77.
    """
    if model.items != rival.items or not np.array_equal(model.observed, rival.observed):
        raise NotComparable
    names = tuple(dict.fromkeys(model.latents))
    ours, theirs = (losses(each, overall) for each in (model, rival))
    gap = ours - theirs
    with np.errstate(invalid="ignore", divide="ignore"):
        t = gap.mean(axis=0) / (gap.std(axis=0, ddof=1) / np.sqrt(len(gap)))
    p = 2 * student.sf(np.abs(t), len(gap) - 1)
    return Comparison(
        model.by, rival.by, names, overall, ours.mean(axis=0), theirs.mean(axis=0), gap.mean(axis=0), t, p
    )


def losses(predictions: Predictions, overall: Overall) -> Matrix:
    """(n, m + 1) mean squared errors of each row over the items of each latent, and over the whole model."""
    squares, whose = predictions.errors**2, np.array(predictions.latents)
    each = np.stack(
        [squares[:, whose == name].mean(axis=1) for name in dict.fromkeys(predictions.latents)], axis=1
    )
    whole = each if overall is Overall.LATENTS else squares
    return np.column_stack([each, whole.mean(axis=1)])
