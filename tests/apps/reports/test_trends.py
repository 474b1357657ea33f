# SPDX-License-Identifier: Apache-2.0
"""The lines below a dashboard: the same number on twelve Mondays, each seen from its own day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from amends.apps.cases.rules.metrics import Ratio, Spread
from amends.apps.reports.queries.trends import WEEKS, make_trends_ready, mondays, readings, trends
from amends.apps.reports.rules.dashboards import NUMBERS, RIPENING, Board
from amends.apps.reports.views.dashboard_telling import axis_of, level_of
from tests.apps.reports.conftest import TODAY, as_user, make_case, make_customer
from tests.people import NOON, People

PLACE = "/reports/trends/"
Most = Callable[[int], Any]


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def closed(people: People, n: int, *, days_ago: int) -> None:
    for _each in range(n):
        make_case(people, make_customer(people.east), days_ago=days_ago)


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 29)])
def test_readings_are_taken_on_mondays_and_today_is_one_where_it_is(today: date) -> None:
    found = mondays(today)
    assert (len(found), found[-1]) == (WEEKS, date(2026, 11, 23))
    assert {each.weekday() for each in found} == {0}
    assert found == sorted(found)


def test_each_reading_is_of_the_thirty_days_before_its_monday(people: People) -> None:
    last = mondays(TODAY)[-1]
    closed(people, 3, days_ago=(TODAY - last).days + 29)  # the first of the last reading's days
    closed(people, 2, days_ago=(TODAY - last).days + 31)  # before it
    found = readings("on_time_rate", people.bob.scope, TODAY)
    assert found[last] == Ratio(3, 3)
    assert found[last - timedelta(weeks=1)] == Ratio(5, 5)
    assert found[mondays(TODAY)[0]] == Ratio(0, 0)


def test_a_new_monday_reads_only_itself(people: People, django_assert_num_queries: Most) -> None:
    def queries(today: date, most: int) -> None:
        with django_assert_num_queries(most):
            readings("on_time_rate", people.bob.scope, today)

    queries(TODAY, WEEKS)
    queries(TODAY, 0)
    queries(TODAY + timedelta(weeks=1), 1)


def test_what_was_read_at_night_is_not_read_again(
    people: People, django_assert_max_num_queries: Most
) -> None:
    make_trends_ready(people.east, TODAY)
    with django_assert_max_num_queries(2):  # the standards, and the first case
        trends(people.bob, Board.SUPERVISOR, today=TODAY)


def test_a_unit_reads_its_own_and_an_officer_their_own(people: People) -> None:
    closed(people, 4, days_ago=20)  # in the east, of Alice
    last = mondays(TODAY)[-1]
    assert readings("on_time_rate", people.charlie.scope, TODAY)[last] == Ratio(0, 0)
    mine, theirs = (
        next(each for each in trends(who, Board.OFFICER, today=TODAY) if each.identifier == "on_time_rate")
        for who in (people.alice, people.bob)
    )
    assert (mine.readings[last], theirs.readings[last]) == (Ratio(4, 4), Ratio(0, 0))


def test_what_ripens_and_what_only_stands_is_not_drawn(people: People) -> None:
    for board in Board:
        names = {each.identifier for each in trends(people.dora, board, today=TODAY)}
        assert names
        assert names <= set(NUMBERS[board]) - RIPENING


def test_a_rate_per_customers_begins_where_its_thirty_days_were_kept_whole(people: People) -> None:
    """Before that it would rise by itself, as the days fill."""
    last = mondays(TODAY)[-1]
    closed(people, 1, days_ago=(TODAY - last).days + 40)
    closed(people, 1, days_ago=(TODAY - last).days + 3)
    trend = next(
        each
        for each in trends(people.bob, Board.MANAGER, today=TODAY)
        if each.identifier == "complaints_per_10k"
    )
    known = [day for day, each in trend.readings.items() if isinstance(each, Ratio) and each.denominator]
    assert known == [last - timedelta(weeks=1), last]
    assert trend.readings[last] == Ratio(1, 2, 10_000)


@pytest.mark.parametrize(
    ("name", "found", "level", "unit"),
    [
        ("on_time_rate", Ratio(3, 4), 75.0, "%"), ("on_time_rate", Ratio(0, 4), 0.0, "%"),
        ("on_time_rate", Ratio(0, 0), None, "%"), ("complaints_per_10k", Ratio(5, 10_000, 10_000), 5.0, ""),
        ("complaints_per_10k", Ratio(0, 10_000, 10_000), None, ""),  # as likely nobody kept records yet
        ("complaint_cost", Ratio(46_500, 3), 155.0, "元"),
        ("first_response_seconds", Spread(3, 5400, 7200), 1.5, "小时"),
        ("first_response_seconds", Spread(0, None, None), None, "小时"),
    ],
)  # fmt: skip
def test_levels_are_drawn_in_the_unit_of_their_axis(
    name: str, found: Ratio | Spread, level: float | None, unit: str
) -> None:
    assert (level_of(name, found), axis_of(name, found)) == (level, unit)


def test_panel_draws_what_has_two_readings_and_names_the_rest(people: People) -> None:
    closed(people, 6, days_ago=20)
    page = as_user(people.bob).get(PLACE).content.decode()
    drawn = page.split('class="trends"')[1]
    assert 'data-chart="on_time_rate"' in drawn
    assert "100.0" in drawn
    assert "每点 6" in drawn
    assert page.split("没有画的：")[1].startswith("首次响应时长、工单退回率、回访成功率、重开率。")


def test_what_rests_on_fewer_than_five_is_not_drawn(people: People) -> None:
    closed(people, 4, days_ago=20)
    assert "data-chart" not in as_user(people.bob).get(PLACE).content.decode()
    closed(people, 1, days_ago=20)
    cache.clear()
    assert 'data-chart="on_time_rate"' in as_user(people.bob).get(PLACE).content.decode()


def test_panel_without_records_says_when_there_will_be_some(people: People) -> None:
    page = as_user(people.bob).get(PLACE).content.decode()
    assert "走势要有两个周一的读数" in page


def test_panel_follows_the_board_and_refuses_who_has_none(people: People) -> None:
    closed(people, 6, days_ago=20)
    browser = as_user(people.dora)
    page = browser.get("/reports/", {"board": "quality"}).content.decode()
    assert f'hx-get="{PLACE}?board=quality"' in page
    assert 'data-chart="fcr_rate"' in browser.get(PLACE, {"board": "quality"}).content.decode()
    assert (
        'data-chart="on_time_rate"' in as_user(people.alice).get(PLACE, {"board": "manager"}).content.decode()
    )
    assert as_user(people.ed).get(PLACE).status_code == 404
