# SPDX-License-Identifier: Apache-2.0
"""Everything that pages show of a wave within a scope, one after the other, so that it is kept when they ask."""

from collections.abc import Callable, Iterator
from datetime import date

from django.utils.timezone import localtime

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.queries.answers import asked_items
from amends.apps.satisfaction.queries.baselines import expectations, unit_scores
from amends.apps.satisfaction.queries.changes import changed, comparable_trend
from amends.apps.satisfaction.queries.comparing import compared
from amends.apps.satisfaction.queries.drivers import drivers_of
from amends.apps.satisfaction.queries.elements import wave_standing
from amends.apps.satisfaction.queries.gaps.customer import customer_card
from amends.apps.satisfaction.queries.gaps.listening import expected
from amends.apps.satisfaction.queries.linkage import linkage, linked_groups
from amends.apps.satisfaction.queries.loyalty import wave_signs
from amends.apps.satisfaction.queries.paired import classes_of
from amends.apps.satisfaction.queries.trees import tree_in_use
from amends.apps.satisfaction.queries.waves import wave_before
from amends.apps.surveys.models import SurveyWave
from amends.kernel.periods import Period

_WHY = "whoever asked for the figures of a scope was entitled to them"
Step = Callable[[], object]


def figures_of(wave: int, scope: Scope, day: date) -> list[Step]:
    """What makes each figure, what most pages need first; empty where there is no such wave or unit any more."""
    row = (
        SurveyWave.objects.unscoped(_WHY)
        .select_related("unit", "version__questionnaire")
        .filter(pk=wave)
        .first()
    )
    unit = Unit.objects.filter(number=scope.first, last=scope.last).first()
    return [] if row is None or unit is None else list(_steps(row, unit, day))


def _steps(wave: SurveyWave, unit: Unit, day: date) -> Iterator[Step]:
    scope, tree = unit.scope, tree_in_use()
    yield lambda: wave_standing(wave, scope, tree)
    yield lambda: compared(wave, scope, tree)
    yield lambda: wave_signs(wave, scope)
    yield lambda: expectations(wave, scope, tree)
    yield lambda: unit_scores(wave, unit, tree)
    yield lambda: drivers_of(wave, unit, scope, tree, days_of(wave))
    if before := wave_before(wave, scope):
        yield lambda: changed(wave, before, scope, tree)
    yield lambda: comparable_trend(wave, scope, tree)
    yield lambda: linked_groups(wave, scope)
    yield lambda: linkage(wave, scope, day)
    if asked_items(wave):
        yield lambda: expected(wave, scope)
        yield lambda: customer_card(wave, scope)
        yield lambda: classes_of(wave, scope)


def days_of(wave: SurveyWave) -> Period:
    """The days of a wave."""
    return Period(localtime(wave.starts_at).date(), localtime(wave.ends_at).date())
