# SPDX-License-Identifier: Apache-2.0
"""Features asked about twice, with and without them, and the class after Kano that each falls in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from amends.analytics.drivers.kano import DISLIKE, LIKE, KanoResult, kano
from amends.apps.satisfaction.rules.cells import LEAST
from amends.apps.satisfaction.rules.elements import Numbers

WITH, WITHOUT = "kano_with", "kano_without"


class Asked(Protocol):
    """An item on a scale."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def element(self) -> str: ...
    @property
    def measure(self) -> str: ...
    @property
    def minimum(self) -> float: ...
    @property
    def maximum(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Feature:
    """Two items about one thing: the codes of the question with it and of the one without it."""

    title: str
    with_it: str
    without: str


@dataclass(frozen=True, slots=True)
class Classed:
    """A feature, how many answered both questions, and its class; `found` None for fewer than `LEAST`."""

    feature: Feature
    n: int
    found: KanoResult | None


def features(items: Iterable[Asked]) -> tuple[Feature, ...]:
    """The pairs in the order of the questionnaire: one element, asked once with and once without it on 1 … 5."""
    known = [each for each in items if (each.minimum, each.maximum) == (LIKE, DISLIKE) and each.element]
    first, second = _once(known, WITH), _once(known, WITHOUT)
    return tuple(
        Feature(item.title, item.code, second[element].code)
        for element, item in first.items()
        if element in second
    )


def _once(items: Iterable[Asked], measure: str) -> dict[str, Asked]:
    """Items of a measure by element; what is asked twice has no pair, since nothing says which is meant."""
    found: dict[str, list[Asked]] = {}
    for each in items:
        if each.measure == measure:
            found.setdefault(each.element, []).append(each)
    return {element: those[0] for element, those in found.items() if len(those) == 1}


def classed(feature: Feature, with_it: Numbers, without: Numbers, weights: Numbers) -> Classed:
    """The class of a feature from answers (n,) each, nan where none was given."""
    there = np.isfinite(with_it) & np.isfinite(without) & (weights > 0)
    n = int(there.sum())
    if n < LEAST:
        return Classed(feature, n, None)
    return Classed(feature, n, kano(with_it[there], without[there], weights[there]))
