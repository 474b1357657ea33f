# SPDX-License-Identifier: Apache-2.0
"""A table as this package takes it: named one-dimensional arrays of one length."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Numbers are float64 with NaN where missing; categories are object arrays of `str | None`.
Columns = Mapping[str, NDArray[Any]]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]


class UnequalColumns(ValueError):
    """Columns of one table differ in length, or are not one-dimensional."""

    def __init__(self, name: str, expected: int, shape: tuple[int, ...]) -> None:
        self.name, self.expected, self.shape = name, expected, shape
        super().__init__(f"列“{name}”的形状是 {shape}，应当有 {expected} 行 (column {name!r}: rows differ)")


def row_count(columns: Columns) -> int:
    """Rows of the table; refuses columns of different lengths with `UnequalColumns`."""
    count = -1
    for name, values in columns.items():
        count = values.shape[0] if count < 0 and values.ndim == 1 else count
        if values.ndim != 1 or values.shape[0] != count:
            raise UnequalColumns(name, count, values.shape)
    return max(count, 0)


def is_category(values: NDArray[Any]) -> bool:
    """Whether a column holds categories (objects) rather than numbers."""
    return values.dtype.kind in "OUS"


def as_numbers(values: NDArray[Any]) -> Floats:
    """Numbers as float64, booleans as 0 and 1."""
    return np.asarray(values, dtype=np.float64)


def present(values: NDArray[Any]) -> Bools:
    """bool[n]: where a value is given (not NaN, not None, not an empty text)."""
    if not is_category(values):
        return ~np.isnan(as_numbers(values))
    return np.fromiter((v is not None and v != "" for v in values), dtype=np.bool_, count=values.shape[0])


class _Codes(dict[str | None, int]):
    def __missing__(self, key: str | None) -> int:
        return -1


def codes_of(values: NDArray[Any], levels: tuple[str, ...]) -> Integers:
    """int64[n]: the place of each value in `levels`, −1 for a missing or unseen one."""
    lookup = _Codes((level, place) for place, level in enumerate(levels))
    return np.fromiter(map(lookup.__getitem__, values), dtype=np.int64, count=values.shape[0])


def levels_by_frequency(values: NDArray[Any]) -> list[tuple[str, int]]:
    """Levels of a category with their counts, most frequent first, ties by name; missing ones left out."""
    counts: dict[str, int] = {}
    for value in values[present(values)]:
        counts[value] = counts.get(value, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def dense_codes(values: NDArray[Any]) -> Integers:
    """int64[n]: one code for each distinct value, −1 where missing; for numbers in order of size."""
    if is_category(values):
        return codes_of(values, tuple(level for level, _ in levels_by_frequency(values)))
    numbers = as_numbers(values)
    codes = np.unique(numbers, return_inverse=True)[1].astype(np.int64)
    return np.where(np.isnan(numbers), -1, codes)


def blocks(rows: int, size: int) -> Iterator[slice]:
    """Slices of at most `size` rows that cover `rows` in order."""
    for start in range(0, rows, size):
        yield slice(start, min(start + size, rows))
