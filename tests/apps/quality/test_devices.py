# SPDX-License-Identifier: Apache-2.0
"""Devices: entitlements by the day of the purchase, wherever somebody asks, and calls after a sale or repair."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amends.apps.cases.models import Case
from amends.apps.customers.models import Customer
from amends.apps.promises.queries.commitments import commitments
from amends.apps.quality.actions.devices import (
    DayWrong,
    DoneBefore,
    NotedAlready,
    Repair,
    Sale,
    follow_up,
    follow_up_days,
    note_repair,
    note_sale,
)
from amends.apps.quality.actions.refusals import NotYours
from amends.apps.quality.models import DeviceRepair, FollowUp, SoldDevice
from amends.apps.quality.queries.devices import calls_due, owned_by
from tests.apps.cases.course import complaint
from tests.apps.promises.conftest import make_customer
from tests.people import NOON, People

TODAY = timezone.localdate(NOON)
DAY = timedelta(days=1)
WHY = "a test looks"


@pytest.fixture
def customer(people: People) -> Customer:
    return make_customer("C-1", people)


def sold(people: People, customer: Customer, days: int, *, proof: str = "F-1") -> SoldDevice:
    sale = Sale("Mi 15", TODAY - days * DAY, people.east_team, proof)
    return note_sale(customer=customer, sale=sale, by=people.alice, at=NOON)


def repaired(people: People, device: SoldDevice, days: int = 0) -> DeviceRepair:
    repair = Repair("换电池", TODAY - days * DAY, people.west_team, "R-1")
    return note_repair(device=device, repair=repair, by=people.alice, at=NOON)


def held(customer: Customer) -> set[str]:
    (owned,) = owned_by(customer, TODAY)
    return {each.commitment.code for each in owned.entitlements if each.holds}


@pytest.mark.requirement("S0-089")
@pytest.mark.parametrize(
    ("days", "exchange", "repair"),
    [(29, True, True), (31, False, True), (365, False, True), (366, False, False)],
)
def test_page_shows_what_holds_by_the_day_of_the_purchase(
    people: People, customer: Customer, days: int, exchange: bool, repair: bool
) -> None:
    sold(people, customer, days)
    assert ("SC-EXCHANGE" in held(customer), "SC-REPAIR" in held(customer)) == (exchange, repair)


@pytest.mark.requirement("S0-090")
def test_repair_creates_calls_on_the_configured_days(people: People, customer: Customer) -> None:
    device = sold(people, customer, 100)
    repair = repaired(people, device)
    rows = FollowUp.objects.unscoped(WHY).filter(repair=repair).order_by("due_date")
    assert follow_up_days() == (3, 30)
    assert [each.due_date for each in rows] == [TODAY + 3 * DAY, TODAY + 30 * DAY]
    assert {each.owner for each in rows} == {people.alice}
    assert calls_due(people.alice, TODAY + 2 * DAY) == []
    assert calls_due(people.alice, TODAY + 3 * DAY) == [rows[0]]


def test_calls_that_lie_in_the_past_are_not_planned(people: People, customer: Customer) -> None:
    sold(people, customer, 10)
    assert [each.due_date for each in FollowUp.objects.unscoped(WHY)] == [TODAY + 20 * DAY]


def test_who_wants_to_be_left_alone_is_not_called(people: People, customer: Customer) -> None:
    customer.do_not_contact = True
    customer.save()
    sold(people, customer, 0)
    assert not FollowUp.objects.unscoped(WHY).exists()


@pytest.mark.requirement("S0-093")
def test_case_in_another_region_keeps_the_same_rights(people: People, client: Client) -> None:
    eastern = make_customer("C-E", people)
    sold(people, eastern, 29)
    case = complaint(people, eastern)
    Case.objects.unscoped(WHY).filter(pk=case.pk).update(unit=people.west_team, owner=people.charlie)
    client.force_login(people.charlie)
    assert client.get(reverse("quality:customer_panel", args=[eastern.code])).status_code == 404
    with patch("django.utils.timezone.now", return_value=NOON):
        shown = client.get(reverse("quality:devices_case_panel", args=[case.number])).content.decode()
    own = sorted(each.name for each in commitments() if each.code in held(eastern))
    assert "三十天包换" in own
    assert [name for name in own if name in shown] == own
    assert shown.count("有效") >= len(own)
    assert ">已过期<" not in shown


def test_devices_of_others_stay_hidden(people: People, customer: Customer, client: Client) -> None:
    device = sold(people, customer, 3)
    client.force_login(people.charlie)
    assert client.get(reverse("quality:repair", args=[device.pk])).status_code == 404
    assert client.get(reverse("quality:sale", args=[customer.code])).status_code == 404
    call = FollowUp.objects.unscoped(WHY).first()
    assert call
    assert client.post(reverse("quality:call", args=[call.pk]), {"outcome": "fine"}).status_code == 404
    with pytest.raises(NotYours):
        follow_up(follow=call, outcome="fine", by=people.charlie, at=NOON)


def test_call_is_noted_once(people: People, customer: Customer) -> None:
    sold(people, customer, 0)
    call = FollowUp.objects.unscoped(WHY).earliest("due_date")
    done = follow_up(follow=call, outcome="again", by=people.bob, at=NOON)
    assert (done.outcome, done.done_by) == ("again", people.bob)
    with pytest.raises(DoneBefore):
        follow_up(follow=call, outcome="fine", by=people.bob, at=NOON)


def test_days_and_proofs_have_to_be_right(people: People, customer: Customer) -> None:
    device = sold(people, customer, 3)
    with pytest.raises(NotedAlready):
        sold(people, customer, 3)
    with pytest.raises(DayWrong):
        sold(people, customer, -1, proof="F-2")
    with pytest.raises(DayWrong):
        repaired(people, device, days=4)
    repaired(people, device)
    with pytest.raises(NotedAlready):
        repaired(people, device)


def test_database_refuses_rows_that_cannot_be(people: People, customer: Customer) -> None:
    repaired(people, sold(people, customer, 3))
    bad: list[tuple[type, dict[str, object]]] = [
        (SoldDevice, {"proof": ""}),
        (DeviceRepair, {"what": ""}),
        (FollowUp, {"outcome": "fine"}),
        (FollowUp, {"due_date": TODAY}),
    ]
    for model, change in bad:
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.unscoped(WHY).update(**change)  # type: ignore[attr-defined]


def test_register_shows_the_law_beside_the_promise(people: People, client: Client) -> None:
    client.force_login(people.alice)
    shown = client.get(reverse("quality:commitments")).content.decode()
    assert "15 天" in shown
    assert "30 天" in shown
    assert "2027-12-31" in shown


def test_clerk_notes_a_sale_a_repair_and_a_call(people: People, customer: Customer, client: Client) -> None:
    client.force_login(people.alice)
    today = timezone.localdate()
    sale = {"model": "Mi 15", "sold_date": today - 3 * DAY, "unit": people.east_team.pk, "proof": "F-9"}
    assert client.post(reverse("quality:sale", args=[customer.code]), sale).status_code == 302
    assert client.post(reverse("quality:sale", args=[customer.code]), sale).status_code == 422
    (device,) = SoldDevice.objects.unscoped(WHY)
    repair = {"what": "换屏", "repaired_date": today, "unit": people.east_team.pk, "proof": "R-9"}
    assert client.post(reverse("quality:repair", args=[device.pk]), repair).status_code == 302
    panel = client.get(reverse("quality:customer_panel", args=[customer.code])).content.decode()
    assert "修过 1 次" in panel
    assert "Mi 15" in client.get(reverse("quality:calls_panel")).content.decode()
    call = calls_due(people.alice, today)[0]
    assert client.post(reverse("quality:call", args=[call.pk]), {"outcome": "fine"}).status_code == 302
    assert calls_due(people.alice, today) == []
