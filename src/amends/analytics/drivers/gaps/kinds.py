# SPDX-License-Identifier: Apache-2.0
"""The five gaps (Parasuraman, Zeithaml & Berry 1985): four with causes inside, and the one that customers feel."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from amends.analytics.distributions import norm, student
from amends.analytics.drivers.correlations import Matrix
from amends.kernel.refusals import Refusal


class Gap(IntEnum):
    """Which gap. The fifth follows from the others and is nobody's cause."""

    LISTENING = 1
    DESIGN = 2
    DELIVERY = 3
    COMMUNICATION = 4
    CUSTOMER = 5


class CustomerGapAssigned(Refusal):
    """Somebody gave the fifth gap as a cause."""


class NothingMeasured(Refusal):
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


@dataclass(frozen=True, slots=True)
class Centre:
    """A mean with the variance of its error, over `n` people who weigh as much as `size` equal ones."""

    mean: float
    variance: float
    n: int
    size: float


def centre_of(values: Matrix, weights: Matrix | None = None) -> Centre:
    """Mean of what is not missing, (n,), each person with a weight (1 unless given).

    m = Σwx/Σw; variance n/(n−1) · Σw²(x−m)²/(Σw)², the linearised one of a ratio under sampling with replacement
    (Särndal et al. 1992, 5.6), which is s²/n for equal weights and nan below two; size (Σw)²/Σw² (Kish 1965). Raises
    `NothingMeasured` where all is missing.
    """
    given = np.ones(len(values)) if weights is None else weights
    there = np.isfinite(values) & (given > 0)
    x, w = values[there], given[there]
    count = x.size
    if not count:
        raise NothingMeasured("没有一个可用的数。请先补上数据。")
    mean = float(w @ x / w.sum())
    spread = float((w * w) @ (x - mean) ** 2 / w.sum() ** 2)
    variance = spread * count / (count - 1) if count > 1 else float("nan")
    return Centre(mean, variance, count, float(w.sum() ** 2 / (w @ w)))


def mean_of(values: Matrix, level: float = 0.95, weights: Matrix | None = None) -> Measured:
    """`centre_of` with Student's interval on size − 1 degrees (nan below two). Raises `NothingMeasured` likewise."""
    found = centre_of(values, weights)
    if found.n < 2:
        return Measured(found.mean, float("nan"), float("nan"), found.n)
    half = float(student.ppf((1 + level) / 2, max(found.size - 1, 1)) * np.sqrt(found.variance))
    return Measured(found.mean, found.mean - half, found.mean + half, found.n)


def person_means(values: Matrix) -> Matrix:
    """(n,) each person's mean over the items answered, nan for who answered none."""
    there = np.isfinite(values)
    count = there.sum(axis=1)
    sums = np.where(there, values, 0.0).sum(axis=1)
    return np.asarray(np.divide(sums, count, out=np.full(len(values), np.nan), where=count > 0))


def share_of(hits: int, count: int, level: float = 0.95) -> Measured:
    """hits/count with Wilson's interval. Raises `NothingMeasured` where `count` is 0."""
    if count < 1:
        raise NothingMeasured("总数是 0，算不出占比。请先补上数据。")
    rate, z = hits / count, float(norm.ppf((1 + level) / 2))
    middle = (rate + z * z / (2 * count)) / (1 + z * z / count)
    half = z * float(np.sqrt(rate * (1 - rate) / count + z * z / (4 * count * count))) / (1 + z * z / count)
    return Measured(rate, middle - half, middle + half, count)
