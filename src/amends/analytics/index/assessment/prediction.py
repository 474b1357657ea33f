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
    scale; `averages` (n, q) are the means of the rows learnt from; `latents` (q,) says whose item it is; `weights` (n,)
    are survey weights, all 1 where there are none."""

    by: str
    items: tuple[str, ...]
    latents: tuple[str, ...]
    observed: Matrix
    predicted: Matrix
    averages: Matrix
    weights: Matrix

    @cached_property
    def errors(self) -> Matrix:
        """(n, q) observed − predicted."""
        return self.observed - self.predicted

    @cached_property
    def rmse(self) -> Matrix:
        """(q,) root of the mean squared error."""
        return np.sqrt(self._mean(self.errors**2))

    @cached_property
    def mae(self) -> Matrix:
        """(q,) mean absolute error; the better figure where errors are skewed."""
        return self._mean(np.abs(self.errors))

    @cached_property
    def q2(self) -> Matrix:
        """(q,) Q²predict = 1 − Σ (y − ŷ)² / Σ (y − ȳ_training)²: above 0, the model beats the average."""
        around = self._mean((self.observed - self.averages) ** 2)
        return np.asarray(1 - self._mean(self.errors**2) / around)

    def _mean(self, values: Matrix) -> Matrix:
        return np.asarray(np.average(values, axis=0, weights=self.weights))


def predict(
    spec: IndexSpec,
    rows: Matrix,
    folds: Integers,
    antecedents: Antecedents = Antecedents.DIRECT,
    *,
    weights: Matrix | None = None,
) -> Predictions:
    """Foretells the items of each fold (n,) of the rows (n, p) from a model estimated on the others. Survey `weights`
    (n,) enter what is learnt and what an error counts (Wieczorek, Guerin & McMahon 2022, Stat 11:e454).

    With training means m, deviations s, weights W, loadings Λ, paths B and composites y = ((x − m) / s) W of a row held
    back: ŷ = y B (direct), or ŷ = y_exogenous (I − B)⁻¹ (earliest), and x̂ = m + s (ŷ Λ').
    A consistent model is foretold from its plain composites: corrected paths are for explaining.
    Raises `RowsIncomplete`, `TooFewAnswers`. A fold whose weights did not settle gives what it had by then.
    Source: Shmueli, Ray, Velasquez Estrada & Chatla 2016, J. Business Research 69:4552–64.
    """
    names, of_row = np.unique(folds, return_inverse=True)
    plain = replace(spec, consistent=False)
    parts = estimated_parts(plain, complete(rows), [of_row != at for at in range(names.size)], weights)
    means, deviations = parts.means.T[of_row], parts.deviations.T[of_row]
    outer = on_own_latent(spec, parts.batch.weights)[..., of_row]
    scores = np.einsum("np,pkn->nk", (rows - means) / deviations, outer)
    ways = _ways(parts.batch.paths, led(spec), antecedents)[of_row]
    foretold = np.einsum("nj,njk->nk", scores, ways)
    loadings = on_own_latent(spec, parts.batch.loadings)[..., of_row]
    found = means + deviations * np.einsum("nk,pkn->np", foretold, loadings)
    by = f"PLS, {antecedents.value} antecedents"
    return _predictions(spec, by, rows, found, averages=means, weights=weights)


def predict_linear(
    spec: IndexSpec,
    rows: Matrix,
    folds: Integers,
    inputs: Inputs = Inputs.OUTSIDE,
    *,
    weights: Matrix | None = None,
) -> Predictions:
    """The linear rival: least squares of each item on other items, from the rows outside the fold, under `weights`.

    Which items is a convention; packages differ. Raises `RowsIncomplete`, `TooFewToLearnFrom`.
    Source: Shmueli et al. 2019, European J. Marketing 53:2322–47.
    """
    complete(rows)
    found, averages, share = np.zeros_like(rows), _averages(rows, folds, weights), _ones(rows, weights)
    for latent in np.flatnonzero(led(spec)).tolist():
        block, chosen = spec.blocks[latent], _inputs(spec, latent, inputs)
        for fold in np.unique(folds):
            held = folds == fold
            found[held, block] = _regressed(rows[:, chosen], rows[:, block], held, share)
    return _predictions(spec, f"linear, {inputs.value}", rows, found, averages=averages, weights=weights)


def predict_average(
    spec: IndexSpec, rows: Matrix, folds: Integers | None = None, *, weights: Matrix | None = None
) -> Predictions:
    """The plainest rival: the mean of each item over the rows outside the fold; without folds over all rows, the row
    itself among them (seminrExtras). Raises `RowsIncomplete`."""
    complete(rows)
    whole = np.broadcast_to(np.average(rows, axis=0, weights=weights), rows.shape)
    found = whole if folds is None else _averages(rows, folds, weights)
    return _predictions(spec, "average", rows, found, averages=found, weights=weights)


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


def _regressed(inputs: Matrix, targets: Matrix, held: Bools, share: Matrix) -> Matrix:
    learnt = int((~held).sum())
    if learnt <= inputs.shape[1] + 1:
        raise TooFewToLearnFrom(learnt, inputs.shape[1])
    design = np.column_stack([np.ones(len(inputs)), inputs])
    root = np.sqrt(share[~held])[:, None]
    slopes = np.linalg.lstsq(root * design[~held], root * targets[~held], rcond=None)[0]
    return np.asarray(design[held] @ slopes)


def _averages(rows: Matrix, folds: Integers, weights: Matrix | None) -> Matrix:
    found, share = np.empty_like(rows), _ones(rows, weights)
    for fold in np.unique(folds):
        others = folds != fold
        found[folds == fold] = np.average(rows[others], axis=0, weights=share[others])
    return found


def _ones(rows: Matrix, weights: Matrix | None) -> Matrix:
    return np.ones(len(rows)) if weights is None else weights


def _predictions(
    spec: IndexSpec, by: str, rows: Matrix, predicted: Matrix, *, averages: Matrix, weights: Matrix | None
) -> Predictions:
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
        _ones(rows, weights),
    )
