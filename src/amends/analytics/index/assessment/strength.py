# SPDX-License-Identifier: Apache-2.0
"""How strong a latent is explained, and by which path: adjusted R², f² by two conventions."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from amends.analytics.index.estimating import estimate_many
from amends.analytics.index.spec import Estimate, IndexSpec, Matrix


class Excluding(StrEnum):
    """What happens to the rest of the model when a path is left out for f²."""

    FIXED_SCORES = "fixed scores"  # cSEM
    REESTIMATED = "re-estimated"  # seminr


@dataclass(frozen=True)
class EffectSizes:
    """`table` (k, k): f² of the path from the row to the column, nan where there is none, under `convention`."""

    names: tuple[str, ...]
    table: Matrix
    convention: Excluding


def adjusted_r2(estimate: Estimate) -> Matrix:
    """(k,) 1 − (1 − R²)(n − 1) / (n − m − 1) with m antecedents; nan for a latent that nothing leads to.

    Source: Wherry 1931, Annals of Mathematical Statistics 2:440–457.
    """
    antecedents = estimate.spec.leads.sum(axis=0)
    found: Matrix = 1 - (1 - estimate.r2) * (estimate.rows - 1) / (estimate.rows - antecedents - 1)
    return found


def f2_fixed(estimate: Estimate) -> EffectSizes:
    """f² = (R² − R²_without) / (1 − R²), R²_without from the same construct correlations. cSEM's convention.

    Source: Cohen 1988, Statistical Power Analysis, 410–413.
    """

    def without(source: int, target: int) -> float:
        rest = estimate.spec.leads[:, target].copy()
        rest[source] = False
        return _explained(estimate.construct_correlations, rest, target)

    return _effect_sizes(estimate, without, Excluding.FIXED_SCORES)


def f2_reestimated(estimate: Estimate) -> EffectSizes:
    """f² = (R² − R²_without) / (1 − R²), R²_without from the model estimated anew without the path. seminr's.

    A latent that the path alone held in the model goes with it; the lone antecedent's R²_without is 0. Can be negative.
    """
    names = estimate.spec.names

    def without(source: int, target: int) -> float:
        if estimate.spec.leads[:, target].sum() == 1:
            return 0.0
        rest = without_path(estimate.spec, (names[source], names[target]))
        return _r2_anew(estimate, rest, names[target])

    return _effect_sizes(estimate, without, Excluding.REESTIMATED)


def without_path(spec: IndexSpec, path: tuple[str, str]) -> IndexSpec:
    """The model without one path, and without the latents that no other path touches."""
    paths = tuple(each for each in spec.paths if each != path)
    touched = {name for each in paths for name in each}
    return replace(spec, latents=tuple(each for each in spec.latents if each.name in touched), paths=paths)


def _effect_sizes(
    estimate: Estimate, without: Callable[[int, int], float], convention: Excluding
) -> EffectSizes:
    table = np.full(estimate.spec.leads.shape, np.nan)
    for source, target in np.argwhere(estimate.spec.leads).tolist():
        r2 = estimate.r2[target]
        table[source, target] = (r2 - without(source, target)) / (1 - r2)
    return EffectSizes(estimate.spec.names, table, convention)


def _explained(correlations: Matrix, sources: NDArray[np.bool_], target: int) -> float:
    with_target = correlations[sources, target]
    return float(with_target @ np.linalg.solve(correlations[np.ix_(sources, sources)], with_target))


def _r2_anew(estimate: Estimate, spec: IndexSpec, target: str) -> float:
    kept = [estimate.spec.items.index(item) for item in spec.items]
    found = estimate_many(spec, estimate.correlations[np.ix_(kept, kept)][:, :, None])
    return float(found.r2[spec.names.index(target), 0])
