# SPDX-License-Identifier: Apache-2.0
"""How the elements stand in a wave: scores, trends over what may be compared, importance; kept until answers change."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.queries.answers import WaveAnswers, answers_mark, wave_answers
from amends.apps.satisfaction.queries.keeping import kept
from amends.apps.satisfaction.queries.trees import Tree
from amends.apps.satisfaction.queries.waves import comparable_items, wave_before
from amends.apps.satisfaction.rules.cells import LEAST
from amends.apps.satisfaction.rules.elements import (
    Judged,
    Numbers,
    Score,
    Trend,
    element_index,
    importance,
    scores,
    trend,
)
from amends.apps.surveys.models import SurveyWave

NO_SCORES = (
    "expectation", "importance", "comparison", "felt_speed", "filter", "solved", "open", "kano_with", "kano_without",
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """A wave within a scope: `n` complete responses (`flagged` of them in doubt, `low` so bad that somebody must act),
    every element's score, its trend since `before` (name of that wave, "" where none), its importance as a share of
    what is explained, and the element index of what may be shown (None where nothing may)."""

    n: int
    flagged: int
    low: int
    scores: tuple[Score, ...]
    before: str
    before_scores: tuple[Score, ...]
    trends: Mapping[str, Trend]
    importance: Mapping[str, float]
    index: float | None
    digest: str

    def score(self, code: str) -> Score | None:
        """The score of an element."""
        return next((each for each in self.scores if each.code == code), None)

    @property
    def leaves(self) -> tuple[Score, ...]:
        """The elements that customers judge themselves and that may be shown."""
        return tuple(each for each in self.scores if each.code in self.importance or each.depth > 0)


def wave_standing(wave: SurveyWave, scope: Scope, tree: Tree) -> Standing:
    """How the elements of a tree stand in a wave. A few queries; kept until answers change."""
    before = wave_before(wave, scope)
    marks = [answers_mark(each, scope) for each in (wave, before) if each is not None]
    name = f"satisfaction:standing:{wave.pk}:{tree.number}:{before and before.pk}"
    return kept(name, marks, lambda: _standing(wave, before, scope, tree))


def judged(answers: WaveAnswers, tree: Tree, codes: Collection[str] | None = None) -> Judged:
    """What each respondent gave to each element: the mean of its items on 0–100, of `codes` only where given."""
    values = {}
    for each in tree.elements:
        columns = [
            at
            for at in answers.of_element(each.code)
            if answers.items[at].measure not in NO_SCORES and (codes is None or answers.codes[at] in codes)
        ]
        if columns:
            values[each.code] = mean_of(answers.points[:, columns])
    return Judged(values, answers.weights, answers.strata)


def overall(answers: WaveAnswers) -> Numbers | None:
    """(n,) overall satisfaction on 0–100: the mean of the items that ask for it; None where none does."""
    columns = answers.of_the_whole()
    return mean_of(answers.points[:, columns]) if columns else None


def mean_of(points: Numbers) -> Numbers:
    """(n,) means of the answers given, nan where none was."""
    there = np.isfinite(points)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Numbers = np.where(there, points, 0.0).sum(axis=1) / there.sum(axis=1)
    return found


def _standing(wave: SurveyWave, before: SurveyWave | None, scope: Scope, tree: Tree) -> Standing:
    answers = wave_answers(wave, scope)
    now = judged(answers, tree)
    found = scores(tree.elements, now)
    earlier, trends = _since(wave, before, scope, tree, answers)
    target = overall(answers)
    return Standing(
        n=len(answers),
        flagged=int(answers.flagged.sum()),
        low=int(answers.low.sum()),
        scores=found,
        before=before.name if before else "",
        before_scores=earlier,
        trends=trends,
        importance={} if target is None else importance(now, target, tuple(now.values)),
        index=element_index(tree.elements, found),
        digest=answers.digest,
    )


def _since(
    wave: SurveyWave, before: SurveyWave | None, scope: Scope, tree: Tree, answers: WaveAnswers
) -> tuple[tuple[Score, ...], dict[str, Trend]]:
    """Scores of the wave before and the trends, both over comparable items only."""
    if before is None:
        return (), {}
    pairs = comparable_items(wave, before)
    old = wave_answers(before, scope)
    early, late = judged(old, tree, set(pairs.values())), judged(answers, tree, set(pairs))
    both = _enough(early) & _enough(late)  # else a parent would be made of other parts than before
    then, same = scores(tree.elements, _only(early, both)), scores(tree.elements, _only(late, both))
    trends = {new.code: trend(once, new) for once, new in zip(then, same, strict=True)}
    return then, {code: each for code, each in trends.items() if each is not None}


def _enough(given: Judged) -> set[str]:
    return {code for code, values in given.values.items() if np.isfinite(values).sum() >= LEAST}


def _only(given: Judged, codes: Collection[str]) -> Judged:
    return replace(given, values={code: each for code, each in given.values.items() if code in codes})
