# SPDX-License-Identifier: Apache-2.0
"""What drives satisfaction in a wave, held against the wave before, the best competitor, and the year's targets."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.queries.answers import answers_mark, wave_answers
from amends.apps.satisfaction.queries.elements import judged, overall, wave_standing
from amends.apps.satisfaction.queries.keeping import kept
from amends.apps.satisfaction.queries.scores import rivals
from amends.apps.satisfaction.queries.targets import targets
from amends.apps.satisfaction.queries.trees import Tree
from amends.apps.satisfaction.rules.driving import CannotWeigh, Driving, LineMissing, driving
from amends.apps.surveys.models import SurveyWave
from amends.kernel.periods import Period
from amends.kernel.refusals import Saying

Known = Mapping[str, tuple[float, float]]  # element → mean, standard error
REACH = 1.959964


@dataclass(frozen=True)
class Drivers:
    """What was found, or `why` nothing was; names of the elements by code."""

    found: Driving | None
    why: Saying | None
    names: Mapping[str, str]


def drivers_of(wave: SurveyWave, unit: Unit, scope: Scope, tree: Tree, period: Period) -> Drivers:
    """The drivers of overall satisfaction within a scope; bootstrap and all are kept until answers or figures from
    elsewhere change."""
    against = _against(wave, unit, scope, tree, period)
    name = f"satisfaction:drivers:{wave.pk}:{tree.number}:{_mark(against)}"
    return kept(name, [answers_mark(wave, scope)], lambda: _drivers(wave, scope, tree, against))


def _drivers(wave: SurveyWave, scope: Scope, tree: Tree, against: Mapping[str, Known]) -> Drivers:
    answers, names = wave_answers(wave, scope), {each.code: each.name for each in tree.elements}
    target = overall(answers)
    if target is None:
        why = gettext_noop(
            "这份问卷没有问总体满意度，算不出什么在影响它。问总体的题：「测什么」选满意度，「感知要素」和「触点」空着。"
        )
        return Drivers(None, Saying(why), names)
    try:
        return Drivers(driving(judged(answers, tree), target, against), None, names)
    except (CannotWeigh, LineMissing) as error:
        return Drivers(None, error.saying, names)


def _against(wave: SurveyWave, unit: Unit, scope: Scope, tree: Tree, period: Period) -> dict[str, Known]:
    """What is known of the wave before, competitors and targets; what has no data is not there."""
    standing = wave_standing(wave, scope, tree)
    before = {
        each.code: (each.mean, each.margin / REACH)
        for each in standing.before_scores
        if each.shown and each.mean is not None and each.margin is not None
    }
    best = {
        code: (found[0].value, found[0].margin / REACH if found[0].margin is not None else float("nan"))
        for code, found in rivals(unit, period).items()
        if found
    }
    wanted = {code: (each.value, 0.0) for code, each in targets(unit, period.start.year).items()}
    given: dict[str, Known] = {"past": before, "rival": best, "target": wanted}
    return {name: known for name, known in given.items() if known}


def _mark(against: Mapping[str, Known]) -> str:
    """Another text once a figure from elsewhere changes."""
    said = repr([(name, sorted(known.items())) for name, known in sorted(against.items())])
    return hashlib.sha256(said.encode()).hexdigest()[:16]
