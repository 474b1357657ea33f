# SPDX-License-Identifier: Apache-2.0
"""How good predictions are: F1 by class, macro-F1 with its interval, who is taken for whom, calibration."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10


@dataclass(frozen=True, slots=True)
class ClassMeasure:
    """One class: its rows, how many of those predicted were right, how many of its own were found, and F1."""

    name: str
    rows: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """`share` of the rows of class `actual` are taken for `predicted`; `rows` of them on average."""

    actual: str
    predicted: str
    rows: float
    share: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Texts whose probability lies in one tenth: how many, what was said on average, what share was right."""

    rows: int
    said: float
    right: float


def confusion_counts(
    truth: NDArray[np.int64],
    predicted: NDArray[np.int64],
    classes: int,
    weights: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """float64[k, k]: rows of class i that were taken for class j."""
    flat = np.bincount(truth * classes + predicted, weights=weights, minlength=classes * classes)
    return flat.reshape(classes, classes).astype(np.float64)


def f1_by_class(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """float64[k]: 2 · right / (actual + predicted); 0 where a class has neither."""
    total = counts.sum(axis=0) + counts.sum(axis=1)
    return np.asarray(2 * np.diag(counts) / np.where(total > 0, total, 1), dtype=np.float64)


def macro_f1(truth: NDArray[np.int64], predicted: NDArray[np.int64], classes: int) -> float:
    """The mean of F1 over the classes."""
    return float(f1_by_class(confusion_counts(truth, predicted, classes)).mean())


def intervals(
    truth: NDArray[np.int64],
    predicted: NDArray[np.int64],
    units: NDArray[np.int64],
    *,
    classes: int,
    resamples: int,
    rng: np.random.Generator,
) -> tuple[tuple[float, float], tuple[float, float]]:
    """95 % bootstrap intervals of macro-F1 and accuracy; repeats (`predicted`: int64[r, n]) share their draws."""
    count = int(units.max()) + 1
    drawn = []
    for _ in range(resamples):
        weights = rng.multinomial(count, np.full(count, 1 / count))[units].astype(np.float64)
        each = [confusion_counts(truth, p, classes, weights) for p in predicted]
        drawn.append([np.mean([f1_by_class(c).mean() for c in each]), np.trace(sum(each)) / np.sum(each)])
    low, high = np.quantile(np.array(drawn), [0.025, 0.975], axis=0)
    return (float(low[0]), float(high[0])), (float(low[1]), float(high[1]))


def class_measures(counts: NDArray[np.float64], names: tuple[str, ...]) -> tuple[ClassMeasure, ...]:
    """One line a class, from mean counts (float64[k, k])."""
    right, actual, taken = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    f1 = f1_by_class(counts)
    return tuple(
        ClassMeasure(
            name,
            round(float(actual[k])),
            float(right[k] / max(taken[k], 1e-9)),
            float(right[k] / max(actual[k], 1e-9)),
            float(f1[k]),
        )
        for k, name in enumerate(names)
    )


def confusions(counts: NDArray[np.float64], names: tuple[str, ...], most: int = 10) -> tuple[Confusion, ...]:
    """The pairs of classes that are confused most often."""
    off = counts - np.diag(np.diag(counts))
    order = np.argsort(-off, axis=None, kind="stable")[:most]
    pairs = [divmod(int(at), counts.shape[0]) for at in order]
    return tuple(
        Confusion(names[i], names[j], float(off[i, j]), float(off[i, j] / counts[i].sum()))
        for i, j in pairs
        if off[i, j] > 0
    )


def reliability(top: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[Bin, ...]:
    """Ten bins of the probability of the prediction (float64[n]); empty ones are left out."""
    place = np.minimum((top * BINS).astype(np.int64), BINS - 1)
    rows = np.bincount(place, minlength=BINS)
    said = np.bincount(place, weights=top, minlength=BINS)
    hits = np.bincount(place, weights=right, minlength=BINS)
    return tuple(
        Bin(int(n), float(s / n), float(h / n)) for n, s, h in zip(rows, said, hits, strict=True) if n
    )


def calibration_error(bins: tuple[Bin, ...]) -> float:
    """Mean distance of what was said from what was right, by rows (expected calibration error)."""
    rows = sum(b.rows for b in bins)
    return sum(b.rows * abs(b.said - b.right) for b in bins) / max(rows, 1)
