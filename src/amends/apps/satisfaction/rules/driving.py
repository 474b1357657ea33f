# SPDX-License-Identifier: Apache-2.0
"""What drives overall satisfaction: importance with intervals, asymmetric impact, the map, the short boards."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from amends.analytics.drivers.asymmetric import Contrast, ContrastSpec, asymmetric_impact
from amends.analytics.drivers.correlations import CannotWeigh
from amends.analytics.drivers.importance import DriverSpec, Importance, driver_importance
from amends.analytics.drivers.importance_map import LineMissing
from amends.analytics.drivers.weak_elements import Ratings, Scores, Standings, weak_elements
from amends.apps.satisfaction.rules.cells import LEAST
from amends.apps.satisfaction.rules.elements import LOW, Judged, Numbers, filled
from amends.kernel.refusals import Saying

RESAMPLES, SEED = 200, 20_260_101
HIGH = 800 / 9  # 9 and 10 of 1–10, on 0–100


@dataclass(frozen=True)
class Driving:
    """The drivers of one wave over `n` respondents with an overall score. `names` are the elements used, `left_out`
    those with too few answers, `gaps` the share of their answers that was not given; `standings` holds map and short
    boards; `asymmetric` None where `asymmetric_why`."""

    n: int
    names: tuple[str, ...]
    left_out: tuple[str, ...]
    gaps: float
    importance: Importance
    standings: Standings
    asymmetric: tuple[Contrast, ...] | None
    asymmetric_why: Saying | None


def driving(
    judged: Judged, target: Numbers, against: Mapping[str, Mapping[str, tuple[float, float]]]
) -> Driving:
    """Importance of the elements for `target` (n,), and where each stands.

    `against` maps what is compared with (past wave, competitor, target) to (mean, standard error) by element. An
    element needs 30 answers and some spread; missing answers are `filled` for the regressions only.
    Raises `CannotWeigh`, `LineMissing`.
    """
    rows = np.isfinite(target)
    values = {code: column[rows] for code, column in judged.values.items()}
    names = tuple(code for code, column in values.items() if _usable(column))
    if rows.sum() < LEAST or len(names) < 2:
        raise CannotWeigh("至少要有 %(n)s 人给了总体评价、两个要素各有 %(n)s 人评价，才算驱动因素。", n=LEAST)
    weights, table = judged.weights[rows], np.column_stack([values[name] for name in names])
    full = filled(
        table, weights, np.random.default_rng(0)
    )  # as the element tree does, so that both say the same
    found = driver_importance(
        names, full, target[rows], rng=np.random.default_rng(SEED), weights=weights,
        spec=DriverSpec(bootstrap=RESAMPLES),
    )  # fmt: skip
    size = np.array([each.lmg if each.lmg is not None else each.johnson for each in found.drivers])
    standings = weak_elements(
        names, size / found.r2, Ratings(table, weights),
        against={name: _scores(names, known) for name, known in against.items()},
    )  # fmt: skip
    contrasts, why = _contrasts(names, table, full, target[rows], weights)
    left = tuple(code for code in judged.values if code not in names)
    gaps = 1 - float(np.isfinite(table).mean())
    return Driving(int(rows.sum()), names, left, gaps, found, standings, contrasts, why)


def _usable(column: Numbers) -> bool:
    there = column[np.isfinite(column)]
    return len(there) >= LEAST and bool(np.ptp(there) > 0)


def _scores(names: tuple[str, ...], known: Mapping[str, tuple[float, float]]) -> Scores:
    nothing = (float("nan"), float("nan"))
    pairs = np.array([known.get(name, nothing) for name in names])
    return Scores(pairs[:, 0], pairs[:, 1])


def _contrasts(
    names: tuple[str, ...], table: Numbers, full: Numbers, target: Numbers, weights: Numbers
) -> tuple[tuple[Contrast, ...] | None, Saying | None]:
    """Effects need rows without gaps; the shares of low and high are of those who judged, as on every other page."""
    spec = ContrastSpec(low_at_most=LOW + 1e-9, high_at_least=HIGH - 1e-9)
    try:
        found = asymmetric_impact(names, full, target, spec=spec, weights=weights)
    except CannotWeigh as error:
        return None, error.saying
    judged = weights @ np.isfinite(table)
    low, high = (
        weights @ (table <= spec.low_at_most) / judged,
        weights @ (table >= spec.high_at_least) / judged,
    )
    return tuple(
        replace(each, low_share=float(low[at]), high_share=float(high[at])) for at, each in enumerate(found)
    ), None


__all__ = ["CannotWeigh", "Driving", "LineMissing", "driving"]
