# SPDX-License-Identifier: Apache-2.0
"""Platt's calibration: one slope and one intercept on the log-odds, so that contributions stay additive."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from amends.analytics.detection.columns import Bools, Floats, Integers


@dataclass(frozen=True, slots=True)
class Calibration:
    """Calibrated log-odds = slope · margin + intercept."""

    slope: float
    intercept: float

    def log_odds(self, margins: Floats) -> Floats:
        """float64[n]: calibrated log-odds."""
        return self.slope * margins + self.intercept


def fit_calibration(margins: Floats, truth: Bools) -> Calibration:
    """Maximum-likelihood slope and intercept; a margin that ranks the wrong way round is given no say."""
    if float(np.std(margins)) < 1e-12:
        return _base_rate(truth)
    scale = float(np.std(margins))
    fitted = LogisticRegression(C=1e6, max_iter=1000).fit(margins[:, None] / scale, truth)
    slope = float(fitted.coef_[0, 0]) / scale
    return Calibration(slope, float(fitted.intercept_[0])) if slope > 0 else _base_rate(truth)


def calibrated_out_of_fold(margins: Floats, truth: Bools, fold: Integers) -> Floats:
    """float64[n]: probabilities, each fold calibrated on the other folds alone."""
    out = np.empty_like(margins)
    for number in np.unique(fold):
        held = fold == number
        out[held] = expit(fit_calibration(margins[~held], truth[~held]).log_odds(margins[held]))
    return out


def _base_rate(truth: Bools) -> Calibration:
    rate = float(truth.mean())
    return Calibration(0.0, float(np.log(rate / (1 - rate))))
