# SPDX-License-Identifier: Apache-2.0
"""Waves that asked about features in pairs, and what came of one."""

from collections.abc import Sequence

from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.queries.answers import answers_mark, asked_items, wave_answers
from amends.apps.satisfaction.queries.elements import kept
from amends.apps.satisfaction.rules.paired import WITH, Classed, classed, features
from amends.apps.surveys.models import Item, SurveyWave


def paired_waves(waves: Sequence[SurveyWave]) -> tuple[SurveyWave, ...]:
    """Of waves that a person may see, those whose questionnaire asks in pairs. One query."""
    rows = Item.objects.unscoped("the questions of waves that the caller may see").filter(measure=WITH)
    asking = set(
        rows.filter(version__in={each.version_id for each in waves}).values_list("version_id", flat=True)
    )
    return tuple(each for each in waves if each.version_id in asking)


def classes_of(wave: SurveyWave, scope: Scope) -> tuple[Classed, ...]:
    """Every feature of a wave within a scope, in the order asked; kept until answers change."""
    key = f"satisfaction:kano:{wave.pk}:{answers_mark(wave, scope)}"
    return kept(key, lambda: _classes(wave, scope))


def _classes(wave: SurveyWave, scope: Scope) -> tuple[Classed, ...]:
    asked = features(asked_items(wave))
    codes = [code for each in asked for code in (each.with_it, each.without)]
    answers = wave_answers(wave, scope, codes=codes)
    columns = {code: answers.numbers[:, at] for at, code in enumerate(answers.codes)}
    return tuple(
        classed(each, columns[each.with_it], columns[each.without], answers.weights) for each in asked
    )
