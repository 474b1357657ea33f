# SPDX-License-Identifier: Apache-2.0
"""What a score is held against: the past, competitors, expectation, the best unit of our own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from amends.analytics.sampling.waves import compare_estimates
from amends.apps.core.models import Unit
from amends.apps.satisfaction.queries.answers import WaveAnswers, answers_mark, wave_answers
from amends.apps.satisfaction.queries.elements import Standing, judged, kept, mean_of
from amends.apps.satisfaction.queries.scores import OutsideScore
from amends.apps.satisfaction.queries.trees import Tree
from amends.apps.satisfaction.rules.elements import LEVEL, Judged, Score, scores
from amends.apps.surveys.models import SurveyWave


class Against(StrEnum):
    """The four baselines of a score."""

    PAST = "past"
    RIVAL = "rival"
    EXPECTATION = "expectation"
    BEST_UNIT = "best_unit"


@dataclass(frozen=True, slots=True)
class Baseline:
    """One baseline: its value on 0–100 and where it comes from, the difference of our score to it with half of its
    95 % interval (None where the source gives no margin). `value` None: no data. `beyond` says that the difference is
    more than its margin."""

    against: Against
    value: float | None = None
    difference: float | None = None
    margin: float | None = None
    source: str = ""

    @property
    def beyond(self) -> bool:
        """Whether the difference is beyond chance."""
        return self.difference is not None and self.margin is not None and abs(self.difference) > self.margin


@dataclass(frozen=True, slots=True)
class UnitScores:
    """The scores of one unit's customers."""

    unit: str
    scores: tuple[Score, ...]


def baselines(
    code: str,
    standing: Standing,
    *,
    rival: OutsideScore | None,
    expected: Score | None,
    units: Sequence[UnitScores],
) -> tuple[Baseline, ...]:
    """The four baselines of an element's score, in their order; those without data among them."""
    own = standing.score(code)
    if own is None or own.mean is None or not own.shown:
        return tuple(Baseline(each) for each in Against)
    return (
        _past(standing, code),
        _rival(own, rival),
        _compared(Against.EXPECTATION, own, expected, expected.name if expected else ""),
        _best(own, units),
    )


def expectations(answers: WaveAnswers, tree: Tree) -> Mapping[str, Score]:
    """What was expected of each element that has items of expectation of its own, as scores."""
    values = {
        each.code: mean_of(answers.points[:, columns])
        for each in tree.elements
        if (columns := answers.of_element(each.code, ["expectation"]))
    }
    found = scores(tree.elements, Judged(values, answers.weights, answers.strata))
    return {each.code: each for each in found if each.code in values}


def unit_scores(wave: SurveyWave, unit: Unit, tree: Tree) -> tuple[UnitScores, ...]:
    """The scores of the units right below one, of those with answers. A few queries; kept until answers change."""
    key = f"satisfaction:units:{wave.pk}:{tree.number}:{unit.pk}:{answers_mark(wave, unit.scope)}"
    return kept(key, lambda: _unit_scores(wave, unit, tree))


def _unit_scores(wave: SurveyWave, unit: Unit, tree: Tree) -> tuple[UnitScores, ...]:
    answers = wave_answers(wave, unit.scope)
    found = []
    for each in Unit.objects.filter(parent=unit).order_by("number"):
        part = answers.within(each.scope)
        if len(part):
            found.append(UnitScores(each.name, scores(tree.elements, judged(part, tree))))
    return tuple(found)


def _past(standing: Standing, code: str) -> Baseline:
    moved = standing.trends.get(code)
    if moved is None:
        return Baseline(Against.PAST)
    return Baseline(Against.PAST, moved.before, moved.difference, moved.margin, standing.before)


def _rival(own: Score, rival: OutsideScore | None) -> Baseline:
    if rival is None or own.mean is None:
        return Baseline(Against.RIVAL)
    margin = None if rival.margin is None else float(np.hypot(rival.margin, own.margin or 0.0))
    return Baseline(
        Against.RIVAL, rival.value, own.mean - rival.value, margin, f"{rival.rival}（{rival.words}）"
    )


def _compared(against: Against, own: Score, other: Score | None, source: str) -> Baseline:
    if other is None or other.estimate is None or own.estimate is None or not other.shown:
        return Baseline(against)
    change = compare_estimates(other.estimate, own.estimate, level=LEVEL)
    margin = (change.interval[1] - change.interval[0]) / 2
    return Baseline(against, change.first, change.difference, margin, source)


def _best(own: Score, units: Sequence[UnitScores]) -> Baseline:
    """The best unit that may be shown, where there is more than one."""
    known = [
        (each.mean, unit.unit, each)
        for unit in units
        for each in unit.scores
        if each.code == own.code and each.shown and each.mean is not None
    ]
    if len(known) < 2:
        return Baseline(Against.BEST_UNIT)
    _mean, name, best = max(known, key=lambda row: row[0])
    return _compared(Against.BEST_UNIT, own, best, name)
