# SPDX-License-Identifier: Apache-2.0
"""Dashboards: each role its own numbers, with what they were before, what is aimed at, and where to act."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from amends.apps.cases.models import Breach
from amends.apps.cases.rules.metrics import Ratio
from amends.apps.core.rules.roles import RIGHTS, Role
from amends.apps.reports.queries.dashboards import Number, make_ready, measured, numbers
from amends.apps.reports.rules.dashboards import NUMBERS, Board, Own, boards_of, differs, usual_board
from amends.apps.reports.views.dashboard_telling import aim_of, base_of, change_of, said
from amends.apps.reports.views.dashboard_words import ACTS, BOARDS, OWN
from amends.apps.satisfaction.models import YearTarget
from amends.apps.satisfaction.queries.runs import Point
from tests.apps.reports.conftest import DAY, TODAY, as_user, make_case, make_customer
from tests.people import NOON, People

PLACE = "/reports/"
Most = Callable[[int], Any]


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def closed(people: People, n: int, *, days_ago: int, late: int = 0) -> None:
    """Complaints of the east that ended, the first of them late."""
    for each in range(n):
        case = make_case(people, make_customer(people.east), days_ago=days_ago)
        if each < late:
            due = case.received_at
            Breach.objects.create(case=case, clock="resolve", kind="resolve", due_at=due, noted_at=NOON)


def test_each_board_has_six_to_nine_numbers_with_words_and_a_page_to_act() -> None:
    assert all(6 <= len(each) <= 9 for each in NUMBERS.values())
    assert {name for each in NUMBERS.values() for name in each} == set(ACTS)
    assert all(reverse(page) for page, _query, _words, _right in ACTS.values())
    assert (set(BOARDS), set(OWN)) == (set(Board), set(Own))


@pytest.mark.parametrize(
    ("role", "board"),
    [
        (Role.COMPLAINT_OFFICER, Board.OFFICER), (Role.HALL_CLERK, Board.OFFICER),
        (Role.TEAM_LEADER, Board.SUPERVISOR), (Role.CITY_MANAGER, Board.MANAGER),
        (Role.QA_REVIEWER, Board.QUALITY), (Role.ANALYST, Board.ANALYST),
        (Role.RECOVERY_MANAGER, Board.RECOVERY), (Role.KNOWLEDGE_EDITOR, None), (Role.ADMINISTRATOR, None),
    ],
)  # fmt: skip
def test_a_role_begins_with_its_own_board(role: Role, board: Board | None) -> None:
    assert usual_board(role, boards_of(RIGHTS[role])) == board


def test_a_share_differs_only_beyond_chance() -> None:
    assert differs(Ratio(90, 100), Ratio(70, 100))
    assert not differs(Ratio(9, 10), Ratio(7, 10))
    assert not differs(Ratio(9, 10), Ratio(0, 0))


def test_newcombe_agrees_with_his_example() -> None:
    """56/70 − 48/80: 0.0524 to 0.3339 (Newcombe 1998, table II, a), so it differs; a tenth of both does not."""
    assert differs(Ratio(56, 70), Ratio(48, 80))
    assert not differs(Ratio(6, 7), Ratio(5, 8))


def test_counts_per_customers_differ_as_poisson_rates() -> None:
    assert differs(Ratio(150, 10_000, 10_000), Ratio(100, 10_000, 10_000))
    assert not differs(Ratio(110, 10_000, 10_000), Ratio(100, 10_000, 10_000))


def test_thirty_days_up_to_yesterday_stand_against_the_thirty_before(people: People) -> None:
    closed(people, 4, days_ago=5, late=1)
    closed(people, 2, days_ago=40, late=2)
    now, before = measured("on_time_rate", people.bob.scope, TODAY)
    assert (now, before) == (Ratio(3, 4), Ratio(0, 2))


def test_what_was_made_at_night_is_not_counted_again(people: People, django_assert_num_queries: Most) -> None:
    make_ready(people.east, TODAY)
    with django_assert_num_queries(0):
        measured("repeat_rate", people.bob.scope, TODAY)


def test_each_unit_has_its_own_numbers(people: People) -> None:
    closed(people, 4, days_ago=5)
    assert measured("on_time_rate", people.charlie.scope, TODAY)[0] == Ratio(0, 0)


def test_officer_sees_only_their_own_cases(people: People) -> None:
    closed(people, 3, days_ago=5)  # of Alice
    other = make_case(people, make_customer(people.east), days_ago=5)
    type(other).objects.unscoped("a test").filter(pk=other.pk).update(owner=people.bob)
    mine = {each.identifier: each.found for each in numbers(people.alice, Board.OFFICER, at=NOON)}
    assert (mine[Own.CLOSED], mine["on_time_rate"]) == (3, Ratio(3, 3))
    theirs = {each.identifier: each.found for each in numbers(people.charlie, Board.OFFICER, at=NOON)}
    assert (theirs[Own.CLOSED], theirs["on_time_rate"]) == (0, Ratio(0, 0))


@pytest.mark.parametrize("who", ["alice", "bob", "dora"])
def test_dashboard_opens_in_few_queries(
    people: People, who: str, django_assert_max_num_queries: Most
) -> None:
    closed(people, 4, days_ago=5, late=1)
    browser = as_user(getattr(people, who))
    with django_assert_max_num_queries(55):
        browser.get(PLACE)
    with django_assert_max_num_queries(17):
        page = browser.get(PLACE).content.decode()
    assert page.count('class="tile"') in {7, 9}


def test_tile_says_base_change_definition_and_where_to_act(people: People) -> None:
    closed(people, 40, days_ago=5)
    closed(people, 40, days_ago=40, late=30)
    page = as_user(people.bob).get(PLACE).content.decode()
    tile = page.split("<h2>处理及时率</h2>")[1].split("</li>")[0]
    for words in ("100.0%", "40 ÷ 40", "再往前 30 天 25.0%，变好", "10-03 – 11-01", "tab=overdue"):
        assert words in tile
    assert f"{reverse('reports:metrics')}#on_time_rate" in tile


def test_tile_without_records_says_why(people: People) -> None:
    page = as_user(people.dora).get(PLACE).content.decode()
    assert "这 30 天没有可以算的记录。" in page
    assert "还没有夜间识别的结果。" in page
    assert "还没有发布过指数。" in page


def test_standard_in_force_is_the_aim(people: People) -> None:
    page = as_user(people.dora).get(PLACE, {"board": "recovery"}).content.decode()
    assert "标准 ≥ 99%" in page.split("<h2>承诺兑现率</h2>")[1].split("</li>")[0]


def test_target_of_the_year_is_the_aim_of_the_index(people: People) -> None:
    YearTarget.objects.create(
        unit=people.province,
        year=2026,
        element="",
        value=82.5,
        reason="集团下达",
        set_by=people.dora,
        set_at=NOON - DAY,
    )
    page = as_user(people.dora).get(PLACE).content.decode()
    assert "目标 82.5" in page.split("<h2>满意度指数</h2>")[1].split("</li>")[0]


@pytest.mark.parametrize(
    ("low", "high", "words"), [(77.0, 79.0, "上期 80.0，变差"), (76.0, 80.5, "上期 80.0，差别看不出来")]
)
def test_index_is_told_against_the_wave_before_and_the_target(low: float, high: float, words: str) -> None:
    def point(value: float, low: float, high: float) -> Point:
        return Point("一", NOON, 1, value, low, high, 400, "own", "S")

    number = Number("satisfaction_index", point(78.0, low, high), point(80.0, 79.5, 80.5), target=82.5)
    assert (said(number), base_of(number)) == ("78.0", f"[{low}, {high}] · n = 400")
    assert change_of(number, "higher")[0] == words
    assert aim_of(number) == ("目标 82.5", "bad")


def test_no_board_that_the_rights_do_not_cover(people: People) -> None:
    page = as_user(people.alice).get(PLACE, {"board": "manager"}).content.decode()
    assert "我的未结" in page
    assert "万投比" not in page
    assert "您的岗位没有看板" in as_user(people.ed).get(PLACE).content.decode()


def test_home_leads_to_the_dashboard(people: People) -> None:
    assert f'href="{PLACE}"' in as_user(people.alice).get("/").content.decode()


def test_nothing_is_said_against_a_time_of_which_nothing_was_kept() -> None:
    number = Number("complaints_per_10k", Ratio(19, 700, 10_000), Ratio(0, 700, 10_000))
    assert change_of(number, "lower") == ("", "dim")
    kept = Number("complaints_per_10k", Ratio(19, 700, 10_000), Ratio(1, 700, 10_000))
    assert change_of(kept, "lower") == ("再往前 30 天 14.29，变差", "bad")
