# SPDX-License-Identifier: Apache-2.0
"""Reliability and convergent validity of the blocks of an estimate."""

from dataclasses import dataclass

import numpy as np

from amends.analytics.index.spec import Estimate, Matrix


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """(k,) each, in the order of the latents: 1 for a block of one item."""

    alpha: Matrix
    rho_a: Matrix
    rho_c: Matrix
    ave: Matrix


def reliability(found: Estimate) -> Reliability:
    """Alpha (standardised, from mean correlations), rho_A, rho_C from the PLS loadings, AVE.

    With m items: alpha = m·r̄ / (1 + (m − 1)·r̄) (Cronbach 1951); rho_C = (Σλ)² / ((Σλ)² + Σ(1 − λ²)) (Jöreskog
    1971) and AVE = Σλ²/m (Fornell & Larcker 1981) from the loadings λ of the estimate, so corrected ones where the
    model is consistent. Packages that take rho_C from the first principal component differ in the fourth digit.
    """
    alphas = [_alpha(found.correlations[block, block]) for block in found.spec.blocks]
    loadings = [found.loadings[block] for block in found.spec.blocks]
    return Reliability(
        alpha=np.array(alphas),
        rho_a=found.rho_a,
        rho_c=np.array([_rho_c(each) for each in loadings]),
        ave=np.array([float((each**2).mean()) for each in loadings]),
    )


def _alpha(correlations: Matrix) -> float:
    size = len(correlations)
    if size == 1:
        return 1.0
    mean = (correlations.sum() - size) / (size * (size - 1))
    return float(size * mean / (1 + (size - 1) * mean))


def _rho_c(loadings: Matrix) -> float:
    common = loadings.sum() ** 2
    return float(common / (common + (1 - loadings**2).sum()))
