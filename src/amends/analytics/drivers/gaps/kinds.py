# SPDX-License-Identifier: Apache-2.0
"""The five gaps (Parasuraman, Zeithaml & Berry 1985): four with causes inside, and the one that customers feel."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from amends.analytics.distributions import norm, student
from amends.analytics.drivers.correlations import Matrix


class Gap(IntEnum):
    """Which gap. The fifth follows from the others and is nobody's cause."""

    LISTENING = 1
    DESIGN = 2
    DELIVERY = 3
    COMMUNICATION = 4
    CUSTOMER = 5


class CustomerGapAssigned(ValueError):
    """Somebody gave the fifth gap as a cause."""


class NothingMeasured(ValueError):
    """A gap has no data to be measured from; the words say which to give."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with its interval; `n` is how many observations it rests on."""

    value: float
    low: float
    high: float
    n: int


def require_assignable(gap: Gap) -> None:
    """Raises `CustomerGapAssigned` for the fifth: it is computed."""
    if gap is Gap.CUSTOMER:
        raise CustomerGapAssigned(
            "差距 5（顾客差距）由差距 1 至 4 推算，不能指定。请选择差距 1 至 4 中的成因。"
        )


def gap_counts(tags: Iterable[Iterable[Gap]]) -> dict[Gap, int]:
    """How many causes or actions carry each of the gaps 1–4, and under 5 how many carry any of them.

    `tags`: for each cause or action the gaps that it was given. Raises `CustomerGapAssigned`.
    """
    counts = dict.fromkeys(Gap, 0)
    for given in tags:
        distinct = set(given)
        for gap in distinct:
            require_assignable(gap)
            counts[gap] += 1
        counts[Gap.CUSTOMER] += bool(distinct)
    return counts


def mean_of(values: Matrix, level: float = 0.95) -> Measured:
    """Mean of what is not missing with Student's interval (nan below two). Raises `NothingMeasured` where all is."""
    there = values[np.isfinite(values)]
    if not there.size:
        raise NothingMeasured("没有一个可用的数。请先补上数据。")
    centre, count = float(there.mean()), there.size
    if count < 2:
        return Measured(centre, float("nan"), float("nan"), count)
    half = float(student.ppf((1 + level) / 2, count - 1) * there.std(ddof=1) / np.sqrt(count))
    return Measured(centre, centre - half, centre + half, count)


def person_means(values: Matrix) -> Matrix:
    """(n',) each person's mean over the items answered, without those who answered none."""
    some = values[np.isfinite(values).any(axis=1)]
    return np.asarray(np.nanmean(some, axis=1)) if len(some) else np.empty(0)


def share_of(hits: int, count: int, level: float = 0.95) -> Measured:
    """hits/count with Wilson's interval. Raises `NothingMeasured` where `count` is 0."""
    if count < 1:
        raise NothingMeasured("总数是 0，算不出占比。请先补上数据。")
    rate, z = hits / count, float(norm.ppf((1 + level) / 2))
    middle = (rate + z * z / (2 * count)) / (1 + z * z / count)
    half = z * float(np.sqrt(rate * (1 - rate) / count + z * z / (4 * count * count))) / (1 + z * z / count)
    return Measured(rate, middle - half, middle + half, count)
