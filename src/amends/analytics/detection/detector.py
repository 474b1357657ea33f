# SPDX-License-Identifier: Apache-2.0
"""A fitted detector: plain data that scores tables and says, column by column, why."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from scipy.special import expit

from amends.analytics.detection.calibration import Calibration
from amends.analytics.detection.columns import Columns, Floats, blocks, row_count
from amends.analytics.detection.encoding import ColumnEncoding, Encoding
from amends.analytics.detection.models.linear import LinearModel
from amends.analytics.detection.models.trees import TreeModel
from amends.analytics.detection.validation import Model

BLOCK = 16_384
FORMAT = 1


class UnknownFormat(ValueError):
    """A stored detector was written by another version of this code."""


@dataclass(frozen=True, slots=True)
class Contributions:
    """Log-odds by column: base + values.sum(axis=1) is the log-odds of the probability; values is [n, k]."""

    base: float
    values: Floats
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Detector:
    """An average of models on one encoding, calibrated. Frozen and plain: stored as JSON, never pickled."""

    encoding: Encoding
    models: tuple[Model, ...]
    calibration: Calibration

    @property
    def features(self) -> tuple[str, ...]:
        """Columns that the detector reads, in the order of its contributions."""
        return self.encoding.features

    def absent_from(self, columns: Columns) -> tuple[str, ...]:
        """Columns that the detector reads and the table lacks: they count as missing."""
        return tuple(f for f in self.features if f not in columns)

    def log_odds(self, columns: Columns) -> Floats:
        """float64[n]: calibrated log-odds of being dissatisfied."""
        out = np.empty(row_count(columns))
        for rows in blocks(out.shape[0], BLOCK):
            matrix = self.encoding.matrix(columns, rows)
            out[rows] = self.calibration.log_odds(np.mean([m.margins(matrix) for m in self.models], axis=0))
        return out

    def probability(self, columns: Columns) -> Floats:
        """float64[n]: calibrated probability of being dissatisfied; rows are scored in blocks of 16,384."""
        return np.asarray(expit(self.log_odds(columns)), dtype=np.float64)

    def contributions(self, columns: Columns) -> Contributions:
        """Exact additive contributions in log-odds: against the mean row for the linear model, TreeSHAP for trees."""
        owner, width = self.encoding.owner, len(self.features)
        out = np.empty((row_count(columns), width))
        share = self.calibration.slope / len(self.models)
        for rows in blocks(out.shape[0], BLOCK):
            matrix = self.encoding.matrix(columns, rows)
            out[rows] = share * np.sum([m.contributions(matrix, owner, width) for m in self.models], axis=0)
        base = share * sum(m.base for m in self.models) + self.calibration.intercept
        return Contributions(float(base), out, self.features)

    def as_dict(self) -> dict[str, Any]:
        """JSON-able: everything the detector is."""
        return {
            "format": FORMAT,
            "columns": [
                {"name": c.name, "levels": c.levels and list(c.levels)} for c in self.encoding.columns
            ],
            "models": [m.as_dict() for m in self.models],
            "calibration": {"slope": self.calibration.slope, "intercept": self.calibration.intercept},
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The inverse of `as_dict`; refuses other formats with `UnknownFormat`."""
        if data.get("format") != FORMAT:
            raise UnknownFormat(
                f"识别模型的格式是 {data.get('format')!r}，这里只认 {FORMAT} (unknown format)"
            )
        columns = tuple(
            ColumnEncoding(c["name"], None if c["levels"] is None else tuple(c["levels"]))
            for c in data["columns"]
        )
        models = tuple(_READERS[m["kind"]](m) for m in data["models"])
        return cls(Encoding(columns), models, Calibration(**data["calibration"]))


_READERS: dict[str, Callable[[dict[str, Any]], Model]] = {
    "linear": LinearModel.from_dict,
    "trees": TreeModel.from_dict,
}
