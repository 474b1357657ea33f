# SPDX-License-Identifier: Apache-2.0
"""The detector, fitted on surveyed customers, as the run uses it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from amends.analytics.causes import explain
from amends.analytics.detection import Detector, DetectorSpec, fit_detector
from amends.pipeline.features import FEATURE_NAMES, MEANINGS
from amends.pipeline.scores.scorer import explained, numbers, scored
from amends.pipeline.scores.training import GROUPS

# Worth a call: half again as likely to be dissatisfied as customers at large, and never a near-certainty only.
TIMES_AS_LIKELY, HIGHEST_THRESHOLD = 1.5, 0.8


@dataclass(frozen=True, slots=True)
class LearntScorer:
    """A fitted detector, its report as plain data, and the share of dissatisfied customers it learnt from."""

    detector: Detector
    report: Mapping[str, Any]
    base_rate: float

    @property
    def kind(self) -> str:
        """How it knows."""
        return "detected"

    def score(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Calibrated probabilities."""
        return scored(batch, self.detector.probability(numbers(batch, self.detector.features)))

    def explain(self, rows: pa.Table) -> pa.Table:
        """Causes and reasons from the detector's additive contributions."""
        columns = numbers(rows, FEATURE_NAMES)
        return explained(rows, explain(self.detector.contributions(columns), columns, MEANINGS))

    @property
    def threshold(self) -> float:
        """The probability from which a customer is worth a call."""
        return round(min(TIMES_AS_LIKELY * self.base_rate, HIGHEST_THRESHOLD), 6)

    def card(self) -> Mapping[str, Any]:
        """The report of the fit."""
        return {"kind": self.kind, "threshold": self.threshold, **self.report}


def learn(
    training: pa.Table, sample: pa.Table, *, dissatisfied_at_most: float, spec: DetectorSpec
) -> LearntScorer:
    """Fit on rows of `training_table`; `sample` of the customers to be scored shows drift.

    Raises `CannotLearn` with too few surveys, or where all answered alike.
    """
    unhappy = training.column("score").to_numpy() <= dissatisfied_at_most
    fitted = fit_detector(
        numbers(training, FEATURE_NAMES),
        unhappy,
        groups={name: np.array(training.column(name).to_pylist(), dtype=object) for name in GROUPS},
        spec=spec,
        rng=np.random.default_rng(spec.seed),
        scoring=numbers(sample, FEATURE_NAMES),
    )
    return LearntScorer(fitted.detector, fitted.report.as_dict(), float(unhappy.mean()))
