# SPDX-License-Identifier: Apache-2.0
"""Baselines of a score compare like with like: the same people where they are the same, others where they are not."""

import numpy as np
import pytest

from amends.apps.satisfaction.queries.answers import wave_answers
from amends.apps.satisfaction.queries.baselines import Against, Baseline, baselines, expected_of, unit_scores
from amends.apps.satisfaction.queries.elements import wave_standing
from amends.apps.satisfaction.queries.trees import tree_in_use
from amends.apps.surveys.models import SurveyWave
from tests.apps.satisfaction.conftest import TCSI, answered, make_version, make_wave
from tests.people import People

pytestmark = pytest.mark.django_db
ITEMS = (*TCSI, ("X5", "expected_quality", "EL-BILL", "expectation"))


def _asked(people: People, n: int = 200) -> SurveyWave:
    wave = make_wave(people, version=make_version(people, items=ITEMS))
    answered(wave, n, means={"X5": 80, "EL-BILL": 60}, units=[people.east, people.west])
    return wave


def _held(people: People, wave: SurveyWave, against: Against) -> Baseline:
    tree = tree_in_use()
    standing = wave_standing(wave, people.province.scope, tree)
    expected = expected_of(wave_answers(wave, people.province.scope), tree).get("EL-BILL")
    found = baselines(
        "EL-BILL", standing, rival=None, expected=expected, units=unit_scores(wave, people.province, tree)
    )
    return next(each for each in found if each.against is against)


def test_expectation_is_held_against_by_the_differences_of_the_same_people(people: People) -> None:
    wave = _asked(people)
    answers = wave_answers(wave, people.province.scope)
    both = answers.points[:, [answers.at("P51"), answers.at("X5")]]
    apart = both[:, 0] - both[:, 1]
    apart = apart[np.isfinite(apart)]
    held = _held(people, wave, Against.EXPECTATION)
    assert held.difference == pytest.approx(apart.mean())
    plain = 1.97 * apart.std(ddof=1) / np.sqrt(len(apart))
    assert held.margin == pytest.approx(plain, rel=0.03), "not that of two samples of different people"
    assert held.beyond


def test_best_unit_is_held_against_everybody_else(people: People) -> None:
    wave = make_wave(people, version=make_version(people, items=ITEMS))
    answered(wave, 120, seed=1, means={"EL-BILL": 80}, units=[people.east])
    answered(wave, 120, seed=2, means={"EL-BILL": 50}, units=[people.west])
    held = _held(people, wave, Against.BEST_UNIT)
    answers = wave_answers(wave, people.province.scope)
    east, west = (
        answers.within(unit.scope).points[:, answers.at("P51")] for unit in (people.east, people.west)
    )
    assert held.source == people.east.name
    assert held.value == pytest.approx(np.nanmean(east))
    assert held.difference == pytest.approx(np.nanmean(west) - np.nanmean(east)), (
        "the best is no part of the others"
    )


def test_best_of_several_needs_more_to_be_beyond_chance(people: People) -> None:
    wave = _asked(people)
    tree = tree_in_use()
    units = unit_scores(wave, people.province, tree)
    best = next(each for each in units[0].scores if each.code == "EL-BILL")
    others = next(each for each in units[0].others if each.code == "EL-BILL")
    assert best.estimate is not None
    assert others.estimate is not None
    error = np.sqrt(best.estimate.covariance[0, 0] + others.estimate.covariance[0, 0])
    held = _held(people, wave, Against.BEST_UNIT)
    assert held.margin is not None
    assert held.margin / error > 2.2, "at 95 % of one it would be 1.97, of the higher of two 2.26"
