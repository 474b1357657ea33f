# SPDX-License-Identifier: Apache-2.0
"""Columns to a matrix of terms: a number stays itself, a category becomes one term a frequent level.

The target has no part in it, so that encoding once before cross-validation leaks nothing.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amends.analytics.detection.columns import (
    Columns,
    Floats,
    Integers,
    as_numbers,
    codes_of,
    is_category,
    levels_by_frequency,
)

MOST_LEVELS = 24


@dataclass(frozen=True, slots=True)
class ColumnEncoding:
    """How one column becomes terms; `levels` is None for a number."""

    name: str
    levels: tuple[str, ...] | None

    @property
    def width(self) -> int:
        """Number of terms."""
        return 1 if self.levels is None else len(self.levels)

    def fill(self, values: NDArray[Any] | None, out: Floats) -> None:
        """Write the terms of one column into out[n, width]; a column that is not there counts as missing."""
        if self.levels is None:
            out[:, 0] = np.nan if values is None else _numbers(values)
        elif values is None:
            out[:] = 0.0
        else:
            out[:] = codes_of(values, self.levels)[:, None] == np.arange(len(self.levels))


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a table becomes a matrix of terms."""

    columns: tuple[ColumnEncoding, ...]

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(c.name for c in self.columns)

    @property
    def owner(self) -> Integers:
        """int64[t]: for each term the place of its column in `features`."""
        return np.repeat(np.arange(len(self.columns)), [c.width for c in self.columns])

    @property
    def is_level(self) -> NDArray[np.bool_]:
        """bool[t]: whether a term marks a level of a category."""
        return np.repeat([c.levels is not None for c in self.columns], [c.width for c in self.columns])

    def matrix(self, columns: Columns, rows: slice | None = None) -> Floats:
        """float64[n, t], column-major; unseen levels have no mark, missing numbers are NaN."""
        part = rows or slice(None)
        count = next(iter(columns.values()))[part].shape[0]
        out = np.empty((count, self.owner.shape[0]), dtype=np.float64, order="F")
        start = 0
        for each in self.columns:
            given = columns.get(each.name)
            each.fill(None if given is None else given[part], out[:, start : start + each.width])
            start += each.width
        return out


def fit_encoding(columns: Columns, *, least: int) -> Encoding:
    """Encoding of a table: levels with at least `least` rows get a term, at most 24 a column."""
    made = []
    for name, values in columns.items():
        made.append(ColumnEncoding(name, _levels(values, least) if is_category(values) else None))
    return Encoding(tuple(c for c in made if c.width))


def _levels(values: NDArray[Any], least: int) -> tuple[str, ...]:
    counted = levels_by_frequency(values)
    ceiling = values.shape[0] - least
    return tuple(level for level, n in counted[:MOST_LEVELS] if least <= n <= ceiling)


def _numbers(values: NDArray[Any]) -> Floats:
    if not is_category(values):
        return as_numbers(values)
    return np.full(values.shape[0], np.nan)  # a number in training, texts now: nothing can be read from it
