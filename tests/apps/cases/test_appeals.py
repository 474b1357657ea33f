# SPDX-License-Identifier: Apache-2.0
"""Who may soon no longer appeal is noticed before it is too late."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amends.apps.cases.actions.intake import receive
from amends.apps.cases.models import Case
from amends.apps.cases.queries.appeals import appeal_warning, closing_appeals
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import make_customer
from tests.people import NOON, People

TODAY = date(2026, 11, 2)
CHARGE, NETWORK = "TF-02-02", "TE-03-01"


def _about(day: date, customer: Customer, people: People, taxonomy: str = CHARGE) -> Case:
    return receive(
        customer=customer,
        channel="CH-HOTLINE",
        story="多扣了两笔钱",
        taxonomy=taxonomy,
        columns={"event_date": day},
        by=people.alice,
        at=NOON,
    )


@pytest.mark.parametrize(
    ("taxonomy", "day", "left"),
    [
        (CHARGE, date(2026, 7, 3), None),
        (CHARGE, date(2026, 7, 2), 30),  # four months to the day: until the 2nd of December
        (CHARGE, date(2026, 6, 2), 0),
        (CHARGE, date(2026, 6, 1), -1),
        (NETWORK, date(2026, 6, 1), None),
        (NETWORK, date(2024, 11, 20), 18),
    ],
)
def test_warning_follows_the_kind_of_dispute(
    people: People, customer: Customer, taxonomy: str, day: date, left: int | None
) -> None:
    warning = appeal_warning(_about(day, customer, people, taxonomy), TODAY)
    assert (warning and warning.days_left) == left


def test_home_lists_what_closes_soon_in_ones_own_hands(people: People, customer: Customer) -> None:
    later = _about(date(2026, 6, 30), customer, people)
    sooner = _about(date(2026, 6, 10), make_customer(people, "C-2"), people)
    for other, day in enumerate((date(2026, 10, 1), date(2026, 5, 30))):
        _about(day, make_customer(people, f"D-{other}"), people)
    assert [each.case for each in closing_appeals(people.alice, TODAY)] == [sooner, later]
    assert closing_appeals(people.charlie, TODAY) == []


def test_clocks_of_a_case_show_the_warning(
    people: People, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = _about(date(2026, 6, 10), customer, people).number
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(hours=2))
    client = Client()
    client.force_login(people.alice)
    shown = client.get(f"/cases/{number}/clocks/").content.decode()
    assert "申诉受理期限快到了：2026-11-10 截止，还有 8 天" in shown
