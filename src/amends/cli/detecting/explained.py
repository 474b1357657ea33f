# SPDX-License-Identifier: Apache-2.0
"""From a detector to causes and reasons for the rows of a file, block by block."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from amends.analytics.causes import Direction, Explanation, FeatureMeaning, explain
from amends.analytics.detection import Columns, Detector
from amends.cli.detecting.asked import Named
from amends.cli.detecting.cells import CellKind, Reading
from amends.cli.detecting.family import Entry, meanings

BLOCK = 50_000
LEARNT_FROM = 5_000
MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Explainer:
    """A detector with what its columns mean and what is typical of the training rows."""

    detector: Detector
    meanings: tuple[FeatureMeaning, ...]
    typical: Mapping[str, float]

    def blocks(self, columns: Columns, rows: int) -> Iterator[tuple[NDArray[np.float64], Explanation]]:
        """Probabilities and explanations of at most 50,000 rows at a time, in order."""
        for start in range(0, rows, BLOCK):
            part = {n: v[start : start + BLOCK] for n, v in columns.items()}
            made = self.detector.contributions(part)
            explained = explain(made, part, self.meanings, most=MOST_REASONS, typical=self.typical)
            yield self.detector.probability(part), explained


def explainer(
    detector: Detector,
    training: Columns,
    named: Sequence[Named],
    readings: Mapping[str, Reading],
    entries: tuple[Entry, ...],
) -> Explainer:
    """Learn from the training rows which end of each column is bad news, and what is typical."""
    sample = {n: v[:: max(len(v) // LEARNT_FROM, 1)] for n, v in training.items() if n in detector.features}
    made = detector.contributions(sample)
    sides = {
        name: _side(sample[name], made.values[:, place])
        for place, name in enumerate(made.features)
        if readings[name].kind is not CellKind.CATEGORY
    }
    typical = {name: float(np.nanmedian(sample[name])) for name in sides if not np.isnan(sample[name]).all()}
    used = [c for c in named if c.name in detector.features]
    return Explainer(detector, meanings(used, readings, entries, sides), typical)


def _side(values: NDArray[Any], pushes: NDArray[np.float64]) -> Direction:
    given = ~np.isnan(values)
    if given.sum() < 3 or np.ptp(values[given]) == 0 or np.ptp(pushes[given]) == 0:
        return Direction.HIGH
    return Direction.HIGH if float(spearmanr(values[given], pushes[given]).statistic) >= 0 else Direction.LOW
