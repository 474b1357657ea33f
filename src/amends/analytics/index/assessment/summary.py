# SPDX-License-Identifier: Apache-2.0
"""How far the model can be believed, as part of the result: each figure with the convention that it follows."""

from typing import Any

import numpy as np

from amends.analytics.index.assessment.collinearity import vif_antecedents, vif_items
from amends.analytics.index.assessment.effects import effects
from amends.analytics.index.assessment.model_fit import Inner, Outer, model_fit
from amends.analytics.index.assessment.strength import adjusted_r2, f2_fixed, f2_reestimated
from amends.analytics.index.assessment.validity import cross_loadings, fornell_larcker, htmt2
from amends.analytics.index.spec import Estimate, Matrix


def assessment(found: Estimate) -> dict[str, Any]:
    """Validity, collinearity, strength and fit of an estimate."""
    spec, strayed = found.spec, cross_loadings(found)
    larcker, sizes = fornell_larcker(found), (f2_fixed(found), f2_reestimated(found))
    return {
        "adjusted_r2": _known(spec.names, adjusted_r2(found)),
        "fornell_larcker_broken": [f"{a} -> {b}" for a, b in larcker.broken],
        "htmt2": _arrows(found, np.triu(htmt2(spec, found.correlations), 1), every=True),
        "cross_loadings": {
            item: dict(zip(spec.names, row.tolist(), strict=True))
            for item, row in zip(spec.items, strayed.table, strict=True)
        },
        "strayed_items": list(strayed.strayed),
        "vif_items": _known(spec.items, vif_items(found)),
        "vif_antecedents": _arrows(found, vif_antecedents(found)),
        "f2": {str(each.convention): _arrows(found, each.table) for each in sizes},
        "indirect": _arrows(found, effects(found).indirect, every=True),
        "fit": [_fit(found, inner) for inner in Inner],
    }


def _fit(found: Estimate, inner: Inner) -> dict[str, Any]:
    outer = Outer.COMMON_FACTOR if found.spec.consistent else Outer.COMPOSITE
    fit = model_fit(found, inner, outer)
    return {
        "srmr": fit.srmr,
        "d_uls": fit.d_uls,
        "inner_model": str(fit.inner),
        "outer_model": str(fit.outer),
    }


def _known(names: tuple[str, ...], values: Matrix) -> dict[str, float]:
    return {name: value for name, value in zip(names, values.tolist(), strict=True) if not np.isnan(value)}


def _arrows(found: Estimate, table: Matrix, *, every: bool = False) -> dict[str, float]:
    """Cells of (k, k) by `A -> B`: those of the paths, or every one that is a number and not 0."""
    wanted = np.isfinite(table) & (table != 0) if every else found.spec.leads
    names = found.spec.names
    return {f"{names[a]} -> {names[b]}": float(table[a, b]) for a, b in np.argwhere(wanted)}
