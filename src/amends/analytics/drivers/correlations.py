# SPDX-License-Identifier: Apache-2.0
"""Weighted correlations of drivers and target, once or for many resamples at a time."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from amends.kernel.refusals import Refusal

Matrix = NDArray[np.float64]

AT_ONCE = 4_000_000  # resample counts held at a time: 32 MB
STILL = 1e-12  # of its size: a column that varies by less does not vary


class CannotWeigh(Refusal):
    """The data allow no importance; the words say what to change."""


def correlations(values: Matrix, weights: Matrix | None = None) -> Matrix:
    """(v, v) weighted Pearson correlations of the columns of `values` (n, v); `weights` (n,) default to 1.

    Raises `CannotWeigh` on missing values, weights that are no weights, or a column that does not vary.
    """
    given = np.ones(len(values)) if weights is None else weights
    require_usable(values, given)
    centred = values - np.average(values, axis=0, weights=given)
    moments = (centred * given[:, None]).T @ centred
    deviations = np.sqrt(np.diag(moments))
    _require_variation(deviations, values, given)
    found: Matrix = moments / np.outer(deviations, deviations)
    return found


def resampled_correlations(
    values: Matrix, weights: Matrix | None, resamples: int, rng: np.random.Generator
) -> Iterator[Matrix]:
    """Batches (b, v, v) of the correlations of `resamples` bootstrap samples of the rows, each with its weight.

    Counts of rows times products of columns give the moments of a whole batch in one multiplication. A resample in
    which a column does not vary comes out as nan.
    """
    rows, width = values.shape
    given = np.ones(rows) if weights is None else weights
    centred = values - np.average(values, axis=0, weights=given)
    upper = np.triu_indices(width)
    products = (
        np.hstack([np.ones((rows, 1)), centred, centred[:, upper[0]] * centred[:, upper[1]]]) * given[:, None]
    )
    least = STILL * np.average(centred**2, axis=0, weights=given)
    done, batch = 0, max(1, AT_ONCE // rows)
    while done < resamples:
        size = min(batch, resamples - done)
        yield _from_sums(_counts(rows, size, rng) @ products, upper, least)
        done += size


def _counts(rows: int, size: int, rng: np.random.Generator) -> Matrix:
    """(size, rows): how often each row was drawn."""
    drawn = rng.integers(0, rows, (size, rows)) + rows * np.arange(size)[:, None]
    return np.bincount(drawn.ravel(), minlength=size * rows).reshape(size, rows).astype(np.float64)


def _from_sums(sums: Matrix, upper: tuple[NDArray[np.intp], ...], least: Matrix) -> Matrix:
    """Correlations (b, v, v) from sums of weights, columns and products; nan where a variance is below the `least`."""
    width = len(least)
    means = sums[:, 1 : width + 1] / sums[:, :1]
    moments = np.empty((len(sums), width, width))
    moments[:, upper[0], upper[1]] = (
        sums[:, width + 1 :] / sums[:, :1] - means[:, upper[0]] * means[:, upper[1]]
    )
    moments[:, upper[1], upper[0]] = moments[:, upper[0], upper[1]]
    variances = np.diagonal(moments, axis1=1, axis2=2)
    deviations = np.sqrt(np.where(variances > least, variances, np.nan))
    found: Matrix = moments / (deviations[:, :, None] * deviations[:, None, :])
    return found


def require_usable(values: Matrix, weights: Matrix) -> None:
    """Raises `CannotWeigh` unless `values` (n, v) are numbers throughout and `weights` (n,) are weights."""
    if values.ndim != 2 or values.shape[0] < 3 or values.shape[1] < 2:
        raise CannotWeigh("至少需要三行数据、一个目标列和一个驱动因素列。请补充数据后再算。")
    if not np.isfinite(values).all():
        raise CannotWeigh("数据里有缺失或不是有限数的值。请先删去这些行，或者把它们补上。")
    if weights.shape != values.shape[:1] or not np.isfinite(weights).all() or (weights < 0).any():
        raise CannotWeigh("权重要与数据行数相同，每个都是不小于 0 的数。请核对权重列。")
    if not weights.any():
        raise CannotWeigh("权重全是 0，没有任何一行可用。请核对权重列。")


def _require_variation(deviations: Matrix, values: Matrix, weights: Matrix) -> None:
    sizes = np.sqrt(weights @ values**2)
    still = np.flatnonzero(deviations <= STILL * sizes)
    if still.size:
        places = [str(at + 1) for at in still]
        raise CannotWeigh("第 %(places)s 个变量所有取值都相同，无从判断它的影响。请去掉它们。", places=places)
