# SPDX-License-Identifier: Apache-2.0
"""The lines of competitors and targets: nearest unit first, then the newest; and how fresh the registry is."""

from datetime import date
from typing import Any

import pytest

from amends.apps.satisfaction.queries.scores import freshness, own_elsewhere, registry, rival, rivals
from amends.apps.satisfaction.queries.targets import target as target_of
from amends.apps.satisfaction.queries.targets import targets
from amends.kernel.periods import Period
from tests.apps.satisfaction.outside import score, target
from tests.people import People

pytestmark = pytest.mark.django_db
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
OLD: dict[str, Any] = {"wave": "2023", "first_date": date(2023, 1, 1), "until_date": date(2024, 1, 1)}
NEW: dict[str, Any] = {"wave": "2026", "first_date": date(2026, 1, 1), "until_date": date(2026, 7, 1)}


def test_rival_is_the_best_of_those_measured_nearest(people: People) -> None:
    score(people.province, rival="甲公司", value=8.65)
    score(people.province, rival="乙公司", value=9.1)
    score(people.east, rival="甲公司", value=7.3)
    found = rival("", people.east, YEAR)
    assert found is not None
    assert found.rival == "乙公司"
    assert found.value == pytest.approx(90)
    assert [each.value for each in rivals(people.east_team, YEAR)[""]] == pytest.approx([90, 70])
    assert [each.value for each in rivals(people.west, YEAR)[""]] == pytest.approx([90, 85])


def test_rival_takes_the_newest_and_none_that_is_too_old(people: People) -> None:
    score(people.province, rival="甲公司", value=8.65)
    score(people.province, rival="甲公司", value=6.4, **NEW)
    score(people.province, rival="乙公司", value=9.1, **OLD)
    assert [(each.rival, each.wave) for each in rivals(people.province, YEAR)[""]] == [("甲公司", "2026")]
    assert rival("EL-BILL", people.province, YEAR) is None


def test_corrected_score_stands_for_nothing_but_stays(people: People) -> None:
    first = score(people.province, rival="甲公司")
    score(people.province, rival="甲公司", value=6.4, replaces=first, reason="录入有误")
    found = rival("", people.province, YEAR)
    assert found is not None
    assert found.value == pytest.approx(60)
    assert len(registry(people.dora.scope)) == 1


def test_our_own_score_is_no_rival(people: People) -> None:
    score(people.province)
    assert rivals(people.province, YEAR) == {}
    assert own_elsewhere(people.province, YEAR)[""][0].publisher == "测评中心"


def test_one_query_answers_all_elements(people: People, django_assert_num_queries: Any) -> None:
    for element in ("", "EL-BILL", "EL-HOME"):
        score(people.province, rival="甲公司", element=element, margin=0.18)
    with django_assert_num_queries(1):
        found = rivals(people.province, YEAR)
    assert sorted(found) == ["", "EL-BILL", "EL-HOME"]
    assert found["EL-BILL"][0].margin == pytest.approx(2)


@pytest.mark.requirement("S3-005")
def test_registry_is_cut_to_the_units_and_says_how_fresh_each_publisher_is(people: People) -> None:
    score(people.west, publisher="西市调查队", **OLD)
    score(people.province, n=500, **NEW)
    score(people.province, n=300)
    assert registry(people.bob.scope) == []
    stale, fresh = freshness(people.dora.scope)
    assert (stale.publisher, stale.age_days(date(2024, 1, 31))) == ("西市调查队", 30)
    assert (fresh.scores, fresh.answers, fresh.until_date) == (2, 800, date(2026, 7, 1))
    assert fresh.age_days(date(2026, 3, 1)) == 0


def test_target_of_the_unit_goes_before_that_above(people: People) -> None:
    first = target(people)
    target(people, value=83, replaces=first)
    target(people, element="EL-BILL", value=75)
    target(people, unit=people.east, value=80)
    assert {k: t.value for k, t in targets(people.east, 2026).items()} == {"": 80, "EL-BILL": 75}
    found = target_of("", people.west, 2026)
    assert found is not None
    assert found.value == 83
    assert target_of("", people.west, 2025) is None
