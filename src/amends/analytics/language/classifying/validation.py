# SPDX-License-Identifier: Apache-2.0
"""Cross-validation: what each candidate says of texts that it has not seen, and what that teaches, cross-fitted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amends.analytics.language.classifying.calibration import (
    NEVER,
    Calibration,
    fit_calibration,
    sure_from,
)
from amends.analytics.language.classifying.folds import dealt, same_texts
from amends.analytics.language.classifying.linear import Linear, fit_plain, fit_ratios
from amends.analytics.language.classifying.measures import macro_f1
from amends.analytics.language.classifying.spec import ClassifierSpec
from amends.analytics.language.classifying.vocabulary import Occurrences, Vocabulary

PLAIN, BOTH = "svm", "svm+ratios"


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Scores of r repeats: by candidate float64[r, n, k]; the fold of each text int64[r, n]; duplicates int64[n]."""

    scores: dict[str, NDArray[np.float64]]
    fold: NDArray[np.int64]
    units: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Judged:
    """What is predicted of texts when choice, calibration and threshold came from the other folds: [r, n] each."""

    predicted: NDArray[np.int64]
    probability: NDArray[np.float64]
    sure: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidate, the calibration of its probabilities, and the threshold of sureness."""

    candidate: str
    calibration: Calibration
    threshold: float


def candidates(classes: int, spec: ClassifierSpec) -> tuple[str, ...]:
    """The models that are tried, the simplest first."""
    return (PLAIN, BOTH) if classes <= spec.ratio_classes else (PLAIN,)


def fit_candidates(
    matrix: Any, labels: NDArray[np.int64], wanted: Sequence[str], spec: ClassifierSpec
) -> dict[str, Linear]:
    """Every wanted candidate, sharing what they have in common."""
    plain = fit_plain(matrix, labels, spec)
    found = {PLAIN: plain}
    if BOTH in wanted:
        found[BOTH] = plain.plus(fit_ratios(matrix, labels, spec))
    return found


def learnt_vocabulary(seen: Occurrences, *, words: bool, spec: ClassifierSpec) -> Vocabulary:
    """The vocabulary of a set of texts, by the rules of the spec."""
    fewest = spec.fewest_texts(seen.starts.shape[0] - 1)
    return Vocabulary.learnt(seen, words=words, fewest=fewest, most=spec.max_features)


def held_out(
    texts: Sequence[str],
    labels: NDArray[np.int64],
    seen: Occurrences,
    *,
    words: bool,
    spec: ClassifierSpec,
    rng: np.random.Generator,
) -> HeldOut:
    """Each text scored by models that learnt vocabulary and weights from the other folds alone."""
    units, repeats = same_texts(texts), spec.repeats_for(len(texts))
    classes = int(labels.max()) + 1
    wanted = candidates(classes, spec)
    fold = np.stack([dealt(labels, units, spec.folds, rng) for _ in range(repeats)])
    scores = {c: np.zeros((repeats, len(texts), classes)) for c in wanted}
    for repeat, number in np.ndindex(repeats, spec.folds):
        train, test = (np.flatnonzero((fold[repeat] == number) == held) for held in (False, True))
        own = seen.rows(train)
        vocabulary = learnt_vocabulary(own, words=words, spec=spec)
        fitted = fit_candidates(vocabulary.weighed(own), labels[train], wanted, spec)
        there = vocabulary.weighed(seen.rows(test))
        for name in wanted:
            scores[name][repeat, test] = fitted[name].scores(there)
    return HeldOut(scores, fold, units)


def chosen(held: HeldOut, labels: NDArray[np.int64], spec: ClassifierSpec) -> Choice:
    """The candidate with the best macro-F1; calibrated over all repeats, threshold the median of theirs."""
    name = _best(held.scores, labels, np.ones(labels.shape[0], dtype=np.bool_))
    scores = held.scores[name]
    repeats, _, classes = scores.shape
    calibration = fit_calibration(scores.reshape(-1, classes), np.tile(labels, repeats))
    each = [_threshold(s, labels, calibration, spec.precision) for s in scores]
    seldom = 2 * sum(t == NEVER for t in each) >= repeats
    return Choice(name, calibration, NEVER if seldom else float(np.median(each)))


def judged(held: HeldOut, labels: NDArray[np.int64], spec: ClassifierSpec) -> Judged:
    """Fold by fold: choice, calibration and threshold from the other folds, applied to this one."""
    shape = held.fold.shape
    out = Judged(np.zeros(shape, dtype=np.int64), np.zeros(shape), np.zeros(shape, dtype=np.bool_))
    for repeat, number in np.ndindex(shape[0], spec.folds):
        test = held.fold[repeat] == number
        own = {name: each[repeat : repeat + 1] for name, each in held.scores.items()}
        scores = own[_best(own, labels, ~test)][0]
        calibration = fit_calibration(scores[~test], labels[~test])
        threshold = _threshold(scores[~test], labels[~test], calibration, spec.precision)
        probability = calibration.of_best(scores[test])
        out.predicted[repeat, test] = scores[test].argmax(axis=1)
        out.probability[repeat, test] = probability
        out.sure[repeat, test] = probability >= threshold
    return out


def macro_by_candidate(held: HeldOut, labels: NDArray[np.int64]) -> dict[str, float]:
    """Macro-F1 of each candidate, over the repeats."""
    return {name: _macro(each, labels) for name, each in held.scores.items()}


def _best(scores: dict[str, NDArray[np.float64]], labels: NDArray[np.int64], rows: NDArray[np.bool_]) -> str:
    return max(scores, key=lambda name: _macro(scores[name][:, rows], labels[rows]))


def _macro(scores: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    return float(np.mean([macro_f1(labels, s.argmax(axis=1), s.shape[1]) for s in scores]))


def _threshold(
    scores: NDArray[np.float64], labels: NDArray[np.int64], calibration: Calibration, precision: float
) -> float:
    return sure_from(calibration.of_best(scores), scores.argmax(axis=1) == labels, precision)
