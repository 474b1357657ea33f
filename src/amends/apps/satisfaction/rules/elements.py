# SPDX-License-Identifier: Apache-2.0
"""Scores of the elements in one wave, and whether they moved beyond chance since another."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from amends.analytics.drivers.correlations import CannotWeigh
from amends.analytics.drivers.importance import driver_importance
from amends.analytics.sampling.designs import Lonely, SurveyDesign
from amends.analytics.sampling.estimates import Estimate
from amends.analytics.sampling.waves import compare_estimates
from amends.apps.satisfaction.rules.cells import LEAST
from amends.apps.satisfaction.rules.trees import Element, Placed, leaf_shares, leaves_below, placed

Numbers = NDArray[np.float64]
LOW = 500 / 9  # 1–6 on 1–10, on 0–100
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Score:
    """One element in one wave, on 0–100.

    `n` respondents who judged it; `margin` is half the 95 % interval of `mean`; `low_share` the part of them who gave
    6 of 10 or less on average. All but `n` are None where nobody judged it; `shown` is False below the smallest cell.
    `estimate` is what comparisons rest on. `share` is what the element weighs in the whole.
    """

    code: str
    name: str
    depth: int
    share: float
    n: int
    mean: float | None
    margin: float | None
    low_share: float | None
    shown: bool
    estimate: Estimate | None


class Arrow(StrEnum):
    """Which way a score went; none where the change is within its margin."""

    UP = "up"
    DOWN = "down"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """A change from the wave before: points, half of its 95 % interval, and an arrow only where it is beyond that."""

    before: float
    difference: float
    margin: float
    arrow: Arrow


@dataclass(frozen=True)
class Judged:
    """What n respondents gave to the elements, (n,) each on 0–100 and nan where they did not, under a design."""

    values: Mapping[str, Numbers]
    weights: Numbers
    strata: NDArray[np.object_]


def scores(elements: Sequence[Element], judged: Judged, *, least: int = LEAST) -> tuple[Score, ...]:
    """Every element of a tree, parents first.

    A leaf is the weighted mean over who judged it. An element with others below is the mean of these by their weights,
    scaled to those that at least `least` judged: what is too small to be shown cannot be had by subtraction. Where all
    are smaller it is not shown; where nobody judged any, it is what was asked of itself. Errors are linearised under
    weights and strata; those of a parent respect that the same people judged its parts.
    """
    there = {code: values for code, values in judged.values.items() if np.isfinite(values).any()}
    if not there:
        return tuple(_none(each) for each in placed(elements))
    names, shares = tuple(there), leaf_shares(elements)
    enough = [name for name in names if np.isfinite(there[name]).sum() >= least]
    table = np.column_stack([there[name] for name in names])
    centre, spread, design = _linearised(table, judged)
    covariance = design.covariance(spread)
    found = []
    for each in placed(elements):
        mixed = _mixed(each.element.code, elements, names, enough, shares)
        if mixed is None:
            found.append(_none(each))
            continue
        own = _own(table, mixed)
        n = int(np.isfinite(own).sum())
        estimate = Estimate(
            np.array([mixed @ centre]), np.array([[mixed @ covariance @ mixed]]), np.array([np.nan]), n,
            design.degrees_of_freedom,
        )  # fmt: skip
        shown = n >= least and any(mixed[names.index(name)] > 0 for name in enough)
        found.append(_score(each, own, judged.weights, estimate, shown=shown))
    return tuple(found)


def trend(before: Score | None, after: Score) -> Trend | None:
    """How a score moved since another wave; None where either has too few answers to be shown."""
    if (
        before is None
        or before.estimate is None
        or after.estimate is None
        or not (before.shown and after.shown)
    ):
        return None
    change = compare_estimates(before.estimate, after.estimate, level=LEVEL)
    margin = (change.interval[1] - change.interval[0]) / 2
    beyond = abs(change.difference) > margin
    arrow = (Arrow.UP if change.difference > 0 else Arrow.DOWN) if beyond else Arrow.NONE
    return Trend(change.first, change.difference, margin, arrow)


def element_index(elements: Sequence[Element], found: Sequence[Score]) -> float | None:
    """The element index: leaves that may be shown by their shares, scaled to these; None where there are none."""
    shares = leaf_shares(elements)
    known = {
        each.code: each.mean for each in found if each.shown and each.code in shares and each.mean is not None
    }
    total = sum(shares[code] for code in known)
    return sum(shares[code] * mean for code, mean in known.items()) / total if total > 0 else None


def importance(found: Judged, target: Numbers, codes: Sequence[str]) -> dict[str, float]:
    """What share of the explained satisfaction each element accounts for (LMG, Johnson above 22 elements); empty where
    it cannot be told. Gaps are filled as `filled` says."""
    rows = np.isfinite(target)
    used = [code for code in codes if code in found.values and _varies(found.values[code][rows])]
    rng = np.random.default_rng(0)
    if len(used) < 2:
        return {}
    try:
        known = driver_importance(
            used, filled(np.column_stack([found.values[code][rows] for code in used]), found.weights[rows], rng),
            target[rows], rng=rng, weights=found.weights[rows],
        )  # fmt: skip
    except CannotWeigh:
        return {}
    return {
        each.name: (each.lmg if each.lmg is not None else each.johnson) / known.r2 for each in known.drivers
    }


def filled(table: Numbers, weights: Numbers, rng: np.random.Generator) -> Numbers:
    """(n, p) without gaps: mean of the element, plus how far the person's other answers lie from theirs, plus an error
    as the answers given have (two-way imputation with error: Bernaards & Sijtsma 2000, Multivariate Behavioral Research
    35:321–364). The plain mean would take importance from elements that concern few; without the error they would
    gain some."""
    inside = np.isfinite(table)
    means = weights @ np.where(inside, table, 0.0) / (weights @ inside)
    off = np.where(inside, table - means, 0.0)
    count, total = inside.sum(axis=1, keepdims=True), off.sum(axis=1, keepdims=True)
    others = (total - off) / np.maximum(count - inside, 1)  # of each person without the element itself
    error = np.sqrt(
        (np.where(inside, off - others, 0.0) ** 2).sum(axis=0) / np.maximum(inside.sum(axis=0), 1)
    )
    found: Numbers = np.where(inside, table, means + others + error * rng.standard_normal(table.shape))
    return found


def _linearised(table: Numbers, judged: Judged) -> tuple[Numbers, Numbers, SurveyDesign]:
    inside = np.isfinite(table)
    whole = judged.weights @ inside
    kept = np.where(inside, table, 0.0)
    centre = judged.weights @ kept / whole
    spread = np.where(inside, kept - centre, 0.0) / whole
    design = SurveyDesign(judged.weights, strata=judged.strata, lonely=Lonely.CENTRE)
    return centre, spread, design


def _mixed(
    code: str,
    elements: Sequence[Element],
    names: Sequence[str],
    enough: Collection[str],
    shares: Mapping[str, float],
) -> Numbers | None:
    """(k,) how the judged elements make up this one: those that enough people judged, all where there are none."""
    judged = [leaf for leaf in leaves_below(elements, code) if leaf in names]
    below = [leaf for leaf in judged if leaf in enough] or judged
    parts = {leaf: shares.get(leaf, 1.0) for leaf in below} if below else {code: 1.0} if code in names else {}
    total = sum(parts.values())
    return np.array([parts.get(name, 0.0) / total for name in names]) if total > 0 else None


def _own(table: Numbers, mixed: Numbers) -> Numbers:
    """(n,) the score of each respondent, from the parts that they judged."""
    there = np.isfinite(table) * mixed
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Numbers = (there * np.nan_to_num(table)).sum(axis=1) / there.sum(axis=1)
    return found


def _score(each: Placed, own: Numbers, weights: Numbers, estimate: Estimate, *, shown: bool) -> Score:
    inside = np.isfinite(own)
    low, high = estimate.interval(LEVEL)[0].tolist()
    lower = float(weights[inside] @ (own[inside] <= LOW + 1e-9) / weights[inside].sum())
    return Score(
        each.element.code, each.element.name, each.depth, each.share, estimate.rows,
        mean=float(estimate.values[0]), margin=(high - low) / 2, low_share=lower, shown=shown,
        estimate=estimate,
    )  # fmt: skip


def _none(each: Placed) -> Score:
    element = each.element
    return Score(
        element.code, element.name, each.depth, each.share, 0, None, None, None, shown=False, estimate=None
    )


def _varies(values: Numbers) -> bool:
    inside = values[np.isfinite(values)]
    return len(inside) >= LEAST and bool(np.ptp(inside) > 0)
