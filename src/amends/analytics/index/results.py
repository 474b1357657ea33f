# SPDX-License-Identifier: Apache-2.0
"""Everything that one estimate of a model gives: the estimate, the index, the resamples, and all of it as plain values.

`result_of` is what `amends index` and the pages of satisfaction call, so both print the same figures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amends.analytics.index.assessment.checks import GroupsUnfit, groups, importance, prediction
from amends.analytics.index.assessment.folds import TooFewFolds
from amends.analytics.index.assessment.prediction import TooFewToLearnFrom
from amends.analytics.index.assessment.samples import GroupsTooSmall
from amends.analytics.index.assessment.summary import assessment
from amends.analytics.index.bootstrap import Bootstrap, TooFewResamples, bootstrap
from amends.analytics.index.engines import staged_figures, staged_labels
from amends.analytics.index.estimating import NotEstimable, estimate
from amends.analytics.index.figures import Kind, by_kind, figures_of_estimate, labels_of
from amends.analytics.index.moments import BadWeights, Missing, Moments, TooFewAnswers, moments_of
from amends.analytics.index.reliability import reliability
from amends.analytics.index.resampling import Design, LonelyStratum, NotNested
from amends.analytics.index.scale import Convention, Index, NoScale, beyond, index_of
from amends.analytics.index.spec import Estimate, IndexSpec, Matrix
from amends.analytics.index.staged_reading import any_mapping
from amends.analytics.index.staging import Staged, StagedSpec, estimate_staged, staged_beyond

SIGNS = "each composite points where most of its items point: the sum of its loadings is not negative"
NESTED = 25  # resamples of each resample, where intervals are studentised
CANNOT = (
    NotEstimable, TooFewAnswers, BadWeights, LonelyStratum, NotNested, NoScale, TooFewResamples, TooFewFolds,
    TooFewToLearnFrom, GroupsTooSmall, GroupsUnfit,
)  # fmt: skip

Labels = NDArray[np.generic]


@dataclass(frozen=True)
class Asked:
    """How answers (n, p) are to be taken: survey `weights`, `strata`, `clusters` (n,) or None, gaps, resamples (0: no
    intervals), the interval that stands first (percentile, bca, studentised), its level, the seed. Beside the estimate,
    for models of one stage: `folds` of PLSpredict (0: none), `groups` (n,) to compare with that many `permutations`."""

    weights: Matrix | None = None
    strata: Labels | None = None
    clusters: Labels | None = None
    missing: Missing = Missing.MEAN
    resamples: int = 0
    interval: str = "percentile"
    level: float = 0.95
    seed: int = 20261122
    folds: int = 0
    groups: NDArray[np.str_] | None = None
    permutations: int = 1000


@dataclass(frozen=True, slots=True)
class Found:
    """All that one run found."""

    spec: IndexSpec | StagedSpec
    estimate: Estimate  # of the second stage, where there are two
    staged: Staged | None
    moments: Moments
    index: Index | None
    bootstrap: Bootstrap | None
    level: float
    interval: str
    seed: int
    notes: tuple[str, ...]
    importance: Mapping[str, Any] | None = None
    prediction: Mapping[str, Any] | None = None
    groups: Sequence[Mapping[str, Any]] = ()


def result_of(
    spec: IndexSpec | StagedSpec, values: Matrix, asked: Asked = Asked(), *, notes: tuple[str, ...] = ()
) -> Found:
    """A model on answers (n, p), in the order of its items, nan where not given: estimate, index where there is a
    scale, resamples where asked for. Raises what `CANNOT` names."""
    plain = spec if isinstance(spec, IndexSpec) else spec.first
    moments = moments_of(values, weights=asked.weights, missing=asked.missing, names=plain.items)
    staged, estimated = _estimated(spec, values, moments, asked)
    return Found(
        spec=spec,
        estimate=estimated,
        staged=staged,
        moments=moments,
        index=None if plain.scale is None else index_of(estimated, outside=_outside(spec, values)),
        bootstrap=_resampled(spec, values, asked) if asked.resamples else None,
        level=asked.level,
        interval=asked.interval,
        seed=asked.seed,
        notes=notes,
        importance=None if staged else importance(estimated, values),
        prediction=_foretold(plain, values, asked) if asked.folds else None,
        groups=() if asked.groups is None else _compared(plain, values, asked.groups, asked),
    )


def as_json(found: Found) -> dict[str, Any]:
    """The result: `paths`, `totals`, `loadings`, `weights`, `r2`, `htmt`, `scores`, `index`, `reliability`, `ci`."""
    spec = found.estimate.spec
    kinds = _figures(found)
    scores = {} if found.index is None else dict(zip(spec.names, found.index.scores.tolist(), strict=True))
    return {
        **{
            kind: kinds[kind]
            for kind in (Kind.PATH, Kind.TOTAL, Kind.LOADING, Kind.WEIGHT, Kind.R2, Kind.HTMT)
        },
        "index": None if found.index is None or not spec.index else found.index.value,
        "index_is": _index_is(found),
        "scores": scores,
        "reliability": _all_reliability(found),
        "moderation": {} if found.staged is None else _moderation(found.staged),
        "assessment": assessment(found.estimate),
        "importance": found.importance,
        "prediction": found.prediction,
        "groups": list(found.groups),
        "ci": {} if found.bootstrap is None else _ci(found.bootstrap, found),
        "bootstrap": None if found.bootstrap is None else _bootstrap(found.bootstrap, found),
        "model": any_mapping(found.spec),
        "estimate": {"converged": found.estimate.converged, "rounds": found.estimate.rounds, "signs": SIGNS},
        "data": _data(found),
        "notes": list(found.notes),
    }


def _estimated(
    spec: IndexSpec | StagedSpec, values: Matrix, moments: Moments, asked: Asked
) -> tuple[Staged | None, Estimate]:
    if isinstance(spec, IndexSpec):
        return None, estimate(spec, moments)
    staged = estimate_staged(spec, values, weights=asked.weights, missing=asked.missing)
    return staged, staged.second


def _foretold(spec: IndexSpec, values: Matrix, asked: Asked) -> Mapping[str, Any]:
    drawn = Design(len(values), asked.strata, asked.clusters)
    return prediction(spec, values, folds=asked.folds, seed=asked.seed, weights=asked.weights, design=drawn)


def _compared(
    spec: IndexSpec, values: Matrix, member: NDArray[np.str_], asked: Asked
) -> list[dict[str, Any]]:
    return groups(spec, values, member, permutations=asked.permutations, seed=asked.seed)


def _outside(spec: IndexSpec | StagedSpec, values: Matrix) -> NDArray[np.bool_]:
    return beyond(spec, values) if isinstance(spec, IndexSpec) else staged_beyond(spec, values)


def _resampled(spec: IndexSpec | StagedSpec, values: Matrix, asked: Asked) -> Bootstrap:
    return bootstrap(
        spec,
        values,
        samples=asked.resamples,
        rng=np.random.default_rng(asked.seed),
        weights=asked.weights,
        strata=asked.strata,
        clusters=asked.clusters,
        missing=asked.missing,
        nested=NESTED if asked.interval == "studentised" else 0,
    )


def _index_is(found: Found) -> dict[str, Any] | None:
    if found.index is None:
        return None
    low, high = found.index.scale
    return {
        "latent": found.index.latent or None,
        "convention": str(found.index.convention),
        "formula": "sum(w_i / sd_i * (mean_i - min)) / sum(w_i / sd_i) / (max - min) * 100",
        "scale": {"min": low, "max": high},
        "other_conventions": [str(each) for each in Convention if each is not found.index.convention],
    }


def _figures(found: Found) -> Mapping[str, dict[str, float]]:
    if found.staged is None:
        return by_kind(labels_of(found.estimate.spec), figures_of_estimate(found.estimate))
    return by_kind(staged_labels(found.staged.spec), staged_figures(found.staged))


def _moderation(found: Staged) -> dict[str, dict[str, float]]:
    """The path from the standardised product, and what a path grows by when the other latent is a deviation higher."""
    spec, made = found.second.spec, {}
    for (name, _, _), spread in zip(found.spec.products, found.product_deviations.tolist(), strict=True):
        for target in (target for source, target in spec.paths if source == name):
            path = float(found.second.paths[spec.names.index(name), spec.names.index(target)])
            made[f"{name} -> {target}"] = {"standardised": path, "per_deviation": path / spread}
    return made


def _all_reliability(found: Found) -> dict[str, dict[str, float]]:
    if found.staged is None:
        return _reliability(found.estimate)
    made = {name for name, _, _ in found.staged.spec.products}
    known = {**_reliability(found.staged.first), **_reliability(found.estimate)}
    return {name: values for name, values in known.items() if name not in made}


def _reliability(found: Estimate) -> dict[str, dict[str, float]]:
    known = reliability(found)
    columns = {"alpha": known.alpha, "rhoA": known.rho_a, "rhoC": known.rho_c, "AVE": known.ave}
    return {
        name: {called: float(values[at]) for called, values in columns.items()}
        for at, name in enumerate(found.spec.names)
    }


def _ci(found: Bootstrap, run: Found) -> dict[str, Any]:
    """The ends of the intervals asked for; `index` those of what is published."""
    ends, published = _ends(found, run.interval, run.level), run.estimate.spec.index
    return ends | ({"index": ends[Kind.SCORE][published]} if run.index is not None and published else {})


def intervals(found: Bootstrap, interval: str, level: float) -> Matrix:
    """(f, 2) intervals of the kind asked for."""
    if interval == "studentised":
        return found.studentised(level)
    return found.bca(level) if interval == "bca" else found.percentile(level)


def _ends(found: Bootstrap, interval: str, level: float) -> dict[str, Any]:
    ends = intervals(found, interval, level)
    low, high = (by_kind(found.labels, ends[:, at]) for at in (0, 1))
    return {
        kind: {name: [least, high[kind][name]] for name, least in names.items()}
        for kind, names in low.items()
    }


def _bootstrap(found: Bootstrap, run: Found) -> dict[str, Any]:
    crossed = by_kind(found.labels, found.crossed.astype(np.float64))[Kind.PATH]
    return {
        "resamples": found.asked,
        "used": int(found.samples.shape[1]),
        "not_converged": found.not_converged,
        "inadmissible": found.inadmissible,
        "turned": found.turned,
        "paths_with_other_sign": {name: int(times) for name, times in crossed.items()},
        "method": found.method,
        "interval": run.interval,
        "level": run.level,
        "seed": run.seed,
        "se": by_kind(found.labels, found.deviation),
        "mean": by_kind(found.labels, found.mean),
        "percentile": _ends(found, "percentile", run.level),
        "bca": _ends(found, "bca", run.level),
        "studentised": _ends(found, "studentised", run.level) if run.interval == "studentised" else None,
    }


def _data(found: Found) -> dict[str, Any]:
    items = found.spec.items if isinstance(found.spec, IndexSpec) else found.spec.first.items
    gaps = {item: int(n) for item, n in zip(items, found.moments.gaps, strict=True) if n}
    return {
        "rows": found.moments.rows,
        "left_out": found.moments.left_out,
        "missing": {"treated_by": str(found.moments.missing), "answers": gaps},
        "weighted": found.moments.weighted,
    }


def finite(value: Any) -> Any:
    """The same values with None for numbers that are not finite, as JSON needs them."""
    if isinstance(value, Mapping):
        return {str(k): finite(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [finite(v) for v in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value
