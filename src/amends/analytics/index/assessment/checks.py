# SPDX-License-Identifier: Apache-2.0
"""What is asked beside the estimate: does the model foretell unseen answers, is it the same in the groups, what to
improve first."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from amends.analytics.index.assessment.cvpat import Comparison, compare
from amends.analytics.index.assessment.folds import random_folds
from amends.analytics.index.assessment.groups import PathDifferences, permute_groups
from amends.analytics.index.assessment.importance import importance_map
from amends.analytics.index.assessment.invariance import Micom, micom
from amends.analytics.index.assessment.prediction import (
    Predictions,
    predict,
    predict_average,
    predict_linear,
)
from amends.analytics.index.resampling import Design
from amends.analytics.index.spec import Estimate, IndexSpec, Matrix
from amends.analytics.several_tests import holm
from amends.kernel.refusals import Refusal

MOST_GROUPS = 12


class GroupsUnfit(Refusal):
    """One group, or more than can be told apart."""

    def __init__(self, count: int) -> None:
        super().__init__(
            "分组的这一列有 %(count)s 个组，可以比较 2 到 %(most)s 个；请先合并 (groups)",
            count=count,
            most=MOST_GROUPS,
        )


def importance(found: Estimate, values: Matrix) -> dict[str, Any] | None:
    """The importance–performance map of the index, of latents and items; None where answers lie beyond the scale."""
    low, high = found.spec.scale or (np.nan, np.nan)
    if not found.spec.index or ((values < low) | (values > high)).any() or found.spec.scale is None:
        return None
    seen = importance_map(found, found.spec.index, values)
    return {
        "target": seen.target,
        "importance_is": str(seen.units),
        "latents": _both(seen.names, seen.importance, seen.performance),
        "items": _both(seen.items, seen.item_importance, seen.item_performance),
    }


def _both(names: tuple[str, ...], importance: Matrix, performance: Matrix) -> dict[str, dict[str, float]]:
    return {
        name: {"importance": float(a), "performance": float(b)}
        for name, a, b in zip(names, importance, performance, strict=True)
    }


def prediction(
    spec: IndexSpec, values: Matrix, *, folds: int, seed: int, weights: Matrix | None = None, design: Design
) -> dict[str, Any]:
    """PLSpredict on the rows without gaps, under survey weights, strata and clusters, beside the linear model and the
    average, and CVPAT against both. Rows with gaps would be foretold from answers that nobody gave. Of fewer primary
    units than `folds` each is held back by itself."""
    whole = np.asarray(np.isfinite(values).all(axis=1), dtype=bool)
    if weights is not None:
        whole &= weights > 0
    rows, share, drawn = values[whole], None if weights is None else weights[whole], design.only(whole)
    unit, stratum = (None, None) if drawn.simple else drawn.units
    folds = folds if stratum is None else max(2, min(folds, len(stratum)))
    held = random_folds(len(rows), folds, np.random.default_rng(seed), units=unit, strata=stratum)
    ours, linear = predict(spec, rows, held, weights=share), predict_linear(spec, rows, held, weights=share)
    average = predict_average(spec, rows, held, weights=share)
    return {
        "rows": len(rows),
        "left_out": len(values) - len(rows),
        "weighted": share is not None and bool(np.ptp(share) > 0),
        "folds": folds,
        "items": {item: _item(ours, linear, at) for at, item in enumerate(ours.items)},
        "cvpat": [_compared(compare(ours, rival, design=drawn)) for rival in (average, linear)],
    }


def _item(ours: Predictions, linear: Predictions, at: int) -> dict[str, float]:
    return {
        "q2": float(ours.q2[at]),
        "rmse": float(ours.rmse[at]),
        "mae": float(ours.mae[at]),
        "linear_rmse": float(linear.rmse[at]),
        "linear_mae": float(linear.mae[at]),
    }


def _compared(found: Comparison) -> dict[str, Any]:
    columns = zip((*found.names, "model"), found.difference, found.t, found.p, strict=True)
    losses = {name: {"difference": float(d), "t": float(t), "p": float(p)} for name, d, t, p in columns}
    return {"rival": found.rival, "overall": str(found.overall), "losses": losses}


def groups(
    spec: IndexSpec, values: Matrix, member: NDArray[np.str_], *, permutations: int, seed: int
) -> list[dict[str, Any]]:
    """Each group against all others (two groups: once): MICOM, then the difference of each path by permutation with
    Holm's correction over all of them; on the complete rows, unweighted. Raises `GroupsUnfit`.

    Labels may be dealt out anew only among rows that stand for as many people, drawn in one way: under unequal weights
    or strata that differ between groups the permutations would be no draws of chance, so that weights stay out.
    """
    whole = np.isfinite(values).all(axis=1)
    rows, of = values[whole], member[whole]
    names = _named(of)
    rng = np.random.default_rng(seed)
    found = [
        (name, micom(spec, rows, of == name, rng=rng, permutations=permutations),
         permute_groups(spec, rows, of == name, rng=rng, permutations=permutations))
        for name in names
    ]  # fmt: skip
    adjusted = holm(np.concatenate([paths.p for _, _, paths in found])).reshape(len(found), -1)
    return [_group(name, same, paths, p) for (name, same, paths), p in zip(found, adjusted, strict=True)]


def _named(of: NDArray[np.str_]) -> list[str]:
    names = sorted(set(of.tolist()))
    if not 2 <= len(names) <= MOST_GROUPS:
        raise GroupsUnfit(len(names))
    return names[:1] if len(names) == 2 else names


def _group(name: str, same: Micom, paths: PathDifferences, adjusted: Matrix) -> dict[str, Any]:
    steps = zip(same.names, same.invariance, same.composition.value, same.composition.low, same.composition.p,
                same.means.p, same.variances.p, strict=True)  # fmt: skip
    moved = zip(paths.paths, paths.first, paths.second, paths.difference, paths.p, adjusted, strict=True)
    return {
        "group": name,
        "rows": list(same.sizes),
        "permutations": same.permutations,
        "dropped": same.dropped + paths.dropped,
        "invariance": {
            latent: {"verdict": str(verdict), "c": float(c), "c_low": float(low), "p_composition": float(p),
                     "p_means": float(means), "p_variances": float(variances)}
            for latent, verdict, c, low, p, means, variances in steps
        },
        "paths": {
            f"{a} -> {b}": {"group": float(one), "others": float(other), "difference": float(gap), "p": float(p),
                            "p_holm": float(corrected)}
            for (a, b), one, other, gap, p, corrected in moved
        },
    }  # fmt: skip
