# SPDX-License-Identifier: Apache-2.0
"""Answers in disguise: other survey answers, sub-scores, and what was written down because of the answer."""

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amends.analytics.detection.columns import Bools, as_numbers, is_category, present
from amends.analytics.detection.suspects.strength import binned, strength
from amends.analytics.detection.suspects.suspect import SuspectColumn, SuspectKind

SATISFACTION = re.compile(r"满意|推荐意愿|净推荐|\bnps\b|\bcsat\b|satisf|dissat", re.IGNORECASE)
SCORE = re.compile(
    r"评分|得分|打分|评价|回访结果|问卷|调查|score|rating|survey|feedback|answer", re.IGNORECASE
)
DECISIVE, NOTABLE = 0.85, 0.78
PURE_RATE, PURE_ROWS = 0.97, 30
SPARED_ROWS = 40
LEAST_ROWS = 50


def answers_in_disguise(name: str, position: int, values: NDArray[Any], truth: Bools) -> SuspectColumn | None:
    """Judge the values of one column where there are any (presence is judged by itself); None when all is well."""
    given = present(values)
    values, truth = values[given], truth[given]
    if truth.size < LEAST_ROWS or truth.all() or not truth.any():
        return None
    auc = strength(values, truth)
    for judge in (_by_strength, _by_shape_or_name):
        found = judge(name, values, auc)
        if found:
            return SuspectColumn(name, position, SuspectKind.ANSWER, *found)
    pure = _pure(values, truth)
    return SuspectColumn(name, position, SuspectKind.ANSWER, *pure, True) if pure else None


def _by_strength(name: str, values: NDArray[Any], auc: float) -> tuple[str, str, bool] | None:
    if auc < NOTABLE or (auc < DECISIVE and (_score_shaped(values) or SATISFACTION.search(name))):
        return None
    if auc >= DECISIVE:
        return (
            f"仅这一列的 AUC 就有 {auc:.3f}，好得不真实：多半是同一次调查的答案，或得知答案以后才写下的",
            f"this column alone has an AUC of {auc:.3f}, too good to be true: the answer in other words",
            True,
        )
    return (
        f"仅这一列的 AUC 就有 {auc:.3f}，请确认它在调查之前就已经有了；暂且保留",
        f"this column alone has an AUC of {auc:.3f}: make sure that it was known before the survey; kept",
        False,
    )


def _by_shape_or_name(name: str, values: NDArray[Any], auc: float) -> tuple[str, str, bool] | None:
    hinted, scored = bool(SATISFACTION.search(name)), bool(SCORE.search(name))
    if (_score_shaped(values) and auc >= 0.7) or (hinted and auc >= 0.55) or (scored and auc >= 0.65):
        return (
            f"像调查中的另一个评分（名称或 0–10 的取值），单列 AUC {auc:.3f}：没受访的客户不会有这个答案",
            f"looks like another survey score (by name or by its 0–10 values), AUC {auc:.3f}: the silent have none",
            True,
        )
    if hinted:
        return (
            f"名称像满意度的答案，但几乎不说明什么（AUC {auc:.3f}）；暂且保留，请确认来源",
            f"named like a satisfaction answer, yet it says little (AUC {auc:.3f}); kept, check where it is from",
            False,
        )
    return None


def _score_shaped(values: NDArray[Any]) -> bool:
    if is_category(values):
        return False
    numbers = as_numbers(values)[present(values)]
    if not numbers.size or (numbers % 1 != 0).any():
        return False
    distinct = np.unique(numbers)
    return bool(4 <= distinct.size <= 11 and distinct[0] >= 0 and 5 <= distinct[-1] <= 10)


def _pure(values: NDArray[Any], truth: Bools) -> tuple[str, str] | None:
    codes, base = binned(values), float(truth.mean())
    given = codes >= 0
    if not given.any():
        return None
    count = np.bincount(codes[given])
    rate = np.bincount(codes[given], weights=truth[given]) / np.maximum(count, 1)
    certain = (count >= PURE_ROWS) & (rate >= PURE_RATE) & (base <= 0.7)
    spared = (count * base >= SPARED_ROWS) & (rate <= 0.03 * base)
    if not certain.any() and not spared.any():
        return None
    code = int(np.flatnonzero(certain | spared)[0])
    shown = values[codes == code][0]
    zh = f"取值“{shown}”的 {count[code]} 行里有 {rate[code]:.0%} 不满意（总体 {base:.0%}），等于已经知道答案"
    en = f"of {count[code]} rows at {shown!s}, {rate[code]:.0%} are dissatisfied (overall {base:.0%}): it knows"
    return zh, en
