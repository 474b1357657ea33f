# SPDX-License-Identifier: Apache-2.0
"""Looking at a whole name or number: with the right, for a reason, in the log, and in no cache."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Event, EventKind, User
from amends.apps.core.rules.roles import Role
from amends.apps.customers.actions.identity import NothingSealed, ReasonMissing, RightMissing, unmask
from amends.apps.customers.actions.profiles import upsert_profiles
from amends.apps.customers.models import Customer
from amends.apps.customers.rules.sealing import SealBroken
from tests.apps.customers.conftest import WANG
from tests.people import NOON, PASSWORD, People

HTMX = {"HX-Request": "true"}


def _look(by: User, wang: Customer, field: str = "number", reason: str = "call_back", text: str = "") -> str:
    return unmask(customer=wang, field=field, reason=reason, text=text, by=by, at=NOON)


def _looks() -> list[dict[str, object]]:
    return list(
        Event.objects.unscoped("a test")
        .filter(kind=EventKind.IDENTITY_LOOKED_AT)
        .values_list("payload", flat=True)
    )


def test_look_tells_the_whole_value_and_is_logged(people: People, wang: Customer) -> None:
    assert _look(people.alice, wang) == "13800001215"
    assert _look(people.alice, wang, field="name") == "王小明"
    assert [each["field"] for each in _looks()] == ["number", "name"]


def test_note_of_a_look_hides_long_numbers(people: People, wang: Customer) -> None:
    _look(people.alice, wang, reason="other", text="核对 138 0000 1215 是否本人")
    assert "0000" not in str(_looks())


@pytest.mark.parametrize(
    ("field", "reason", "text"),
    [("number", "", ""), ("number", "curious", ""), ("number", "other", " "), ("code", "verify", "")],
)
def test_look_without_a_listed_reason_tells_nothing(
    people: People, wang: Customer, field: str, reason: str, text: str
) -> None:
    with pytest.raises(ReasonMissing):
        _look(people.alice, wang, field, reason, text)
    assert _looks() == []


def test_look_needs_the_right_and_the_scope(people: People, wang: Customer) -> None:
    for nobody in (people.charlie, people.ed):
        with pytest.raises(RightMissing):
            _look(nobody, wang)
    assert _looks() == []


def test_look_at_what_is_not_there_says_so(people: People) -> None:
    upsert_profiles([WANG], {}, by=None, at=NOON)
    with pytest.raises(NothingSealed):
        _look(people.alice, Customer.objects.unscoped("a test").select_related("unit").get())


def test_value_sealed_with_an_earlier_secret_opens_while_it_is_listed(
    people: People, wang: Customer, settings: Any
) -> None:
    earlier, settings.SECRET_KEY = settings.SECRET_KEY, "a new secret"
    with pytest.raises(SealBroken):
        _look(people.alice, wang)
    settings.SECRET_KEY_FALLBACKS = [earlier]
    assert _look(people.alice, wang) == "13800001215"


def test_page_asks_for_a_reason_then_tells_once(people: People, wang: Customer, client: Client) -> None:
    client.force_login(people.alice)
    place = reverse("customers:look", args=["C-1", "number"])
    asked = client.post(place, headers=HTMX).content.decode()
    assert "回访或联系客户" in asked
    assert "13800001215" not in asked
    told = client.post(place, {"reason": "verify"}, headers=HTMX)
    assert "13800001215" in told.content.decode()
    assert "<html" not in told.content.decode()
    assert "no-store" in told["Cache-Control"]


def test_page_works_without_htmx_and_only_by_post(people: People, wang: Customer, client: Client) -> None:
    client.force_login(people.alice)
    place = reverse("customers:look", args=["C-1", "name"])
    assert client.get(place).status_code == 405
    told = client.post(place, {"reason": "verify"}).content.decode()
    assert "王小明" in told
    assert "<html" in told


def test_page_says_what_is_missing(people: People, wang: Customer, client: Client) -> None:
    client.force_login(people.alice)
    place = reverse("customers:look", args=["C-1", "number"])
    answer = client.post(place, {"reason": "other"}, headers=HTMX).content.decode()
    assert "请选择查看的理由" in answer


def test_page_is_closed_to_others(people: People, wang: Customer, client: Client) -> None:
    place = reverse("customers:look", args=["C-1", "number"])
    client.force_login(people.charlie)
    assert client.post(place, {"reason": "verify"}).status_code == 404
    client.force_login(people.ed)
    assert client.post(place, {"reason": "verify"}).status_code == 403


def test_those_who_may_see_the_log_see_who_looked(people: People, wang: Customer, client: Client) -> None:
    reviewer = add_user(
        username="rita",
        name="丽塔",
        role=Role.QA_REVIEWER,
        unit=people.east,
        password=PASSWORD,
        by=None,
        at=NOON,
    )
    _look(people.alice, wang, reason="verify")
    place = reverse("customers:looks_panel", args=["C-1"])
    client.force_login(reviewer)
    words = client.get(place).content.decode()
    assert "艾丽" in words
    assert "核对来电人身份" in words
    client.force_login(people.alice)
    assert client.get(place).status_code == 403
