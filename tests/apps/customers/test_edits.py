# SPDX-License-Identifier: Apache-2.0
"""Forms about a customer: each goes in, each says what is wrong, each is closed to others."""

import pytest
from django.test import Client
from django.urls import reverse

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Event, EventKind
from amends.apps.core.rules.roles import Role
from amends.apps.customers.actions.contact import note_need, note_personal_need
from amends.apps.customers.models import Consent, Customer
from amends.apps.customers.rules.needs import Need
from amends.apps.customers.views.edits import EDITS
from tests.people import NOON, PASSWORD, People

CONSENT = {"purpose": "commercial", "initiative": "operator", "channel": "phone", "wording_version": "1"}
GOOD: dict[str, tuple[dict[str, str], EventKind]] = {
    "preferences": (
        {"channel": "sms", "window_start": "09:00", "window_end": "11:30"},
        EventKind.PREFERENCES_SET,
    ),
    "consent": (CONSENT | {"decision": "given"}, EventKind.CONSENT_GIVEN),
    "need": ({"need": "speak_slowly", "agreed": "on"}, EventKind.NEED_NOTED),
    "personal-need": ({"text": "账单发短信"}, EventKind.PERSONAL_NEED_NOTED),
    "contact": ({"channel": "hall", "purpose": "service", "service": "补卡"}, EventKind.CONTACT_NOTED),
    "tier": ({"tier": "loyal", "since": "2026-11-01", "reason": "推荐"}, EventKind.TIER_SET),
    "stage": ({"to": "1", "evidence": "登记了需求"}, EventKind.STAGE_ADVANCED),
    "expectation": (
        {"about": "快", "stance": "adjust", "agreed_words": "三天", "on": "2026-11-02"},
        EventKind.EXPECTATION_AGREED,
    ),
    "handling": ({"handling": "angry"}, EventKind.HANDLING_NOTED),
    "care": ({"on": "2026-12-01", "about": "回访"}, EventKind.CARE_PLANNED),
}
BAD: dict[str, dict[str, str]] = {
    "preferences": {"window_start": "12:00", "window_end": "11:00"},
    "need": {"need": "speak_slowly"},
    "personal-need": {"text": "长相好看"},
    "stage": {"to": "3", "evidence": "x"},
    "lapse": {"to": "1", "reason": "x"},
    "expectation": {"about": "快", "stance": "adjust", "on": "2026-11-02"},
    "handling": {"handling": "vulnerable"},
    "care": {"on": "2026-12-01"},
}


def _post(client: Client, what: str, data: dict[str, str]) -> tuple[int, str]:
    answer = client.post(reverse("customers:edit", args=["C-1", what]), data)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("what", EDITS)
def test_form_opens(people: People, wang: Customer, client: Client, what: str) -> None:
    client.force_login(people.alice)
    assert client.get(reverse("customers:edit", args=["C-1", what])).status_code == 200


@pytest.mark.parametrize("what", GOOD)
def test_form_goes_in_with_its_event(people: People, wang: Customer, client: Client, what: str) -> None:
    data, kind = GOOD[what]
    client.force_login(people.alice)
    assert _post(client, what, data)[0] == 302
    assert Event.objects.unscoped("a test").get(kind=kind).about == "C-1"
    assert client.get(reverse("customers:page", args=["C-1"])).status_code == 200
    assert client.get(reverse("customers:relation_panel", args=["C-1"])).status_code == 200


@pytest.mark.parametrize("what", BAD)
def test_form_says_what_is_wrong_and_changes_nothing(
    people: People, wang: Customer, client: Client, what: str
) -> None:
    client.force_login(people.alice)
    before = Event.objects.unscoped("a test").count()
    status, words = _post(client, what, BAD[what])
    assert status == 200
    assert 'class="notice error"' in words
    assert Event.objects.unscoped("a test").count() == before


def test_form_refuses_to_ask_again(people: People, wang: Customer, client: Client) -> None:
    client.force_login(people.alice)
    _post(client, "consent", CONSENT | {"decision": "refused"})
    assert "不再主动询问" in _post(client, "consent", CONSENT | {"decision": "given"})[1]


def test_forms_are_closed_to_others(people: People, wang: Customer, client: Client) -> None:
    trainer = add_user(
        username="tom", name="汤", role=Role.TRAINER, unit=people.east, password=PASSWORD, by=None, at=NOON
    )
    place = reverse("customers:edit", args=["C-1", "care"])
    for user, status in ((people.charlie, 404), (trainer, 403)):
        client.force_login(user)
        assert client.post(place, GOOD["care"][0]).status_code == status
    assert client.get(reverse("customers:edit", args=["C-1", "looks"])).status_code == 403


def test_unknown_form_is_not_there(people: People, wang: Customer, client: Client) -> None:
    client.force_login(people.alice)
    assert client.get(reverse("customers:edit", args=["C-1", "looks"])).status_code == 404


def test_consent_is_withdrawn_by_one_press(people: People, wang: Customer, client: Client) -> None:
    client.force_login(people.alice)
    _post(client, "consent", CONSENT | {"decision": "given"})
    page = reverse("customers:page", args=["C-1"])
    withdraw = reverse("customers:withdraw", args=["C-1", "commercial"])
    assert withdraw in client.get(page).content.decode()
    client.post(withdraw)
    assert Consent.objects.unscoped("a test").latest("id").decision == "withdrawn"
    assert withdraw not in client.get(page).content.decode()
    assert "没有可以撤回的同意" in client.post(withdraw, follow=True).content.decode()
    assert client.post(reverse("customers:withdraw", args=["C-1", "x"])).status_code == 404


def test_refusal_of_contact_is_set_and_lifted_by_one_press(
    people: People, wang: Customer, client: Client
) -> None:
    client.force_login(people.alice)
    place = reverse("customers:do_not_contact", args=["C-1"])
    client.post(place, {"refuses": "yes"})
    assert "谢绝联系：" in client.get(reverse("customers:page", args=["C-1"])).content.decode()
    client.post(place, {"refuses": "no"})
    assert not Customer.objects.unscoped("a test").get().do_not_contact


def test_needs_end_by_one_press_of_who_may_see_them(people: People, wang: Customer, client: Client) -> None:
    need = note_need(customer=wang, need=Need.STEP_FREE, agreed=True, by=people.alice, at=NOON)
    wish = note_personal_need(customer=wang, text="晚上联系", by=people.alice, at=NOON)
    for name, row in (("need_end", need), ("personal_need_end", wish)):
        place = reverse(f"customers:{name}", args=[row.pk])
        client.force_login(people.charlie)
        assert client.post(place).status_code == 404
        client.force_login(people.alice)
        assert client.post(place).status_code == 302
        row.refresh_from_db()
        assert row.ended_at is not None
