# SPDX-License-Identifier: Apache-2.0
"""From labelled texts to a classifier and an honest report on it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.analytics.language.classifying.calibration import NEVER
from amends.analytics.language.classifying.classifier import TextClassifier, prepared
from amends.analytics.language.classifying.guards import Guarded, guard
from amends.analytics.language.classifying.measures import (
    calibration_error,
    class_measures,
    confusion_counts,
    confusions,
    intervals,
    reliability,
)
from amends.analytics.language.classifying.report import ClassificationReport, Sureness
from amends.analytics.language.classifying.spec import ClassifierSpec
from amends.analytics.language.classifying.validation import (
    Choice,
    HeldOut,
    Judged,
    candidates,
    chosen,
    fit_candidates,
    held_out,
    judged,
    learnt_vocabulary,
    macro_by_candidate,
)
from amends.analytics.language.classifying.vocabulary import Occurrences, occurrences
from amends.analytics.language.normal import is_spaced


@dataclass(frozen=True, slots=True)
class Classification:
    """The classifier, learnt from every usable text, and what cross-validation says of it."""

    classifier: TextClassifier
    report: ClassificationReport


def fit_classifier(
    texts: Sequence[str], labels: Sequence[str], *, spec: ClassifierSpec, rng: np.random.Generator
) -> Classification:
    """Guard, cross-validate, choose, and learn from all; texts and labels as people wrote them, one a row.

    Raises `CannotClassify`. The same texts, labels, spec and generator give the same classifier.
    """
    guarded = guard(texts, labels, spec)
    ready = prepared([texts[i] for i in guarded.rows])
    words = is_spaced(ready)
    seen = occurrences(ready, words=words)
    held = held_out(ready, guarded.labels, seen, words=words, spec=spec, rng=rng)
    choice = chosen(held, guarded.labels, spec)
    classifier = _learnt(seen, guarded, choice, words=words, spec=spec)
    found = judged(held, guarded.labels, spec)
    report = _report(classifier, guarded, held, found, choice=choice, spec=spec, rng=rng)
    return Classification(classifier, report)


def _learnt(
    seen: Occurrences, guarded: Guarded, choice: Choice, *, words: bool, spec: ClassifierSpec
) -> TextClassifier:
    vocabulary = learnt_vocabulary(seen, words=words, spec=spec)
    wanted = [c for c in candidates(len(guarded.classes), spec) if c == choice.candidate]
    fitted = fit_candidates(vocabulary.weighed(seen), guarded.labels, wanted, spec)
    linear = fitted[choice.candidate]
    return TextClassifier(vocabulary, linear, guarded.classes, choice.calibration, choice.threshold)


def _report(
    classifier: TextClassifier,
    guarded: Guarded,
    held: HeldOut,
    found: Judged,
    *,
    choice: Choice,
    spec: ClassifierSpec,
    rng: np.random.Generator,
) -> ClassificationReport:
    labels, names = guarded.labels, guarded.classes
    counts = np.mean([confusion_counts(labels, p, len(names)) for p in found.predicted], axis=0)
    f1, accuracy = intervals(
        labels, found.predicted, held.units, classes=len(names), resamples=spec.resamples, rng=rng
    )
    right = found.predicted == labels
    bins = reliability(found.probability.ravel(), right.ravel())
    measures = class_measures(counts, names)
    return ClassificationReport(
        texts=labels.shape[0],
        features=classifier.vocabulary.buckets.shape[0],
        words=classifier.vocabulary.words,
        folds=spec.folds,
        repeats=held.fold.shape[0],
        model=choice.candidate,
        candidates=macro_by_candidate(held, labels),
        macro_f1=float(np.mean([m.f1 for m in measures])),
        macro_f1_interval=f1,
        accuracy=float(right.mean()),
        accuracy_interval=accuracy,
        classes=measures,
        confusions=confusions(counts, names),
        reliability=bins,
        calibration_error=calibration_error(bins),
        sure=_sureness(found.sure, right, choice, spec),
        findings=guarded.findings,
    )


def _sureness(
    sure: NDArray[np.bool_], right: NDArray[np.bool_], choice: Choice, spec: ClassifierSpec
) -> Sureness:
    return Sureness(
        asked=spec.precision,
        threshold=None if choice.threshold == NEVER else choice.threshold,
        share=float(sure.mean()),
        right=float(right[sure].mean()) if sure.any() else None,
    )
