# SPDX-License-Identifier: Apache-2.0
"""The customer's page: what is seen before anybody calls, by whom, and at which cost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.actions.log import writing
from amends.apps.core.models import Event, EventKind
from amends.apps.core.rules.roles import Role
from amends.apps.customers.actions.contact import note_contact, set_do_not_contact
from amends.apps.customers.actions.identity import unmask
from amends.apps.customers.actions.relationship import plan_care
from amends.apps.customers.models import Customer
from amends.apps.customers.queries.timeline import happening, timeline
from amends.apps.customers.rules.consents import Purpose
from tests.people import NOON, PASSWORD, People

PANELS = ["timeline_panel", "relation_panel"]


def _page(client: Client, code: str = "C-1", name: str = "page", **extra: str) -> str:
    return client.get(reverse(f"customers:{name}", args=[code]), **extra).content.decode()  # type: ignore[arg-type]


def test_header_shows_what_must_be_known_and_no_number(
    people: People, wang: Customer, client: Client
) -> None:
    client.force_login(people.alice)
    plan_care(customer=wang, on=NOON.date(), about="回访套餐", by=people.alice, at=NOON)
    words = _page(client)
    for shown in (
        "王*明",
        "138****1215",
        "畅享59",
        "金卡",
        "东市投诉组",
        "2026-11-02 回访套餐",
        "没有同意：不可联系",
    ):
        assert shown in words
    assert "13800001215" not in words
    assert "王小明" not in words


def test_refusal_of_contact_is_said_first(people: People, wang: Customer, client: Client) -> None:
    set_do_not_contact(customer=wang, refuses=True, by=people.alice, at=NOON)
    client.force_login(people.alice)
    words = _page(client)
    assert 0 < words.index("谢绝联系：") < words.index("客户资料")


@pytest.mark.parametrize("name", ["page", *PANELS])
def test_customer_outside_the_scope_is_not_there(
    people: People, wang: Customer, client: Client, name: str
) -> None:
    place = reverse(f"customers:{name}", args=["C-1"])
    client.force_login(people.charlie)
    assert client.get(place).status_code == 404
    client.force_login(people.bob)
    assert client.get(place).status_code == 200


@pytest.mark.parametrize("name", PANELS)
def test_panel_is_a_part_for_htmx_and_a_page_without_it(
    people: People, wang: Customer, client: Client, name: str
) -> None:
    client.force_login(people.alice)
    assert "<html" not in _page(client, name=name, headers={"HX-Request": "true"})  # type: ignore[arg-type]
    assert "<html" in _page(client, name=name)


def test_page_asks_the_database_little(
    people: People, wang: Customer, client: Client, cost: Callable[[str], int]
) -> None:
    client.force_login(people.alice)
    assert cost(reverse("customers:page", args=["C-1"])) <= 5


@pytest.mark.parametrize(("name", "most"), [("timeline_panel", 2), ("relation_panel", 10)])
def test_panels_ask_the_database_little(
    people: People, wang: Customer, client: Client, cost: Callable[[str], int], name: str, most: int
) -> None:
    client.force_login(people.alice)
    for hour in range(5):
        _contact(people, wang, "hall", hour)
    assert cost(reverse(f"customers:{name}", args=["C-1"])) <= most


def _contact(people: People, wang: Customer, channel: str, hour: int) -> None:
    at = NOON + timedelta(hours=hour)
    note_contact(
        customer=wang, channel=channel, purpose=Purpose.SERVICE, service="咨询套餐", by=people.alice, at=at
    )


@pytest.mark.requirement("S0-001")
def test_hall_visit_then_call_stand_in_order_with_channel_and_handler(people: People, wang: Customer) -> None:
    _contact(people, wang, "hall", 0)
    _contact(people, wang, "phone", 1)
    newest, older = timeline(wang)
    assert (newest.text, newest.who) == ("登记接触 · 电话 · 服务联系 · 咨询套餐", "艾丽")
    assert older.text.startswith("登记接触 · 营业厅")
    assert newest.at > older.at


def test_timeline_goes_back_from_an_event_without_gap(people: People, wang: Customer) -> None:
    for hour in (0, 0, 1, 1, 2):
        _contact(people, wang, "phone", hour)
    whole = [each.sequence for each in timeline(wang)]
    first = timeline(wang, most=2)
    rest = timeline(wang, before=first[-1].sequence)
    assert [each.sequence for each in [*first, *rest]] == whole
    assert len(whole) == 5


def test_timeline_bears_payloads_of_any_shape(people: People, wang: Customer) -> None:
    with writing(by=people.alice, at=NOON) as log:
        log(
            EventKind.CARE_PLANNED,
            wang,
            about="C-1",
            channel=["x"],
            reason={"a": 1},
            purpose="strange",
            note=None,
        )
    assert [each.text for each in timeline(wang)] == ["安排下次关怀"]


def test_who_looked_and_why_is_told_only_to_those_who_see_the_log(
    people: People, wang: Customer, client: Client
) -> None:
    unmask(customer=wang, field="number", reason="other", text="家属来电", by=people.alice, at=NOON)
    _contact(people, wang, "phone", 1)
    place = reverse("customers:timeline_panel", args=["C-1"])
    head = add_user(
        username="gil",
        name="吉尔",
        role=Role.CITY_MANAGER,
        unit=people.east,
        password=PASSWORD,
        by=None,
        at=NOON,
    )
    for user, told in ((people.alice, False), (people.bob, False), (head, True)):
        client.force_login(user)
        page = client.get(place).content.decode()
        assert "登记接触" in page
        assert ("家属来电" in page) is told
    assert [each.kind for each in timeline(wang)] == [""]
    assert [each.kind for each in timeline(wang, with_looks=True)] == ["", "quiet"]


def test_event_of_a_kind_that_is_not_known_is_shown_by_its_code(people: People, wang: Customer) -> None:
    row = Event(sequence=1, at=NOON, kind="later.added", about="C-1", payload={})
    assert happening(row).text == "later.added"


@pytest.mark.requirement("S3-023")
def test_customer_page_leads_to_open_promises_and_shows_the_next_care(
    people: People, wang: Customer, client: Client
) -> None:
    plan_care(customer=wang, on=NOON.date(), about="回访套餐", by=people.alice, at=NOON)
    client.force_login(people.alice)
    page = client.get(reverse("customers:page", args=["C-1"])).text
    assert reverse("promises:customer_panel", args=["C-1"]) in page
    assert f"{NOON:%Y-%m-%d} 回访套餐" in page
