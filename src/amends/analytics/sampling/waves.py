# SPDX-License-Identifier: Apache-2.0
"""Whether a figure changed from one wave to the next: other people, the same people, or some of both."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from amends.analytics.distributions import norm, student
from amends.analytics.sampling.designs import Codes, DesignMalformed, Labels, Numbers, SurveyDesign
from amends.analytics.sampling.estimates import Estimate, means
from amends.analytics.sampling.intervals import share_interval
from amends.analytics.several_tests import benjamini_hochberg, holm


@dataclass(frozen=True, slots=True)
class Change:
    """A change from `first` to `second`: their difference, its error, t with degrees of freedom, two-sided p, interval.

    `correlation` is that of the two figures through people in both waves (0 for other people), `matched` how many
    clusters (people, where they are the clusters) that rests on.
    """

    first: float
    second: float
    difference: float
    error: float
    statistic: float
    degrees_of_freedom: float
    p_value: float
    interval: tuple[float, float]
    correlation: float = 0.0
    matched: int = 0


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave: its design and `values` (n,). To be matched with another wave, the clusters of both designs must bear
    the same labels in both (people's codes, or areas surveyed again), and so must the strata."""

    design: SurveyDesign
    values: Numbers


@dataclass(frozen=True, slots=True)
class Judged:
    """One of many changes with its p-values after Holm and after Benjamini–Hochberg."""

    name: str
    change: Change
    holm: float
    benjamini_hochberg: float


def compare_estimates(first: Estimate, second: Estimate, *, level: float = 0.95) -> Change:
    """Change of one figure between samples of different people: t = (ȳ₂−ȳ₁)/√(v₁+v₂), degrees of freedom after
    Satterthwaite 1946 from those of the two designs. Both estimates hold one figure."""
    variances = np.array([first.covariance[0, 0], second.covariance[0, 0]])
    freedoms = np.array([first.degrees_of_freedom, second.degrees_of_freedom], dtype=float)
    return _change(first, second, variances, 0.0, _satterthwaite(variances, freedoms), level=level)


def compare_waves(first: Wave, second: Wave, *, level: float = 0.95) -> Change:
    """Change of a weighted mean when some or all people (clusters) were in both waves, as in a panel.

    Variance v₁ + v₂ − 2c. In each stratum c sums (u−ū)(w−w̄) m/(m−1) over the m matched clusters, u and w being what
    a cluster adds to either mean; for simple random samples that is m·S₁₂/(n₁n₂) (Kish 1965, §12.4). A finite
    population N takes off the share n₁n₂/(mN) (Tam 1984). Clusters whose stratum changed, or alone in theirs, are not
    matched, which makes the error too large rather than too small. Degrees of freedom are the fewer of the two designs;
    with nobody in both all is as in `compare_estimates`.
    Raises `DesignMalformed` when neither design has clusters to match by.
    """
    if first.design.clusters is None or second.design.clusters is None:
        raise DesignMalformed("两个波次都须给出 clusters（如客户编码），才能找出重复受访者。")
    before, after = means(first.design, first.values), means(second.design, second.values)
    variances = np.array([before.covariance[0, 0], after.covariance[0, 0]])
    shared, matched = _shared(first, second)
    both = float(np.sqrt(variances.prod()))
    shared = float(np.clip(shared, -both, both))
    freedoms = np.array([before.degrees_of_freedom, after.degrees_of_freedom], dtype=float)
    freedom = float(freedoms.min()) if matched else _satterthwaite(variances, freedoms)
    return _change(before, after, variances, shared, freedom, level=level, matched=matched)


def compare_counts(first: tuple[int, int], second: tuple[int, int], *, level: float = 0.95) -> Change:
    """Change of a share between two simple random samples, each (yes, people): z with the pooled share under no change
    (the usual two-proportion test), interval after Newcombe 1998 (method 10: from two Wilson intervals, so it never
    leaves ±1). Raises `CannotTell` through the intervals on impossible counts."""
    before, after = share_interval(*first, level=level), share_interval(*second, level=level)
    pooled = (first[0] + second[0]) / (first[1] + second[1])
    error = float(np.sqrt(pooled * (1 - pooled) * (1 / first[1] + 1 / second[1])))
    step = after.value - before.value
    statistic = step / error if error else 0.0
    low = step - float(np.hypot(after.value - after.low, before.high - before.value))
    high = step + float(np.hypot(after.high - after.value, before.value - before.low))
    p_value = float(2 * norm.sf(abs(statistic)))
    return Change(before.value, after.value, step, error, statistic, float("inf"), p_value, (low, high))


def judge(names: Sequence[str], changes: Sequence[Change]) -> tuple[Judged, ...]:
    """Many changes looked at together, each with its p-value adjusted for all; order kept."""
    p_values = np.array([change.p_value for change in changes])
    rows = zip(names, changes, holm(p_values).tolist(), benjamini_hochberg(p_values).tolist(), strict=True)
    return tuple(Judged(*row) for row in rows)


def _change(
    before: Estimate,
    after: Estimate,
    variances: Numbers,
    shared: float,
    freedom: float,
    *,
    level: float,
    matched: int = 0,
) -> Change:
    first, second = float(before.values[0]), float(after.values[0])
    step = second - first
    error = float(np.sqrt(max(variances.sum() - 2 * shared, 0.0)))
    statistic = step / error if error else float(np.copysign(np.inf, step)) if step else 0.0
    reach = float(student.ppf((1 + level) / 2, freedom)) * error
    both = float(np.sqrt(variances.prod()))
    return Change(
        first,
        second,
        step,
        error,
        statistic,
        float(freedom),
        float(2 * student.sf(abs(statistic), freedom)),
        (step - reach, step + reach),
        shared / both if both else 0.0,
        matched,
    )


def _satterthwaite(variances: Numbers, freedoms: Numbers) -> float:
    parts = variances**2 / freedoms
    return float(variances.sum() ** 2 / parts.sum()) if parts.sum() > 0 else float(freedoms.sum())


@dataclass(frozen=True, slots=True)
class _Clusters:
    """The c clusters of a wave: strata and labels as text, what each adds to the mean, its stratum's population."""

    strata: Labels
    labels: Labels
    added: Numbers
    populations: Numbers


def _clusters(wave: Wave) -> _Clusters:
    design = wave.design
    rows = np.unique(design.cluster_codes, return_index=True)[1]
    strata = design.stratum_codes if design.strata is None else design.strata
    labels = design.cluster_codes if design.clusters is None else design.clusters
    whole = design.weights.sum()
    centred = wave.values - design.weights @ wave.values / whole
    added = design.cluster_totals((centred / whole)[:, None])[:, 0]
    populations = design.stratum_populations[design.cluster_strata]
    return _Clusters(strata[rows].astype(str), labels[rows].astype(str), added, populations)


def _shared(first: Wave, second: Wave) -> tuple[float, int]:
    """Covariance of the two means through matched clusters, and how many were matched."""
    ours, theirs = _clusters(first), _clusters(second)
    split = len(ours.added)
    names, where = np.unique(np.concatenate([ours.strata, theirs.strata]), return_inverse=True)
    people, who = np.unique(np.concatenate([ours.labels, theirs.labels]), return_inverse=True)
    keys = where * len(people) + who
    _, left, right = np.intersect1d(keys[:split], keys[split:], assume_unique=True, return_indices=True)
    here, size = where[left], len(names)
    count = np.bincount(here, minlength=size)
    pairs = _centred(ours.added[left], here, count) * _centred(theirs.added[right], here, count)
    drawn = np.bincount(where[:split], minlength=size) * np.bincount(where[split:], minlength=size)
    populations = np.full(size, np.inf)
    populations[where[:split]] = ours.populations
    some = count > 1
    parts = np.bincount(here, pairs, size)[some] * count[some] / (count[some] - 1)
    kept = 1 - drawn[some] / (count[some] * populations[some])
    return float(parts @ kept), int(count[some].sum())


def _centred(added: Numbers, here: Codes, count: Codes) -> Numbers:
    """Less the mean of the stratum, over matched clusters alone."""
    means_here = np.bincount(here, added, len(count)) / np.maximum(count, 1)
    return np.asarray(added - means_here[here], dtype=float)
