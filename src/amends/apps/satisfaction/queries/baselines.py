# SPDX-License-Identifier: Apache-2.0
"""What a score is held against: the past, competitors, expectation, the best unit of our own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from amends.analytics.sampling.waves import compare_estimates
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.queries.answers import WaveAnswers, answers_mark, wave_answers
from amends.apps.satisfaction.queries.elements import Standing, judged, mean_of
from amends.apps.satisfaction.queries.keeping import kept
from amends.apps.satisfaction.queries.scores import OutsideScore
from amends.apps.satisfaction.queries.trees import Tree
from amends.apps.satisfaction.rules.elements import LEVEL, Judged, Numbers, Score, scores
from amends.apps.surveys.models import SurveyWave


class Against(StrEnum):
    """The four baselines of a score."""

    PAST = "past"
    RIVAL = "rival"
    EXPECTATION = "expectation"
    BEST_UNIT = "best_unit"


@dataclass(frozen=True, slots=True)
class Baseline:
    """One baseline: its value on 0–100 and where it comes from, the difference of our score to it (for the best unit:
    of all others to it) with half of its 95 % interval (None where the source gives no margin). `value` None: no
    data. `beyond` says that the difference is more than its margin."""

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
class Expected:
    """What was expected of an element, and `short`: how far each person's judgement lies from their own expectation,
    over those who gave both (None where the element is not judged itself)."""

    score: Score
    short: Score | None


@dataclass(frozen=True, slots=True)
class UnitScores:
    """The scores of one unit's customers, and of everybody else's within the unit above."""

    unit: str
    scores: tuple[Score, ...]
    others: tuple[Score, ...]


def baselines(
    code: str,
    standing: Standing,
    *,
    rival: OutsideScore | None,
    expected: Expected | None,
    units: Sequence[UnitScores],
) -> tuple[Baseline, ...]:
    """The four baselines of an element's score, in their order; those without data among them."""
    own = standing.score(code)
    if own is None or own.mean is None or not own.shown:
        return tuple(Baseline(each) for each in Against)
    return (_past(standing, code), _rival(own, rival), _expected(expected), _best(code, units))


def expectations(wave: SurveyWave, scope: Scope, tree: Tree) -> Mapping[str, Expected]:
    """What was expected of each element that has items of expectation of its own. Kept until answers change."""
    name = f"satisfaction:expected:{wave.pk}:{tree.number}"
    return kept(name, [answers_mark(wave, scope)], lambda: expected_of(wave_answers(wave, scope), tree))


def expected_of(answers: WaveAnswers, tree: Tree) -> Mapping[str, Expected]:
    """As `expectations`, of answers in hand."""
    wished = {
        each.code: mean_of(answers.points[:, columns])
        for each in tree.elements
        if (columns := answers.of_element(each.code, ["expectation"]))
    }
    given = judged(answers, tree).values
    short = {code: given[code] - values for code, values in wished.items() if code in given}
    found, apart = _by_code(wished, answers, tree), _by_code(short, answers, tree)
    return {code: Expected(score, apart.get(code)) for code, score in found.items()}


def _by_code(values: Mapping[str, Numbers], answers: WaveAnswers, tree: Tree) -> dict[str, Score]:
    found = scores(tree.elements, Judged(values, answers.weights, answers.strata))
    return {each.code: each for each in found if each.code in values}


def unit_scores(wave: SurveyWave, unit: Unit, tree: Tree) -> tuple[UnitScores, ...]:
    """The scores of the units right below one, of those with answers. A few queries; kept until answers change."""
    name = f"satisfaction:units:{wave.pk}:{tree.number}:{unit.pk}"
    return kept(name, [answers_mark(wave, unit.scope)], lambda: _unit_scores(wave, unit, tree))


def _unit_scores(wave: SurveyWave, unit: Unit, tree: Tree) -> tuple[UnitScores, ...]:
    answers = wave_answers(wave, unit.scope)
    found = []
    for each in Unit.objects.filter(parent=unit).order_by("number"):
        inside = answers.inside(each.scope)
        if inside.any():
            parts = (scores(tree.elements, judged(answers.chosen(rows), tree)) for rows in (inside, ~inside))
            found.append(UnitScores(each.name, *parts))
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


def _expected(expected: Expected | None) -> Baseline:
    """The same people expected and judged: their differences are averaged, not two means compared."""
    if expected is None or not expected.score.shown:
        return Baseline(Against.EXPECTATION)
    wished, short = expected.score, expected.short
    if short is None or not short.shown:
        return Baseline(Against.EXPECTATION, wished.mean, source=wished.name)
    return Baseline(Against.EXPECTATION, wished.mean, short.mean, short.margin, wished.name)


def _best(code: str, units: Sequence[UnitScores]) -> Baseline:
    """The best unit that may be shown against everybody else, where there is more than one: other people on either
    side. It was picked as the highest of k, so that its margin is at the level 1 − 5 % / k."""
    known = [
        (each.mean, unit)
        for unit in units
        for each in unit.scores
        if each.code == code and each.shown and each.mean is not None
    ]
    if len(known) < 2:
        return Baseline(Against.BEST_UNIT)
    _mean, best = max(known, key=lambda row: row[0])
    ours, others = (next(each for each in part if each.code == code) for part in (best.scores, best.others))
    if ours.estimate is None or others.estimate is None or not others.shown:
        return Baseline(Against.BEST_UNIT, ours.mean, source=best.unit)
    change = compare_estimates(ours.estimate, others.estimate, level=1 - (1 - LEVEL) / len(known))
    margin = (change.interval[1] - change.interval[0]) / 2
    return Baseline(Against.BEST_UNIT, change.first, change.difference, margin, best.unit)
