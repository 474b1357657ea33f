# SPDX-License-Identifier: Apache-2.0
"""The halls of the demo: four weeks of generated tickets with a lunch peak, and a queue of today that can be served."""

from random import Random
from zoneinfo import ZoneInfo

import pytest

from amends.apps.core.actions.accounts import change_user
from amends.apps.core.rules.roles import Role
from amends.apps.halls.models import HallImprovement, Ticket, Window
from amends.apps.halls.queries.hall_board import hall_month, hall_today
from amends.apps.halls.queries.queue import queue_of
from amends.cli.demo.halls import _until, fill_halls
from tests.apps.quality.halls import make_hall
from tests.people import NOON, People

WHY = "a test looks"


def test_demo_fills_a_hall_with_a_month_and_a_queue(people: People) -> None:
    hall = make_hall(people)
    change_user(
        user=people.bob, role=Role.CITY_MANAGER, unit=people.east, is_active=True, by=people.ed, at=NOON
    )
    people.bob.refresh_from_db()
    fill_halls(city=people.east, leader=people.bob, at=NOON, rng=Random(7))
    month = hall_month(hall.unit, NOON)
    assert month.figures.tickets > 28 * 100
    assert month.figures.left > 0
    assert month.figures.wait.p90 is not None
    assert 120 < month.figures.wait.p90 < 3600
    assert [each.business.code for each in month.kinds if each.slow] == ["PLAN"]
    assert {"verify", "enter", "sign"} == set(month.kinds[0].steps)
    today = hall_today(hall.unit, people.dora.scope, NOON).figures
    assert today.tickets > 20
    assert today.wait.p90 is not None
    queue = queue_of(hall.unit, Ticket.objects.unscoped(WHY).latest("taken_at").day)
    assert (len(queue.waiting), len(queue.served), len(queue.windows)) == (1, 1, 3)
    assert Window.objects.unscoped(WHY).filter(clerk__isnull=False).count() == 2
    assert HallImprovement.objects.unscoped(WHY).get().before is not None


@pytest.mark.parametrize(("hour", "least"), [(9, 0), (11, 15), (17, 80), (23, 20), (4, 20)])
def test_today_reaches_up_to_now_whenever_the_demo_is_made(hour: int, least: int) -> None:
    at = NOON.astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=hour)
    rows = _until(at, 0.8, Random(7))
    assert len(rows) >= least
    ends = [each.ended or each.left for each in rows]
    assert all(each is not None and each < at.replace(tzinfo=None) for each in ends)
    assert {each.taken.date() for each in rows} <= {at.date()}
