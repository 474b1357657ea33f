# SPDX-License-Identifier: Apache-2.0
"""What is odd about the training table as a whole."""

import numpy as np

from amends.analytics.detection.columns import Bools, Integers
from amends.analytics.detection.measures import area_under_curve
from amends.analytics.detection.suspects.strength import chance_error


def table_warnings(truth: Bools, units: Integers) -> tuple[str, ...]:
    """Plain sentences on exact duplicate rows and on files ordered by the label."""
    return tuple(w for w in (_duplicates(truth, units), _order(truth)) if w)


def _duplicates(truth: Bools, units: Integers) -> str:
    counts = np.bincount(units)
    extra = int((counts - 1).sum())
    if not extra:
        return ""
    rate = np.bincount(units, weights=truth) / counts
    torn = int(((rate > 0) & (rate < 1)).sum())
    return (
        f"有 {extra} 行与另一行的特征完全相同（其中 {torn} 组答案不一），交叉验证时已放在同一折，以免自问自答 "
        f"({extra} exact duplicate rows, kept in one fold)"
    )


def _order(truth: Bools) -> str:
    auc = area_under_curve(np.arange(truth.shape[0], dtype=np.float64), truth)
    if abs(auc - 0.5) < max(4 * chance_error(truth), 0.05):
        return ""
    return (
        f"文件的行序与答案有关（仅看行号 AUC {max(auc, 1 - auc):.3f}）；分折前已打乱，行号一类的列不要用 "
        f"(the file is ordered by the answer)"
    )
