# SPDX-License-Identifier: Apache-2.0
"""Candidate models compared by repeated stratified cross-validation; the simplest good one is chosen."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from amends.analytics.detection.columns import Bools, Floats, Integers
from amends.analytics.detection.encoding import Encoding
from amends.analytics.detection.folds import stratified_folds
from amends.analytics.detection.measures import area_under_curve
from amends.analytics.detection.models.boosting import fit_boosted
from amends.analytics.detection.models.linear import LinearModel, fit_linear
from amends.analytics.detection.models.trees import TreeModel
from amends.analytics.detection.spec import DetectorSpec

Model = LinearModel | TreeModel
Fit = Callable[[Floats, Bools], Model]


@dataclass(frozen=True, slots=True)
class Trial:
    """What cross-validation saw of one candidate: out-of-fold margins [repeats, n], AUC of each fold."""

    name: str
    parts: tuple[str, ...]
    margins: Floats
    fold_auc: Floats

    @property
    def auc(self) -> float:
        """Mean AUC over folds and repeats."""
        return float(self.fold_auc.mean())


@dataclass(frozen=True, slots=True)
class Trials:
    """All candidates, simplest first, the folds [repeats, n] they shared, and the one chosen."""

    candidates: tuple[Trial, ...]
    folds: Integers
    chosen: Trial


def single_models(encoding: Encoding, spec: DetectorSpec) -> dict[str, Fit]:
    """Name → how to fit it, simplest first."""
    marks = encoding.is_level

    def linear(penalty: float) -> Fit:
        return lambda matrix, truth: fit_linear(matrix, truth, is_level=marks, penalty=penalty)

    made: dict[str, Fit] = {f"linear C={p:g}": linear(p) for p in sorted(spec.penalties)}
    made["boosted"] = lambda matrix, truth: fit_boosted(matrix, truth, spec=spec, seed=spec.seed)
    return made


def run_trials(
    matrix: Floats,
    truth: Bools,
    units: Integers,
    *,
    encoding: Encoding,
    spec: DetectorSpec,
    rng: np.random.Generator,
) -> Trials:
    """Cross-validate every candidate on the same folds, and the average of the two kinds."""
    repeats = spec.repeats_for(truth.shape[0])
    folds = np.stack([stratified_folds(truth, units, spec.folds, rng) for _ in range(repeats)])
    single = [
        _trial(
            name,
            (name,),
            np.stack([_out_of_fold(fit, matrix, truth, fold) for fold in folds]),
            truth,
            folds,
        )
        for name, fit in single_models(encoding, spec).items()
    ]
    best_linear = max(single[:-1], key=lambda t: t.auc)
    both = (best_linear.margins + single[-1].margins) / 2
    blend = _trial("average", (best_linear.name, single[-1].name), both, truth, folds)
    return Trials((*single, blend), folds, simplest_good((*single, blend)))


def simplest_good(candidates: tuple[Trial, ...]) -> Trial:
    """The first candidate within one standard error (of the paired difference over folds and repeats) of the best."""
    best = max(candidates, key=lambda t: t.auc)
    for each in candidates:
        lost = best.fold_auc - each.fold_auc
        if float(lost.mean()) <= float(lost.std(ddof=1)) / np.sqrt(lost.size):
            return each
    return best


def _out_of_fold(fit: Fit, matrix: Floats, truth: Bools, fold: Integers) -> Floats:
    out = np.empty(truth.shape[0])
    for number in np.unique(fold):
        held = fold == number
        out[held] = fit(matrix[~held], truth[~held]).margins(np.asfortranarray(matrix[held]))
    return out


def _trial(name: str, parts: tuple[str, ...], margins: Floats, truth: Bools, folds: Integers) -> Trial:
    scores = [
        area_under_curve(run[fold == number], truth[fold == number])
        for run, fold in zip(margins, folds, strict=True)
        for number in np.unique(fold)
    ]
    return Trial(name, parts, margins, np.array(scores))
