# SPDX-License-Identifier: Apache-2.0
"""What a fit reports: discrimination, calibration and lift, all cross-validated, overall and by group."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amends.analytics.detection.columns import Bools, Floats, Integers
from amends.analytics.detection.measures import (
    Gain,
    Measured,
    ReliabilityBin,
    area_under_curve,
    average_precision,
    bootstrap_draws,
    brier,
    brier_skill,
    gains,
    lift_at,
    measured,
    reliability,
)
from amends.analytics.detection.spec import DetectorSpec
from amends.analytics.detection.suspects.suspect import SuspectColumn

MISSING_GROUP = "（空白）"


@dataclass(frozen=True, slots=True)
class Performance:
    """Out-of-fold performance on some customers; intervals are 95 %, by bootstrap over customers."""

    count: int
    base_rate: float
    auc: Measured
    average_precision: Measured
    lift: Measured
    brier: Measured
    brier_skill: Measured
    mean_probability: float


@dataclass(frozen=True, slots=True)
class GroupPerformance:
    """One level of a grouping; `performance` is None when it has too few rows to judge.

    `selected_share`: share of the group among the contacted at capacity, for equal treatment.
    """

    grouping: str
    level: str
    count: int
    performance: Performance | None
    selected_share: float


@dataclass(frozen=True, slots=True)
class ModelTrial:
    """A candidate's cross-validated AUC and its spread over folds."""

    name: str
    auc: float
    spread: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class DetectionReport:
    """Everything a reader needs to trust a detector, or not to."""

    overall: Performance
    capacity_share: float
    folds: int
    repeats: int
    trials: tuple[ModelTrial, ...]
    reliability: tuple[ReliabilityBin, ...]
    gains: tuple[Gain, ...]
    groups: tuple[GroupPerformance, ...]
    suspects: tuple[SuspectColumn, ...]
    warnings: tuple[str, ...]
    features: tuple[str, ...]
    importance: tuple[tuple[str, float], ...]
    drift_auc: float | None

    @property
    def model(self) -> str:
        """Name of the chosen model."""
        return next(t.name for t in self.trials if t.chosen)

    def as_dict(self) -> dict[str, Any]:
        """JSON-able; headline numbers at the top, each with its interval under `intervals`."""
        headline = ("auc", "average_precision", "lift", "brier", "brier_skill")
        numbers: dict[str, Measured] = {name: getattr(self.overall, name) for name in headline}
        rate = self.overall.base_rate
        return {
            "customers": self.overall.count,
            "base_rate": rate,
            **{name: m.value for name, m in numbers.items()},
            "brier_null": rate * (1 - rate),
            "intervals": {name: [m.low, m.high] for name, m in numbers.items()},
            "interval_method": "95 %, percentile bootstrap over customers, out-of-fold predictions",
            "lift_at_share": self.capacity_share,
            "cross_validation": {"folds": self.folds, "repeats": self.repeats, "stratified": True},
            "model": {"chosen": self.model, "candidates": [asdict(t) for t in self.trials]},
            "reliability": [asdict(b) for b in self.reliability],
            "gains": [asdict(g) for g in self.gains],
            "groups": [_group_dict(g) for g in self.groups],
            "suspect_columns": [s.as_dict() for s in self.suspects],
            "warnings": list(self.warnings),
            "features": list(self.features),
            "importance": [{"name": n, "mean_abs_log_odds": v} for n, v in self.importance],
            "drift_auc": self.drift_auc,
        }


def _group_dict(group: GroupPerformance) -> dict[str, Any]:
    data = asdict(group)
    if group.performance is None:
        data["note"] = "行数太少或只有一类，不作评判 (too few rows to judge)"
    return data


def performance(
    runs: tuple[Floats, ...], truth: Bools, spec: DetectorSpec, rng: np.random.Generator
) -> Performance:
    """Measure out-of-fold probabilities, one array a repeat of the cross-validation."""
    draws = bootstrap_draws(truth.shape[0], spec.resamples, rng)

    def lift(scores: Floats, seen: Bools) -> float:
        return lift_at(scores, seen, spec.capacity_share)

    return Performance(
        count=truth.shape[0],
        base_rate=float(truth.mean()),
        auc=measured(area_under_curve, runs, truth, draws),
        average_precision=measured(average_precision, runs, truth, draws),
        lift=measured(lift, runs, truth, draws),
        brier=measured(brier, runs, truth, draws),
        brier_skill=measured(brier_skill, runs, truth, draws),
        mean_probability=float(np.mean(runs)),
    )


def by_group(
    runs: tuple[Floats, ...],
    truth: Bools,
    groups: Mapping[str, NDArray[Any]],
    spec: DetectorSpec,
    rng: np.random.Generator,
) -> tuple[GroupPerformance, ...]:
    """Performance in each level of each grouping, largest level first."""
    chosen = np.mean([_chosen(run, spec.capacity_share) for run in runs], axis=0)
    found = []
    for grouping, values in groups.items():
        labels = np.array([MISSING_GROUP if v is None or v == "" else str(v) for v in values], dtype=object)
        levels, counts = np.unique(labels.astype(str), return_counts=True)
        for level in levels[np.argsort(-counts, kind="stable")]:
            rows = np.flatnonzero(labels == level)
            own = _judged(rows, runs, truth, spec, rng)
            found.append(GroupPerformance(grouping, str(level), rows.size, own, float(chosen[rows].mean())))
    return tuple(found)


def _judged(
    rows: Integers, runs: tuple[Floats, ...], truth: Bools, spec: DetectorSpec, rng: np.random.Generator
) -> Performance | None:
    hits = int(truth[rows].sum())
    if rows.size < spec.min_group_rows or min(hits, rows.size - hits) < 5:
        return None
    return performance(tuple(run[rows] for run in runs), truth[rows], spec, rng)


def _chosen(run: Floats, share: float) -> Floats:
    return (run >= np.quantile(run, 1 - share)).astype(np.float64)


def reliability_of(runs: tuple[Floats, ...], truth: Bools) -> tuple[ReliabilityBin, ...]:
    """Reliability curve of the first repeat: later ones see the same customers again."""
    return reliability(runs[0], truth)


def gains_of(runs: tuple[Floats, ...], truth: Bools) -> tuple[Gain, ...]:
    """Gains curve of the first repeat."""
    return gains(runs[0], truth)
