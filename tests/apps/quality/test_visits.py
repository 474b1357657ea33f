# SPDX-License-Identifier: Apache-2.0
"""Mystery visits: five seconds of eye contact, one visit however often it is sent, pairs treated alike."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amends.apps.core.actions.accounts import change_user
from amends.apps.core.rules.roles import Role
from amends.apps.quality.actions.refusals import NotYours
from amends.apps.quality.actions.visits import (
    KeyTaken,
    PairIncomplete,
    SideTaken,
    VisitIncomplete,
    VisitInFuture,
    note_visit,
)
from amends.apps.quality.models import MysteryVisit
from amends.apps.quality.queries.visits import pairs, visit_form
from amends.apps.quality.rules.checks import AnswerKind, failed_visit_items
from tests.apps.quality.halls import VISIT, Hall, make_hall
from tests.people import NOON, People

KEY = "k" * 32
WHY = "a test looks"


@pytest.fixture
def hall(people: People) -> Hall:
    return make_hall(people)


@pytest.mark.requirement("S0-068")
@pytest.mark.parametrize(
    ("seconds", "failed"), [(0, ()), (5, ()), (5.1, ("greet_seconds",)), (9, ("greet_seconds",))]
)
def test_eye_contact_passes_up_to_five_seconds(seconds: float, failed: tuple[str, ...]) -> None:
    item = next(each for each in visit_form() if each.code == "greet_seconds")
    assert (item.kind, item.most, item.standard) == (AnswerKind.SECONDS, 5, "ST-HL-01")
    assert failed_visit_items(visit_form(), {**VISIT, "greet_seconds": seconds}) == failed


def test_visit_sent_twice_is_one(hall: Hall) -> None:
    first = note_visit(visited=hall.visited(), key=KEY, by=hall.inspector, at=NOON)
    again = note_visit(visited=hall.visited(badge_seen=False), key=KEY, by=hall.inspector, at=NOON)
    assert again == first
    assert MysteryVisit.objects.unscoped(WHY).count() == 1


def test_key_of_somebody_else_is_refused(people: People, hall: Hall) -> None:
    note_visit(visited=hall.visited(), key=KEY, by=hall.inspector, at=NOON)
    with pytest.raises(KeyTaken):
        note_visit(visited=hall.visited(), key=KEY, by=people.bob, at=NOON)


def test_visit_lacks_nothing_and_lies_behind_us(people: People, hall: Hall) -> None:
    with pytest.raises(VisitIncomplete, match="自助终端"):
        note_visit(
            visited=replace(hall.visited(), answers={**VISIT, "kiosk": 3.0}),
            key=KEY,
            by=hall.inspector,
            at=NOON,
        )
    with pytest.raises(VisitInFuture):
        note_visit(visited=hall.visited(), key=KEY, by=hall.inspector, at=NOON - timedelta(hours=1))
    with pytest.raises(PairIncomplete):
        note_visit(visited=replace(hall.visited(), pair="P1"), key=KEY, by=hall.inspector, at=NOON)
    for visited, by in (
        (hall.visited(), people.bob),
        (replace(hall.visited(), unit=people.east), hall.inspector),
    ):
        with pytest.raises(NotYours):
            note_visit(visited=visited, key=KEY, by=by, at=NOON)


def _pair(hall: Hall, **of_b: object) -> list[tuple[str, ...]]:
    for side, changes in (("a", {}), ("b", of_b)):
        visited = replace(hall.visited(**changes), pair="P1", side=side, presented=f"{side} 的样子")
        note_visit(visited=visited, key=side * 32, by=hall.inspector, at=NOON)
    return [each.differs for each in pairs(hall.inspector.scope)]


def test_pair_treated_alike_differs_in_nothing(hall: Hall) -> None:
    assert _pair(hall, greet_seconds=8.0, kiosk=False) == [()]


def test_pair_treated_differently_says_where(hall: Hall) -> None:
    assert _pair(hall, greet_seconds=30.0, price_told=False) == [("greet_seconds", "price_told")]
    with pytest.raises(SideTaken):
        note_visit(
            visited=replace(hall.visited(), pair="P1", side="a"), key="z" * 32, by=hall.inspector, at=NOON
        )


@pytest.mark.parametrize(
    "bad", [{"side": "a"}, {"answers": {}}, {"key": ""}, {"sent_at": NOON - timedelta(days=1)}]
)
def test_database_refuses_visits_that_cannot_be(hall: Hall, bad: dict[str, object]) -> None:
    note_visit(visited=hall.visited(), key=KEY, by=hall.inspector, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        MysteryVisit.objects.unscoped(WHY).update(**bad)


def _sent(hall: Hall) -> dict[str, object]:
    yes_no = {each.code: "yes" for each in visit_form() if each.kind is AnswerKind.YES_NO}
    at = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    return {
        **yes_no,
        "key": KEY,
        "unit": hall.unit.pk,
        "visited_at": at,
        "greet_seconds": "6",
        "wait_minutes": "3",
    }


def test_page_takes_a_visit_as_a_form_and_from_the_phone(people: People, hall: Hall, client: Client) -> None:
    client.force_login(hall.inspector)
    new, phone = reverse("quality:visit_new"), {"Accept": "application/json"}
    assert "东街营业厅" in client.get(new).content.decode()
    receipt = client.post(new, _sent(hall), headers=phone)
    assert (receipt.status_code, receipt.json()["key"]) == (
        201,
        KEY,
    )  # by which the phone knows its own visit
    assert client.post(new, _sent(hall)).status_code == 302
    (row,) = MysteryVisit.objects.unscoped(WHY)
    assert row.failed == ["greet_seconds"]
    refused = client.post(new, {"key": KEY}, headers=phone)
    assert (refused.status_code, bool(refused.json()["words"])) == (422, True)
    assert "6 s" in client.get(reverse("quality:visits")).content.decode()
    client.force_login(people.bob)
    assert client.get(new).status_code == 403
    change_user(
        user=people.charlie, role=Role.QA_REVIEWER, unit=people.west, is_active=True, by=people.ed, at=NOON
    )
    client.force_login(people.charlie)
    assert client.get(reverse("quality:visit", args=[row.pk])).status_code == 404
    assert client.post(new, _sent(hall) | {"key": "w" * 32}).status_code == 422


def test_list_of_visits_asks_a_fixed_number_of_queries(
    hall: Hall, client: Client, django_assert_max_num_queries: object
) -> None:
    for each in range(3):
        note_visit(visited=hall.visited(), key=f"{each}" * 32, by=hall.inspector, at=NOON)
    client.force_login(hall.inspector)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        assert client.get(reverse("quality:visits")).status_code == 200
