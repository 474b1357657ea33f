# SPDX-License-Identifier: Apache-2.0
"""How far items of a block, or antecedents of a latent, say the same: variance inflation factors."""

import numpy as np

from amends.analytics.index.spec import Estimate, Matrix


def inflation(correlations: Matrix) -> Matrix:
    """(m,) 1 / (1 − R²_j) of each of m variables on the others = diagonal of the inverse of (m, m) correlations.

    inf where the variables determine one another. Source: Marquardt 1970, Technometrics 12:591–612.
    """
    size = correlations.shape[0]
    if np.linalg.matrix_rank(correlations, hermitian=True) < size:
        return np.full(size, np.inf)
    return np.diag(np.linalg.inv(correlations)).copy()


def vif_items(estimate: Estimate) -> Matrix:
    """(p,) inflation of each item by the others of its block; 1 for a single item. Matters in mode B above all."""
    return np.concatenate([inflation(estimate.correlations[b, b]) for b in estimate.spec.blocks])


def vif_antecedents(estimate: Estimate) -> Matrix:
    """(k, k) inflation of the path from the row to the column by the other antecedents of the column; nan: no path.

    A lone antecedent has 1 (seminr prints «.», cSEM leaves it out). Of a consistent estimate the correlations are
    corrected for unreliability, as in cSEM; seminr takes those of the composites.
    """
    leads = estimate.spec.leads
    found = np.full(leads.shape, np.nan)
    for target in np.flatnonzero(leads.any(axis=0)):
        sources = np.flatnonzero(leads[:, target])
        found[sources, target] = inflation(estimate.construct_correlations[np.ix_(sources, sources)])
    return found
