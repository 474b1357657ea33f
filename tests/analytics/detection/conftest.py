# SPDX-License-Identifier: Apache-2.0
"""Made-up customers with a known cause of dissatisfaction, and one fit that many tests look at."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from amends.analytics.detection import Detection, DetectorSpec, fit_detector

ROWS = 1200
QUICK = DetectorSpec(folds=4, repeats=1, rounds=40, bags=1, resamples=40, penalties=(0.02,))
Table = dict[str, NDArray[Any]]


def customers(rows: int = ROWS, seed: int = 5) -> tuple[Table, NDArray[np.bool_]]:
    """Dropped calls, an out-of-bundle fee with gaps, a plan with an odd level; 20 % or so dissatisfied."""
    rng = np.random.default_rng(seed)
    drops = rng.poisson(2.0, rows).astype(np.float64)
    fee = np.where(rng.random(rows) < 0.15, np.nan, rng.gamma(1.0, 20.0, rows).round(2))
    plan = rng.choice(
        np.array(["畅享", "神州行", "动感地带", None], dtype=object), rows, p=[0.5, 0.3, 0.15, 0.05]
    )
    noise = rng.normal(size=rows).round(3)
    log_odds = -2.4 + 0.45 * drops + 0.02 * np.nan_to_num(fee, nan=20.0) + 0.8 * (plan == "神州行")
    truth = rng.random(rows) < 1 / (1 + np.exp(-log_odds))
    return {"drops": drops, "fee": fee, "plan": plan, "noise": noise}, truth


@pytest.fixture(scope="session")
def fitted() -> Detection:
    """A detector of the made-up customers, reported by plan."""
    columns, truth = customers()
    return fit_detector(
        columns, truth, groups={"plan": columns["plan"]}, spec=QUICK, rng=np.random.default_rng(3)
    )
