# SPDX-License-Identifier: Apache-2.0
"""Waves that asked about features in pairs, and what came of one."""

from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.queries.answers import answers_mark, asked_items, wave_answers
from amends.apps.satisfaction.queries.keeping import kept
from amends.apps.satisfaction.queries.waves import waves_answered
from amends.apps.satisfaction.rules.paired import WITH, Classed, classed, features
from amends.apps.surveys.models import Item, SurveyWave

MOST_WAVES = 20


def paired_waves(scope: Scope) -> tuple[SurveyWave, ...]:
    """The answered waves whose questionnaire asks in pairs, the newest first. One query."""
    asked = Item.objects.unscoped("which versions ask it").filter(measure=WITH)
    return tuple(waves_answered(scope).filter(version__in=asked.values("version"))[:MOST_WAVES])


def classes_of(wave: SurveyWave, scope: Scope) -> tuple[Classed, ...]:
    """Every feature of a wave within a scope, in the order asked; kept until answers change."""
    marks = [answers_mark(wave, scope)]
    return kept(f"satisfaction:kano:{wave.pk}", marks, lambda: _classes(wave, scope))


def _classes(wave: SurveyWave, scope: Scope) -> tuple[Classed, ...]:
    asked = features(asked_items(wave))
    codes = [code for each in asked for code in (each.with_it, each.without)]
    answers = wave_answers(wave, scope, codes=codes)
    columns = {code: answers.numbers[:, at] for at, code in enumerate(answers.codes)}
    return tuple(
        classed(each, columns[each.with_it], columns[each.without], answers.weights) for each in asked
    )
