# SPDX-License-Identifier: Apache-2.0
"""How the respondents came about: weights, strata, clusters, populations, margins raked to; and the variance of totals
that follows (Taylor linearisation over the clusters of the first stage)."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Labels = NDArray[np.generic]
Codes = NDArray[np.intp]


class DesignMalformed(ValueError):
    """Weights, strata and clusters that do not describe a sample; the words say which column is wrong."""


class Lonely(StrEnum):
    """What a stratum with a single cluster does to the variance: stop, count its distance from the grand mean
    (cautious), or add nothing (it was taken with certainty)."""

    REFUSE = "refuse"
    CENTRE = "centre"
    CERTAIN = "certain"


@dataclass(frozen=True)
class SurveyDesign:
    """A sample of n respondents.

    `weights` (n,) ≥ 0; `strata` and `clusters` (n,) labels, None where there are none (each respondent is a cluster of
    one; clusters are nested in strata, so labels may repeat across strata); `populations` (n,) holds on every row the
    number of clusters (respondents, without clusters) in the stratum's population, None for a sample so small that it
    does not matter. `margins` and `base_weights` (n,) are given when `weights` were raked or post-stratified from
    `base_weights` to the categories of `margins`, each (n,) labels. Raises `DesignMalformed`.
    """

    weights: Numbers
    strata: Labels | None = None
    clusters: Labels | None = None
    populations: Numbers | None = None
    margins: tuple[Labels, ...] = ()
    base_weights: Numbers | None = None
    lonely: Lonely = Lonely.REFUSE

    def __post_init__(self) -> None:
        """Refuse columns of unequal length and weights that are negative, missing or all zero."""
        columns = (self.strata, self.clusters, self.populations, self.base_weights, *self.margins)
        if any(column is not None and column.shape != (len(self.weights),) for column in columns):
            raise DesignMalformed("权重、分层、群与总体数必须逐行对应，长度相同。")
        if not np.isfinite(self.weights).all() or (self.weights < 0).any() or not self.weights.sum() > 0:
            raise DesignMalformed("权重不得为负或缺失，且不能全部为 0。请先计算基础权重。")
        if self.margins and self.base_weights is None:
            raise DesignMalformed("给出了校准边际，还需给出校准之前的权重 base_weights。")
        if (self._fractions > 1 + 1e-12).any():
            raise DesignMalformed("有的层抽中的群多于总体数 populations。请核对该列。")
        if self.lonely is Lonely.REFUSE and ((self.sizes == 1) & (self._fractions < 1)).any():
            raise DesignMalformed("有的层只有一个群，算不出方差。请合并相近的层，或选择 lonely 的处理方式。")

    @cached_property
    def stratum_codes(self) -> Codes:
        """(n,) stratum of each respondent, from 0."""
        return np.zeros(len(self.weights), dtype=np.intp) if self.strata is None else _codes(self.strata)

    @cached_property
    def cluster_codes(self) -> Codes:
        """(n,) cluster of each respondent, from 0; numbered through all strata."""
        if self.clusters is None:
            return np.arange(len(self.weights))
        inside = _codes(self.clusters)
        return _codes(self.stratum_codes * (inside.max() + 1) + inside)

    @cached_property
    def cluster_strata(self) -> Codes:
        """(c,) stratum of each cluster."""
        found = np.zeros(self.cluster_codes.max() + 1, dtype=np.intp)
        found[self.cluster_codes] = self.stratum_codes
        return found

    @cached_property
    def sizes(self) -> Numbers:
        """(h,) clusters drawn in each stratum."""
        return np.bincount(self.cluster_strata).astype(float)

    @cached_property
    def stratum_populations(self) -> Numbers:
        """(h,) clusters in the population of each stratum; inf where none was given."""
        found = np.full(len(self.sizes), np.inf)
        if self.populations is not None:
            found[self.stratum_codes] = self.populations
            if not np.array_equal(found[self.stratum_codes], self.populations):
                raise DesignMalformed("同一层内的总体数 populations 应相同。请核对该列。")
        return found

    @cached_property
    def _fractions(self) -> Numbers:
        fractions: Numbers = self.sizes / self.stratum_populations
        return fractions

    @property
    def degrees_of_freedom(self) -> int:
        """Clusters less strata: what intervals take their t from."""
        return max(1, len(self.cluster_strata) - len(self.sizes))

    def residual(self, values: Numbers) -> Numbers:
        """(n, k) what raking cannot explain: `values` less their regression on all categories, with base weights.

        Deville & Särndal 1992: a raked total varies like that of the residuals, since the margins no longer vary.
        """
        if not self.margins or self.base_weights is None:
            return values
        columns = np.concatenate(
            [_codes(each)[:, None] == np.arange(len(set(each.tolist()))) for each in self.margins], 1
        )
        root = np.sqrt(self.base_weights)[:, None]
        fit, *_ = np.linalg.lstsq(columns * root, values * root, rcond=None)
        return np.asarray(values - columns @ fit, dtype=float)

    def cluster_totals(self, values: Numbers) -> Numbers:
        """(c, k) weighted totals of `values` (n, k) in each cluster, margins taken out."""
        weighted = self.residual(values) * self.weights[:, None]
        found = np.zeros((len(self.cluster_strata), values.shape[1]))
        np.add.at(found, self.cluster_codes, weighted)
        return found

    def covariance(self, values: Numbers) -> Numbers:
        """(k, k) design covariance of the weighted totals of `values` (n, k).

        Σ_h (1−n_h/N_h) n_h/(n_h−1) Σ_i (t_hi−t̄_h)(t_hi−t̄_h)ᵀ over cluster totals t (Särndal, Swensson & Wretman 1992,
        §4.6 with the ultimate cluster approximation).
        """
        totals = self.cluster_totals(values)
        centred = self._centred(totals)
        lonely = self.sizes == 1
        factors = (1 - self._fractions) * np.where(lonely, 1.0, self.sizes / np.maximum(self.sizes - 1, 1))
        if self.lonely is Lonely.CERTAIN:
            factors = np.where(lonely, 0.0, factors)
        return np.asarray((centred * factors[self.cluster_strata][:, None]).T @ centred)

    def _centred(self, totals: Numbers) -> Numbers:
        """Cluster totals less the mean of their stratum; of all, where a cluster is alone."""
        sums = np.zeros((len(self.sizes), totals.shape[1]))
        np.add.at(sums, self.cluster_strata, totals)
        means = np.where((self.sizes == 1)[:, None], totals.mean(axis=0), sums / self.sizes[:, None])
        return np.asarray(totals - means[self.cluster_strata])


def _codes(labels: Labels) -> Codes:
    return np.unique(labels, return_inverse=True)[1].astype(np.intp).ravel()
