# SPDX-License-Identifier: Apache-2.0
"""Missingness that tells the label: whether a column is filled says more than what it is filled with.

Columns filled in the same rows are judged together. A pattern of presence is a trap when it separates the
dissatisfied and the values, where present, show no dose response. From the traps found, others are followed: those
whose presence still tells within the rows that the traps fill alike, and weak neighbours in the same run of columns.
"""

from dataclasses import dataclass, replace

import numpy as np

from amends.analytics.detection.columns import Bools, Columns, Floats, Integers, present
from amends.analytics.detection.measures import area_under_curve
from amends.analytics.detection.suspects.strength import chance_error, strength
from amends.analytics.distributions import chi2

SIDE_ROWS = 20
STRONG, MILD = 0.08, 0.05
NO_DOSE = 0.05


@dataclass(frozen=True, slots=True)
class Presence:
    """Columns filled in the same rows: AUC and odds ratio of being filled, rates, and dose (AUC − 0.5) of values."""

    names: tuple[str, ...]
    places: tuple[int, ...]
    filled: Bools
    auc: float
    odds_ratio: float
    z: float
    rate_filled: float
    rate_blank: float
    dose: float
    trap: bool = False
    joint_auc: float = 0.0

    @property
    def effect(self) -> float:
        """Distance of the AUC from chance."""
        return abs(self.auc - 0.5)


def presence_patterns(columns: Columns, truth: Bools) -> tuple[Presence, ...]:
    """Every pattern of presence worth a report, the traps marked."""
    found = _measure_all(columns, truth)
    found = [replace(p, trap=_is_trap(p)) for p in found]
    found = _follow(found, truth)
    joint = _joint_auc([p.filled for p in found if p.trap], truth)
    return tuple(replace(p, joint_auc=joint) for p in found if p.trap or _is_mild(p))


def _measure_all(columns: Columns, truth: Bools) -> list[Presence]:
    alike: dict[bytes, list[int]] = {}
    names, masks = list(columns), [present(v) for v in columns.values()]
    for place, mask in enumerate(masks):
        if min(int(mask.sum()), int((~mask).sum())) >= SIDE_ROWS:
            alike.setdefault(mask.tobytes(), []).append(place)
    return [
        _measure([names[p] for p in places], places, masks[places[0]], columns, truth)
        for places in alike.values()
    ]


def _measure(names: list[str], places: list[int], filled: Bools, columns: Columns, truth: Bools) -> Presence:
    yes, no = truth[filled], truth[~filled]
    odds = (yes.sum() + 0.5) / ((~yes).sum() + 0.5) / ((no.sum() + 0.5) / ((~no).sum() + 0.5))
    spread = truth.std() * np.sqrt(1 / yes.size + 1 / no.size)
    return Presence(
        names=tuple(names),
        places=tuple(places),
        filled=filled,
        auc=area_under_curve(filled.astype(np.float64), truth),
        odds_ratio=float(odds),
        z=float((yes.mean() - no.mean()) / spread),
        rate_filled=float(yes.mean()),
        rate_blank=float(no.mean()),
        dose=max(_dose(columns[n][filled], yes) for n in names),
    )


def _dose(values: np.ndarray[tuple[int], np.dtype[np.float64]], truth: Bools) -> float:
    above = strength(values, truth) - 0.5
    return above if above >= 3 * chance_error(truth) else 0.0


def _is_trap(p: Presence) -> bool:
    odds = max(p.odds_ratio, 1 / p.odds_ratio)
    by_auc = p.effect >= STRONG and p.dose < p.effect / 2
    by_odds = odds >= 2.5 and p.dose < NO_DOSE
    return abs(p.z) >= 5 and (by_auc or by_odds)


def _is_mild(p: Presence) -> bool:
    return abs(p.z) >= 5 and (p.effect >= MILD or not 0.5 <= p.odds_ratio <= 2)


def _follow(found: list[Presence], truth: Bools) -> list[Presence]:
    for _ in range(4):
        strata = _patterns([p.filled for p in found if p.trap][:8])
        if strata is None:
            return found
        places = {place for p in found if p.trap for place in p.places}
        grown = [p if p.trap else replace(p, trap=_joins(p, strata, places, found, truth)) for p in found]
        if grown == found or sum(p.trap for p in grown) == sum(p.trap for p in found):
            return grown
        found = grown
    return found


def _joins(p: Presence, strata: Integers, places: set[int], found: list[Presence], truth: Bools) -> bool:
    if p.dose >= NO_DOSE:
        return False
    chance = _conditional_chance(p.filled, strata, truth)
    return chance < 1e-8 or (chance < 0.05 and _in_run(p, places, found))


def _in_run(p: Presence, places: set[int], found: list[Presence]) -> bool:
    partly = {place for each in found for place in each.places}
    run = set(p.places)
    while True:
        wider = run | {q for q in partly if q - 1 in run or q + 1 in run}
        if wider == run:
            return len(run & places) >= 2
        run = wider


def _conditional_chance(filled: Bools, strata: Integers, truth: Bools) -> float:
    statistic, freedom = 0.0, 0
    for number in np.unique(strata):
        here = strata == number
        sides = truth[here & filled], truth[here & ~filled]
        rate = float(truth[here].mean())
        if min(s.size for s in sides) * min(rate, 1 - rate) < 3:
            continue
        error = rate * (1 - rate) * (1 / sides[0].size + 1 / sides[1].size)
        statistic += float((sides[0].mean() - sides[1].mean()) ** 2 / error)
        freedom += 1
    return float(chi2.sf(statistic, freedom)) if freedom else 1.0


def _patterns(masks: list[Bools]) -> Integers | None:
    if not masks:
        return None
    code = np.zeros(masks[0].shape[0], dtype=np.int64)
    for mask in masks:
        code = 2 * code + mask
    return np.unique(code, return_inverse=True)[1].astype(np.int64)


def _joint_auc(masks: list[Bools], truth: Bools) -> float:
    strata = _patterns(masks[:12])
    if strata is None:
        return 0.5
    values: Floats = strata.astype(np.float64)
    return strength(values.astype(str).astype(object), truth)
