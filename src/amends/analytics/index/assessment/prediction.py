# SPDX-License-Identifier: Apache-2.0
"""PLSpredict: how well a model foretells answers that it has not seen, and its rivals beside it."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np

from amends.analytics.index.assessment.effects import total_effects
from amends.analytics.index.assessment.samples import (
    Bools,
    Integers,
    complete,
    estimated_parts,
    led,
    on_own_latent,
)
from amends.analytics.index.spec import IndexSpec, Matrix
from amends.kernel.refusals import Refusal


class Antecedents(StrEnum):
    """From which latents the others are foretold."""

    DIRECT = "direct"  # each from its own antecedents, as those are seen
    EARLIEST = "earliest"  # each from the latents that nothing leads to, through the model


class Inputs(StrEnum):
    """On which items the linear rival regresses an item."""

    OUTSIDE = "all items outside the block"  # seminr's predict_pls
    ANTECEDENTS = "items of the direct antecedents"  # seminrExtras' CVPAT
    EXOGENOUS = "items of the latents that nothing leads to"  # Shmueli et al. 2016


class TooFewToLearnFrom(Refusal):
    """A linear rival has more inputs than rows to learn from."""

    def __init__(self, rows: int, inputs: int) -> None:
        super().__init__(
            "线性对照有 %(inputs)s 个自变量，只有 %(rows)s 行可学；请减少份数或增加样本 (benchmark)",
            inputs=inputs,
            rows=rows,
        )


@dataclass(frozen=True)
class Predictions:
    """`predicted` and `observed` (n, q) answers to the q `items` of latents that something leads to, in points of the
    scale; `averages` (n, q) are the means of the rows learnt from; `latents` (q,) says whose item it is."""

    by: str
    items: tuple[str, ...]
    latents: tuple[str, ...]
    observed: Matrix
    predicted: Matrix
    averages: Matrix

    @cached_property
    def errors(self) -> Matrix:
        """(n, q) observed − predicted."""
        return self.observed - self.predicted

    @cached_property
    def rmse(self) -> Matrix:
        """(q,) root of the mean squared error."""
        found: Matrix = np.sqrt((self.errors**2).mean(axis=0))
        return found

    @cached_property
    def mae(self) -> Matrix:
        """(q,) mean absolute error; the better figure where errors are skewed."""
        found: Matrix = np.abs(self.errors).mean(axis=0)
        return found

    @cached_property
    def q2(self) -> Matrix:
        """(q,) Q²predict = 1 − Σ (y − ŷ)² / Σ (y − ȳ_training)²: above 0, the model beats the average."""
        around: Matrix = ((self.observed - self.averages) ** 2).sum(axis=0)
        return np.asarray(1 - (self.errors**2).sum(axis=0) / around)


def predict(
    spec: IndexSpec, rows: Matrix, folds: Integers, antecedents: Antecedents = Antecedents.DIRECT
) -> Predictions:
    """Foretells the items of each fold (n,) of the rows (n, p) from a model estimated on the others.

    With training means m, deviations s, weights W, loadings Λ, paths B and composites y = ((x − m) / s) W of a row held
    back: ŷ = y B (direct), or ŷ = y_exogenous (I − B)⁻¹ (earliest), and x̂ = m + s (ŷ Λ').
    A consistent model is foretold from its plain composites: corrected paths are for explaining.
    Raises `RowsIncomplete`, `TooFewAnswers`. A fold whose weights did not settle gives what it had by then.
    Source: Shmueli, Ray, Velasquez Estrada & Chatla 2016, J. Business Research 69:4552–64.
    """
    names, of_row = np.unique(folds, return_inverse=True)
    plain = replace(spec, consistent=False)
    parts = estimated_parts(plain, complete(rows), [of_row != at for at in range(names.size)])
    means, deviations = parts.means.T[of_row], parts.deviations.T[of_row]
    weights = on_own_latent(spec, parts.batch.weights)[..., of_row]
    scores = np.einsum("np,pkn->nk", (rows - means) / deviations, weights)
    ways = _ways(parts.batch.paths, led(spec), antecedents)[of_row]
    foretold = np.einsum("nj,njk->nk", scores, ways)
    loadings = on_own_latent(spec, parts.batch.loadings)[..., of_row]
    found = means + deviations * np.einsum("nk,pkn->np", foretold, loadings)
    return _predictions(spec, f"PLS, {antecedents.value} antecedents", rows, found, means)


def predict_linear(
    spec: IndexSpec, rows: Matrix, folds: Integers, inputs: Inputs = Inputs.OUTSIDE
) -> Predictions:
    """The linear rival: least squares of each item on other items, from the rows outside the fold.

    Which items is a convention; packages differ. Raises `RowsIncomplete`, `TooFewToLearnFrom`.
    Source: Shmueli et al. 2019, European J. Marketing 53:2322–47.
    """
    complete(rows)
    found, averages = np.zeros_like(rows), _averages(rows, folds)
    for latent in np.flatnonzero(led(spec)).tolist():
        block, chosen = spec.blocks[latent], _inputs(spec, latent, inputs)
        for fold in np.unique(folds):
            held = folds == fold
            found[held, block] = _regressed(rows[:, chosen], rows[:, block], held)
    return _predictions(spec, f"linear, {inputs.value}", rows, found, averages)


def predict_average(spec: IndexSpec, rows: Matrix, folds: Integers | None = None) -> Predictions:
    """The plainest rival: the mean of each item over the rows outside the fold; without folds over all rows, the row
    itself among them (seminrExtras). Raises `RowsIncomplete`."""
    complete(rows)
    found = _averages(rows, folds) if folds is not None else np.broadcast_to(rows.mean(axis=0), rows.shape)
    return _predictions(spec, "average", rows, found, found)


def _ways(paths: Matrix, lower: Bools, antecedents: Antecedents) -> Matrix:
    """(s, k, k) by how much the composite of the row foretells the latent of the column, of paths (k, k, s)."""
    each = np.moveaxis(paths, -1, 0)
    if antecedents is Antecedents.DIRECT:
        return each
    return np.where(lower[:, None], 0.0, total_effects(each))


def _inputs(spec: IndexSpec, latent: int, inputs: Inputs) -> Integers:
    homes = np.repeat(np.arange(len(spec.latents)), [block.stop - block.start for block in spec.blocks])
    allowed = {
        Inputs.OUTSIDE: homes != latent,
        Inputs.ANTECEDENTS: spec.leads[homes, latent],
        Inputs.EXOGENOUS: ~led(spec)[homes],
    }
    return np.flatnonzero(allowed[inputs])


def _regressed(inputs: Matrix, targets: Matrix, held: Bools) -> Matrix:
    learnt = int((~held).sum())
    if learnt <= inputs.shape[1] + 1:
        raise TooFewToLearnFrom(learnt, inputs.shape[1])
    design = np.column_stack([np.ones(len(inputs)), inputs])
    slopes = np.linalg.lstsq(design[~held], targets[~held], rcond=None)[0]
    return np.asarray(design[held] @ slopes)


def _averages(rows: Matrix, folds: Integers) -> Matrix:
    found = np.empty_like(rows)
    for fold in np.unique(folds):
        found[folds == fold] = rows[folds != fold].mean(axis=0)
    return found


def _predictions(spec: IndexSpec, by: str, rows: Matrix, predicted: Matrix, averages: Matrix) -> Predictions:
    kept = np.repeat(led(spec), [block.stop - block.start for block in spec.blocks])
    latents = tuple(
        name for name, block in zip(spec.names, spec.blocks, strict=True) for _ in spec.items[block]
    )
    at = np.flatnonzero(kept).tolist()
    return Predictions(
        by,
        tuple(spec.items[i] for i in at),
        tuple(latents[i] for i in at),
        rows[:, kept],
        predicted[:, kept],
        averages[:, kept],
    )
