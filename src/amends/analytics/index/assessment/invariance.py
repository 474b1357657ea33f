# SPDX-License-Identifier: Apache-2.0
"""MICOM: whether a composite means the same in two groups, so that they may be compared or pooled."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from amends.analytics.index.assessment.samples import (
    Bools,
    complete,
    estimated_parts,
    on_own_latent,
    permuted,
    settled_pairs,
    split,
)
from amends.analytics.index.spec import IndexSpec, Matrix


class Pooling(StrEnum):
    """On which answers of both groups together the weights of each group are laid (step 2)."""

    STANDARDISED = "standardised"  # Henseler, Ringle & Sarstedt 2016
    RAW = "raw"  # what cSEM 0.6.1 does: weights of standardised items on answers as given


class Invariance(StrEnum):
    """What may be done with two groups, latent by latent."""

    NONE = "none"  # the composite differs: compare nothing
    PARTIAL = "partial"  # paths may be compared
    FULL = "full"  # means and variances are equal too: rows may be pooled


@dataclass(frozen=True)
class Permuted:
    """(k,) each: a statistic, the bounds that permutations seldom leave, and the share of them as extreme."""

    value: Matrix
    low: Matrix
    high: Matrix
    p: Matrix

    def kept(self, level: float) -> Bools:
        """(k,) whether the statistic is no more extreme than chance makes it."""
        return np.asarray(self.p > level)


@dataclass(frozen=True)
class Micom:
    """Step 1 holds by design: one spec, one treatment of answers and one algorithm serve both groups; that the
    questions were put alike in both, people must judge. `composition` is step 2, `means` and `variances` are step 3;
    `dropped` permutations did not settle."""

    names: tuple[str, ...]
    sizes: tuple[int, int]
    pooling: Pooling
    level: float
    permutations: int
    dropped: int
    composition: Permuted
    means: Permuted
    variances: Permuted

    @property
    def invariance(self) -> tuple[Invariance, ...]:
        """What each latent allows."""
        composed = self.composition.kept(self.level)
        equal = self.means.kept(self.level) & self.variances.kept(self.level)
        return tuple(_verdict(bool(a), bool(b)) for a, b in zip(composed, equal, strict=True))


def micom(
    spec: IndexSpec,
    rows: Matrix,
    first: Bools,
    *,
    rng: np.random.Generator,
    permutations: int = 1000,
    level: float = 0.05,
    pooling: Pooling = Pooling.STANDARDISED,
) -> Micom:
    """Measurement invariance of composites between the rows (n, p) of the group `first` (n,) and the others.

    Step 2: c = cor(X w₁, X w₂) of the pooled answers X under the weights of either group; low c is evidence against.
    Step 3: differences of means (first − others) and logs of ratios of variances of the pooled composites, two-sided.
    p = (1 + number as extreme) / (1 + permutations) (Phipson & Smyth 2010); cSEM leaves the ones out.
    Raises `RowsIncomplete`, `GroupsTooSmall`, `NotEstimable`, `TooFewAnswers` (an item without spread in a group).
    Source: Henseler, Ringle & Sarstedt 2016, International Marketing Review 33:405–431.
    """
    plain = replace(spec, consistent=False)
    masks = np.vstack([first, permuted(first, permutations, rng)])
    parts = estimated_parts(plain, complete(rows), [each for mask in masks for each in split(mask)])
    whole = estimated_parts(plain, rows, [np.ones(len(rows), dtype=bool)])
    weights, good = on_own_latent(plain, parts.batch.weights), settled_pairs(parts.batch)
    composed = _composition(weights, _cross_products(rows, pooling))[good]
    scores = ((rows - whole.means.T) / whole.deviations.T) @ on_own_latent(plain, whole.batch.weights)[..., 0]
    means, variances = _moments(scores, masks)
    return Micom(
        spec.names,
        (int(first.sum()), int((~first).sum())),
        pooling,
        level,
        permutations,
        int((~good).sum()),
        _lower(composed, level),
        _two_sided(means, level),
        _two_sided(variances, level),
    )


def _verdict(composed: bool, equal: bool) -> Invariance:
    if not composed:
        return Invariance.NONE
    return Invariance.FULL if equal else Invariance.PARTIAL


def _cross_products(rows: Matrix, pooling: Pooling) -> Matrix:
    raw = pooling is Pooling.RAW
    return np.asarray(np.cov(rows, rowvar=False) if raw else np.corrcoef(rows, rowvar=False))


def _composition(weights: Matrix, products: Matrix) -> Matrix:
    """(s, k) correlations of the composites of two groups, whose weights (p, k, 2 s) stand side by side."""
    one, other = weights[..., 0::2], weights[..., 1::2]

    def covariance(a: Matrix, b: Matrix) -> Matrix:
        return np.asarray(np.einsum("pks,pq,qks->sk", a, products, b, optimize=True))

    return covariance(one, other) / np.sqrt(covariance(one, one) * covariance(other, other))


def _moments(scores: Matrix, masks: NDArray[np.bool_]) -> tuple[Matrix, Matrix]:
    """(s, k) differences of means and logarithms of ratios of variances, of scores (n, k) parted by masks (s, n)."""
    (mean, variance), (mean_rest, variance_rest) = _group(scores, masks), _group(scores, ~masks)
    return mean - mean_rest, np.log(variance / variance_rest)


def _group(scores: Matrix, masks: NDArray[np.bool_]) -> tuple[Matrix, Matrix]:
    count = masks.sum(axis=1, keepdims=True)
    mean = masks @ scores / count
    return mean, (masks @ scores**2 - count * mean**2) / (count - 1)


def _lower(drawn: Matrix, level: float) -> Permuted:
    value, others = drawn[0], drawn[1:]
    extreme = (others <= value + 1e-12).sum(axis=0)
    return Permuted(value, np.quantile(others, level, axis=0), np.ones_like(value), _share(extreme, others))


def _two_sided(drawn: Matrix, level: float) -> Permuted:
    value, others = drawn[0], drawn[1:]
    low, high = np.quantile(others, (level / 2, 1 - level / 2), axis=0)
    extreme = (np.abs(others) >= np.abs(value) - 1e-12).sum(axis=0)
    return Permuted(value, low, high, _share(extreme, others))


def _share(extreme: NDArray[np.int64], others: Matrix) -> Matrix:
    return (1 + extreme) / (1 + len(others))
