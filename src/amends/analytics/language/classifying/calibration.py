# SPDX-License-Identifier: Apache-2.0
"""How probably the best class of a text is right, and the probability from which on that is called sure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, log_expit, logsumexp

from amends.analytics.distributions import norm

CONFIDENCE = float(norm.ppf(0.9))  # one-sided: nine times out of ten the sure ones are as right as asked
NEVER = 2.0  # a threshold that no probability reaches


@dataclass(frozen=True, slots=True)
class Calibration:
    """The log-odds that the best class is right: intercept + tilt · log-odds of it in softmax(slope · scores)."""

    slope: float
    intercept: float
    tilt: float

    def of_best(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """float64[n]: the probability that the class with the highest score (float64[n, k]) is right."""
        return np.asarray(expit(self.intercept + self.tilt * _odds(scores, self.slope)), dtype=np.float64)


def fit_calibration(scores: NDArray[np.float64], labels: NDArray[np.int64]) -> Calibration:
    """The slope that makes the labels likeliest, then intercept and tilt that make being right likeliest.

    `scores`: float64[n, k] of held-out texts. Neither step changes which class is best. Of texts that were all right,
    none is promised with certainty: the targets are Platt's, (right + 1) / (right + 2) and 1 / (wrong + 2).
    """
    slope = _slope(scores, labels)
    odds, right = _odds(scores, slope), scores.argmax(axis=1) == labels
    hits = int(right.sum())
    target = np.where(right, (hits + 1) / (hits + 2), 1 / (right.shape[0] - hits + 2))

    def loss(given: NDArray[np.float64]) -> float:
        said = given[0] + given[1] * odds
        likelihood = np.mean(target * log_expit(said) + (1 - target) * log_expit(-said))
        return float(1e-4 * (given[1] - 1) ** 2 - likelihood)

    intercept, tilt = minimize(loss, np.array([0.0, 1.0]), bounds=[(-20, 20), (0.01, 20)]).x
    return Calibration(slope, float(intercept), float(tilt))


def _slope(scores: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    def loss(log_slope: float) -> float:
        scaled = np.exp(log_slope) * scores
        own = scaled[np.arange(labels.shape[0]), labels]
        return float(np.mean(logsumexp(scaled, axis=1) - own))

    return float(np.exp(minimize_scalar(loss, bounds=(-4.0, 5.0), method="bounded").x))


def _odds(scores: NDArray[np.float64], slope: float) -> NDArray[np.float64]:
    """float64[n]: log-odds of the best class, p / (1 - p), without ever forming 1 - p."""
    ordered = np.sort(slope * scores, axis=1)
    return np.asarray(ordered[:, -1] - logsumexp(ordered[:, :-1], axis=1), dtype=np.float64)


def sure_from(top: NDArray[np.float64], right: NDArray[np.bool_], precision: float) -> float:
    """The lowest probability from which on at least `precision` are right, with 90 % confidence (Wilson); else `NEVER`.

    `top`: float64[n], the probability of each prediction; `right`: bool[n], whether it was.
    """
    order = np.argsort(-top, kind="stable")
    kept = np.arange(1, top.shape[0] + 1)
    lower = _wilson_lower(np.cumsum(right[order]) / kept, kept)
    ends = np.concatenate([top[order][1:] < top[order][:-1], [True]])
    fit = np.flatnonzero((lower >= precision) & ends)
    return float(top[order][fit[-1]]) if fit.size else NEVER


def _wilson_lower(share: NDArray[np.float64], count: NDArray[np.int64]) -> NDArray[np.float64]:
    z = CONFIDENCE
    middle = share + z * z / (2 * count)
    spread = z * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return np.asarray((middle - spread) / (1 + z * z / count), dtype=np.float64)
