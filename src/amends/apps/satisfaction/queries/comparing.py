# SPDX-License-Identifier: Apache-2.0
"""Overall satisfaction by unit and by segment; every touchpoint with its own score and what it adds."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.queries.answers import WaveAnswers, answers_mark, wave_answers
from amends.apps.satisfaction.queries.elements import NO_SCORES, judged, mean_of, overall
from amends.apps.satisfaction.queries.keeping import kept
from amends.apps.satisfaction.queries.trees import Touchpoint, Tree, standards, touchpoints
from amends.apps.satisfaction.rules.cells import LEAST
from amends.apps.satisfaction.rules.elements import LOW, Numbers, element_index, scores
from amends.apps.satisfaction.rules.groups import Breakdown, breakdown
from amends.apps.satisfaction.rules.touched import Contribution, by_code, contributions
from amends.apps.surveys.models import SurveyWave

SEGMENTS = (
    "value_tier",
    "settlement",
    "customer_kind",
)  # of service and contract; nothing about the person's looks
NO_UNIT = ""


@dataclass(frozen=True, slots=True)
class Touched:
    """One touchpoint in one wave: who answers for it, its standards in words, n, mean and low-score share (None where
    nobody or too few judged it), whether it was asked about itself or stands for the elements judged there, and its
    contribution (None where no judged element names it)."""

    touchpoint: Touchpoint
    standards: tuple[str, ...]
    n: int
    mean: float | None
    low_share: float | None
    asked: bool
    contribution: Contribution | None


@dataclass(frozen=True)
class Compared:
    """A wave within a scope: overall satisfaction by unit one level below, by segment; touchpoints; element index."""

    n: int
    units: Breakdown
    segments: Mapping[str, Breakdown]
    touchpoints: tuple[Touched, ...]
    index: float | None
    digest: str


def compared(wave: SurveyWave, scope: Scope, tree: Tree) -> Compared:
    """Everything of a wave that compares groups; a few queries, computed once for the same answers."""
    name = f"satisfaction:compared:{wave.pk}:{tree.number}"
    return kept(name, [answers_mark(wave, scope)], lambda: _compared(wave, scope, tree))


def _compared(wave: SurveyWave, scope: Scope, tree: Tree) -> Compared:
    answers = wave_answers(wave, scope)
    target = overall(answers)
    if target is None:
        target = mean_of(_scored(answers))
    found = scores(tree.elements, judged(answers, tree))

    def by(keys: list[str]) -> Breakdown:
        return breakdown(target, answers.weights, answers.strata, keys)

    return Compared(
        n=len(answers),
        units=by(_units_below(answers, scope)),
        segments={name: by(list(answers.segments[name])) for name in SEGMENTS},
        touchpoints=_touched(answers, target, tree, by_code(contributions(tree.elements, found))),
        index=element_index(tree.elements, [each for each in found if each.shown]),
        digest=answers.digest,
    )


def _units_below(answers: WaveAnswers, scope: Scope) -> list[str]:
    """For each response the name of the unit one level below the scope's own; the own name for its own answers."""
    rows = Unit.objects.filter(number__range=(scope.first, scope.last)).order_by("number")
    units = list(rows.values_list("number", "last", "name", "parent__number"))
    below = [each for each in units if each[3] == units[0][0]] if units else []
    names = dict.fromkeys(np.unique(answers.clusters).tolist(), units[0][2] if units else NO_UNIT)
    for number in names:
        names[number] = next((n for first, last, n, _up in below if first <= number <= last), names[number])
    return [names[number] for number in answers.clusters.tolist()]


def _touched(
    answers: WaveAnswers, target: Numbers, tree: Tree, added: Mapping[str, Contribution]
) -> tuple[Touched, ...]:
    known = standards()
    rows = []
    for code, each in touchpoints().items():
        values, asked = _values_at(answers, target, tree, code)
        there = np.isfinite(values)
        n, mean, low = int(there.sum()), None, None
        if n >= LEAST:
            weight = answers.weights[there]
            mean = float(weight @ values[there] / weight.sum())
            low = float(weight @ (values[there] <= LOW + 1e-9) / weight.sum())
        words = tuple(known.get(standard, standard) for standard in each.standards)
        rows.append(Touched(each, words, n, mean, low, asked, added.get(code)))
    return tuple(rows)


def _values_at(answers: WaveAnswers, target: Numbers, tree: Tree, code: str) -> tuple[Numbers, bool]:
    """(n,) what was given at a touchpoint: its own items, the overall score of who answered there by a link, else the
    items of the elements that name it; and whether it was asked about itself."""
    there = answers.touchpoints == code
    own = [
        at
        for at, item in enumerate(answers.items)
        if item.touchpoint == code and item.measure not in NO_SCORES
    ]
    if own or there.any():
        values = mean_of(answers.points[:, own]) if own else np.full(len(answers), np.nan)
        return np.where(there & ~np.isfinite(values), target, values), True
    named = {each.code for each in tree.elements if code in each.touchpoints}
    columns = [
        at for at, item in enumerate(answers.items) if item.element in named and item.measure not in NO_SCORES
    ]
    return (mean_of(answers.points[:, columns]) if columns else np.full(len(answers), np.nan)), False


def _scored(answers: WaveAnswers) -> Numbers:
    columns = [at for at, item in enumerate(answers.items) if item.measure not in NO_SCORES]
    found: Numbers = answers.points[:, columns]
    return found
