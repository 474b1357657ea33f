# SPDX-License-Identifier: Apache-2.0
"""Every figure of a model under one label, in one order: what a bootstrap repeats and a result lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from amends.analytics.index.crossproducts import Resampled
from amends.analytics.index.estimating import Batch, estimate_many, total_effects
from amends.analytics.index.ratios import htmt
from amends.analytics.index.scale import Convention, scores_of
from amends.analytics.index.spec import Estimate, IndexSpec, Matrix


class Kind(StrEnum):
    """What a figure is."""

    PATH = "paths"
    TOTAL = "totals"
    WEIGHT = "weights"
    LOADING = "loadings"
    R2 = "r2"
    HTMT = "htmt"
    SCORE = "scores"  # of a latent on 0–100


@dataclass(frozen=True, slots=True)
class Label:
    """Kind and name: an item, a latent, or `A -> B`."""

    kind: Kind
    name: str


def labels_of(spec: IndexSpec) -> tuple[Label, ...]:
    """The labels of all figures; scores only where the model has a scale."""
    names = {
        Kind.PATH: [_arrow(spec, *pair) for pair in _ends(spec)],
        Kind.TOTAL: [_arrow(spec, *pair) for pair in _reached(spec)],
        Kind.WEIGHT: list(spec.items),
        Kind.LOADING: list(spec.items),
        Kind.R2: [spec.names[at] for at in _led(spec)],
        Kind.HTMT: [_arrow(spec, *pair) for pair in _pairs(spec)],
        Kind.SCORE: list(spec.names) if spec.scale is not None else [],
    }
    return tuple(Label(kind, name) for kind, found in names.items() for name in found)


def figures_of(
    spec: IndexSpec, batch: Batch, moments: Resampled, convention: Convention = Convention.UNSTANDARDISED
) -> Matrix:
    """(f, s) all figures of s samples, in the order of `labels_of`."""
    totals, ratios = total_effects(batch.paths), htmt(spec, moments.correlations)
    parts = [
        batch.paths[_at(_ends(spec))],
        totals[_at(_reached(spec))],
        batch.weights,
        batch.loadings,
        batch.r2[_led(spec)],
        ratios[_at(_pairs(spec))],
    ]
    if spec.scale is not None:
        parts.append(scores_of(spec, batch.weights, moments.means, moments.deviations, convention=convention))
    return np.concatenate(parts)


def figures_of_estimate(found: Estimate) -> Matrix:
    """(f,) all figures of one estimate."""
    moments = Resampled(*(each[..., None] for each in (found.correlations, found.means, found.deviations)))
    batch = estimate_many(found.spec, moments.correlations)
    return figures_of(found.spec, batch, moments)[:, 0]


def by_kind(labels: tuple[Label, ...], values: Matrix) -> Mapping[str, dict[str, float]]:
    """Figures (f,) as kind → name → value."""
    found: dict[str, dict[str, float]] = {str(kind): {} for kind in Kind}
    for label, value in zip(labels, values.tolist(), strict=True):
        found[label.kind][label.name] = value
    return found


def own_weights(found: Estimate) -> Matrix:
    """(p,) the weight of each item on its own latent."""
    own: Matrix = found.weights.sum(axis=1)
    return own


def _at(pairs: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [a for a, _ in pairs], [b for _, b in pairs]


def _arrow(spec: IndexSpec, source: int, target: int) -> str:
    return f"{spec.names[source]} -> {spec.names[target]}"


def _ends(spec: IndexSpec) -> list[tuple[int, int]]:
    return [(spec.names.index(source), spec.names.index(target)) for source, target in spec.paths]


def _led(spec: IndexSpec) -> list[int]:
    return np.flatnonzero(spec.leads.any(axis=0)).tolist()


def _pairs(spec: IndexSpec) -> list[tuple[int, int]]:
    return [(a, b) for a in range(len(spec.names)) for b in range(a + 1, len(spec.names))]


def _reached(spec: IndexSpec) -> list[tuple[int, int]]:
    found = total_effects(spec.leads.astype(np.float64)[:, :, None])[..., 0]
    return [(int(a), int(b)) for a, b in np.argwhere(found > 0)]
