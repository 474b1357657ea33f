# SPDX-License-Identifier: Apache-2.0
"""Columns that look different in the rows to be scored: what was learnt may not hold there."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import ks_2samp

from amends.analytics.detection.columns import (
    Columns,
    Floats,
    Integers,
    as_numbers,
    codes_of,
    is_category,
    levels_by_frequency,
    present,
)

NOTABLE = 0.25
LEVELS = 20


@dataclass(frozen=True, slots=True)
class Drift:
    """One column in both tables: population stability index, Kolmogorov–Smirnov distance, shares filled."""

    name: str
    psi: float
    ks: float | None
    filled_training: float
    filled_scoring: float


def drifts(training: Columns, scoring: Columns) -> tuple[Drift, ...]:
    """Each column that both tables have, most changed first."""
    found = [_drift(n, v, scoring[n]) for n, v in training.items() if n in scoring]
    return tuple(sorted(found, key=lambda d: -d.psi))


def _drift(name: str, here: NDArray[Any], there: NDArray[Any]) -> Drift:
    filled = float(present(here).mean()), float(present(there).mean())
    if is_category(here) != is_category(there):
        return Drift(name, float("inf"), None, *filled)
    shares = _level_shares(here, there) if is_category(here) else _number_shares(here, there)
    distance = None if is_category(here) else _distance(as_numbers(here), as_numbers(there))
    return Drift(name, _index(*shares), distance, *filled)


def _index(here: Floats, there: Floats) -> float:
    a, b = (np.maximum(s, 1e-4) for s in (here, there))
    return float(((b - a) * np.log(b / a)).sum())


def _number_shares(here: NDArray[Any], there: NDArray[Any]) -> tuple[Floats, Floats]:
    own = as_numbers(here)
    if not (~np.isnan(own)).any():
        return np.ones(1), np.ones(1)
    edges = np.unique(np.nanquantile(own, np.linspace(0.1, 0.9, 9)))
    return _binned(own, edges), _binned(as_numbers(there), edges)


def _binned(numbers: Floats, edges: Floats) -> Floats:
    codes: Integers = np.where(
        np.isnan(numbers), edges.size + 1, np.searchsorted(edges, numbers, side="left")
    )
    return np.bincount(codes, minlength=edges.size + 2) / max(numbers.size, 1)


def _level_shares(here: NDArray[Any], there: NDArray[Any]) -> tuple[Floats, Floats]:
    levels = tuple(level for level, _ in levels_by_frequency(here)[:LEVELS])
    size = len(levels) + 1
    shares = [np.bincount(codes_of(v, levels) + 1, minlength=size) / max(v.size, 1) for v in (here, there)]
    return shares[0], shares[1]


def _distance(here: Floats, there: Floats) -> float | None:
    a, b = here[~np.isnan(here)], there[~np.isnan(there)]
    return float(ks_2samp(a, b, method="asymp").statistic) if a.size and b.size else None
