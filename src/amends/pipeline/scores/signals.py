# SPDX-License-Identifier: Apache-2.0
"""Without enough surveys to learn from: the playbooks' own trigger signals, counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from amends.analytics.causes import explain
from amends.analytics.causes.explaining import evidence
from amends.pipeline.features import FEATURE_NAMES, MEANINGS
from amends.pipeline.scores.scorer import explained, numbers, scored

# Signal of recovery_playbooks.yaml → the feature that shows it, within the limits that the feature declares.
SIGNALS: Mapping[str, str] = {
    "SIG-CP-1": "low_callbacks",
    "SIG-CP-2": "overdue_complaints",
    "SIG-CP-3": "repeat_complaints",
    "SIG-CP-4": "complaint_transfers",
    "SIG-CP-6": "unconfirmed_closures",
    "SIG-TF-1": "out_of_bundle_months",
    "SIG-TF-2": "sudden_bill",
    "SIG-TF-6": "bundle_use",
    "SIG-NW-1": "poor_days",
    "SIG-NW-3": "network_complaints",
    "SIG-PB-1": "broken_promises",
    "SIG-US-1": "service_calls",
    "SIG-US-2": "online_failures",
    "SIG-US-3": "unused_services",
}
EACH = 0.3  # a signal leaves 0.7 of the doubt: one signal 0.30, two 0.51, three 0.657


@dataclass(frozen=True, slots=True)
class Fired:
    """Which signals fired, as additive contributions: 1 for each. values: float64[n, k], by feature."""

    values: NDArray[np.float64]
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignalScorer:
    """Counts trigger signals; `because` says why nothing could be learnt."""

    because: str

    @property
    def kind(self) -> str:
        """How it knows."""
        return "signals"

    @property
    def threshold(self) -> float:
        """One signal is worth a call."""
        return EACH

    def score(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """An order, not a calibrated probability: 1 − 0.7 to the power of the signals that fired."""
        fired = signals_fired(numbers(batch, FEATURE_NAMES)).values.sum(axis=1)
        return scored(batch, 1.0 - (1.0 - EACH) ** fired)

    def explain(self, rows: pa.Table) -> pa.Table:
        """The class with the most signals, and the signals in words."""
        columns = numbers(rows, FEATURE_NAMES)
        return explained(rows, explain(signals_fired(columns), columns, MEANINGS))

    def card(self) -> Mapping[str, Any]:
        """What stands in for a model card."""
        return {
            "kind": self.kind,
            "threshold": self.threshold,
            "because": self.because,
            "note": "没有足够的调查可供学习，名单按修复手册的触发信号排序；分数只表示先后，不是概率。",
            "signals": dict(SIGNALS),
        }


def signals_fired(columns: Mapping[str, NDArray[np.float64]]) -> Fired:
    """Which signals fired for n customers; a missing value never fires."""
    watched = [meaning for meaning in MEANINGS if meaning.name in SIGNALS.values()]
    fired = [evidence(meaning, columns[meaning.name]).astype(np.float64) for meaning in watched]
    return Fired(np.column_stack(fired), tuple(meaning.name for meaning in watched))
