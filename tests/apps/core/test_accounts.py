# SPDX-License-Identifier: Apache-2.0
"""People: how they come in, what they may do, and what is logged of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from amends.apps.core.actions.accounts import (
    RightNotHeld,
    add_user,
    change_user,
    issue_token,
    note_token_used,
    revoke_token,
)
from amends.apps.core.models import ApiToken, Event, EventKind, User
from amends.apps.core.rules.roles import RIGHTS, Right, Role, may
from tests.people import NOON, PASSWORD, People

LOGIN = "/accounts/login/"


def _log_in(client: Client, password: str, username: str = "alice") -> int:
    return client.post(LOGIN, {"login": username, "password": password}, REMOTE_ADDR="10.0.0.7").status_code


def test_login_is_logged_and_leads_home(client: Client, people: People) -> None:
    answer = client.post(LOGIN, {"login": "alice", "password": PASSWORD})
    assert answer["Location"] == "/"
    assert Event.objects.unscoped("a test").filter(kind=EventKind.LOGGED_IN, by=people.alice).count() == 1


def test_account_is_locked_after_five_failures_even_for_the_right_password(
    client: Client, people: People
) -> None:
    assert [_log_in(client, "wrong-word") for _ in range(4)] == [200] * 4
    assert _log_in(client, "wrong-word") == 429
    assert _log_in(client, PASSWORD) == 429
    assert Event.objects.unscoped("a test").filter(kind=EventKind.LOGIN_FAILED).count() >= 5
    assert _log_in(client, PASSWORD, "bob") == 302


def test_lock_says_how_long_it_holds_and_the_administrator_takes_it_off(
    client: Client, people: People, settings: Any
) -> None:
    settings.AXES_COOLOFF_TIME = 3
    for _try in range(5):
        _log_in(client, "wrong-word")
    page = client.post(
        LOGIN, {"login": "alice", "password": PASSWORD}, REMOTE_ADDR="10.0.0.7"
    ).content.decode()
    assert "请 3 小时后再试" in page
    admin = Client()
    admin.force_login(people.ed)
    unlock = f"/people/{people.alice.pk}/unlock/"
    assert f'action="{unlock}"' in admin.get(f"/people/{people.alice.pk}/").content.decode()
    assert admin.post(unlock).status_code == 302
    assert _log_in(client, PASSWORD) == 302
    told = Event.objects.unscoped("a test").get(kind=EventKind.USER_CHANGED).payload
    assert told == {"unlocked": 1}


def test_lock_is_taken_off_by_nobody_else(client: Client, people: People) -> None:
    client.force_login(people.bob)
    assert client.post(f"/people/{people.alice.pk}/unlock/").status_code == 403


def test_nobody_signs_up(client: Client, people: People) -> None:
    client.post("/accounts/signup/", {"username": "mallory", "password1": PASSWORD})
    assert not User.objects.filter(username="mallory").exists()


@pytest.mark.parametrize("password", ["short", "1234567890123", "password123", "zhangsan-2026"])
def test_weak_password_is_refused(people: People, password: str) -> None:
    with pytest.raises(ValidationError):
        add_user(username="zhangsan-2026", name="张三", role=Role.TRAINER, unit=people.east, password=password,
                 by=people.ed, at=NOON)  # fmt: skip
    assert not User.objects.filter(username="zhangsan-2026").exists()


def test_switched_off_account_has_no_rights_and_cannot_log_in(client: Client, people: People) -> None:
    change_user(
        user=people.alice,
        role=Role.COMPLAINT_OFFICER,
        unit=people.east,
        is_active=False,
        by=people.ed,
        at=NOON,
    )
    assert not people.alice.may(Right.SEE_CUSTOMERS)
    assert _log_in(client, PASSWORD) != 302 or not client.get("/").wsgi_request.user.is_authenticated


def test_change_is_logged_with_old_and_new_values(people: People) -> None:
    change_user(
        user=people.alice, role=Role.TEAM_LEADER, unit=people.east, is_active=True, by=people.ed, at=NOON
    )
    payload = Event.objects.unscoped("a test").filter(kind=EventKind.USER_CHANGED).get().payload
    assert (payload["before"]["role"], payload["after"]["role"]) == ("complaint_officer", "team_leader")


def test_token_cannot_do_more_than_its_user(people: People) -> None:
    with pytest.raises(RightNotHeld):
        issue_token(
            user=people.alice, name="x", rights=[Right.MANAGE_USERS], secret="s" * 40, by=people.ed, at=NOON
        )


def test_token_is_kept_as_a_hash_and_can_be_revoked(people: People) -> None:
    token = issue_token(
        user=people.alice, name="x", rights=[Right.MAKE_PROMISES], secret="s" * 40, by=people.ed, at=NOON
    )
    assert "s" * 10 not in token.digest
    revoke_token(token=token, by=people.ed, at=NOON)
    assert token.revoked_at == NOON


def test_unknown_role_has_no_rights() -> None:
    assert not may("emperor", Right.SEE_CUSTOMERS)
    assert set(RIGHTS) == set(Role)


def test_administrator_does_not_see_customers() -> None:
    assert not may(Role.ADMINISTRATOR, Right.SEE_CUSTOMERS)


@pytest.mark.parametrize("bad", [{"role": "emperor"}, {"unit": None}])
def test_database_refuses_a_bad_user(people: People, bad: dict[str, object]) -> None:
    good = {"username": "x", "name": "x", "role": "trainer", "unit": people.east}
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(**{**good, **bad})


def test_pages_ask_for_a_login_and_refuse_without_the_right(client: Client, people: People) -> None:
    assert client.get("/people/")["Location"].startswith(LOGIN)
    client.force_login(people.alice)
    refused = client.get("/people/")
    assert refused.status_code == 403
    assert "需要“管理人员”的权限。" in refused.content.decode()


def test_administrator_adds_a_person_in_the_browser(client: Client, people: People) -> None:
    client.force_login(people.ed)
    data = {"username": "frank", "name": "弗兰克", "role": "hall_clerk", "unit": people.east.pk, "password": PASSWORD,
            "is_active": "on"}  # fmt: skip
    assert client.post("/people/new/", data)["Location"] == "/people/"
    again = client.post("/people/new/", data)
    assert "这个工号已经有人用了" in again.content.decode()


def test_log_page_shows_what_happened_in_my_units_only(client: Client, people: People) -> None:
    change_user(
        user=people.charlie, role=Role.TRAINER, unit=people.west, is_active=True, by=people.ed, at=NOON
    )
    client.force_login(people.dora)
    assert client.get("/log/").status_code == 403
    client.force_login(people.ed)
    assert "变更人员" in client.get("/log/").content.decode()


def _token(people: People, expires_at: datetime | None = None) -> ApiToken:
    return issue_token(
        user=people.alice, name="x", rights=[], secret="s", by=people.ed, at=NOON, expires_at=expires_at
    )


def test_token_works_until_it_expires_or_is_revoked(people: People) -> None:
    token = _token(people, NOON + timedelta(days=1))
    assert token.works(NOON + timedelta(hours=23))
    assert not token.works(NOON + timedelta(days=1))
    revoke_token(token=token, by=people.ed, at=NOON)
    assert not token.works(NOON)


def test_use_of_a_token_is_written_at_most_once_a_minute(
    people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    token = _token(people)
    for seconds, queries in ((0, 1), (59, 0), (60, 1)):
        with django_assert_num_queries(queries):
            note_token_used(token=token, at=NOON + timedelta(seconds=seconds))
        token.refresh_from_db()
    assert token.last_used_at == NOON + timedelta(seconds=60)


def test_database_refuses_a_token_that_expires_before_it_is_issued(people: People) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        _token(people, NOON)
