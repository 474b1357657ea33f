# SPDX-License-Identifier: Apache-2.0
"""One wave of a survey: its answers, and the table of weights, shares and means that an index is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.analytics.drivers.correlations import Matrix
from amends.kernel.refusals import Refusal


class WaveMalformed(Refusal):
    """A wave cannot be compared; the words say what is missing."""


@dataclass(frozen=True)
class Wave:
    """What an index is made of: I = Σ_s share_s Σ_k w_k x_ks / Σ_k w_k.

    `weights` (K,) of the elements, in any unit; `shares` (…, S) of the strata, summing to 1; `means` (…, K, S) of each
    element in each stratum. Leading axes are resamples.
    """

    elements: tuple[str, ...]
    strata: tuple[str, ...]
    weights: Matrix
    shares: Matrix
    means: Matrix

    def __post_init__(self) -> None:
        sizes = len(self.elements), len(self.strata)
        if (
            self.weights.shape != sizes[:1]
            or self.shares.shape[-1:] != sizes[1:]
            or self.means.shape[-2:] != sizes
        ):
            raise WaveMalformed("要素、层与表格的大小不一致：权重按要素，占比按层，均值按要素×层。请核对。")
        if len(set(self.elements)) < sizes[0] or len(set(self.strata)) < sizes[1]:
            raise WaveMalformed("要素或层的名称有重复。请给每个要素、每一层不同的名称。")
        if not np.isfinite(self.weights).all() or (self.weights < 0).any():
            raise WaveMalformed("要素权重要是不小于 0 的数。请核对权重。")

    def index(self, elements: Sequence[str] | None = None) -> Matrix:
        """(…,) the index over `elements` (all unless given), their weights scaled to sum to 1."""
        at = self._places(self.elements if elements is None else elements)
        return _mean(self.share_of_weight(at), self.means[..., at, :], self.shares)

    def share_of_weight(self, at: Sequence[int]) -> Matrix:
        """(c,) weights of some elements, scaled to sum to 1. Raises `WaveMalformed` where they weigh nothing."""
        chosen = self.weights[list(at)]
        if not chosen.sum() > 0:
            raise WaveMalformed("所选要素的权重之和为 0，算不出指数。请核对权重。")
        found: Matrix = chosen / chosen.sum()
        return found

    def only(self, elements: Sequence[str], strata: Sequence[str]) -> "Wave":
        """The same wave, with some elements and with its strata in the order given."""
        rows, columns = self._places(elements), [self.strata.index(s) for s in strata]
        means = self.means[..., rows, :][..., columns]
        return Wave(tuple(elements), tuple(strata), self.weights[rows], self.shares[..., columns], means)

    def _places(self, elements: Sequence[str]) -> list[int]:
        return [self.elements.index(e) for e in elements]


@dataclass(frozen=True)
class Answers:
    """The answers of one wave, or of a bridge sample that answered both forms.

    `values` (n, K) on the scale of the index, nan where not answered; `stratum` (n,) names; `sample_weights` (n,),
    1 each if None; `units` (n,) names what is drawn together in the bootstrap: the person (the same name in both waves
    for a member of a panel) or the cluster. None: each row for itself. `drawn_within` (n,) names the strata of the
    sampling design, each with whole units, where these are to be drawn inside each.
    """

    elements: tuple[str, ...]
    values: Matrix
    stratum: Sequence[str]
    sample_weights: Matrix | None = None
    units: Sequence[str] | None = None
    drawn_within: Sequence[str] | None = None

    def __post_init__(self) -> None:
        rows = len(self.values)
        given = (self.stratum, self.sample_weights, self.units, self.drawn_within)
        if self.values.ndim != 2 or self.values.shape[1] != len(self.elements):
            raise WaveMalformed("答案的列数与要素个数不一致。请每个要素给一列。")
        if any(each is not None and len(each) != rows for each in given):
            raise WaveMalformed("层、样本权重和抽样单元要与答案的行数相同。请核对。")
        if not (np.isfinite(self.weighted) & (self.weighted >= 0)).all() or not self.weighted.sum() > 0:
            raise WaveMalformed("样本权重要是不小于 0 的数，且不能全是 0。请核对权重列。")

    @property
    def weighted(self) -> Matrix:
        """(n,) sample weights."""
        return np.ones(len(self.values)) if self.sample_weights is None else self.sample_weights

    def wave(self, weights: Matrix, counts: Matrix | None = None) -> Wave:
        """The table of this wave; with `counts` (b, n), how often each row was drawn, that of b resamples at once.

        A cell in which nobody answered comes out as nan.
        """
        drawn = np.ones((1, len(self.values))) if counts is None else counts
        strata = tuple(dict.fromkeys(self.stratum))
        where = np.array([strata.index(s) for s in self.stratum])
        sums = np.stack([self._sums(drawn, np.flatnonzero(where == s)) for s in range(len(strata))], axis=-1)
        width = len(self.elements)
        total, answered, scored = sums[:, 0], sums[:, 1 : width + 1], sums[:, width + 1 :]
        means = np.divide(scored, answered, out=np.full_like(scored, np.nan), where=answered > 0)
        whole = total.sum(axis=-1, keepdims=True)
        shares = np.divide(total, whole, out=np.full_like(total, np.nan), where=whole > 0)
        if counts is None:
            shares, means = shares[0], means[0]
        return Wave(self.elements, strata, weights, shares, means)

    def _sums(self, drawn: Matrix, rows: NDArray[np.intp]) -> Matrix:
        """(b, 1 + 2K): weight in a stratum, and by element the weight of who answered and their weighted scores."""
        values, weights = self.values[rows], self.weighted[rows, None]
        there = np.isfinite(values)
        table = np.hstack([weights, weights * there, weights * np.where(there, values, 0.0)])
        sums: Matrix = drawn[:, rows] @ table
        return sums


def _mean(weights: Matrix, means: Matrix, shares: Matrix) -> Matrix:
    return np.asarray(np.einsum("...k,...ks,...s->...", weights, means, shares))
