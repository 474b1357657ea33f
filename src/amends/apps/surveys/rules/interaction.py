# SPDX-License-Identifier: Apache-2.0
"""How a contact was rated from five views, and what a broken promise does to being believed."""

from collections.abc import Mapping
from dataclasses import dataclass

DIMENSIONS = ("tangibles", "empathy", "expertise", "speed", "credibility")
CREDIBILITY = "credibility"


class WeightsWrong(ValueError):
    """Weights that name no view, or of which none is positive."""


@dataclass(frozen=True, slots=True)
class View:
    """The ratings of one view: their mean on 0–100, over how many contacts."""

    mean: float
    n: int


@dataclass(frozen=True, slots=True)
class InteractionScore:
    """The five views of the contacts of a period. `credibility` is the mean rating lowered by the share of promises
    that were broken, `score` the weighted mean of the views that were rated, with that measure among them; both on
    0–100, `None` where nothing was rated."""

    contacts: int
    views: Mapping[str, View]
    promises: int
    broken: int
    credibility: float | None
    score: float | None
    weights: Mapping[str, float]


def read_weights(told: Mapping[str, object]) -> dict[str, float]:
    """The weights of the five views, as shares of one. Raises `WeightsWrong`."""
    found = {str(name): float(str(value)) for name, value in told.items()}
    if set(found) != set(DIMENSIONS) or min(found.values()) < 0 or sum(found.values()) <= 0:
        raise WeightsWrong(f"five views with weights of 0 or more: {', '.join(DIMENSIONS)}")
    whole = sum(found.values())
    return {name: value / whole for name, value in found.items()}


def credibility(rated: float, *, promises: int, broken: int) -> float:
    """The rating of credibility (0–100) times the share of ended promises that were not broken: who is told one thing
    and gets another does not believe us, whatever the last conversation was like."""
    return rated * (1 - broken / promises) if promises else rated


def interaction_score(
    contacts: int,
    views: Mapping[str, View],
    weights: Mapping[str, float],
    *,
    promises: int,
    broken: int,
) -> InteractionScore:
    """All of it, from the means of the views and the promises that ended in the same units and period."""
    means = {name: view.mean for name, view in views.items()}
    measure = None
    if CREDIBILITY in means:
        measure = means[CREDIBILITY] = credibility(means[CREDIBILITY], promises=promises, broken=broken)
    whole = sum(weights[name] for name in means)
    score = sum(weights[name] * mean for name, mean in means.items()) / whole if whole else None
    return InteractionScore(contacts, views, promises, broken, measure, score, weights)
