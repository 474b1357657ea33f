# SPDX-License-Identifier: Apache-2.0
"""How far the figures of a model would move in other samples: all resamples in a few multiplications of matrices.

Rounds of a resample begin at the weights of the estimate, which they share a resting place with, and stop at
`engines.RESTING`. Gaps: with `mean` the mean of the item is put in once, before resampling; with `pairwise` each
resample takes each correlation from its rows that have both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from amends.analytics.index.crossproducts import CrossProducts, PairwiseProducts
from amends.analytics.index.engines import Engine, OneStage, TwoStages
from amends.analytics.index.figures import Kind, Label
from amends.analytics.index.intervals import acceleration_of, bca, percentile, studentised
from amends.analytics.index.moments import Missing, filled, shares, usable
from amends.analytics.index.resampling import Counts, Design, counted
from amends.analytics.index.spec import IndexSpec, Matrix
from amends.analytics.index.staging import StagedSpec
from amends.kernel.refusals import Refusal

SAMPLES_AT_ONCE, CELLS_AT_ONCE = 1_000, 50_000_000
MOST_GROUPS = 1_000  # of a jackknife


class TooFewResamples(Refusal):
    """Intervals need more resamples that came to an estimate."""


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """What s resamples said of f figures.

    `samples` (f, s) hold those that came to an estimate; `asked` resamples were drawn, `not_converged` of them did not
    come to rest, `inadmissible` others had no estimate (a reliability that is not positive, an item without spread).
    `within` (f, s) are the errors that resamples of the resamples showed, nan unless asked for.
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
    within: Matrix

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

    def studentised(self, level: float = 0.95) -> Matrix:
        """(f, 2) bootstrap-t intervals; nan unless resamples were nested."""
        return studentised(self.samples, self.estimate, self.within, level)

    def at(self, kind: Kind, name: str) -> int:
        """Where a figure stands."""
        return self.labels.index(Label(kind, name))


def bootstrap(
    spec: IndexSpec | StagedSpec,
    answers: Matrix,
    *,
    samples: int,
    rng: np.random.Generator,
    weights: Matrix | None = None,
    strata: NDArray[np.generic] | None = None,
    clusters: NDArray[np.generic] | None = None,
    missing: Missing = Missing.MEAN,
    accelerated: bool = True,
    nested: int = 0,
) -> Bootstrap:
    """Resamples of answers (n, p) under survey weights, strata and clusters (n,), as `Design` says.

    `accelerated` is for BCa, `nested` resamples of each resample for studentised intervals: 25 do, and cost 25 times.

    Raises `TooFewResamples`, `LonelyStratum`, `NotNested` and what `moments_of` and `estimate` raise.
    """
    used = usable(answers, weights, missing)
    design = Design(int(used.sum()), *(None if each is None else each[used] for each in (strata, clusters)))
    run = _Run(spec, answers, weights=weights, missing=missing, design=design)
    if nested and not design.simple:
        heft = design.heft_again()
        run.inner = _Run(spec, answers, weights=weights, missing=missing, design=design, heft=heft)
    sizes = max(1, min(SAMPLES_AT_ONCE, CELLS_AT_ONCE // design.rows))
    draws = (design.counts(min(sizes, samples - at), rng) for at in range(0, samples, sizes))
    found = run.repeated(draws, nested, rng)
    return run.result(found, design.method, run.acceleration(rng) if accelerated else None)


def bootstrap_on(
    spec: IndexSpec | StagedSpec,
    answers: Matrix,
    indices: NDArray[np.integer],
    *,
    missing: Missing = Missing.MEAN,
) -> Bootstrap:
    """On given resamples: (s, n) 0-based rows of answers (n, p); with BCa."""
    used = usable(answers, None, missing)
    run = _Run(spec, answers, weights=None, missing=missing, design=Design(int(used.sum())))
    rng = np.random.default_rng(0)  # deals groups where rows are very many
    found = run.repeated([counted(indices, len(answers))[:, used]], 0, rng)
    return run.result(found, "given resamples", run.acceleration(rng))


@dataclass(frozen=True, slots=True)
class Repeated:
    """Figures (f, s) of resamples, nan where one has none, and their errors `within` (f, s), nan unless asked for."""

    figures: Matrix
    within: Matrix


class _Run:
    """One model and its answers, ready for resamples."""

    def __init__(
        self,
        spec: IndexSpec | StagedSpec,
        answers: Matrix,
        *,
        weights: Matrix | None,
        missing: Missing,
        design: Design,
        heft: Matrix | None = None,
    ) -> None:
        used, self.missing, self.design = usable(answers, weights, missing), missing, design
        share = shares(len(answers), weights)[used]
        hefts, pairwise = (design.heft() if heft is None else heft) * share, missing is Missing.PAIRWISE
        whole = CrossProducts(filled(answers[used], share), hefts)
        self.products = PairwiseProducts(answers[used], hefts) if pairwise else whole
        self.engine: Engine = (
            OneStage(spec, answers, weights, missing)
            if isinstance(spec, IndexSpec)
            else TwoStages(spec, answers, weights, missing, rows=whole)
        )
        self.inner = self  # what resamples of resamples are estimated by
        self.not_converged, self.drawn = 0, 0
        self.turned = np.zeros(len(self.engine.names), dtype=np.int64)

    def repeated(self, draws: Iterable[Counts], nested: int, rng: np.random.Generator) -> Repeated:
        """The figures of the resamples and their own errors; counts what went wrong."""
        found, within = [], []
        for counts in draws:
            found.append(self._noted(counts))
            within.append(self._within(counts, nested, rng))
        return Repeated(np.concatenate(found, axis=1), np.concatenate(within, axis=1))

    def acceleration(self, rng: np.random.Generator) -> Matrix:
        """(f,) from the jackknife over primary units, or groups of them."""
        group, stratum = self.design.groups(MOST_GROUPS, rng)
        if self.engine.needs_counts:
            counts = (group != np.arange(len(stratum))[:, None]).astype(np.uint16)
            found = self.engine.solve(self.products.resampled(counts), counts)
        else:
            found = self.engine.solve(self.products.left_out(group, stratum), None)
        return acceleration_of(np.where(found.settled, found.figures, np.nan), stratum)

    def result(self, found: Repeated, method: str, acceleration: Matrix | None) -> Bootstrap:
        """Everything together. Raises `TooFewResamples`."""
        whole, samples = self.engine.estimate, found.figures
        good = np.isfinite(samples[np.isfinite(whole)]).all(axis=0)
        if good.sum() < 2:
            raise TooFewResamples(
                "%(drawn)s 个重抽样里只有 %(good)s 个有估计，给不出区间；请加大次数或简化模型 (resamples)",
                drawn=self.drawn,
                good=int(good.sum()),
            )
        return Bootstrap(
            labels=self.engine.labels,
            estimate=whole,
            samples=samples[:, good],
            acceleration=np.full(len(whole), np.nan) if acceleration is None else acceleration,
            asked=self.drawn,
            not_converged=self.not_converged,
            inadmissible=self.drawn - int(good.sum()) - self.not_converged,
            turned=dict(zip(self.engine.names, self.turned.tolist(), strict=True)),
            method=method,
            missing=self.missing,
            within=found.within[:, good],
        )

    def _noted(self, counts: Counts) -> Matrix:
        found = self.engine.solve(self.products.resampled(counts), counts)
        self.turned += found.turned
        self.not_converged += int((~found.settled & found.finite).sum())
        self.drawn += len(counts)
        return np.where(found.settled, found.figures, np.nan)

    def _within(self, counts: Counts, nested: int, rng: np.random.Generator) -> Matrix:
        """(f, s) deviations over resamples of each resample."""
        made = np.full((len(self.engine.labels), len(counts)), np.nan)
        step = max(1, SAMPLES_AT_ONCE // nested) if nested else len(counts)
        for start in range(0, len(counts) if nested else 0, step):
            again = self.design.again(counts[start : start + step], nested, rng)
            found = self.inner.engine.solve(self.inner.products.resampled(again), again)
            good = np.where(found.settled, found.figures, np.nan).reshape(len(made), -1, nested)
            made[:, start : start + step] = good.std(axis=2, ddof=1)
        return made
