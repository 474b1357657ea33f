# SPDX-License-Identifier: Apache-2.0
"""What the run asks of whatever says how likely a customer is dissatisfied, and why."""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from amends.analytics.causes import Explanation
from amends.kernel.recovery_class import RECOVERABLE

SCORES = pa.schema([("customer_id", pa.string()), ("probability", pa.float64())])
REASONS = pa.schema(
    [("customer_id", pa.string()), ("main_cause", pa.string()), ("reasons", pa.list_(pa.string()))]
)
DECIMALS = 9  # a probability leaves as it will be stored: the same, however rows were batched


class Scorer(Protocol):
    """Learnt from surveys, or the playbooks' signals; plain data, so that it travels to Spark's workers."""

    @property
    def kind(self) -> str:
        """How it knows, as `marts.schemas.Evidence` calls it."""

    def score(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Rows of `customer_id` and features to rows of `SCORES`: pure, row by row."""

    def explain(self, rows: pa.Table) -> pa.Table:
        """Rows of `customer_id` and features to rows of `REASONS`, in the same order."""

    @property
    def threshold(self) -> float:
        """The probability from which a customer is worth a call."""

    def card(self) -> Mapping[str, Any]:
        """What it is, how good it is, and what to beware of: JSON-able."""


def numbers(rows: pa.RecordBatch | pa.Table, names: tuple[str, ...]) -> dict[str, NDArray[np.float64]]:
    """Columns as float64 arrays, NaN where null."""
    return {name: rows.column(name).to_numpy(zero_copy_only=False).astype(np.float64) for name in names}


def scored(batch: pa.RecordBatch, probability: NDArray[np.float64]) -> pa.RecordBatch:
    """A batch of `SCORES`."""
    columns = [batch.column("customer_id"), pa.array(np.round(probability, DECIMALS))]
    return pa.RecordBatch.from_arrays(columns, schema=SCORES)


def explained(rows: pa.Table, explanation: Explanation) -> pa.Table:
    """A table of `REASONS`; a cause that nobody can make good is no cause to call."""
    recoverable = {str(each) for each in RECOVERABLE}
    causes = [cause if cause in recoverable else None for cause in explanation.main_cause]
    reasons = [list(told) for told in explanation.reasons]
    return pa.table([rows.column("customer_id"), pa.array(causes, pa.string()), reasons], schema=REASONS)
