# SPDX-License-Identifier: Apache-2.0
"""What a bootstrap repeats: a model of one stage or of two, with its figures and where its rounds begin."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from amends.analytics.index.crossproducts import CrossProducts, Resampled
from amends.analytics.index.estimating import Batch, estimate, estimate_many
from amends.analytics.index.figures import (
    Kind,
    Label,
    figures_of,
    figures_of_estimate,
    labels_of,
    own_weights,
)
from amends.analytics.index.moments import Missing, moments_of
from amends.analytics.index.resampling import Counts
from amends.analytics.index.spec import IndexSpec, Matrix
from amends.analytics.index.staging import Staged, StagedSpec, estimate_staged, second_moments

RESTING = 1e-7  # on weights; ten times less moves no published digit


@dataclass(frozen=True, slots=True)
class Solved:
    """Figures (f, s) of s resamples; which `settled` and which had `finite` weights (s,); how many samples turned
    each latent (k,) against the estimate."""

    figures: Matrix
    settled: NDArray[np.bool_]
    finite: NDArray[np.bool_]
    turned: NDArray[np.int64]


class Engine(Protocol):
    """A model and its estimate, ready to be repeated."""

    labels: tuple[Label, ...]
    names: tuple[str, ...]
    estimate: Matrix
    needs_counts: bool

    def solve(self, moments: Resampled, counts: Counts | None) -> Solved:
        """The figures of resamples."""


class OneStage:
    """A plain model."""

    needs_counts = False

    def __init__(self, spec: IndexSpec, answers: Matrix, weights: Matrix | None, missing: Missing) -> None:
        found = estimate(spec, moments_of(answers, weights=weights, missing=missing, names=spec.items))
        self.spec, self.start = spec, own_weights(found)
        self.labels, self.names, self.estimate = labels_of(spec), spec.names, figures_of_estimate(found)

    def solve(self, moments: Resampled, counts: Counts | None) -> Solved:
        """The figures of resamples; counts tell nothing that moments do not."""
        del counts
        batch = estimate_many(self.spec, moments.correlations, start=self.start, tolerance=RESTING)
        return Solved(
            figures_of(self.spec, batch, moments),
            batch.converged,
            _finite(batch),
            _turned(self.spec, batch, self.start),
        )


class TwoStages:
    """A model with latents of latents, or products. `rows` are the answers without gaps."""

    needs_counts = True

    def __init__(
        self,
        spec: StagedSpec,
        answers: Matrix,
        weights: Matrix | None,
        missing: Missing,
        *,
        rows: CrossProducts,
    ) -> None:
        found = estimate_staged(spec, answers, weights=weights, missing=missing)
        self.spec, self.rows = spec, rows
        self.start = own_weights(found.first), own_weights(found.second)
        self.inside = _inside(spec)
        self.labels, self.names = staged_labels(spec), spec.second.names
        self.estimate = staged_figures(found)

    def solve(self, moments: Resampled, counts: Counts | None) -> Solved:
        """The figures of resamples; products need the counts of their rows."""
        assert counts is not None
        first = estimate_many(self.spec.first, moments.correlations, start=self.start[0], tolerance=RESTING)
        again = second_moments(self.spec, first, moments, self.rows, counts)
        second = estimate_many(self.spec.second, again.correlations, start=self.start[1], tolerance=RESTING)
        own = [first.weights[self.inside], first.loadings[self.inside]]
        return Solved(
            np.concatenate([figures_of(self.spec.second, second, again), *own]),
            first.converged & second.converged,
            _finite(first) & _finite(second),
            _turned(self.spec.second, second, self.start[1]),
        )


def staged_labels(spec: StagedSpec) -> tuple[Label, ...]:
    """The labels of the second stage, then weights and loadings of the items of parts."""
    items = [spec.first.items[at] for at in _inside(spec)]
    return (
        *labels_of(spec.second),
        *(Label(kind, item) for kind in (Kind.WEIGHT, Kind.LOADING) for item in items),
    )


def staged_figures(found: Staged) -> Matrix:
    """(f,) in the order of `staged_labels`."""
    inside = _inside(found.spec)
    own = [own_weights(found.first)[inside], found.first.loadings[inside]]
    return np.concatenate([figures_of_estimate(found.second), *own])


def _inside(spec: StagedSpec) -> list[int]:
    """The items of the first stage that belong to parts of a higher latent."""
    blocks = zip(spec.first.names, spec.first.blocks, strict=True)
    return [at for name, b in blocks if name in spec.parts for at in range(b.start, b.stop)]


def _finite(batch: Batch) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(batch.weights).all(axis=0), dtype=bool)


def _turned(spec: IndexSpec, batch: Batch, start: Matrix) -> NDArray[np.int64]:
    along = np.add.reduceat(batch.weights * start[:, None], [block.start for block in spec.blocks], axis=0)
    return np.asarray((along < 0).sum(axis=1), dtype=np.int64)
