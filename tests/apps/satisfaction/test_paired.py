# SPDX-License-Identifier: Apache-2.0
"""Features asked about in pairs: their classes, and the page that shows them."""

from collections.abc import Sequence

import pytest

from amends.apps.satisfaction.queries.answers import AskedItem
from amends.apps.satisfaction.queries.paired import classes_of
from amends.apps.satisfaction.rules.paired import WITH, WITHOUT, features
from amends.apps.surveys.models import Item, Response, SurveyWave
from tests.apps.satisfaction.conftest import DAY, WHY, answered, as_user, make_version, make_wave
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
PAIRS = (
    ("F1", "", "KN-HUMAN", WITH), ("F2", "", "KN-LOYAL", WITH),
    ("D1", "", "KN-HUMAN", WITHOUT), ("D2", "", "KN-LOYAL", WITHOUT),
)  # fmt: skip
ADDRESS = "/satisfaction/kano/"


def _asked(people: People, answers: Sequence[tuple[int, ...]]) -> SurveyWave:
    """A wave of two features with an answer (F1, F2, D1, D2) a respondent."""
    version = make_version(people, code="SV-KANO", items=PAIRS)
    Item.objects.unscoped(WHY).filter(version=version).update(maximum=5)
    wave = make_wave(people, name="成对提问", version=version, starts_at=NOON - 30 * DAY)
    made = answered(wave, len(answers), units=[people.east], rows=False)
    for response, line in zip(made, answers, strict=True):
        response.answers = {code: said for (code, *_), said in zip(PAIRS, line, strict=True) if said}
    Response.objects.unscoped(WHY).bulk_update(made, ["answers"])
    return wave


def _item(code: str, element: str, measure: str, maximum: float = 5.0) -> AskedItem:
    return AskedItem(code, code, 1.0, maximum, element, "", "", "", measure, "", "")


def test_pair_is_one_element_asked_once_each_way_by_five_words() -> None:
    asked = [
        _item("F1", "A", WITH), _item("D1", "A", WITHOUT), _item("F2", "B", WITH), _item("D2", "B", WITHOUT, 10),
        _item("F3", "C", WITH), _item("G3", "C", WITH), _item("D3", "C", WITHOUT), _item("F4", "", WITH),
    ]  # fmt: skip
    assert [(each.with_it, each.without) for each in features(asked)] == [("F1", "D1")]


def test_features_are_classed_with_their_bases(people: People) -> None:
    wave = _asked(people, [(2, 1, 5, 3)] * 40 + [(3, 1, 3, 5)] * 10 + [(0, 3, 5, 3)] * 20)
    human, loyal = classes_of(wave, people.province.scope)
    assert human.found is not None
    assert loyal.found is not None
    assert (human.n, human.found.category.value, human.found.clear) == (50, "M", True)
    assert (human.found.better.value, human.found.worse.value) == pytest.approx((0.0, -0.8))
    assert (loyal.n, loyal.found.category.value) == (70, "A")
    assert loyal.found.better.value == pytest.approx(50 / 70)


def test_page_shows_classes_of_the_newest_wave_that_asks_in_pairs(
    people: People, wave: SurveyWave, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    _asked(people, [(2, 1, 5, 3)] * 40)
    browser = as_user(people.dora)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        page = browser.get(ADDRESS).content.decode()
    for words in ("成对提问", "题 F1", "必备", "惊喜", "每项 40 人答全两问", "-1.00 [-1.00, -0.91]"):
        assert words in page


def test_small_pairs_are_counted_and_not_shown(people: People) -> None:
    _asked(people, [(2, 1, 5, 3)] * 29)
    page = as_user(people.dora).get(ADDRESS).content.decode()
    assert "人数不足，不显示" in page
    assert "<b>必备</b>" not in page


def test_answers_of_other_units_do_not_count(people: People) -> None:
    wave = _asked(people, [(2, 1, 5, 3)] * 40)
    assert {each.n for each in classes_of(wave, people.west.scope)} == {0}


def test_without_pairs_the_page_says_what_to_ask(people: People, wave: SurveyWave) -> None:
    page = as_user(people.bob).get(ADDRESS).content.decode()
    assert "Kano 成对提问" in page
    assert as_user(people.alice).get(ADDRESS).status_code == 403
