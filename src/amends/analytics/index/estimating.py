# SPDX-License-Identifier: Apache-2.0
"""PLS path models from correlations alone, many samples at once.

Rounds as Wold (1982), Lohmöller (1989) and Tenenhaus et al. (2005, CSDA 48:159–205) give them: items make composites,
composites look at their neighbours, what they see makes the next weights. A round needs the correlations of items and
no row of data, so a sample is a (p, p) matrix, and s of them go through every step together.

Signs: weights and −weights fit alike. Every composite is turned to where most of its items point: the sum of the
loadings of its own items is not negative.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.analytics.index.moments import Moments
from amends.analytics.index.rounds import settled
from amends.analytics.index.solving import regressed
from amends.analytics.index.spec import Estimate, IndexSpec, Matrix, Mode
from amends.kernel.refusals import Refusal


class NotEstimable(Refusal):
    """The answers do not determine the model: an item repeats others, or the weights never come to rest."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Estimates of one model on s samples, samples last; p items, k latents; nan where a sample has none.

    `weights` and `loadings` (p, s), `cross_loadings` (p, k, s), `composites` (k, k, s) correlations of composites,
    `constructs` (k, k, s) the same, corrected for unreliability where the model is consistent, `paths` (k, k, s)
    from row to column, `r2` (k, s), `rho_a` (k, s), `rounds` (s,), `converged` (s,).
    """

    weights: Matrix
    loadings: Matrix
    cross_loadings: Matrix
    composites: Matrix
    constructs: Matrix
    paths: Matrix
    r2: Matrix
    rho_a: Matrix
    rounds: NDArray[np.int64]
    converged: NDArray[np.bool_]


def estimate(spec: IndexSpec, moments: Moments) -> Estimate:
    """The model on one sample, from its `Moments`. Raises `NotEstimable`.

    A sample that did not settle in `spec.most_rounds` is returned with `converged` False.
    """
    found = estimate_many(spec, moments.correlations[:, :, None])
    if not np.isfinite(found.weights).all() or not np.isfinite(found.constructs).all():
        raise _refused(spec, found)
    return Estimate(
        spec=spec,
        rows=moments.rows,
        means=moments.means,
        deviations=moments.deviations,
        correlations=moments.correlations,
        weights=_spread(spec, found.weights[:, 0]),
        cross_loadings=found.cross_loadings[..., 0],
        construct_correlations=found.constructs[..., 0],
        paths=found.paths[..., 0],
        r2=found.r2[:, 0],
        rho_a=found.rho_a[:, 0],
        rounds=int(found.rounds[0]),
        converged=bool(found.converged[0]),
    )


def estimate_many(
    spec: IndexSpec, correlations: Matrix, *, start: Matrix | None = None, tolerance: float | None = None
) -> Batch:
    """The model on s samples of correlations (p, p, s); rounds begin at weights `start` (p,), ones unless given."""
    begin = np.ones(len(spec.items)) if start is None else start
    rest = settled(spec, correlations, begin, spec.tolerance if tolerance is None else tolerance)
    sign = _signs(spec, rest.cross_loadings)
    weights = rest.weights * np.repeat(sign, _sizes(spec), axis=0)
    cross = rest.cross_loadings * sign[None]
    composites = _composites(spec, weights, cross)
    rho_a = _rho_a(spec, weights)
    constructs = _corrected(composites, rho_a) if spec.consistent else composites
    paths, r2 = structure(spec, constructs)
    own = _own(spec, cross)
    loadings = _corrected_loadings(spec, own, weights, rho_a) if spec.consistent else own
    return Batch(
        weights, loadings, cross, composites, constructs, paths, r2, rho_a, rest.rounds, rest.converged
    )


def structure(spec: IndexSpec, constructs: Matrix) -> tuple[Matrix, Matrix]:
    """Paths (k, k, s) and R² (k, s; nan for what nothing leads to): least squares on correlations (k, k, s)."""
    paths, r2 = np.zeros_like(constructs), np.full(constructs.shape[1:], np.nan)
    for target in np.flatnonzero(spec.leads.any(axis=0)).tolist():
        on = np.flatnonzero(spec.leads[:, target]).tolist()
        paths[on, target] = found = regressed(constructs, on, target)
        r2[target] = np.einsum("js,js->s", found, constructs[on, target])
    return paths, r2


def total_effects(paths: Matrix) -> Matrix:
    """(k, k, …) direct and indirect effects together: paths + paths² + … (a path model has no circles)."""
    found = power = paths
    for _ in range(len(paths) - 2):  # the longest way touches every latent once
        power = np.einsum("im...,mj...->ij...", paths, power)
        found = found + power
    return found


def _sizes(spec: IndexSpec) -> list[int]:
    return [len(latent.items) for latent in spec.latents]


def _own(spec: IndexSpec, cross: Matrix) -> Matrix:
    return np.concatenate([cross[block, at] for at, block in enumerate(spec.blocks)])


def _signs(spec: IndexSpec, cross: Matrix) -> Matrix:
    starts = [block.start for block in spec.blocks]
    return np.where(np.add.reduceat(_own(spec, cross), starts, axis=0) < 0, -1.0, 1.0)


def _composites(spec: IndexSpec, weights: Matrix, cross: Matrix) -> Matrix:
    made = np.stack([np.einsum("is,ijs->js", weights[b], cross[b]) for b in spec.blocks])
    at = np.arange(len(made))
    made[at, at] = np.where(np.isnan(made[at, at]), np.nan, 1.0)
    return made


def _rho_a(spec: IndexSpec, weights: Matrix) -> Matrix:
    """(w'w)² · w'(S − diag S)w / w'(ww' − diag ww')w (Dijkstra & Henseler 2015, MISQ 39:297–316, eq. 3).

    1 for blocks of one item and blocks not of mode A, whose composite is what it is.
    """
    found = np.ones((len(spec.latents), weights.shape[1]))
    for at, block in enumerate(spec.blocks):
        if spec.latents[at].mode is Mode.A and block.stop - block.start > 1:
            squares = (weights[block] ** 2).sum(axis=0)
            seen = 1.0 - squares  # w'Sw is 1
            with np.errstate(divide="ignore", invalid="ignore"):
                found[at] = squares**2 * seen / (squares**2 - (weights[block] ** 4).sum(axis=0))
    return found


def _corrected(composites: Matrix, rho_a: Matrix) -> Matrix:
    """Correlations divided by the square roots of the reliabilities: those of the constructs behind."""
    with np.errstate(invalid="ignore", divide="ignore"):
        root = np.sqrt(rho_a)
        found: Matrix = composites / (root[:, None] * root[None])
    at = np.arange(len(found))
    found[at, at] = np.where(np.isnan(root), np.nan, 1.0)
    return found


def _corrected_loadings(spec: IndexSpec, own: Matrix, weights: Matrix, rho_a: Matrix) -> Matrix:
    found = own.copy()
    for at, block in enumerate(spec.blocks):
        if spec.latents[at].mode is Mode.A and block.stop - block.start > 1:
            with np.errstate(invalid="ignore"):
                scale = np.sqrt(rho_a[at]) / (weights[block] ** 2).sum(axis=0)
            found[block] = weights[block] * scale
    return found


def _spread(spec: IndexSpec, weights: Matrix) -> Matrix:
    found = np.zeros((len(spec.items), len(spec.latents)))
    for at, block in enumerate(spec.blocks):
        found[block, at] = weights[block]
    return found


def _refused(spec: IndexSpec, found: Batch) -> NotEstimable:
    if not np.isfinite(found.weights).all():
        return NotEstimable(
            "题项之间完全重复，或一个潜变量的前因彼此完全重复，权重无法确定；请去掉重复的题项或路径 (collinear)"
        )
    bad = [spec.names[at] for at in np.flatnonzero(~np.isfinite(np.sqrt(found.rho_a[:, 0])))]
    return NotEstimable(
        "潜变量%(latents)s的题项彼此不一致（rho_A 不是正数），不能做一致性校正；"
        "请去掉 consistent，或检查反向题 (rho_A)",
        latents=bad,
    )
