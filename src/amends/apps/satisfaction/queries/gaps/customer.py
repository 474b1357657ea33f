# SPDX-License-Identifier: Apache-2.0
"""Gap 5: what customers perceive less what they expect, computed from a wave's answers and never given by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from amends.analytics.drivers.gaps import Measured, NothingMeasured, gap_customer
from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.queries.answers import Numbers, WaveAnswers, answers_mark, wave_answers
from amends.apps.satisfaction.queries.keeping import kept
from amends.apps.satisfaction.queries.waves import waves_answered
from amends.apps.satisfaction.rules.cells import LEAST
from amends.apps.surveys.models import Item, SurveyWave
from amends.apps.surveys.rules.pairs import Pair, pairs

MOST_WAVES = 20


@dataclass(frozen=True, slots=True)
class ItemGap:
    """One element asked both ways: `found` is None where too few answered both, and how many did is `n`."""

    title: str
    dimension: str
    n: int
    found: Measured | None


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """Gap 5 of a wave by item and dimension, the widest first, in points of the items' own scale from `low` to `high`;
    `overall` is the mean of each person's gaps."""

    wave: SurveyWave
    scale: tuple[float, float]
    overall: Measured | None
    items: Sequence[ItemGap]
    dimensions: Sequence[ItemGap]


def paired_waves(scope: Scope) -> list[SurveyWave]:
    """The answered waves that ask both what is expected and what is perceived, the newest first. One query."""
    items = Item.objects.unscoped("which versions ask it").filter(minimum__isnull=False)
    both = waves_answered(scope)
    for measure in ("expectation", "perception"):
        named = items.filter(measure=measure).exclude(element="")
        both = both.filter(version__in=named.values("version"))
    return list(both[:MOST_WAVES])


def customer_card(wave: SurveyWave, scope: Scope) -> CustomerCard | None:
    """Gap 5 of a wave within a scope; None where it has no pair of items. Kept until answers change."""
    marks = [answers_mark(wave, scope)]
    return kept(f"satisfaction:gap5:{wave.pk}", marks, lambda: _card(wave, wave_answers(wave, scope)))


def _card(wave: SurveyWave, answers: WaveAnswers) -> CustomerCard | None:
    found = pairs(answers.items)
    if not found:
        return None
    first, second = (
        [answers.at(getattr(each, side)) for each in found] for side in ("expected", "perceived")
    )
    expected, perceived = answers.numbers[:, first], answers.numbers[:, second]
    titles = {item.code: item.title for item in answers.items}
    one = answers.items[second[0]]
    weights = answers.weights
    both = np.isfinite(perceived - expected) & (weights > 0)[:, None]
    groups = _groups(found)
    return CustomerCard(
        wave=wave,
        scale=(one.minimum, one.maximum),
        overall=_gap(expected, perceived, weights, [*range(len(found))]),
        items=_ordered(
            ItemGap(
                titles[pair.perceived],
                pair.dimension,
                int(both[:, at].sum()),
                _gap(expected, perceived, weights, [at]),
            )
            for at, pair in enumerate(found)
        ),
        dimensions=_ordered(
            ItemGap(name, name, int(both[:, at].any(axis=1).sum()), _gap(expected, perceived, weights, at))
            for name, at in groups.items()
        ),
    )


def _groups(found: Sequence[Pair]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for at, pair in enumerate(found):
        if pair.dimension:
            groups.setdefault(pair.dimension, []).append(at)
    return groups


def _gap(expected: Numbers, perceived: Numbers, weights: Numbers, columns: list[int]) -> Measured | None:
    """None where fewer than 30 answered both."""
    try:
        whole = {"all": [*range(len(columns))]}
        gap = gap_customer(expected[:, columns], perceived[:, columns], whole, weights=weights)
    except NothingMeasured:
        return None
    return gap.dimensions["all"] if gap.dimensions["all"].n >= LEAST else None


def _ordered(found: Iterable[ItemGap]) -> list[ItemGap]:
    return sorted(found, key=lambda each: each.found.value if each.found else float("inf"))
