# SPDX-License-Identifier: Apache-2.0
"""The self-assessment stands beside what the platform counts, with history and the action of each weak element."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from amends.apps.cases.actions.governance import assess_programme
from amends.apps.cases.models import Improvement
from amends.apps.cases.queries.governance_content import rows
from amends.apps.core.models import Unit
from amends.apps.reports.queries.programme import Programme, programme
from amends.apps.reports.views.programme import FACTS
from tests.apps.reports.conftest import DAY, WHY, as_user, make_case, make_customer
from tests.people import NOON, People

PLACE = "/reports/programme/"
Most = Callable[[int], Any]


def assess(people: People, *, days_ago: int, **marks: int) -> None:
    every = {str(row["code"]): 4 for row in rows("programme_elements")} | marks
    assess_programme(unit=people.east, marks=every, notes={}, by=people.bob, at=NOON - days_ago * DAY)


def told(unit: Unit) -> Programme:
    return programme(unit, at=NOON)


def test_marks_stand_with_those_before_and_the_action_of_what_is_weak(people: People) -> None:
    assess(people, days_ago=100, quality=3)
    assess(people, days_ago=10, commitment=1)
    found = {each.code: each for each in told(people.east).elements}
    assert (found["quality"].mark, found["quality"].before) == (4, 3)
    action = found["commitment"].action
    assert action is not None
    assert action.owner == people.bob
    assert [each.code for each in found.values() if each.action] == ["commitment"]
    assert len(told(people.east).history) == 2


def test_facts_are_counted_of_the_unit_and_of_the_last_ninety_days(people: People) -> None:
    assess(people, days_ago=10, commitment=1, understanding=2)
    assess(people, days_ago=100, technology=1)
    make_case(people, make_customer(people.east), days_ago=3)

    def fact(unit: Unit, code: str) -> tuple[int, int | None]:
        facts = [one for each in told(unit).elements for one in each.facts if one.code == code]
        return facts[0].good, facts[0].n

    assert Improvement.objects.unscoped(WHY).count() == 3
    assert (fact(people.east, "opened"), fact(people.west, "opened")) == ((2, None), (0, None))
    assert (fact(people.east, "fresh"), fact(people.west, "fresh")) == ((1, 17), (0, 17))
    measured, held = fact(people.east, "measured")
    assert 0 < measured < (held or 0)


def test_every_element_has_a_fact_with_words_and_a_page(people: People) -> None:
    elements = told(people.east).elements
    assert len(elements) == 8
    assert all(each.facts for each in elements)
    assert {one.code for each in elements for one in each.facts} == set(FACTS)
    assert all(reverse(page) for _words, page, _right in FACTS.values())


def test_page_shows_facts_with_links_in_few_queries(
    people: People, django_assert_max_num_queries: Most
) -> None:
    assert "还没有自评" in as_user(people.bob).get(PLACE).content.decode()
    assess(people, days_ago=100)
    assess(people, days_ago=10, commitment=1)
    with django_assert_max_num_queries(40):
        page = as_user(people.bob).get(PLACE).content.decode()
    row = page.split("高层承诺")[1].split("</tr>")[0]
    for words in (
        "近 90 天立项改进 1 项",
        f'href="{reverse("cases:improvements")}"',
        "1 分（上次 4）",
        "鲍勃",
    ):
        assert words in row
    assert "历次得分" in page


def test_units_of_others_are_not_shown(people: People) -> None:
    assert as_user(people.bob).get(PLACE, {"unit": people.west.code}).status_code == 404
    assert as_user(people.alice).get(PLACE).status_code == 403
