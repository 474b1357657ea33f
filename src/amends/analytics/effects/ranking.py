# SPDX-License-Identifier: Apache-2.0
"""Whom to approach first: does an order by expected gain beat an order by risk, on a randomised wave?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # comes with scikit-learn

Bools = NDArray[np.bool_]
Codes = NDArray[np.int64]
Numbers = NDArray[np.float64]
GRID = 101
MANY_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Qini:
    """`gain` (101,): what approaching the first 0, 1, … 100 % brings for each customer there is, in units of the
    outcome; `area` between it and approaching in random order, with its bootstrap interval."""

    gain: Numbers
    area: float
    low: float
    high: float
    level: float


@dataclass(frozen=True, slots=True)
class Against:
    """Two orders of the same customers: their areas, and the difference (first − second) with its interval."""

    first: Qini
    second: Qini
    difference: float
    low: float
    high: float

    @property
    def better(self) -> bool:
        """Whether the first order is shown to be better: only then may it be used."""
        return self.low > 0


def uplift(
    known: Numbers,
    outcome: Numbers,
    treated: Bools,
    *,
    clusters: Codes | None = None,
    folds: int = 5,
    rng: np.random.Generator,
) -> Numbers:
    """(n,) expected gain of each customer from the treatment, learnt from the customers of the other folds only; those
    of one cluster (n,) stand in one fold.

    One boosted model for each arm on what was known before (n, c), nan allowed; the gain is their difference (a
    T-learner: Künzel et al. 2019, PNAS 116:4156–65).
    """
    groups = _groups(clusters, len(outcome))
    part = rng.permutation(np.arange(groups.max() + 1) % folds)[groups]
    found = np.empty(len(outcome))
    for fold in range(folds):
        held = part == fold
        learnt = learn_gain(known[~held], outcome[~held], treated[~held], rng=rng)
        found[held] = learnt.of(known[held])
    return found


@dataclass(frozen=True, slots=True)
class Gain:
    """What was learnt of who gains how much: the outcome expected with the treatment, and without."""

    treated: HistGradientBoostingRegressor
    control: HistGradientBoostingRegressor

    def of(self, known: Numbers) -> Numbers:
        """(n,) expected gain of customers who were not learnt from, by what is known of them (n, c), nan allowed."""
        with _threads(len(known)):
            return np.asarray(self.treated.predict(known) - self.control.predict(known))


def learn_gain(known: Numbers, outcome: Numbers, treated: Bools, *, rng: np.random.Generator) -> Gain:
    """Learn from a randomised wave whom the treatment helps, to order others by: the T-learner that `uplift` judges.

    What was known before (n, c), nan allowed; outcome (n,), more is better; both arms have customers.
    """
    with _threads(len(outcome)):
        with_it, without = (_learnt(known[arm], outcome[arm], rng) for arm in (treated, ~treated))
    return Gain(with_it, without)


def _threads(rows: int) -> threadpool_limits:
    """On small waves the threads of OpenMP wait for each other longer than they work."""
    return threadpool_limits(limits=1 if rows <= MANY_ROWS else None)


def _learnt(known: Numbers, outcome: Numbers, rng: np.random.Generator) -> HistGradientBoostingRegressor:
    model = HistGradientBoostingRegressor(
        max_iter=100,
        max_leaf_nodes=8,
        learning_rate=0.05,
        min_samples_leaf=50,
        random_state=int(rng.integers(2**31)),
    )
    return model.fit(known, outcome)


def compare_orders(
    first: Numbers,
    second: Numbers,
    outcome: Numbers,
    treated: Bools,
    *,
    clusters: Codes | None = None,
    samples: int = 500,
    rng: np.random.Generator,
    level: float = 0.95,
) -> Against:
    """Two scores (n,), the highest approached first, on a wave assigned at random: Qini areas by percentile bootstrap
    over clusters (n,), which were assigned together (none: over customers), stratified by arm, both orders on the same
    samples. Ties share a place.

    The gain at a share q is q × (mean of the treated − mean of the controls) among the first q of all customers.
    Source: Radcliffe 2007, Direct Marketing Analytics Journal 1:14–21, per customer.
    """
    scores = np.stack([first, second])
    gains = _gains(scores, outcome, treated, np.ones(len(outcome)))
    groups = _groups(clusters, len(outcome))
    arms = [np.unique(groups[arm]) for arm in (treated, ~treated)]
    drawn = np.empty((samples, 2))
    for at in range(samples):
        counts = np.zeros(groups.max() + 1)
        for arm in arms:
            counts += np.bincount(rng.choice(arm, arm.size), minlength=len(counts))
        drawn[at] = _areas(_gains(scores, outcome, treated, counts[groups]))
    ends = ((1 - level) / 2, (1 + level) / 2)
    found, low, high = _areas(gains), *np.quantile(drawn, ends, axis=0)
    gap_low, gap_high = np.quantile(drawn[:, 0] - drawn[:, 1], ends)
    both = [Qini(gains[at], float(found[at]), float(low[at]), float(high[at]), level) for at in (0, 1)]
    return Against(both[0], both[1], float(found[0] - found[1]), float(gap_low), float(gap_high))


def _groups(clusters: Codes | None, n: int) -> Codes:
    """(n,) codes from 0 without gaps: of clusters, or of each customer alone."""
    return np.arange(n) if clusters is None else np.unique(clusters, return_inverse=True)[1]


def _gains(scores: Numbers, outcome: Numbers, treated: Bools, counts: Numbers) -> Numbers:
    return np.stack([_gain(each, outcome, treated, counts) for each in scores])


def _gain(score: Numbers, outcome: Numbers, treated: Bools, counts: Numbers) -> Numbers:
    """(101,) gains of one order, customers counted `counts` times."""
    order = np.argsort(-score, kind="stable")
    ends = np.flatnonzero(np.r_[np.diff(score[order]) != 0, True])  # of runs of equal scores
    sums = np.stack(
        [counts * treated, counts * ~treated, counts * treated * outcome, counts * ~treated * outcome]
    )
    mine, other, gained, otherwise = np.cumsum(sums[:, order], axis=1)[:, ends]
    share = (mine + other) / counts.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        gain = share * (gained / mine - otherwise / other)
    usable = (mine > 0) & (other > 0)
    return np.interp(np.linspace(0, 1, GRID), np.r_[0, share[usable]], np.r_[0, gain[usable]])


def _areas(gains: Numbers) -> Numbers:
    """(o,) areas between the curves (o, 101) and the straight line to their ends."""
    return np.asarray(np.trapezoid(gains, dx=1 / (GRID - 1), axis=-1) - gains[..., -1] / 2)
