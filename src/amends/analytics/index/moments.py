# SPDX-License-Identifier: Apache-2.0
"""Weighted means, deviations and correlations of items, with gaps treated in a way that the result states."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from amends.analytics.index.spec import Matrix
from amends.kernel.refusals import Refusal


class Missing(StrEnum):
    """What stands in for answers that were not given."""

    MEAN = "mean"  # the weighted mean of the item, put in once; weakens correlations where many are missing
    CASEWISE = "casewise"  # rows with any gap are left out
    PAIRWISE = "pairwise"  # each correlation from the rows that have both


class TooFewAnswers(Refusal):
    """There are not answers enough, or an item has one answer only; the words name the item."""


class BadWeights(Refusal):
    """Survey weights must be one a row, finite, not negative and not all zero."""


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """What is known of p items: `rows` that count, `means` (p,), `deviations` (p,), `correlations` (p, p).

    `deviations` have n − 1 below (with weights w: Σw(x − mean)² / Σw · n / (n − 1)). `gaps` (p,) are missing
    answers of each item in the rows given, `left_out` rows not used, `missing` how gaps were treated.
    """

    rows: int
    means: Matrix
    deviations: Matrix
    correlations: Matrix
    missing: Missing
    gaps: NDArray[np.int64]
    left_out: int
    weighted: bool


def moments_of(
    answers: Matrix,
    *,
    weights: Matrix | None = None,
    missing: Missing = Missing.MEAN,
    names: tuple[str, ...] = (),
) -> Moments:
    """Moments of answers (n, p), nan where not given, under survey weights (n,).

    Raises `TooFewAnswers` (an item without spread is named by `names`) and `BadWeights`.
    """
    share, used = shares(len(answers), weights), usable(answers, weights, missing)
    kept, share = answers[used], share[used]
    means, variances = _means(kept, share, names)
    if missing is Missing.PAIRWISE:
        correlations = _pairwise(kept, share, means)
    else:
        filled = np.where(np.isnan(kept), means, kept) - means
        variances = (share[:, None] * filled**2).sum(axis=0) / share.sum()
        correlations = _correlated(filled, share)
    rows = int(used.sum())
    return Moments(
        rows=rows,
        means=means,
        deviations=np.sqrt(variances * rows / (rows - 1)),
        correlations=correlations,
        missing=missing,
        gaps=np.isnan(answers).sum(axis=0),
        left_out=int(len(answers) - rows),
        weighted=weights is not None,
    )


def shares(rows: int, weights: Matrix | None) -> Matrix:
    """(n,) weights with mean 1; ones where there are none. Raises `BadWeights`."""
    if weights is None:
        return np.ones(rows)
    good = weights.shape == (rows,) and bool(np.isfinite(weights).all()) and bool((weights >= 0).all())
    if not good or not weights.sum() > 0:
        raise BadWeights("权重要一行一个、是有限的非负数，且不全为零；现有 %(rows)s 行 (weights)", rows=rows)
    found: Matrix = weights * (rows / weights.sum())
    return found


def usable(answers: Matrix, weights: Matrix | None, missing: Missing) -> NDArray[np.bool_]:
    """(n,) the rows that count: some weight, some answer, and casewise no gap."""
    gaps = np.isnan(answers)
    unusable = gaps.any(axis=1) if missing is Missing.CASEWISE else gaps.all(axis=1)
    found = ~np.asarray(unusable, dtype=bool)
    return found if weights is None else found & (weights > 0)


def filled(answers: Matrix, share: Matrix) -> Matrix:
    """Answers (n, p) with the weighted mean of the item where one is missing."""
    gaps = np.isnan(answers)
    if not gaps.any():
        return answers
    weight = share[:, None] * ~gaps
    means = (weight * np.where(gaps, 0.0, answers)).sum(axis=0) / weight.sum(axis=0)
    return np.where(gaps, means, answers)


def _means(answers: Matrix, share: Matrix, names: tuple[str, ...]) -> tuple[Matrix, Matrix]:
    """Means and variances (p,) of the answers given."""
    if len(answers) < 3:
        raise TooFewAnswers(
            "只有 %(rows)s 行可用，至少要 3 行；请检查缺失值，或改用 mean (too few rows)", rows=len(answers)
        )
    weight = share[:, None] * ~np.isnan(answers)
    total = weight.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.nansum(weight * answers, axis=0) / total
        spread = np.nansum(weight * (answers - means) ** 2, axis=0) / total
    flat = np.flatnonzero(~(spread > 1e-12 * np.maximum(1.0, means**2)))
    if flat.size:
        called = [names[at] if names else str(at + 1) for at in flat]
        raise TooFewAnswers(
            "题项 %(items)s 没有答案或答案全都一样，算不出相关；请从模型中去掉 (no spread)", items=called
        )
    return means, spread


def _correlated(centred: Matrix, share: Matrix) -> Matrix:
    products = (centred * share[:, None]).T @ centred
    length = np.sqrt(np.diag(products))
    return _sure(products / np.outer(length, length))


def _pairwise(answers: Matrix, share: Matrix, means: Matrix) -> Matrix:
    """Each from the rows that have both, with the means and deviations of those rows."""
    there = (~np.isnan(answers)).astype(float)
    centred = np.where(there > 0, answers - means, 0.0)
    heavy = there * share[:, None]
    count = heavy.T @ there
    first = (centred * share[:, None]).T @ there
    second = (centred**2 * share[:, None]).T @ there
    products = (centred * share[:, None]).T @ centred
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = second - first**2 / count
        found = (products - first * first.T / count) / np.sqrt(spread * spread.T)
    if not np.isfinite(found).all():
        raise TooFewAnswers("有两个题项从未一起回答过，成对相关算不出；请改用 mean (no common rows)")
    return _sure(found)


def _sure(correlations: Matrix) -> Matrix:
    np.fill_diagonal(correlations, 1.0)
    return correlations
