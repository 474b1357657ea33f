# SPDX-License-Identifier: Apache-2.0
"""How far the figures of a model would move in other samples: all resamples in a few multiplications of matrices.

Rounds of a resample begin at the weights of the estimate, which they share a resting place with, and stop at
`RESTING`. Gaps: with `mean` the mean of the item is put in once, before resampling; with `pairwise` each resample
takes each correlation from its rows that have both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from amends.analytics.index.crossproducts import CrossProducts, PairwiseProducts, Resampled
from amends.analytics.index.estimating import estimate, estimate_many
from amends.analytics.index.figures import (
    Kind,
    Label,
    figures_of,
    figures_of_estimate,
    labels_of,
    own_weights,
)
from amends.analytics.index.intervals import acceleration_of, bca, percentile
from amends.analytics.index.moments import Missing, filled, moments_of, shares, usable
from amends.analytics.index.resampling import Counts, Design, counted
from amends.analytics.index.spec import Estimate, IndexSpec, Matrix

RESTING = 1e-7  # on weights; ten times less moves no published digit
SAMPLES_AT_ONCE, CELLS_AT_ONCE = 1_000, 50_000_000
MOST_GROUPS = 1_000  # of a jackknife


class TooFewResamples(ValueError):
    """Intervals need more resamples that came to an estimate."""


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """What s resamples said of f figures.

    `samples` (f, s) hold those that came to an estimate; `asked` resamples were drawn, `not_converged` of them did not
    come to rest, `inadmissible` others had no estimate (a reliability that is not positive, an item without spread).
    `turned` counts, for each latent, samples whose composite pointed against that of the estimate, `crossed` (f,)
    samples in which a figure had the other sign. `acceleration` (f,) is nan where no BCa was asked for.
    """

    labels: tuple[Label, ...]
    estimate: Matrix
    samples: Matrix
    acceleration: Matrix
    asked: int
    not_converged: int
    inadmissible: int
    turned: dict[str, int]
    method: str
    missing: Missing

    @cached_property
    def mean(self) -> Matrix:
        """(f,) means over samples."""
        found: Matrix = self.samples.mean(axis=1)
        return found

    @cached_property
    def deviation(self) -> Matrix:
        """(f,) standard errors: deviations over samples, s − 1 below."""
        found: Matrix = self.samples.std(axis=1, ddof=1)
        return found

    @cached_property
    def crossed(self) -> NDArray[np.int64]:
        """(f,) samples with the sign that the estimate has not."""
        return np.asarray((self.samples * self.estimate[:, None] < 0).sum(axis=1), dtype=np.int64)

    def percentile(self, level: float = 0.95) -> Matrix:
        """(f, 2) percentile intervals."""
        return percentile(self.samples, level)

    def bca(self, level: float = 0.95) -> Matrix:
        """(f, 2) bias-corrected and accelerated intervals."""
        return bca(self.samples, self.estimate, self.acceleration, level)

    def at(self, kind: Kind, name: str) -> int:
        """Where a figure stands."""
        return self.labels.index(Label(kind, name))


def bootstrap(
    spec: IndexSpec,
    answers: Matrix,
    *,
    samples: int,
    rng: np.random.Generator,
    weights: Matrix | None = None,
    strata: NDArray[np.generic] | None = None,
    clusters: NDArray[np.generic] | None = None,
    missing: Missing = Missing.MEAN,
    accelerated: bool = True,
) -> Bootstrap:
    """Resamples of answers (n, p) under survey weights, strata and clusters (n,), as `Design` says.

    Raises `TooFewResamples`, `LonelyStratum` and what `moments_of` and `estimate` raise.
    """
    used = usable(answers, weights, missing)
    design = Design(int(used.sum()), *(None if each is None else each[used] for each in (strata, clusters)))
    run = _Run(spec, answers, weights=weights, missing=missing, heft=design.heft())
    sizes = max(1, min(SAMPLES_AT_ONCE, CELLS_AT_ONCE // design.rows))
    draws = (design.counts(min(sizes, samples - at), rng) for at in range(0, samples, sizes))
    group, stratum = design.groups(MOST_GROUPS, rng)
    found = run.repeated(draws)
    left = run.products.left_out(group, stratum) if accelerated else None
    return run.result(
        found, design.method, None if left is None else acceleration_of(run.figures(left), stratum)
    )


def bootstrap_on(
    spec: IndexSpec, answers: Matrix, indices: NDArray[np.integer], *, missing: Missing = Missing.MEAN
) -> Bootstrap:
    """On given resamples: (s, n) 0-based rows of answers (n, p); with BCa."""
    used = usable(answers, None, missing)
    run = _Run(spec, answers, weights=None, missing=missing, heft=np.ones(int(used.sum())))
    group, stratum = Design(len(run.heft)).groups(MOST_GROUPS, np.random.default_rng(0))
    found = run.repeated(iter([counted(indices, len(answers))[:, used]]))
    return run.result(
        found, "given resamples", acceleration_of(run.figures(run.products.left_out(group, stratum)), stratum)
    )


class _Run:
    """One model and its answers, ready for resamples."""

    def __init__(
        self, spec: IndexSpec, answers: Matrix, *, weights: Matrix | None, missing: Missing, heft: Matrix
    ) -> None:
        self.spec, self.missing = spec, missing
        self.found: Estimate = estimate(
            spec, moments_of(answers, weights=weights, missing=missing, names=spec.items)
        )
        used = usable(answers, weights, missing)
        share = shares(len(answers), weights)[used]
        self.heft = heft * share
        kind = PairwiseProducts if missing is Missing.PAIRWISE else CrossProducts
        kept = answers[used] if missing is Missing.PAIRWISE else filled(answers[used], share)
        self.products = kind(kept, self.heft)
        self.start = own_weights(self.found)
        self.not_converged, self.drawn = 0, 0
        self.turned = np.zeros(len(spec.latents), dtype=np.int64)

    def repeated(self, draws: Iterator[Counts]) -> Matrix:
        """(f, s) figures of the resamples, nan where one has none."""
        return np.concatenate(
            [self.figures(self.products.resampled(each), note=True) for each in draws], axis=1
        )

    def figures(self, moments: Resampled, *, note: bool = False) -> Matrix:
        """(f, s) figures, nan where the model did not come to rest; `note` counts what went wrong."""
        batch = estimate_many(self.spec, moments.correlations, start=self.start, tolerance=RESTING)
        if note:
            starts = [block.start for block in self.spec.blocks]
            along = np.add.reduceat(batch.weights * self.start[:, None], starts, axis=0)
            self.turned += (along < 0).sum(axis=1)
            self.not_converged += int((~batch.converged & np.isfinite(batch.weights).all(axis=0)).sum())
            self.drawn += len(batch.converged)
        return np.where(batch.converged, figures_of(self.spec, batch, moments), np.nan)

    def result(self, samples: Matrix, method: str, acceleration: Matrix | None) -> Bootstrap:
        """Everything together. Raises `TooFewResamples`."""
        whole = figures_of_estimate(self.found)
        good = np.isfinite(samples[np.isfinite(whole)]).all(axis=0)
        if good.sum() < 2:
            raise TooFewResamples(
                f"{self.drawn} 个重抽样里只有 {good.sum()} 个有估计，给不出区间；请加大次数或简化模型 (resamples)"
            )
        return Bootstrap(
            labels=labels_of(self.spec),
            estimate=whole,
            samples=samples[:, good],
            acceleration=np.full(len(whole), np.nan) if acceleration is None else acceleration,
            asked=self.drawn,
            not_converged=self.not_converged,
            inadmissible=self.drawn - int(good.sum()) - self.not_converged,
            turned=dict(zip(self.spec.names, self.turned.tolist(), strict=True)),
            method=method,
            missing=self.missing,
        )
