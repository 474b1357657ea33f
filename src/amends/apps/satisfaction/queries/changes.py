# SPDX-License-Identifier: Apache-2.0
"""The change since the wave before, and the trend over all waves on the items that all of them share."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_noop

from amends.analytics.drivers.change import WaveMalformed
from amends.analytics.sampling.designs import Lonely, SurveyDesign
from amends.analytics.sampling.estimates import means
from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.queries.answers import WaveAnswers, answers_mark, wave_answers
from amends.apps.satisfaction.queries.elements import NO_SCORES
from amends.apps.satisfaction.queries.keeping import kept
from amends.apps.satisfaction.queries.trees import Tree
from amends.apps.satisfaction.queries.waves import bridge_wave, comparable_items, waves_answered
from amends.apps.satisfaction.rules.bridging import bridged
from amends.apps.satisfaction.rules.cells import LEAST
from amends.apps.satisfaction.rules.changing import Decomposed, Side, decomposed
from amends.apps.satisfaction.rules.elements import LEVEL, Numbers
from amends.apps.satisfaction.rules.trees import leaf_shares
from amends.apps.surveys.models import SurveyWave
from amends.kernel.refusals import Saying

MOST_WAVES = 8


@dataclass(frozen=True)
class Changed:
    """The change from `before` (name of the wave) with its bases; `found` None where `why` says what is missing.
    `left_out` are elements that too few people judged in one of the waves."""

    before: str
    before_version: int
    n_before: int
    n: int
    found: Decomposed | None
    why: Saying | None
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One wave of the trend on comparable items: half the 95 % interval, None with `mean` below the smallest cell.
    `new_version` marks a wave asked with another version than the one before it."""

    wave: str
    version: int
    n: int
    mean: float | None
    margin: float | None
    new_version: bool


@dataclass(frozen=True, slots=True)
class ComparableTrend:
    """The waves of a questionnaire, the earliest first, on the `items` (codes of the newest version) that all share;
    `left_out` are the newest version's scored items that not all share."""

    points: tuple[TrendPoint, ...]
    items: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def marked(self) -> bool:
        """Whether versions differ, so that the trend must be said to rest on comparable items only."""
        return any(point.new_version for point in self.points)


def changed(wave: SurveyWave, before: SurveyWave, scope: Scope, tree: Tree) -> Changed:
    """The decomposition of the change of the element index between two waves; kept until answers change. Where another
    wave asks the old form while the new one runs, those who answered both are the bridge sample."""
    beside = bridge_wave(wave, before, scope)
    marks = [answers_mark(each, scope) for each in (wave, before, beside) if each]
    name = f"satisfaction:changed:{wave.pk}:{before.pk}:{beside and beside.pk}:{tree.number}"
    return kept(name, marks, lambda: _changed(wave, before, beside, scope, tree))


def comparable_trend(wave: SurveyWave, scope: Scope, tree: Tree) -> ComparableTrend:
    """The trend up to a wave over the waves of the same questionnaire, unit and trigger; kept until answers change."""
    rows = waves_answered(scope).filter(
        version__questionnaire=wave.version.questionnaire_id, unit=wave.unit_id, trigger=wave.trigger,
        starts_at__lte=wave.starts_at,
    )  # fmt: skip
    waves = list(rows[:MOST_WAVES])[::-1]
    marks = [answers_mark(each, scope) for each in reversed(waves)]
    return kept(
        f"satisfaction:trend:{wave.pk}:{tree.number}", marks, lambda: _trend(waves, wave, scope, tree)
    )


def _changed(
    wave: SurveyWave, before: SurveyWave, beside: SurveyWave | None, scope: Scope, tree: Tree
) -> Changed:
    old, new = wave_answers(before, scope), wave_answers(wave, scope)
    head = (before.name, before.version.number, len(old), len(new))
    if min(len(old), len(new)) < LEAST:
        few = gettext_noop("两期都要有 %(n)s 份以上完整答卷才比较")
        return Changed(*head, None, Saying(few, {"n": LEAST}))
    names = {earlier: code for code, earlier in comparable_items(wave, before).items()}
    try:
        small = _small(old, tree) | _small(new, tree)
        first = _side(old, tree, _old_names(old, names), small)
        last = _side(new, tree, {c: c for c in new.codes}, small)
        form = _asked_beside(beside, scope, tree, names, small)
        found = decomposed(first, last, bridged(first, last, form) if form else None)
    except WaveMalformed as error:
        return Changed(*head, None, error.saying)
    return Changed(*head, found, None, tuple(sorted(small)))


def _small(answers: WaveAnswers, tree: Tree) -> set[str]:
    """Elements that too few people judged in a wave: what is hidden everywhere else cannot be had from a change."""
    at, _weights = _scored(answers, tree)
    columns: dict[str, list[int]] = {}
    for column in at:
        columns.setdefault(answers.items[column].element, []).append(column)
    judged = {code: np.isfinite(answers.points[:, own]).any(axis=1).sum() for code, own in columns.items()}
    return {code for code, count in judged.items() if count < LEAST}


def _asked_beside(
    wave: SurveyWave | None, scope: Scope, tree: Tree, names: Mapping[str, str], small: Container[str]
) -> Side | None:
    """The old form as it was asked while the new one ran."""
    answers = wave_answers(wave, scope) if wave else None
    if answers is None or not _scored(answers, tree)[0]:
        return None
    return _side(answers, tree, _old_names(answers, names), small)


def _old_names(old: WaveAnswers, names: Mapping[str, str]) -> dict[str, str]:
    """Items of the older wave by what they are called in the newer; what is not comparable keeps apart."""
    return {code: names.get(code, f"{code}（旧）") for code in old.codes}


def _side(answers: WaveAnswers, tree: Tree, names: Mapping[str, str], small: Container[str]) -> Side:
    at, weights = _scored(answers, tree, small)
    if not at:
        raise WaveMalformed(
            gettext_noop("问卷里没有按要素打分的题，无法分解。请在问卷里给题目标上感知要素。")
        )
    people = [
        f"c{customer}" if customer else f"r{answers.wave}-{response}"
        for customer, response in zip(answers.customers.tolist(), answers.responses.tolist(), strict=True)
    ]
    return Side(
        names=tuple(names[answers.codes[each]] for each in at),
        elements=tuple(answers.items[each].element for each in at),
        weights=weights,
        values=answers.points[:, at],
        sample_weights=answers.weights,
        strata=answers.strata,
        people=tuple(people),
    )


def _scored(answers: WaveAnswers, tree: Tree, small: Container[str] = ()) -> tuple[list[int], Numbers]:
    """Columns of the items of leaves that somebody answered but `small` ones, and what each weighs."""
    shares = leaf_shares(tree.elements)
    at = [
        column
        for column, item in enumerate(answers.items)
        if shares.get(item.element, 0.0) > 0
        and item.element not in small
        and item.measure not in NO_SCORES
        and np.isfinite(answers.points[:, column]).any()
    ]
    elements = [answers.items[column].element for column in at]
    return at, np.array([shares[each] / elements.count(each) for each in elements])


def _trend(waves: Sequence[SurveyWave], newest: SurveyWave, scope: Scope, tree: Tree) -> ComparableTrend:
    pairs = [
        comparable_items(newest, each) if each.version_id != newest.version_id else None for each in waves
    ]
    last = wave_answers(newest, scope)
    columns, weights = _scored(last, tree)
    scored = [last.codes[at] for at in columns]
    shared = [code for code in scored if all(pair is None or code in pair for pair in pairs)]
    weight = {code: each for code, each in zip(scored, weights.tolist(), strict=True) if code in shared}
    points, version = [], 0
    for wave, pair in zip(waves, pairs, strict=True):
        mapped = {code: code if pair is None else pair[code] for code in shared}
        points.append(
            _point(wave, wave_answers(wave, scope, codes=list(mapped.values())), mapped, weight, version)
        )
        version = wave.version.number
    return ComparableTrend(tuple(points), tuple(shared), tuple(code for code in scored if code not in shared))


def _point(
    wave: SurveyWave,
    answers: WaveAnswers,
    mapped: Mapping[str, str],
    weight: Mapping[str, float],
    version: int,
) -> TrendPoint:
    mean, margin = _mean(answers, mapped, weight) if mapped and len(answers) >= LEAST else (None, None)
    number = wave.version.number
    return TrendPoint(wave.name, number, len(answers), mean, margin, bool(version) and number != version)


def _mean(
    answers: WaveAnswers, mapped: Mapping[str, str], weight: Mapping[str, float]
) -> tuple[float | None, float | None]:
    """The weighted mean of a person's items, averaged over people; and half its 95 % interval."""
    there = [code for code, old in mapped.items() if old in answers.codes]
    points = answers.points[:, [answers.at(mapped[code]) for code in there]]
    shares = np.array([weight[code] for code in there])
    given = np.isfinite(points) * shares
    inside = given.sum(axis=1) > 0
    if inside.sum() < LEAST:
        return None, None
    own = (given * np.nan_to_num(points))[inside].sum(axis=1) / given[inside].sum(axis=1)
    design = SurveyDesign(answers.weights[inside], strata=answers.strata[inside], lonely=Lonely.CENTRE)
    found = means(design, own)
    low, high = found.interval(LEVEL)[0].tolist()
    return float(found.values[0]), (high - low) / 2
