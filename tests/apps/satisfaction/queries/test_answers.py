# SPDX-License-Identifier: Apache-2.0
"""Answers as columns."""

import numpy as np
import pytest
from pytest_django import DjangoAssertNumQueries

from amends.apps.satisfaction.queries.answers import answers_mark, read_once, wave_answers, wave_choices
from amends.apps.surveys.models import OpenLink, Response, SurveyWave
from tests.apps.satisfaction.conftest import WHY, answered
from tests.people import People


def test_answers_come_as_columns_in_two_queries(
    wave: SurveyWave, people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = answered(wave, 40, units=[people.east_team, people.west_team], missing={"EL-HOME": 0.5})
    with django_assert_num_queries(2):
        found = wave_answers(wave, people.province.scope)
    assert len(found) == 40
    assert found.numbers.shape == (40, len(found.items))
    assert found.numbers[0, found.at("A1")] == made[0].answers["A1"]
    assert np.isnan(found.numbers[:, found.at("P31")]).sum() == sum("P31" not in r.answers for r in made)
    assert set(found.clusters) == {people.east_team.number, people.west_team.number}
    assert set(found.strata) == {"东市", "西市"}
    assert set(found.segments["value_tier"]) == {"high", "mid", "low"}
    assert found.days[0] == np.datetime64("2026-11-02")


def test_answers_of_other_units_and_unfinished_ones_are_left_out(wave: SurveyWave, people: People) -> None:
    answered(wave, 10, units=[people.east_team, people.west_team])
    Response.objects.unscoped(WHY).filter(pk__in=[r.pk for r in answered(wave, 3, seed=2)]).update(
        complete=False
    )
    assert len(wave_answers(wave, people.east.scope)) == 5
    assert len(wave_answers(wave, people.province.scope)) == 10
    assert len(wave_answers(wave, people.province.scope).within(people.west.scope)) == 5


def test_doubtful_answers_are_kept_and_counted_unless_left_out(wave: SurveyWave, people: People) -> None:
    answered(wave, 6)
    answered(wave, 4, seed=2, flags=["speeder"])
    assert wave_answers(wave, people.province.scope).flagged.sum() == 4
    assert len(wave_answers(wave, people.province.scope, flagged=False)) == 6


def test_points_put_every_scale_on_0_to_100(wave: SurveyWave, people: People) -> None:
    (response,) = answered(wave, 1)
    response.answers = {"A1": 10, "A2": 1, "L2": 5, "A3": "na", "B1": True}
    response.save()
    found = wave_answers(wave, people.province.scope, codes=["A1", "A2", "L2", "A3", "B1"])
    assert found.codes == ("A1", "A2", "L2", "A3", "B1")
    assert found.points[0].tolist()[:3] == [100, 0, 50]
    assert np.isnan(found.points[0, 3:]).all(), "neither «not applicable» nor yes is a number"


def test_rows_of_a_matrix_are_items_of_their_own(wave: SurveyWave, people: People) -> None:
    wave.version.items.unscoped(WHY).filter(code="A1").update(code="Q7_price")
    (response,) = answered(wave, 1, rows=False)
    response.answers = {"Q7": {"price": 4}, "A2": 3}
    response.save()
    found = wave_answers(wave, people.province.scope)
    assert found.numbers[0, found.at("Q7_price")] == 4
    assert found.numbers[0, found.at("A2")] == 3


def test_anonymous_answers_have_no_customer_and_name_their_touchpoint(
    wave: SurveyWave, people: People
) -> None:
    link = OpenLink.objects.create(
        wave=wave, unit=people.east, code="k", place="一号厅", touchpoint="TP-HALL"
    )
    answered(wave, 2, link=link)
    found = wave_answers(wave, people.province.scope)
    assert found.customers.tolist() == [0, 0]
    assert found.touchpoints.tolist() == ["TP-HALL"] * 2
    assert found.segments["region"].tolist() == ["", ""]


def test_digest_and_mark_change_with_what_was_answered(wave: SurveyWave, people: People) -> None:
    made, scope = answered(wave, 5), people.province.scope
    digest, mark = wave_answers(wave, scope).digest, answers_mark(wave, scope)
    assert (wave_answers(wave, scope).digest, answers_mark(wave, scope)) == (digest, mark)
    answered(wave, 1, seed=9)
    assert answers_mark(wave, scope) != mark
    assert wave_answers(wave, scope).digest != digest
    assert wave_answers(wave, scope).chosen(np.arange(6) < 5).digest == digest
    mark = answers_mark(wave, scope)
    Response.objects.unscoped(WHY).filter(pk=made[0].pk).update(weight=2.0)
    assert answers_mark(wave, scope) != mark
    assert wave_answers(wave, scope).chosen(np.arange(6) < 5).digest != digest


def test_columns_are_found_by_element_and_construct(wave: SurveyWave, people: People) -> None:
    found = wave_answers(wave, people.province.scope)
    assert len(found) == 0
    assert [found.codes[at] for at in found.of_element("EL-VOICE")] == ["P11", "P12"]
    assert [found.codes[at] for at in found.of_construct("satisfaction")] == ["A1", "A2", "A3"]
    assert found.of_element("EL-VOICE", ["expectation"]) == []
    with pytest.raises(KeyError):
        found.at("nothing")


def test_choices_stand_beside_the_answers(wave: SurveyWave, people: People) -> None:
    one, two = answered(wave, 2)
    one.answers |= {"G1": "complained", "G9": ["a", "b"]}
    one.save()
    keys, said = wave_choices(wave, people.province.scope, "G1")
    assert keys.tolist() == [one.pk, two.pk]
    assert said.tolist() == ["complained", ""]
    assert wave_choices(wave, people.province.scope, "G9")[1].tolist() == ["a b", ""]


def test_answers_are_read_once_where_figures_are_made_one_after_the_other(
    wave: SurveyWave, people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    answered(wave, 20, rows=False)
    scope, codes = people.province.scope, ["L2", "A1", "nothing"]
    alone = wave_answers(wave, scope, codes=codes)
    with read_once():
        whole = wave_answers(wave, scope)
        with django_assert_num_queries(1):  # whether anything came since
            cut = wave_answers(wave, scope, codes=codes)
        assert cut.codes == alone.codes == ("L2", "A1")
        np.testing.assert_array_equal(cut.numbers, alone.numbers)
        assert cut.digest == alone.digest
        assert len(wave_answers(wave, scope, flagged=False)) == len(whole)
        answered(wave, 5, seed=7, rows=False)
        assert len(wave_answers(wave, scope)) == 25, "what came meanwhile is not missed"
    assert len(wave_answers(wave, people.east.scope)) == 0
