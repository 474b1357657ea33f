# SPDX-License-Identifier: Apache-2.0
"""How good a ranking and its probabilities are. Never accuracy: with 13 % dissatisfied, «nobody is» scores 87 %."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from amends.analytics.detection.columns import Bools, Floats, Integers
from amends.analytics.distributions import ranks


def area_under_curve(scores: Floats, truth: Bools) -> float:
    """Share of pairs (dissatisfied, other) that the score puts in the right order, ties half; NaN for one class."""
    positives = int(truth.sum())
    negatives = truth.shape[0] - positives
    if not positives or not negatives:
        return float("nan")
    placed = ranks(scores)
    return float((placed[truth].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def average_precision(scores: Floats, truth: Bools) -> float:
    """Mean precision over the found: Σ (R_k − R_{k−1}) P_k over distinct scores, from the highest down."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truth[order])
    last = np.append(np.diff(scores[order]) != 0, True)
    found, taken = hits[last], np.flatnonzero(last) + 1
    gained = np.diff(np.append(0, found))
    return float((gained * found / taken).sum() / max(int(truth.sum()), 1))


def lift_at(scores: Floats, truth: Bools, share: float) -> float:
    """Rate of dissatisfied among the `share` with the highest scores, over the overall rate; ties share evenly."""
    take = max(round(share * truth.shape[0]), 1)
    cut = np.partition(scores, -take)[-take]
    above, tied = scores > cut, scores == cut
    room = (take - int(above.sum())) / int(tied.sum())
    return float((truth[above].sum() + room * truth[tied].sum()) / take / max(float(truth.mean()), 1e-12))


def brier(probabilities: Floats, truth: Bools) -> float:
    """Mean squared error of the probabilities."""
    return float(np.mean((probabilities - truth) ** 2))


def brier_skill(probabilities: Floats, truth: Bools) -> float:
    """1 − Brier / Brier of always saying the base rate: 0 is no better than that, 1 is perfect."""
    rate = float(truth.mean())
    return 1.0 - brier(probabilities, truth) / max(rate * (1 - rate), 1e-12)


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Customers of similar probability: what was said and what was seen (95 % Wilson interval)."""

    count: int
    predicted: float
    observed: float
    low: float
    high: float


def reliability(probabilities: Floats, truth: Bools, bins: int = 10) -> tuple[ReliabilityBin, ...]:
    """Reliability curve over bins of equal size, from the lowest probability up."""
    order = np.argsort(probabilities, kind="stable")
    made = []
    for part in np.array_split(order, min(bins, order.size)):
        low, high = wilson(int(truth[part].sum()), part.size)
        made.append(
            ReliabilityBin(part.size, float(probabilities[part].mean()), float(truth[part].mean()), low, high)
        )
    return tuple(made)


def wilson(hits: int, count: int) -> tuple[float, float]:
    """95 % Wilson interval of a share."""
    z, rate = 1.959964, hits / count
    centre = (rate + z * z / (2 * count)) / (1 + z * z / count)
    half = z * np.sqrt(rate * (1 - rate) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return max(float(centre - half), 0.0), min(float(centre + half), 1.0)


@dataclass(frozen=True, slots=True)
class Measured:
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float


Measure = Callable[[Floats, Bools], float]


def measured(
    measure: Measure, runs: tuple[Floats, ...], truth: Bools, draws: tuple[Integers, ...]
) -> Measured:
    """Mean over the repeats of the cross-validation; interval by percentile bootstrap over customers.

    `draws` are resampled row numbers; each draw is measured on one repeat in turn, so that the interval holds both
    the chance of the sample and that of the folds.
    """
    value = float(np.mean([measure(run, truth) for run in runs]))
    drawn = [measure(runs[i % len(runs)][rows], truth[rows]) for i, rows in enumerate(draws)]
    drawn = [d for d in drawn if np.isfinite(d)]
    if not drawn:
        return Measured(value, float("nan"), float("nan"))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Measured(value, float(low), float(high))


def bootstrap_draws(rows: int, count: int, rng: np.random.Generator) -> tuple[Integers, ...]:
    """`count` samples with replacement of the row numbers 0 … rows − 1."""
    return tuple(rng.integers(0, rows, rows) for _ in range(count))


@dataclass(frozen=True, slots=True)
class Gain:
    """When the first `share` of the list is contacted, this share of the dissatisfied is `found`."""

    share: float
    found: float


def gains(scores: Floats, truth: Bools, *, steps: int = 20) -> tuple[Gain, ...]:
    """The gains curve from (0, 0) to (1, 1) at `steps` equal shares; ties keep the order of the rows."""
    order = np.argsort(-scores, kind="stable")
    found = np.append(0, np.cumsum(truth[order])) / max(int(truth.sum()), 1)
    shares = np.linspace(0, 1, steps + 1)
    taken = np.round(shares * truth.shape[0]).astype(int)
    return tuple(Gain(float(share), float(found[k])) for share, k in zip(shares, taken, strict=True))
