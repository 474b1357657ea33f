# SPDX-License-Identifier: Apache-2.0
"""Intervals from the figures of resamples."""

from statistics import NormalDist

import numpy as np

from amends.analytics.index.resampling import Codes
from amends.analytics.index.spec import Matrix

NORMAL = NormalDist()


def percentile(samples: Matrix, level: float) -> Matrix:
    """(f, 2) ends between which the middle `level` of samples (f, s) lies; quantiles interpolated linearly (type 7)."""
    tail = (1 - level) / 2
    return _at(np.sort(samples, axis=1), np.full((len(samples), 2), (tail, 1 - tail)))


def bca(samples: Matrix, estimate: Matrix, acceleration: Matrix, level: float) -> Matrix:
    """(f, 2) bias-corrected and accelerated ends (Efron 1987, JASA 82:171–185).

    With z0 = Φ⁻¹(share of samples below the estimate (f,), ties half), the ends are the quantiles at
    Φ(z0 + (z0 + z) / (1 − a(z0 + z))). Figures that never vary keep their value.
    """
    ordered = np.sort(samples, axis=1)
    below = (ordered < estimate[:, None]).mean(axis=1) + (ordered == estimate[:, None]).mean(axis=1) / 2
    least = 0.5 / samples.shape[1]
    z0 = np.array([NORMAL.inv_cdf(share) for share in np.clip(below, least, 1 - least)])
    z = NORMAL.inv_cdf((1 + level) / 2) * np.array([-1.0, 1.0])
    moved = z0[:, None] + z
    moved = z0[:, None] + moved / (1 - acceleration[:, None] * moved)
    return _at(ordered, np.array([[NORMAL.cdf(each) for each in row] for row in moved]))


def studentised(samples: Matrix, estimate: Matrix, within: Matrix, level: float) -> Matrix:
    """(f, 2) bootstrap-t ends: estimate − t·se, with t the quantiles of (sample − estimate) / its own error.

    `within` (f, s) are the errors of the samples, from resamples of each (Efron & Tibshirani 1993, ch. 12). Samples
    without an error are passed over; nan where none has one, the estimate where nothing varies.
    """
    error, tail = samples.std(axis=1, ddof=1), (1 - level) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios = np.where(within > 0, (samples - estimate[:, None]) / within, np.nan)
    found = np.full((len(samples), 2), np.nan)
    for at, each in enumerate(ratios):
        known = each[np.isfinite(each)]
        if known.size:
            found[at] = estimate[at] - np.quantile(known, [1 - tail, tail]) * error[at]
        elif error[at] < 1e-12:
            found[at] = estimate[at]
    return found


def acceleration_of(left_out: Matrix, stratum: Codes) -> Matrix:
    """(f,) skewness of the jackknife: Σd³ / 6(Σd²)^1.5, with d the mean of the stratum less each figure (f, groups).

    Groups whose model has no estimate are passed over.
    """
    good = np.isfinite(left_out)
    values, away = np.where(good, left_out, 0.0), np.zeros_like(left_out)
    for each in range(int(stratum.max()) + 1):
        here = stratum == each
        mean = values[:, here].sum(axis=1) / np.maximum(good[:, here].sum(axis=1), 1)
        away[:, here] = np.where(good[:, here], mean[:, None] - values[:, here], 0.0)
    below = 6 * (away**2).sum(axis=1) ** 1.5
    return np.where(below > 1e-30, (away**3).sum(axis=1) / np.where(below > 1e-30, below, 1.0), 0.0)


def _at(ordered: Matrix, shares: Matrix) -> Matrix:
    place = shares * (ordered.shape[1] - 1)
    low = np.clip(np.floor(place).astype(np.int64), 0, ordered.shape[1] - 2)
    first = np.take_along_axis(ordered, low, axis=1)
    found: Matrix = first + (np.take_along_axis(ordered, low + 1, axis=1) - first) * (place - low)
    return found
