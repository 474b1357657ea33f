# SPDX-License-Identifier: Apache-2.0
"""How soon calls are answered by unit, agent and half hour, and the day of the hotline, counted in the database."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from amends.apps.core.models import User
from amends.apps.halls.actions.hotline.calls import end_call
from amends.apps.halls.models.hotline import Call
from amends.apps.halls.queries.hotline.answering import day, rung
from amends.apps.halls.rules.hotline.standard import Shares, shares, standard
from amends.apps.halls.rules.hotline.words import Outcome
from tests.apps.halls.hotline.conftest import browser, ringing, talking
from tests.people import NOON, People

UNTIL = NOON + timedelta(days=2)


def after(seconds: int) -> timedelta:
    return timedelta(seconds=seconds)


def answered(who: User, code: str, at: datetime, *, rang: int, talked: int = 60) -> Call:
    call = talking(who, code=code, at=at, rang=rang)
    return end_call(call=call, outcome=Outcome.SERVED, by=who, at=at + after(rang + talked))


def lost(who: User, code: str, at: datetime, *, rang: int) -> Call:
    call = ringing(who, code=code, at=at)
    return end_call(call=call, outcome=Outcome.SERVED, by=who, at=at + after(rang))


def by(people: People, group: str) -> list[Shares]:
    return shares(rung(people.bob.scope, NOON, UNTIL, group), standard())


@pytest.mark.requirement("S2-035")
def test_shares_stand_by_unit_agent_and_half_hour_within_scope(
    people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number, rang in enumerate((8, 16)):
        answered(people.alice, f"c{number}", NOON + after(2_000 * number), rang=rang)
    with django_assert_num_queries(1):
        (unit,) = by(people, "unit")
    assert (unit.group, unit.target_share, unit.breach_share) == ("东市投诉组", 0.5, 0.5)
    halves = by(people, "half_hour")
    assert [(each.group, each.over_limit) for each in halves] == [("12:00–12:30", 0), ("12:30–13:00", 1)]
    assert [each.group for each in by(people, "agent")] == ["东市投诉组 艾丽"]
    assert rung(people.charlie.scope, NOON, UNTIL, "unit") == []


def test_calls_count_in_the_half_hour_of_the_operators_clock(people: People) -> None:
    for number, minutes in enumerate((0, 29, 30, 59, 60)):
        answered(people.alice, f"c{number}", NOON + timedelta(minutes=minutes), rang=5, talked=9)
    assert [(each.group, each.offered) for each in by(people, "half_hour")] == [
        ("12:00–12:30", 2), ("12:30–13:00", 2), ("13:00–13:30", 1),
    ]  # fmt: skip


def test_day_is_the_mean_of_the_days_that_had_calls(
    people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    answered(people.alice, "a1", NOON, rang=5, talked=100)
    answered(people.alice, "a2", NOON + after(600), rang=5, talked=200)
    lost(people.alice, "a3", NOON + after(1_200), rang=20)
    answered(people.bob, "b1", NOON + timedelta(days=1), rang=5, talked=300)
    with django_assert_num_queries(3):
        found = day(people.bob.scope, NOON, UNTIL)
    (half,) = found.halves
    assert (found.days, found.handling) == (2, 200)
    assert (half.at, half.offered, half.left, half.on_line) == (time(12), 2.0, 0.5, 1.0)
    assert half.needed >= 1
    assert day(people.charlie.scope, NOON, UNTIL).halves == ()


def test_without_an_answered_call_there_is_no_day(people: People) -> None:
    lost(people.alice, "a1", NOON, rang=20)
    assert day(people.bob.scope, NOON, UNTIL).halves == ()


def test_charts_leave_today_out_unless_nothing_else_was_asked_for(people: People) -> None:
    yesterday, today = (yesterday_noon() + timedelta(days=days) for days in (0, 1))
    answered(people.alice, "a", yesterday, rang=5)
    answered(people.alice, "b", today, rang=5)
    both = browser(people.bob).get("/halls/calls/").content.decode()
    assert f"{yesterday - timedelta(days=5):%Y-%m-%d} – {yesterday:%Y-%m-%d}" in both
    assert "1 天有来电" in both
    asked = {"since": f"{today:%Y-%m-%d}", "until": f"{today:%Y-%m-%d}"}
    assert 'data-chart="came"' in browser(people.bob).get("/halls/calls/", asked).content.decode()


def yesterday_noon() -> datetime:
    """In the operator's time, so that what follows is of one day."""
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)


def test_page_draws_the_day_and_tells_waits_and_who_gave_up(people: People) -> None:
    at = yesterday_noon()
    for number, rang in enumerate((4, 5, 6, 7, 8)):
        answered(people.alice, f"c{number}", at + after(120 * number), rang=rang)
    lost(people.alice, "x", at + after(900), rang=22)
    page = browser(people.bob).get("/halls/calls/").content.decode()
    for words in ('data-chart="came"', 'data-chart="people"', "8 秒", "16.7%", "中位 6 秒", "1 天有来电"):
        assert words in page
    assert (
        "data-chart" not in browser(people.bob).get("/halls/calls/", {"until": "2020-01-01"}).content.decode()
    )
