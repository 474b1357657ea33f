# SPDX-License-Identifier: Apache-2.0
"""The card of a clerk: inspections, ratings, coaching, times and rings, beside the middle of the team, for who may."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from amends.apps.core.models import User
from amends.apps.halls.models.hotline import Call
from amends.apps.halls.queries.clerks import card
from amends.apps.halls.rules.clerks import Measured, line
from amends.apps.halls.rules.hotline.words import Direction, Outcome
from amends.apps.quality.models import Coaching, Inspection
from tests.apps.quality.inspections.conftest import Inspectors, drawn, inspectors, taken, told
from tests.people import People

__all__ = ["drawn", "inspectors", "taken", "told"]


def _calls(agent: User, *seconds: int) -> None:
    at = timezone.now() - timedelta(days=3)
    Call.objects.bulk_create(
        Call(
            code=f"{agent.pk}-{n}", unit=agent.unit, agent=agent, answered_by=agent, direction=Direction.IN,
            offered_at=at, answered_at=at + timedelta(seconds=each), ended_at=at + timedelta(seconds=each + 60),
            ring_seconds=each, outcome=Outcome.SERVED,
        )
        for n, each in enumerate(seconds)
    )  # fmt: skip


def _browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.requirement("S3-048")
def test_card_shows_inspections_their_causes_and_coaching(people: People, told: Inspection) -> None:
    assert told.told_at is not None
    now = told.told_at + timedelta(days=1)
    Coaching.objects.create(
        unit=people.east_team, person=people.alice, skill="empathy", reason="质检", source="x", key="k",
        due_date=now.date(), by=people.bob, at=now,
    )  # fmt: skip
    found = card(people.alice, now)
    assert (found.inspections, found.coaching_open, found.coaching_done) == (1, 1, 0)
    (quality,) = [each for each in found.lines if each.measure is Measured.QUALITY]
    assert (quality.n, quality.own, quality.team) == (1, None, None)  # one says nothing yet
    assert found.causes
    page = _browser(people.alice).get("/halls/people/alice/").content.decode()
    for words in ("质检得分", "客户评分", "辅导", "不排名"):
        assert words in page


@pytest.mark.requirement("S3-048")
def test_rings_are_counted_against_the_target(people: People) -> None:
    _calls(people.alice, 5, 9, 10, 11, 16)
    (rings,) = [each for each in card(people.alice, timezone.now()).lines if each.measure is Measured.RING]
    assert (rings.n, rings.own) == (5, 0.6)
    assert "60%" in _browser(people.alice).get("/halls/people/alice/").content.decode()


def test_team_is_the_middle_of_colleagues_with_enough_and_tells_of_nobody() -> None:
    values = {1: [60.0] * 5, 2: [70.0] * 5, 3: [80.0] * 5, 4: [100.0] * 4}
    found = line(Measured.QUALITY, values, 1)
    assert (found.own, found.team, found.colleagues) == (60, None, 2)
    found = line(Measured.QUALITY, {**values, 5: [90.0] * 6}, 1)
    assert (found.own, found.team) == (60, 80)
    times = {1: [60.0, 61, 62, 63, 900]}
    assert line(Measured.HANDLING, times, 1).own == 62  # one long one moves the middle little


def test_colleagues_do_not_see_each_others_card(people: People, inspectors: Inspectors) -> None:
    statuses = {
        who.username: _browser(who).get("/halls/people/alice/").status_code
        for who in (people.alice, people.bob, inspectors.quinn)
    }
    assert statuses == {"alice": 200, "bob": 200, "quinn": 200}
    other = User.objects.create(
        username="amy", name="艾米", role="hotline_agent", unit=people.east_team, is_active=True
    )
    assert _browser(other).get("/halls/people/alice/").status_code == 404
    assert _browser(people.bob).get("/halls/people/nobody/").status_code == 404


def test_card_takes_few_queries(
    people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = _browser(people.alice)
    client.get("/halls/people/alice/")
    with django_assert_max_num_queries(12):
        client.get("/halls/people/alice/")
