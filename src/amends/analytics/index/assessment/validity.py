# SPDX-License-Identifier: Apache-2.0
"""Whether latents differ from one another: Fornell–Larcker, cross-loadings, HTMT2."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from amends.analytics.index.spec import Estimate, IndexSpec, Matrix


@dataclass(frozen=True)
class FornellLarcker:
    """`variances` (k,) is the average variance extracted, `correlations` (k, k) those between latents."""

    names: tuple[str, ...]
    variances: Matrix
    correlations: Matrix

    @property
    def table(self) -> Matrix:
        """(k, k) as commonly printed: √AVE on the diagonal, correlations below it, nan above."""
        below = np.where(np.tri(len(self.names), k=-1, dtype=bool), self.correlations, np.nan)
        np.fill_diagonal(below, np.sqrt(self.variances))
        return below

    @property
    def squares(self) -> Matrix:
        """(k, k) as cSEM prints it: AVE on the diagonal, squared correlations elsewhere."""
        found = self.correlations**2
        np.fill_diagonal(found, self.variances)
        return found

    @property
    def broken(self) -> tuple[tuple[str, str], ...]:
        """Pairs that share at least as much variance with each other as one of them with its own items."""
        shared, own = self.correlations**2, self.variances
        pairs = combinations(range(len(self.names)), 2)
        return tuple((self.names[a], self.names[b]) for a, b in pairs if shared[a, b] >= min(own[a], own[b]))


def fornell_larcker(estimate: Estimate) -> FornellLarcker:
    """AVE_k = mean of the squared loadings of block k, against the squared correlations with the other latents.

    Of a consistent estimate both sides are corrected for unreliability, as in cSEM; seminr sets corrected AVE against
    uncorrected correlations, which flatters. Says nothing of latents in mode B, whose items need not correlate.
    Source: Fornell & Larcker 1981, J. Marketing Research 18:39–50.
    """
    blocks = estimate.spec.blocks
    variances = np.array([np.mean(estimate.loadings[block] ** 2) for block in blocks])
    return FornellLarcker(estimate.spec.names, variances, estimate.construct_correlations)


@dataclass(frozen=True)
class CrossLoadings:
    """`table` (p, k): correlation of each item with each composite; `strayed`: items that belong elsewhere more."""

    items: tuple[str, ...]
    names: tuple[str, ...]
    table: Matrix
    strayed: tuple[str, ...]


def cross_loadings(estimate: Estimate) -> CrossLoadings:
    """cor(x_i, y_k) = (R W)_ik; an item has strayed if |cor| is larger with another latent than with its own.

    Source: Chin 1998, in Marcoulides (ed.), Modern Methods for Business Research, 295–336.
    """
    table = estimate.cross_loadings
    homes = np.repeat(np.arange(len(estimate.spec.latents)), [b.stop - b.start for b in estimate.spec.blocks])
    away = np.abs(table).argmax(axis=1) != homes
    items = estimate.spec.items
    return CrossLoadings(items, estimate.spec.names, table, tuple(np.array(items)[away].tolist()))


def htmt2(spec: IndexSpec, correlations: Matrix) -> Matrix:
    """Heterotrait–monotrait ratios of the second kind (k, k, …) from correlations (p, p, …) of the items.

    Geometric mean of the correlations across two blocks over the root of the product of the geometric means within
    them (1 for a block of one item); diagonal nan. nan where one of those correlations is not positive, for then there
    is no geometric mean (as cSEM). HTMT2 asks for congeneric items where HTMT asks for tau-equivalent ones.
    Source: Roemer, Schuberth & Henseler 2021, Industrial Management & Data Systems 121:2637–2650.
    """
    logs = np.log(np.where(correlations > 0, correlations, np.nan))
    within = [_mean_within(logs[block, block]) for block in spec.blocks]
    found = np.full((len(within), len(within), *correlations.shape[2:]), np.nan)
    for a, b in combinations(range(len(within)), 2):
        across = logs[spec.blocks[a], spec.blocks[b]].mean(axis=(0, 1))
        found[a, b] = found[b, a] = np.exp(across - (within[a] + within[b]) / 2)
    return found


def _mean_within(logs: Matrix) -> Matrix:
    """Mean of the logarithms (…) below the diagonal of (m, m, …); 0 for a single item."""
    size = logs.shape[0]
    if size == 1:
        return np.zeros(logs.shape[2:])
    return np.asarray(logs[np.tril_indices(size, -1)].mean(axis=0))
