# SPDX-License-Identifier: Apache-2.0
"""How far the correlations that a model implies are from those seen: SRMR and dULS, naming what they stand on."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from amends.analytics.index.assessment.samples import led, loading_matrix
from amends.analytics.index.spec import Estimate, Matrix


class Inner(StrEnum):
    """Whether latents correlate freely, or only as the paths let them."""

    SATURATED = "saturated"
    ESTIMATED = "estimated"


class Outer(StrEnum):
    """Whether items of a block correlate freely (composite), or only through their latent (common factor)."""

    COMPOSITE = "composite"
    COMMON_FACTOR = "common factor"


class Residuals(StrEnum):
    """How much of a latent is left over when the paths imply the correlations of its antecedents."""

    OBSERVED = "1 − R² of the estimate"  # cSEM
    UNIT = "what makes every variance 1"  # tracing rules


@dataclass(frozen=True)
class ModelFit:
    """Both distances with what they stand on; without the name of the model the figures cannot be compared."""

    srmr: float
    d_uls: float
    inner: Inner
    outer: Outer
    residuals: Residuals
    diagonal: bool


def model_fit(
    estimate: Estimate,
    inner: Inner,
    outer: Outer,
    *,
    residuals: Residuals = Residuals.OBSERVED,
    diagonal: bool = True,
) -> ModelFit:
    """dULS = ½ Σ_ij (r_ij − ρ_ij)² and SRMR = √(dULS / q) of p items, with q = p (p + 1) / 2 (cSEM), or p (p − 1) / 2
    where the diagonal, which is always met, does not count (openpls).

    Of an estimate that is not consistent the common factor reads composites as if they were factors, as cSEM does.
    Sources: Henseler et al. 2014, Organizational Research Methods 17:182–209; Dijkstra & Henseler 2015, CSDA 81:10–23.
    """
    gap = estimate.correlations - implied_items(estimate, inner, outer, residuals)
    distance = float((gap**2).sum() / 2)
    size = gap.shape[0]
    cells = size * (size + 1) / 2 if diagonal else size * (size - 1) / 2
    return ModelFit(float(np.sqrt(distance / cells)), distance, inner, outer, residuals, diagonal)


def implied_items(estimate: Estimate, inner: Inner, outer: Outer, residuals: Residuals) -> Matrix:
    """(p, p) correlations of items that the model implies: Λ V Λ' with loadings Λ and latents' correlations V; within a
    block as seen if it is a composite; diagonal 1."""
    saturated = inner is Inner.SATURATED
    latents = estimate.construct_correlations if saturated else implied_latents(estimate, residuals)
    loadings = loading_matrix(estimate)
    found = loadings @ latents @ loadings.T
    for block in estimate.spec.blocks if outer is Outer.COMPOSITE else ():
        found[block, block] = estimate.correlations[block, block]
    np.fill_diagonal(found, 1.0)
    return found


def implied_latents(estimate: Estimate, residuals: Residuals) -> Matrix:
    """(k, k) correlations of latents that the paths imply; those that nothing leads to correlate as seen.

    OBSERVED: (I − B')⁻¹ Ψ (I − B)⁻¹ with Ψ = 1 − R², its diagonal then set to 1 as cSEM does. UNIT: Ψ chosen so that
    the diagonal is 1 (Wright 1934, Annals of Mathematical Statistics 5:161–215).
    """
    found = _with_observed(estimate) if residuals is Residuals.OBSERVED else _with_unit(estimate)
    np.fill_diagonal(found, 1.0)
    return found


def _with_observed(estimate: Estimate) -> Matrix:
    lower = led(estimate.spec)
    left = np.where(lower[:, None] | lower, 0.0, estimate.construct_correlations)
    left[lower, lower] = 1 - estimate.r2[lower]
    spread = np.linalg.inv(np.eye(lower.size) - estimate.paths)
    return spread.T @ left @ spread


def _with_unit(estimate: Estimate) -> Matrix:
    leads, paths = estimate.spec.leads, estimate.paths
    done = ~led(estimate.spec)
    found = np.where(done[:, None] & done, estimate.construct_correlations, 0.0)
    while not done.all():
        ready = np.flatnonzero(~done & ~leads[~done].any(axis=0))[0]
        found[ready, done] = found[done, ready] = found[np.ix_(done, done)] @ paths[done, ready]
        found[ready, ready], done[ready] = 1.0, True
    return found
