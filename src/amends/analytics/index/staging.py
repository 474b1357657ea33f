# SPDX-License-Identifier: Apache-2.0
"""Latents of latents, and latents that change the effect of others: estimated in two stages.

The first stage estimates the latents that have items; the composites of the parts of a higher latent, and products of
two composites, are items of the second (higher order: disjoint two-stage approach, Becker et al. 2023, EJM; moderation:
two-stage approach, Chin et al. 2003; Henseler & Chin 2010, SEM 17:82–109). In the first, parts have the paths of the
whole, and products have none.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.analytics.index.crossproducts import CrossProducts, Resampled
from amends.analytics.index.estimating import Batch, NotEstimable, estimate, estimate_many
from amends.analytics.index.moments import Missing, Moments, filled, moments_of, shares, usable
from amends.analytics.index.products import Products, product_moments
from amends.analytics.index.resampling import Counts
from amends.analytics.index.scale import beyond
from amends.analytics.index.spec import Estimate, IndexSpec, Matrix


@dataclass(frozen=True)
class StagedSpec:
    """Both stages as plain models. An item of `second` is an item of `first`, the name of a latent of `first`, or the
    name of one of `products`: (name, one latent of `first`, another)."""

    first: IndexSpec
    second: IndexSpec
    products: tuple[tuple[str, str, str], ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The latents of the first stage that are no latents of the second."""
        return tuple(name for name in self.first.names if name not in self.second.names)


@dataclass(frozen=True, slots=True)
class Staged:
    """Estimates of both stages: weights and loadings of the parts' items stand in `first`, all else in `second`.

    `product_deviations` (q,): a path of `second` from a product is for one deviation of the product; divided by this it
    is what a path changes by when the other latent is one deviation higher (what seminr and SmartPLS print).
    """

    spec: StagedSpec
    first: Estimate
    second: Estimate
    product_deviations: Matrix


def estimate_staged(
    spec: StagedSpec, answers: Matrix, *, weights: Matrix | None = None, missing: Missing = Missing.MEAN
) -> Staged:
    """Both stages on answers (n, p) in the order of the first stage's items.

    Raises what `moments_of` and `estimate` raise. Products need whole rows: for them, gaps are filled with means.
    """
    moments = moments_of(answers, weights=weights, missing=missing, names=spec.first.items)
    first = estimate(spec.first, moments)
    used = usable(answers, weights, missing)
    share = shares(len(answers), weights)[used]
    rows = CrossProducts(filled(answers[used], share), share)
    own = Resampled(*(each[..., None] for each in (moments.correlations, moments.means, moments.deviations)))
    batch, once = estimate_many(spec.first, own.correlations), np.ones((1, int(used.sum())), dtype=np.uint16)
    again = second_moments(spec, batch, own, rows, once)
    if not np.isfinite(again.correlations).all():
        raise NotEstimable("两个潜变量的乘积没有变化，调节效应算不出；请检查数据 (product without spread)")
    second = estimate(spec.second, _as_moments(again, moments, len(spec.second.items)))
    spread = (
        product_moments(_pairs(spec), batch.weights, rows, once).deviations[:, 0]
        if spec.products
        else np.empty(0)
    )
    spread = spread * np.sqrt((moments.rows - 1) / moments.rows)  # n − 1 below, in composites and products
    return Staged(spec, first, second, spread)


def staged_beyond(spec: StagedSpec, answers: Matrix) -> NDArray[np.bool_]:
    """(k,) whether any answer (n, p) below a latent of the second stage lies beyond the scale; a product has none."""
    outside = dict(zip(spec.first.names, beyond(spec.first, answers).tolist(), strict=True))
    made = {name for name, _, _ in spec.products}
    below = [(each.name,) if each.name in outside else each.items for each in spec.second.latents]
    return np.array([any(outside[name] for name in names if name not in made) for names in below])


def second_moments(
    spec: StagedSpec, first: Batch, moments: Resampled, rows: CrossProducts, counts: Counts
) -> Resampled:
    """Moments of the second stage's items, from s estimates of the first and the counts (s, n) that made them.

    The mean of a composite is on the scale of its items, under weights divided by their deviations; a product has none.
    """
    p, k = len(spec.first.items), len(spec.first.latents)
    called = [*spec.first.items, *spec.first.names, *(name for name, _, _ in spec.products)]
    at = [called.index(item, 0 if item in spec.first.items else p) for item in spec.second.items]
    everything = np.empty((len(called), len(called), first.weights.shape[1]))
    everything[:p, :p], everything[p : p + k, p : p + k] = moments.correlations, first.composites
    everything[:p, p : p + k] = first.cross_loadings
    everything[p : p + k, :p] = first.cross_loadings.transpose(1, 0, 2)
    if spec.products:
        _add_products(spec, everything, first, product_moments(_pairs(spec), first.weights, rows, counts))
    means, deviations = _levels(spec, first, moments)
    return Resampled(everything[np.ix_(at, at)], means[at], deviations[at])


def _add_products(spec: StagedSpec, everything: Matrix, first: Batch, found: Products) -> None:
    with_items = found.with_items
    p, k = len(spec.first.items), len(spec.first.latents)
    everything[p + k :, :p], everything[:p, p + k :] = with_items, with_items.transpose(1, 0, 2)
    for number, block in enumerate(spec.first.blocks):
        seen = np.einsum("is,qis->qs", first.weights[block], with_items[:, block])
        everything[p + k :, p + number] = everything[p + number, p + k :] = seen
    everything[p + k :, p + k :] = found.among


def _pairs(spec: StagedSpec) -> list[tuple[slice, slice]]:
    block = dict(zip(spec.first.names, spec.first.blocks, strict=True))
    return [(block[one], block[other]) for _, one, other in spec.products]


def _levels(spec: StagedSpec, first: Batch, moments: Resampled) -> tuple[Matrix, Matrix]:
    starts = [block.start for block in spec.first.blocks]
    per_unit = first.weights / moments.deviations
    total = np.add.reduceat(per_unit, starts, axis=0)
    means = np.add.reduceat(per_unit * moments.means, starts, axis=0) / total
    none = np.full((len(spec.products), total.shape[1]), np.nan)
    return (
        np.concatenate([moments.means, means, none]),
        np.concatenate([moments.deviations, 1 / total, np.ones_like(none)]),
    )


def _as_moments(found: Resampled, first: Moments, size: int) -> Moments:
    return Moments(
        rows=first.rows,
        means=found.means[:, 0],
        deviations=found.deviations[:, 0],
        correlations=found.correlations[..., 0],
        missing=first.missing,
        gaps=np.zeros(size, dtype=np.int64),
        left_out=first.left_out,
        weighted=first.weighted,
    )
