# SPDX-License-Identifier: Apache-2.0
"""The rounds in which weights come to rest: composites, what they see of their neighbours, the next weights."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.analytics.index.solving import factored, regressed, solved
from amends.analytics.index.spec import IndexSpec, Matrix, Mode, Scheme


@dataclass(frozen=True, slots=True)
class Rest:
    """Where s samples came to rest: `weights` (p, s), `cross_loadings` (p, k, s), `rounds` and `converged` (s,)."""

    weights: Matrix
    cross_loadings: Matrix
    rounds: NDArray[np.int64]
    converged: NDArray[np.bool_]


def settled(spec: IndexSpec, correlations: Matrix, start: Matrix, tolerance: float) -> Rest:
    """Rounds from the weights `start` (p,) on correlations (p, p, s), each sample until no weight moves by more.

    A sample stops for itself: what becomes of it does not depend on those beside it. What has not stopped after
    `spec.most_rounds` is not `converged` and stays where it is.
    """
    samples = correlations.shape[2]
    rest = Rest(
        np.full((len(spec.items), samples), np.nan),
        np.full((len(spec.items), len(spec.latents), samples), np.nan),
        np.full(samples, spec.most_rounds),
        np.zeros(samples, dtype=bool),
    )
    going, here = np.arange(samples), correlations
    weights = np.repeat(start[:, None], samples, axis=1)
    before = np.full_like(weights, np.inf)
    again = _outer(spec, here)
    for number in range(1, spec.most_rounds + 1):
        weights, cross = _scaled(spec, here, weights)
        still = _moves(weights, before, tolerance)
        ends = (~still | (number == spec.most_rounds)) & ~rest.converged[going]
        rest.weights[:, going[ends]], rest.rounds[going[ends]] = weights[:, ends], number
        rest.cross_loadings[:, :, going[ends]] = cross[:, :, ends]
        rest.converged[going[ends]] = (~still & np.isfinite(weights).all(axis=0))[ends]
        if not still.any():
            break
        if still.sum() <= 0.7 * still.size:  # a copy costs about as much as a round
            going, here = going[still], here[:, :, still]
            weights, cross = weights[:, still], cross[:, :, still]
            again = _outer(spec, here)
        before, weights = weights, again(cross, _inner(spec, _together(spec, weights, cross)))
    return rest


def _moves(weights: Matrix, before: Matrix, tolerance: float) -> NDArray[np.bool_]:
    """(s,) whether any weight moved; what is not a number moves no more."""
    with np.errstate(invalid="ignore"):
        found: NDArray[np.bool_] = np.abs(weights - before).max(axis=0) > tolerance
    return found


def _scaled(spec: IndexSpec, correlations: Matrix, weights: Matrix) -> tuple[Matrix, Matrix]:
    """Weights (p, s) that make composites of variance 1, and their correlations with all items (p, k, s)."""
    cross = np.empty((len(spec.items), len(spec.latents), weights.shape[1]))
    scaled = np.empty_like(weights)
    for at, block in enumerate(spec.blocks):
        seen = np.einsum("is,ijs->js", weights[block], correlations[block])
        with np.errstate(invalid="ignore", divide="ignore"):
            length = 1 / np.sqrt(np.einsum("is,is->s", weights[block], seen[block]))
        scaled[block] = weights[block] * length
        np.multiply(seen, length, out=cross[:, at])
    return scaled, cross


def _together(spec: IndexSpec, weights: Matrix, cross: Matrix) -> Matrix:
    """(k, k, s) correlations of composites."""
    return np.stack([np.einsum("is,ijs->js", weights[block], cross[block]) for block in spec.blocks])


def _inner(spec: IndexSpec, composites: Matrix) -> Matrix:
    """(k, k, s): how much the latent of the row sees of that of the column; nothing where no path joins them."""
    near = (spec.leads | spec.leads.T)[:, :, None]
    if spec.scheme is Scheme.CENTROID:
        return np.where(near, np.sign(composites), 0.0)
    seen = np.where(near, composites, 0.0)
    if spec.scheme is Scheme.PATH:
        for target in np.flatnonzero(spec.leads.any(axis=0)).tolist():
            on = np.flatnonzero(spec.leads[:, target]).tolist()
            seen[target, on] = regressed(composites, on, target)
    return seen


def _outer(spec: IndexSpec, correlations: Matrix) -> Callable[[Matrix, Matrix], Matrix]:
    """The next weights (p, s) from cross-loadings (p, k, s) and inner weights (k, k, s), block by block."""
    of_b = {
        at: factored(correlations[block, block])
        for at, block in enumerate(spec.blocks)
        if spec.latents[at].mode is Mode.B and block.stop - block.start > 1
    }
    neighbours = [np.flatnonzero(row).tolist() for row in spec.leads | spec.leads.T]

    def again(cross: Matrix, inner: Matrix) -> Matrix:
        made = np.ones((cross.shape[0], cross.shape[2]))
        for at, block in enumerate(spec.blocks):
            if spec.latents[at].mode is Mode.UNIT:
                continue
            seen = sum(cross[block, each] * inner[at, each] for each in neighbours[at])
            made[block] = solved(of_b[at], seen) if at in of_b else seen
        return made

    return again
