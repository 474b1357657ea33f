# SPDX-License-Identifier: Apache-2.0
"""From a table of surveyed customers to a detector and its report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # comes with scikit-learn

from amends.analytics.detection.calibration import calibrated_out_of_fold, fit_calibration
from amends.analytics.detection.columns import Bools, Columns, Floats, Integers, row_count
from amends.analytics.detection.detector import Detector
from amends.analytics.detection.encoding import Encoding, fit_encoding
from amends.analytics.detection.folds import same_rows
from amends.analytics.detection.learnable import CannotLearn, require_learnable
from amends.analytics.detection.report import (
    DetectionReport,
    ModelTrial,
    by_group,
    gains_of,
    performance,
    reliability_of,
)
from amends.analytics.detection.spec import DetectorSpec
from amends.analytics.detection.suspects import SuspectColumn, inspect_columns
from amends.analytics.detection.two_samples import two_sample_auc
from amends.analytics.detection.validation import Model, Trials, run_trials, single_models
from amends.analytics.detection.warnings import table_warnings

IMPORTANCE_ROWS = 5_000
MANY_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Detection:
    """A detector and what is known about it."""

    detector: Detector
    report: DetectionReport


def fit_detector(
    columns: Columns,
    dissatisfied: NDArray[Any],
    *,
    groups: Mapping[str, NDArray[Any]] | None = None,
    spec: DetectorSpec,
    rng: np.random.Generator,
    scoring: Columns | None = None,
    suspects: tuple[SuspectColumn, ...] | None = None,
) -> Detection:
    """Choose, calibrate and judge a detector by cross-validation.

    `columns`: the training table; `dissatisfied`: bool[n]; `groups`: categories[n] to report by; `scoring`: the
    table to be scored, for drift; `suspects`: findings to use instead of `inspect_columns`.
    Raises `CannotLearn`.
    """
    truth = np.asarray(dissatisfied, dtype=np.bool_)
    require_learnable(columns, truth, spec)
    # On small tables the threads of OpenMP and BLAS wait for each other longer than they work.
    with threadpool_limits(limits=1 if truth.size <= MANY_ROWS else None):
        return _fit(columns, truth, groups or {}, spec=spec, rng=rng, scoring=scoring, suspects=suspects)


def _fit(
    columns: Columns,
    truth: Bools,
    groups: Mapping[str, NDArray[Any]],
    *,
    spec: DetectorSpec,
    rng: np.random.Generator,
    scoring: Columns | None,
    suspects: tuple[SuspectColumn, ...] | None,
) -> Detection:
    found = inspect_columns(columns, truth, scoring=scoring, spec=spec) if suspects is None else suspects
    out = {s.name for s in found if s.left_out}
    kept = {name: values for name, values in columns.items() if name not in out}
    encoding = fit_encoding(kept, least=max(20, truth.size // 100))
    if not encoding.columns:
        raise CannotLearn("没有可用的列 (no usable column is left)")
    matrix, units = encoding.matrix(kept), same_rows(kept)
    trials = run_trials(matrix, truth, units, encoding=encoding, spec=spec, rng=rng)
    detector = _final(matrix, truth, encoding, trials, spec)
    warned = table_warnings(truth, units)
    report = _report(
        detector,
        trials,
        columns=kept,
        truth=truth,
        groups=groups,
        suspects=found,
        warned=warned,
        spec=spec,
        rng=rng,
        scoring=scoring,
    )
    return Detection(detector, report)


def _final(matrix: Floats, truth: Bools, encoding: Encoding, trials: Trials, spec: DetectorSpec) -> Detector:
    fits = single_models(encoding, spec)
    models: tuple[Model, ...] = tuple(fits[name](matrix, truth) for name in trials.chosen.parts)
    repeats = trials.chosen.margins.shape[0]
    calibration = fit_calibration(trials.chosen.margins.ravel(), np.tile(truth, repeats))
    return Detector(encoding, models, calibration)


def _report(
    detector: Detector,
    trials: Trials,
    *,
    columns: Columns,
    truth: Bools,
    groups: Mapping[str, NDArray[Any]],
    suspects: tuple[SuspectColumn, ...],
    warned: tuple[str, ...],
    spec: DetectorSpec,
    rng: np.random.Generator,
    scoring: Columns | None,
) -> DetectionReport:
    runs = _calibrated_runs(trials, truth)
    return DetectionReport(
        overall=performance(runs, truth, spec, rng),
        capacity_share=spec.capacity_share,
        folds=spec.folds,
        repeats=len(runs),
        trials=tuple(_trial(t, trials) for t in trials.candidates),
        reliability=reliability_of(runs, truth),
        gains=gains_of(runs, truth),
        groups=by_group(runs, truth, groups, spec, rng),
        suspects=suspects,
        warnings=warned,
        features=detector.features,
        importance=_importance(detector, columns, rng),
        drift_auc=None if scoring is None else two_sample_auc(detector.encoding, columns, scoring, rng),
    )


def _calibrated_runs(trials: Trials, truth: Bools) -> tuple[Floats, ...]:
    pairs = zip(trials.chosen.margins, trials.folds, strict=True)
    return tuple(calibrated_out_of_fold(margins, truth, fold) for margins, fold in pairs)


def _trial(trial: Any, trials: Trials) -> ModelTrial:
    return ModelTrial(trial.name, trial.auc, float(trial.fold_auc.std(ddof=1)), trial is trials.chosen)


def _importance(
    detector: Detector, columns: Columns, rng: np.random.Generator
) -> tuple[tuple[str, float], ...]:
    rows: Integers = rng.permutation(row_count(columns))[:IMPORTANCE_ROWS]
    made = detector.contributions({n: v[rows] for n, v in columns.items()})
    mean = np.abs(made.values).mean(axis=0)
    order = np.argsort(-mean, kind="stable")
    return tuple((made.features[i], float(mean[i])) for i in order)
