# SPDX-License-Identifier: Apache-2.0
"""Hot spots: found once, going on, never doubled, and made an incident in one press."""

from datetime import datetime, timedelta

import pytest

from amends.apps.cases.models import Case
from amends.apps.recovery.actions.network.detecting import Found, find_hot_spots
from amends.apps.recovery.actions.network.hot_spots import (
    NoteMissing,
    NothingToGather,
    SpotChanged,
    gather,
    move_spot,
)
from amends.apps.recovery.models import HotSpot, HotSpotCase
from amends.apps.recovery.queries.network.hot_spots import hot_spots, spot_cases, symptom_counts
from amends.apps.recovery.rules.network.words import HotSpotState
from tests.apps.recovery.network.conftest import Ground, complaint_at, customer, site
from tests.people import NOON

DAY = timedelta(days=1)
TONIGHT = NOON + 8 * DAY


def five(ground: Ground, count: int = 5, *, start: datetime = NOON) -> list[Case]:
    """Complaints one a day, sixty metres apart."""
    return [complaint_at(ground, f"C-{at}", at=start + at * DAY, north=60 * at) for at in range(count)]


def only() -> HotSpot:
    return HotSpot.objects.unscoped("test").get()


@pytest.mark.requirement("S3-079")
def test_five_cases_near_each_other_become_one_hot_spot(ground: Ground) -> None:
    cases = five(ground)
    assert find_hot_spots(by=None, at=TONIGHT) == Found(new=1, grown=0)
    spot = only()
    assert set(spot.members.unscoped("test").values_list("case_id", flat=True)) == {each.pk for each in cases}
    assert (spot.state, spot.unit, spot.first_at) == ("open", ground.people.east_team, NOON)


@pytest.mark.requirement("S3-079")
def test_four_cases_are_none(ground: Ground) -> None:
    five(ground, 4)
    assert find_hot_spots(by=None, at=TONIGHT) == Found(0, 0)


def test_a_second_search_finds_nothing_new_and_a_further_case_goes_on_the_same(ground: Ground) -> None:
    five(ground)
    find_hot_spots(by=None, at=TONIGHT)
    assert find_hot_spots(by=None, at=TONIGHT) == Found(0, 0)
    complaint_at(ground, "C-9", at=NOON + 9 * DAY, north=200)
    assert find_hot_spots(by=None, at=NOON + 10 * DAY) == Found(0, 1)
    assert only().last_at == NOON + 9 * DAY


def test_after_a_hot_spot_is_closed_the_next_five_are_a_new_one(ground: Ground) -> None:
    five(ground)
    find_hot_spots(by=None, at=TONIGHT)
    move_spot(spot=only(), state=HotSpotState.CLOSED, note="已加站", by=ground.people.bob, at=TONIGHT)
    for at in range(5):
        complaint_at(ground, f"D-{at}", at=NOON + 9 * DAY)
    assert find_hot_spots(by=None, at=NOON + 10 * DAY) == Found(1, 0)
    assert HotSpot.objects.unscoped("test").count() == 2


def test_where_nobody_said_where_the_site_of_the_line_stands_in(ground: Ground) -> None:
    for at in range(5):
        complaint_at(ground, f"C-{at}", north=None, lives=ground.site)
    find_hot_spots(by=None, at=TONIGHT)
    members = HotSpotCase.objects.unscoped("test")
    assert members.filter(by_residence=True).count() == 5
    assert only().place == "东门"


def test_tariff_complaints_and_cases_without_any_place_are_no_hot_spot(ground: Ground) -> None:
    for at in range(6):
        complaint_at(ground, f"C-{at}", north=None)
    moved = five(ground, 5, start=NOON)
    Case.objects.unscoped("test").filter(pk__in=[each.pk for each in moved]).update(recovery_class="tariff")
    assert find_hot_spots(by=None, at=TONIGHT) == Found(0, 0)


def test_charlie_does_not_see_a_hot_spot_of_the_east_and_cases_of_two_cities_belong_to_the_province(
    ground: Ground,
) -> None:
    five(ground, 4)
    complaint_at(ground, "C-8", west=True, north=30)
    find_hot_spots(by=None, at=TONIGHT)
    assert only().unit == ground.people.province
    assert not hot_spots(ground.people.charlie.scope).exists()
    assert not hot_spots(ground.people.bob.scope).exists()
    (spot,) = hot_spots(ground.people.dora.scope)
    assert [getattr(spot, name) for name in ("cases_n", "customers_n", "open_n")] == [5, 5, 5]
    assert [row.case.unit for row in spot_cases(spot, ground.people.charlie.scope)] == [
        ground.people.west_team
    ]


def test_symptoms_of_a_hot_spot_are_counted(ground: Ground) -> None:
    for at, topic in enumerate(["NW-01-01", "NW-01-01", "NW-01-01", "NW-02-02", "NW-02-01"]):
        complaint_at(ground, f"C-{at}", taxonomy=topic)
    find_hot_spots(by=None, at=TONIGHT)
    counted = symptom_counts(spot_cases(only(), ground.people.dora.scope))
    assert counted == [("网络盲点", 3), ("单通", 1), ("掉话", 1)]


def test_one_press_gathers_the_open_cases_under_the_first(ground: Ground) -> None:
    cases = five(ground)
    find_hot_spots(by=None, at=TONIGHT)
    found = gather(spot=only(), by=ground.people.bob, at=TONIGHT)
    assert (found.incident, found.joined, found.refused) == (cases[0], 4, ())
    assert Case.objects.unscoped("test").filter(parent=cases[0]).count() == 4
    again = gather(spot=only(), by=ground.people.bob, at=TONIGHT)
    assert (again.incident, again.joined) == (cases[0], 0)


def test_a_hot_spot_of_ended_cases_gathers_nothing(ground: Ground) -> None:
    five(ground)
    find_hot_spots(by=None, at=TONIGHT)
    Case.objects.unscoped("test").update(
        is_open=False, state="ineligible", outcome="ineligible", closed_at=TONIGHT
    )
    with pytest.raises(NothingToGather):
        gather(spot=only(), by=ground.people.bob, at=TONIGHT)
    assert only().incident is None


def test_a_state_asks_for_a_word_and_for_what_the_person_saw(ground: Ground) -> None:
    five(ground)
    find_hot_spots(by=None, at=TONIGHT)
    bob, seen = ground.people.bob, only()
    with pytest.raises(NoteMissing):
        move_spot(spot=seen, state=HotSpotState.HANDLED, note=" ", by=bob, at=TONIGHT)
    move_spot(spot=seen, state=HotSpotState.HANDLED, note="调了天线", by=bob, at=TONIGHT)
    with pytest.raises(SpotChanged):
        move_spot(spot=seen, state=HotSpotState.CLOSED, note="好了", by=bob, at=TONIGHT)
    with pytest.raises(SpotChanged):
        move_spot(spot=only(), state=HotSpotState.OPEN, note="x", by=ground.people.charlie, at=TONIGHT)


def test_where_a_customer_lives_far_from_the_place_that_was_said_the_place_holds(ground: Ground) -> None:
    far = site(ground.people.east, "S-2", lat=31.0)
    for at in range(5):
        customer(ground, f"C-{at}", lives=far)
        complaint_at(ground, f"C-{at}")
    find_hot_spots(by=None, at=TONIGHT)
    assert only().lat == pytest.approx(30.0)
