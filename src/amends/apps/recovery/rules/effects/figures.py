# SPDX-License-Identifier: Apache-2.0
"""Results of the methods as plain data: numbers a database keeps as JSON, none of them NaN."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from amends.analytics.effects.bounds import LeeBounds
from amends.analytics.effects.checking import SampleRatio, detectable
from amends.analytics.effects.lift import Effect
from amends.analytics.effects.ranking import Against, Qini

Figures = dict[str, Any]
EVERY = 5  # points of a gain curve that are kept: 0, 5, … 100 %


def effect_figures(one: Effect, *, adjusted_p: float) -> Figures:
    """An effect with what it needs to be read: means, base, interval, p over all outcomes, what could be found."""
    spread = one.error / math.sqrt(1 / one.treated + 1 / one.control)
    found = {
        "value": one.value,
        "error": one.error,
        "low": one.low,
        "high": one.high,
        "level": one.level,
        "p": one.p,
        "adjusted_p": adjusted_p,
        "degrees": one.degrees,
        "relative": one.relative,
        "treated_mean": one.treated_mean,
        "control_mean": one.control_mean,
        "treated": one.treated,
        "control": one.control,
        "clusters": one.clusters,
        "adjusted_by": one.adjusted_by,
        "detectable": detectable(treated=one.treated, control=one.control, deviation=spread),
    }
    return plain(found)


def bounds_figures(one: LeeBounds, *, answered: tuple[int, int]) -> Figures:
    """Lee bounds, and how many answered in each arm."""
    found = {
        "low_bound": one.low,
        "high_bound": one.high,
        "low": one.low_end,
        "high": one.high_end,
        "level": one.level,
        "treated_rate": one.treated_rate,
        "control_rate": one.control_rate,
        "naive": one.naive,
        "treated": answered[0],
        "control": answered[1],
    }
    return plain(found)


def ratio_figures(one: SampleRatio | None, *, accounts: tuple[int, int], split: int) -> Figures:
    """Accounts of each arm (treated, control) seen and meant, and those that ended up in both arms."""
    if one is None:
        return {"accounts": list(accounts), "split": split, "holds": False}
    return {
        "accounts": list(accounts),
        "expected": [float(each) for each in one.expected],
        "p": one.p,
        "split": split,
        "holds": one.holds and not split,
    }


def ranking_figures(one: Against, *, members: int) -> Figures:
    """Both orders with their gain curves, and whether the one by expected gain is shown to be better."""
    return plain(
        {
            "uplift": _curve(one.first),
            "risk": _curve(one.second),
            "difference": one.difference,
            "low": one.low,
            "high": one.high,
            "better": one.better,
            "members": members,
        }
    )


def _curve(one: Qini) -> Figures:
    gain = [round(float(each), 8) for each in one.gain[::EVERY]]
    return {"gain": gain, "area": one.area, "low": one.low, "high": one.high}


def plain(found: Mapping[str, Any]) -> Figures:
    """Numbers of numpy as those of Python; what is not a number is None."""
    return {name: _plain(value) for name, value in found.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
