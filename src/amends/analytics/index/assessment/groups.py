# SPDX-License-Identifier: Apache-2.0
"""Whether paths differ between two groups: by permutation, by bootstrap, by t tests. Judge MICOM before."""

from dataclasses import dataclass

import numpy as np

from amends.analytics.distributions import student
from amends.analytics.index.assessment.samples import (
    Bools,
    complete,
    estimated_parts,
    permuted,
    settled_pairs,
    split,
)
from amends.analytics.index.spec import IndexSpec, Matrix


@dataclass(frozen=True)
class PathDifferences:
    """(m,) each, one for each path of the model: its value in either group, first − second, and two-sided p;
    `dropped` permutations did not settle."""

    paths: tuple[tuple[str, str], ...]
    first: Matrix
    second: Matrix
    difference: Matrix
    p: Matrix
    permutations: int
    dropped: int


def permute_groups(
    spec: IndexSpec, rows: Matrix, first: Bools, *, rng: np.random.Generator, permutations: int = 1000
) -> PathDifferences:
    """Paths of the rows (n, p) in the group `first` (n,) against those of the others, membership dealt out anew.

    p = (1 + number of permutations that differ as much) / (1 + permutations). Exact if nothing differs but the labels.
    Raises `RowsIncomplete`, `GroupsTooSmall`, `NotEstimable`, `TooFewAnswers`.
    Source: Chin & Dibbern 2010, Handbook of PLS, 171–193.
    """
    masks = np.vstack([first, permuted(first, permutations, rng)])
    parts = estimated_parts(spec, complete(rows), [each for mask in masks for each in split(mask)])
    at = [(spec.names.index(source), spec.names.index(target)) for source, target in spec.paths]
    values = np.stack([parts.batch.paths[source, target] for source, target in at])
    one, other = values[:, 0::2], values[:, 1::2]
    gaps = (one - other)[:, 1:][:, settled_pairs(parts.batch)[1:]]
    seen = one[:, 0] - other[:, 0]
    extreme = (np.abs(gaps) >= np.abs(seen)[:, None] - 1e-12).sum(axis=1)
    p = (1 + extreme) / (1 + gaps.shape[1])
    return PathDifferences(
        spec.paths, one[:, 0], other[:, 0], seen, p, permutations, permutations - gaps.shape[1]
    )


def henseler_probability(first: Matrix, second: Matrix) -> Matrix:
    """(m,) probability that a parameter is not larger in the first group, from bootstrap samples (J₁, m), (J₂, m).

    1 − Σ_j Σ_i Θ(2 b̄₁ − b₁ⱼ − 2 b̄₂ + b₂ᵢ) / (J₁ J₂), Θ(0) = ½: near 0, the first is larger; near 1, the second.
    Two-sided: 2 min(p, 1 − p). As seminr.
    Source: Henseler, Ringle & Sinkovics 2009, Advances in International Marketing 20:277–319.
    """
    one, other = (2 * each.mean(axis=0) - each for each in (first, second))
    return np.array([_not_larger(a, b) for a, b in zip(one.T, other.T, strict=True)])


def _not_larger(one: Matrix, other: Matrix) -> float:
    ordered = np.sort(other)
    below = np.searchsorted(ordered, one, "left") + np.searchsorted(ordered, one, "right")
    return float(1 - below.mean() / (2 * ordered.size))


@dataclass(frozen=True)
class Side:
    """A group of `rows`: values (m,) of m parameters and their bootstrap standard errors (m,)."""

    values: Matrix
    errors: Matrix
    rows: int


@dataclass(frozen=True)
class TTest:
    """(m,) each: t of first − second, its degrees of freedom, two-sided p."""

    t: Matrix
    degrees: Matrix
    p: Matrix


def parametric(first: Side, second: Side) -> TTest:
    """t = (b₁ − b₂) / (s √(1/n₁ + 1/n₂)), s² = ((n₁ − 1)² se₁² + (n₂ − 1)² se₂²) / (n₁ + n₂ − 2), with n₁ + n₂ − 2
    degrees of freedom: the same spread in both groups is taken for granted. Source: Keil et al. 2000, MISQ 24:299–325.
    """
    degrees = first.rows + second.rows - 2
    pooled = ((first.rows - 1) ** 2 * first.errors**2 + (second.rows - 1) ** 2 * second.errors**2) / degrees
    return _t_test(
        first, second, pooled * (1 / first.rows + 1 / second.rows), np.full(pooled.shape, float(degrees))
    )


def welch_satterthwaite(first: Side, second: Side) -> TTest:
    """t = (b₁ − b₂) / √(v₁ + v₂), v = se² (n − 1) / n, with (v₁ + v₂)² / (v₁² / (n₁ − 1) + v₂² / (n₂ − 1)) degrees of
    freedom: spreads may differ. Sarstedt, Henseler & Ringle 2011 (Advances in Int. Marketing 22:195–218) take 2 from
    these; Welch 1947 (Biometrika 34:28–35), followed here, does not.
    """
    one, other = (each.errors**2 * (each.rows - 1) / each.rows for each in (first, second))
    degrees = (one + other) ** 2 / (one**2 / (first.rows - 1) + other**2 / (second.rows - 1))
    return _t_test(first, second, one + other, degrees)


def _t_test(first: Side, second: Side, variance: Matrix, degrees: Matrix) -> TTest:
    t = (first.values - second.values) / np.sqrt(variance)
    return TTest(t, degrees, 2 * student.sf(np.abs(t), degrees))
