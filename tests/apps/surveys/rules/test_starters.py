# SPDX-License-Identifier: Apache-2.0
"""Starter questionnaires: every one may be asked as it is, in both languages, and measures what it says."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from amends.analytics.drivers.gaps.customer import gap_customer
from amends.analytics.index.estimating import estimate
from amends.analytics.index.moments import moments_of
from amends.analytics.index.reading import model_of
from amends.analytics.index.scale import Convention, scores_of
from amends.analytics.index.templates import TCSI_STYLE
from amends.apps.surveys.rules.engine import check
from amends.apps.surveys.rules.items import Item, items, value
from amends.apps.surveys.rules.pairs import pairs
from amends.apps.surveys.rules.profile import faults
from amends.apps.surveys.rules.publishing import publishing_faults
from amends.apps.surveys.rules.starters import STARTERS, document
from amends.apps.surveys.rules.starters.conditions import ConditionMalformed, condition
from amends.packs import load

Document = dict[str, Any]
LOYALTY_ON_TEN = "L2"  # 0 to 10: the recommendation, which the index leaves aside


def _document(name: str) -> Document:
    return document(load(name))


def _items(name: str) -> dict[str, Item]:
    return {each.code: each for each in items(_document(name))}


def _of_measure(name: str, measure: str) -> list[Item]:
    return [each for each in _items(name).values() if each.measure == measure]


@pytest.mark.parametrize("name", STARTERS)
def test_every_starter_may_be_published_as_it_is(name: str) -> None:
    assert publishing_faults(_document(name)) == ()


@pytest.mark.parametrize("name", STARTERS)
def test_every_text_of_a_starter_is_there_in_both_languages(name: str) -> None:
    texts = list(_texts(_document(name)))
    assert texts
    assert [each for each in texts if not (each.get("default") and each.get("en"))] == []


def _texts(part: object) -> Iterator[dict[str, str]]:
    """Whatever a customer reads: all of it must be {default, en}."""
    if isinstance(part, dict):
        for key, each in part.items():
            if key in {
                "title",
                "text",
                "description",
                "minRateDescription",
                "intro",
                "privacy",
                "reason",
                "noneText",
            }:
                yield each if isinstance(each, dict) else {"default": str(each)}
            else:
                yield from _texts(each)
    elif isinstance(part, list):
        for each in part:
            yield from _texts(each)


@pytest.mark.requirement("S3-003")
def test_servqual_has_22_pairs_in_five_dimensions_whose_gaps_are_computed() -> None:
    found = items(_document("survey_servqual22"))
    both = pairs(found)
    assert (len(both), len({each.dimension for each in both})) == (22, 5)
    answers = {each.code: 6 if each.measure == "expectation" else 4 for each in found if each.element}
    answers["P05"] = 1  # one of five items of reliability is three points worse
    kept = check(_document("survey_servqual22"), answers, complete=True)
    rows = np.array(
        [[float(kept.answers[code]) for code in (each.expected, each.perceived)] for each in both]
    )
    columns = {
        name: [n for n, each in enumerate(both) if each.dimension == name]
        for name in {e.dimension for e in both}
    }
    gaps = gap_customer(np.tile(rows[:, 0], (3, 1)), np.tile(rows[:, 1], (3, 1)), columns).dimensions
    assert {name: round(gap.value, 2) for name, gap in gaps.items()} == {
        "tangibles": -2.0, "reliability": -2.6, "responsiveness": -2.0, "assurance": -2.0, "empathy": -2.0
    }  # fmt: skip


def test_servqual_weights_must_add_up_to_100() -> None:
    parts = {"tangibles": 20, "reliability": 20, "responsiveness": 20, "assurance": 20, "empathy": 10}
    questionnaire = _document("survey_servqual22")
    assert "W1" in check(questionnaire, {"W1": parts}, complete=True).faults
    assert "W1" not in check(questionnaire, {"W1": {**parts, "empathy": 20}}, complete=True).faults
    assert check(questionnaire, {}, complete=True).good  # who does not care to weigh need not


@pytest.mark.requirement("S3-010")
@pytest.mark.parametrize(("answer", "index"), [(10, 100.0), (1, 0.0), (5.5, 50.0)])
def test_tcsi_index_is_100_when_all_say_ten_and_0_when_all_say_one(answer: float, index: float) -> None:
    known = _items("survey_tcsi_annual")
    spec = model_of({**TCSI_STYLE, "latents": _without(LOYALTY_ON_TEN)})
    asked = [known[code] for code in spec.items]
    assert {(each.minimum, each.maximum) for each in asked} == {spec.scale} == {(1.0, 10.0)}
    found = estimate(spec, moments_of(_answers(len(asked))))
    alike = np.full((len(asked), 1), answer)
    weights, spread = found.weights.sum(axis=1)[:, None], found.deviations[:, None]
    scores = scores_of(spec, weights, alike, spread, convention=Convention.UNSTANDARDISED)
    assert scores[:, 0] == pytest.approx(np.full(len(spec.latents), index))


def _without(code: str) -> dict[str, Any]:
    return {
        name: {**each, "items": [item for item in each["items"] if item != code]}
        for name, each in TCSI_STYLE["latents"].items()
    }


def _answers(count: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    rng = np.random.default_rng(7)
    mood = rng.normal(6, 2, size=(200, 1))
    return np.clip(np.rint(mood + rng.normal(0, 1, size=(200, count))), 1, 10)


def test_tcsi_keeps_ten_and_one_on_every_scale_and_refuses_eleven() -> None:
    questionnaire = _document("survey_tcsi_annual")
    used = ["has_broadband", "used_hall_6m", "used_hotline_6m", "used_online_6m", "complained_12m"]
    scales = [each for each in items(questionnaire) if each.type == "rating"]
    everything = {"S1": "main_user", "FU": used, "G1": "complained"}
    for answer in (1, 10, 11):
        given = everything | {each.code: answer for each in scales}
        kept = check(questionnaire, given, complete=True)
        assert all(value(each, kept.answers) == (answer if answer < 11 else None) for each in scales)
        assert kept.good == (answer < 11)


@pytest.mark.requirement("S3-081")
def test_surveys_ask_about_the_brand_in_the_year_and_after_a_contact() -> None:
    yearly, touched = _of_measure("survey_tcsi_annual", "brand"), _of_measure("survey_touchpoint", "brand")
    assert [each.construct for each in yearly] == ["brand_image", "brand_image"]
    assert len(touched) == 1


def test_interaction_rating_asks_five_views_and_how_fast_it_felt() -> None:
    views = [each.dimension for each in _of_measure("survey_interaction", "interaction")]
    assert views == ["tangibles", "empathy", "expertise", "speed", "credibility"]
    weights = _document("survey_interaction")["amends"]["scoring"]["weights"]
    assert max(weights, key=weights.get) == "credibility"
    assert sum(weights.values()) == pytest.approx(1)
    assert [each.code for each in _of_measure("survey_interaction", "felt_speed")] == ["R6"]


@pytest.mark.parametrize("name", ["survey_csat_after_complaint", "survey_touchpoint", "survey_interaction"])
def test_comparison_with_expectation_has_three_states(name: str) -> None:
    (item,) = _of_measure(name, "comparison")
    assert [each.value for each in item.choices] == ["below", "equal", "above"]


def test_expectations_have_six_elements_in_pairs() -> None:
    both = pairs(items(_document("survey_expectations")))
    assert [each.element.removeprefix("EX-") for each in both] == [
        "NETWORK", "INSIGHT", "BRAND", "PRODUCT", "SERVICE", "BILLING"
    ]  # fmt: skip


def test_elements_are_asked_only_of_those_who_use_them() -> None:
    questionnaire = _document("survey_tcsi_annual")
    with_broadband = check(questionnaire, {"S1": "main_user", "FU": ["has_broadband"]}).visible
    without = check(questionnaire, {"S1": "main_user", "FU": ["none"]}).visible
    assert set(with_broadband) - set(without) == {"P31", "P32", "P33"}
    assert check(questionnaire, {"S1": "not_main_user"}, complete=True).ended


def test_complaint_survey_routes_what_is_not_solved_and_hears_who_wants_no_call() -> None:
    given = {"C1": "not_solved", "C2": 3, "C8": "broken", "C11": "decline"}
    routed = check(_document("survey_csat_after_complaint"), given, complete=True).routed
    assert [(each.then, each.priority) for each in routed] == [
        ("open_case", "P1"), ("open_case", "P2"), ("review_promise", "P1"), ("no_contact", "")
    ]  # fmt: skip
    assert (
        check(_document("survey_csat_after_complaint"), {"C1": "solved", "C2": 9}, complete=True).routed == ()
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C2 <= 6", "{C2} <= 6"),
        ("C1 == solved and N1 != 3", "{C1} = 'solved' and {N1} <> 3"),
        ("C1 in (a, b) or FU has c", "({C1} = 'a' or {C1} = 'b') or {FU} contains 'c'"),
    ],
)
def test_condition_speaks_the_language_of_the_questionnaires(text: str, expected: str) -> None:
    assert condition(text) == expected


@pytest.mark.parametrize("text", ["", "C2 ~ 6", "C2 <= 6 xor C1 == a", "C2 <= 6 or"])
def test_condition_refuses_what_it_cannot_read(text: str) -> None:
    with pytest.raises(ConditionMalformed):
        condition(text)


def test_a_broken_starter_would_be_noticed() -> None:
    broken = _document("survey_nps")
    broken["pages"][0]["elements"][0]["html"] = "<b>"
    assert faults(broken)


def test_kano_asks_each_service_with_and_without_it_by_five_words() -> None:
    with_it, without = (_of_measure("survey_kano", each) for each in ("kano_with", "kano_without"))
    assert [each.element for each in with_it] == [each.element for each in without]
    assert len({each.element for each in with_it}) == len(with_it) == 8
    assert {(each.minimum, each.maximum) for each in (*with_it, *without)} == {(1.0, 5.0)}
    assert [each.text for each in without[0].choices] == ["很喜欢", "理应如此", "无所谓", "能接受", "不喜欢"]
