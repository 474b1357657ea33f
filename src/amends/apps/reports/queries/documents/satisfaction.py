# SPDX-License-Identifier: Apache-2.0
"""Satisfaction of a unit as of the end of a period: its newest wave, its elements, what changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from amends.apps.cases.queries.measures.month import span_of
from amends.apps.reports.queries.documents.frame import Asked
from amends.apps.satisfaction.models import IndexRun
from amends.apps.satisfaction.queries.changes import Changed, changed
from amends.apps.satisfaction.queries.elements import Standing, wave_standing
from amends.apps.satisfaction.queries.runs import Point, point_of, published_before, published_run
from amends.apps.satisfaction.queries.trees import tree_in_use
from amends.apps.satisfaction.queries.waves import by_weight, wave_before, waves_answered
from amends.apps.surveys.models import SurveyWave

INDICES = ("satisfaction", "loyalty")


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The newest sampled wave that began in the period or before it, as the unit's customers answered; `changed` is
    None where no wave came before it. `indices` are published figures, of this wave and of the one before, for the
    unit or the nearest one above that has any: `published_for`."""

    wave: SurveyWave
    standing: Standing
    changed: Changed | None
    indices: Mapping[str, tuple[Point | None, Point | None]]
    published_for: str
    names: Mapping[str, str]


def satisfaction(asked: Asked) -> Satisfaction | None:
    """None where nobody has answered yet."""
    scope, end = asked.unit.scope, span_of(asked.unit.scope, asked.spell.period, at=asked.at).end
    wave = by_weight(waves_answered(scope).filter(starts_at__lt=end)).first()
    if wave is None:
        return None
    tree, before = tree_in_use(), wave_before(wave, scope)
    moved = changed(wave, before, scope, tree) if before else None
    names, run = {each.code: each.name for each in tree.elements}, published_run(wave, asked.unit)
    unit = run.unit.name if run else ""
    return Satisfaction(wave, wave_standing(wave, scope, tree), moved, _indices(run), unit, names)


def _indices(run: IndexRun | None) -> dict[str, tuple[Point | None, Point | None]]:
    earlier = published_before(run) if run else None
    return {
        each: (point_of(run, each) if run else None, point_of(earlier, each) if earlier else None)
        for each in INDICES
    }
