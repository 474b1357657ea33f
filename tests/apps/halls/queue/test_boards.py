# SPDX-License-Identifier: Apache-2.0
"""What a hall's tickets say: waits, walk-outs, times of business, windows needed, and what to do now."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amends.apps.core.actions.organisation import add_unit
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.halls.actions.queue import set_window
from amends.apps.halls.models import Ticket, Window
from amends.apps.halls.queries.boards import halls_now
from amends.apps.halls.queries.hall_board import hall_month, hall_today, slots_of
from amends.apps.halls.rules.figures import Visit, figures, percentile
from amends.apps.halls.rules.staffing import Advice, Do, Now, advise, expected_wait, windows_needed
from tests.apps.halls.queue.conftest import Place
from tests.people import NOON, People

MINUTE = timedelta(minutes=1)
WHY = "a test sets the scene"


def _visit(wait: float, *, at: datetime = NOON, handling: float = 4) -> Visit:
    called = at + wait * MINUTE
    return Visit("PAY", at, called, called, called + handling * MINUTE, window=1)


@pytest.mark.parametrize(("share", "expected"), [(0.5, 5), (0.9, 9), (0.91, 10), (1.0, 10), (0.01, 1)])
def test_percentile_is_by_nearest_rank(share: float, expected: int) -> None:
    assert percentile(range(10, 0, -1), share) == expected


@pytest.mark.requirement("S3-047")
def test_figures_count_who_waits_and_who_left() -> None:
    gone = Visit("PAY", NOON, left=NOON + 20 * MINUTE)
    gone_soon = Visit("PAY", NOON, left=NOON + 2 * MINUTE)
    waits_long, waits_short = Visit("PAY", NOON), Visit("PAY", NOON + 29 * MINUTE)
    visits = [*(_visit(each) for each in (1, 2, 3, 4, 16)), gone, gone_soon, waits_long, waits_short]
    found = figures(visits, limit=900, at=NOON + 30 * MINUTE)
    assert (found.tickets, found.left, found.wait.n) == (9, 2, 5)
    assert (found.over, found.judged) == (3, 7)  # who left soon or just came is neither
    assert (found.wait.p50, found.wait.p90) == (180, 960)
    assert (found.handling.p50, found.handling.n) == (240, 5)
    assert found.left_share == pytest.approx(2 / 9)


def test_few_tickets_show_no_percentile() -> None:
    found = figures([_visit(each) for each in (1, 2, 3, 4)], limit=900, at=NOON)
    assert (found.wait.n, found.wait.p50, found.over_share, found.left_share) == (4, None, None, None)


def test_windows_needed_is_the_fewest_that_hold() -> None:
    """By Erlang C with 10 in service on average, 11, 12, 13 and 14 windows let 0.682, 0.449, 0.285 and 0.174 wait at
    all (published tables): with no wait allowed, 80 in 100 need 14."""
    assert windows_needed(100, handling=180, limit=0, share=0.8) == 14
    assert windows_needed(100, handling=180, limit=0, share=0.7) == 13
    assert windows_needed(0, handling=180, limit=0, share=0.8) == 0


def _advised(
    *, waiting: int, windows: int, closed: tuple[int, ...] = (), near: tuple[tuple[int, float], ...] = (),
    waits: tuple[float, ...] = (),
) -> Advice:  # fmt: skip
    recent = [_visit(each, at=NOON - 40 * MINUTE) for each in waits]
    now = Now(recent, waiting, windows, closed, near)
    return advise(now, at=NOON, handling=300, limit=900, share=0.9)


@pytest.mark.requirement("S3-050")
def test_wait_over_the_limit_says_which_window_to_open() -> None:
    found = _advised(waiting=2, windows=2, closed=(5, 3), waits=(20,) * 9)
    assert (found.do, found.window, found.p90, found.n) == (Do.OPEN, 3, 1200, 9)
    assert _advised(waiting=2, windows=2, closed=(3,), waits=(2,) * 9).do is Do.NOTHING
    assert (
        _advised(waiting=9, windows=2, closed=(3,)).do is Do.OPEN
    )  # nobody was called yet, but it will be long
    assert _advised(waiting=1, windows=0, closed=(3,)).do is Do.OPEN
    assert _advised(waiting=0, windows=2, closed=(3,), waits=(20,) * 9).do is Do.NOTHING  # the peak is over


@pytest.mark.requirement("S3-050")
def test_without_a_window_left_people_are_sent_where_they_wait_least() -> None:
    near = ((7, 400.0), (8, 200.0), (9, 1000.0))
    assert (_advised(waiting=9, windows=2, near=near).do, _advised(waiting=9, windows=2, near=near).hall) == (
        Do.DIVERT,
        8,
    )
    assert _advised(waiting=9, windows=2, near=((9, 1000.0),)).hall is None


def test_newcomer_waits_for_those_before() -> None:
    assert expected_wait(1, 2, 300) == 0
    assert expected_wait(3, 2, 300) == 300
    assert expected_wait(3, 0, 300) is None


def _ticket(unit: Unit, number: int, taken: datetime, wait: float | None = 2, **more: object) -> Ticket:
    called = taken + wait * MINUTE if wait is not None else None
    ended = called + 5 * MINUTE if called else None
    fields: dict[str, object] = {"business": "PAY", "window": 1, **more}
    return Ticket.objects.create(
        unit=unit, day=timezone.localdate(taken), number=f"T{number}", taken_at=taken, called_at=called,
        begun_at=called, ended_at=ended, imported=True, **fields,
    )  # fmt: skip


@pytest.mark.requirement("S3-050")
def test_page_says_open_the_closed_window(people: People, place: Place, client: Client) -> None:
    set_window(hall=place.unit, number=3, by=people.bob, at=NOON)
    now = timezone.now()
    for each in range(20):
        _ticket(place.unit, each, now - MINUTE, wait=None, window=None)
    client.force_login(people.bob)
    page = reverse("halls:hall", args=[place.unit.pk])
    assert "现在请加开 3 号窗口" in client.get(page).content.decode()
    part = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "现在请加开 3 号窗口" in part
    assert "<html" not in part


def test_people_are_sent_only_to_halls_that_one_may_see(people: People, place: Place) -> None:
    other = add_unit(
        code="G-P-E-H2", name="西街营业厅", kind=UnitKind.HALL, parent=people.east, by=None, at=NOON
    )
    Window.objects.create(unit=other, number=1, clerk=people.bob)
    for each in range(20):
        _ticket(place.unit, each, NOON, wait=None, window=None)
    for unit in (people.east, place.unit):
        unit.refresh_from_db()
    sent = hall_today(place.unit, people.east.scope, NOON + MINUTE).divert_to
    assert sent == other
    assert hall_today(place.unit, place.unit.scope, NOON + MINUTE).divert_to is None


@pytest.mark.requirement("S3-049")
def test_slow_business_comes_first_with_median_p90_and_steps(place: Place) -> None:
    yesterday = NOON - timedelta(days=1)
    for each in range(6):
        steps = {"verify": 40 + each, "pay": 20}
        _ticket(place.unit, each, yesterday + each * MINUTE, steps=steps)  # 5 minutes; the standard is 3
        _ticket(place.unit, 10 + each, yesterday + each * MINUTE, business="OPEN")  # the standard is 12
    found = hall_month(place.unit, NOON)
    slow, quick = found.kinds
    assert (slow.business.code, slow.slow, slow.handling.p50, slow.handling.n) == ("PAY", True, 300, 6)
    assert (quick.business.code, quick.slow) == ("OPEN", False)
    assert (slow.steps["verify"].p50, slow.steps["verify"].p90, slow.steps["pay"].n) == (42, 45, 6)


@pytest.mark.requirement("S3-047")
def test_half_hours_tell_arrivals_waits_and_windows(place: Place) -> None:
    for number, (minute, wait, window) in enumerate([(0, 2, 1), (10, 4, 2), (31, 6, 1)]):
        _ticket(place.unit, number, NOON + minute * MINUTE, wait=wait, window=window)
    at = NOON + 75 * MINUTE  # the half hour that runs is left out
    first, second = slots_of(hall_today(place.unit, place.unit.scope, at), at)
    assert (first.at, first.arrivals, first.open) == (NOON, {"PAY": 2}, 2)
    assert (first.wait_p90, second.wait_p90, second.open) == (240, 360, 1)
    assert (first.needed, second.needed) == (1, 1)


@pytest.mark.requirement("S3-047")
def test_usual_arrivals_are_of_the_same_weekday(place: Place) -> None:
    for week in (1, 2):
        for each in range(week):
            _ticket(place.unit, 10 * week + each, NOON - timedelta(weeks=week) + each * MINUTE)
    _ticket(place.unit, 90, NOON - timedelta(days=1))
    found = hall_month(place.unit, NOON)
    assert list(found.usual.values()) == [1.5]
    assert found.figures.tickets == 4
    assert (found.score.n, found.score.mean) == (0, None)


@pytest.mark.requirement("S3-047")
def test_worst_hall_stands_first_and_others_are_not_seen(people: People, place: Place) -> None:
    better = add_unit(
        code="G-P-E-H2", name="西街营业厅", kind=UnitKind.HALL, parent=people.east, by=None, at=NOON
    )
    for each in range(5):
        _ticket(place.unit, each, NOON, wait=20)
        _ticket(better, each, NOON, wait=2)
    people.east.refresh_from_db()
    people.west.refresh_from_db()
    found = halls_now(people.east.scope, timezone.localdate(NOON), NOON + 30 * MINUTE)
    assert [each.unit for each in found] == [place.unit, better]
    assert (found[0].today.over_share, found[0].open, found[0].windows) == (1.0, 2, 2)
    assert not halls_now(people.west.scope, timezone.localdate(NOON), NOON)


def test_board_asks_a_fixed_number_of_queries(
    people: People, place: Place, client: Client, django_assert_max_num_queries: object
) -> None:
    now = timezone.now()
    for each in range(12):
        _ticket(place.unit, each, now - 20 * MINUTE)
        _ticket(place.unit, each, now - timedelta(days=2))
    client.force_login(people.bob)
    page = reverse("halls:hall", args=[place.unit.pk])
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert client.get(page).status_code == 200
    client.force_login(people.charlie)
    assert client.get(page).status_code == 404
