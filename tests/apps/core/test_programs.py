# SPDX-License-Identifier: Apache-2.0
"""The pages of tokens and of webhooks: for administrators, within their units; secrets are shown once."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from amends.apps.core.actions.accounts import issue_token, token_digest
from amends.apps.core.actions.webhooks.secrets import secrets_of
from amends.apps.core.actions.webhooks.targets import Terms, add_target
from amends.apps.core.forms.programs import offered_kinds
from amends.apps.core.models import ApiToken, EventKind, Unit, User, WebhookDelivery, WebhookTarget
from amends.apps.core.models.accounts import right_names
from amends.apps.core.rules.roles import RIGHTS, Right, Role
from tests.apps.core.webhooks.test_queue import happen
from tests.people import NOON, People

TOKEN = {"name": "夜间导出", "username": "alice", "rights": ["see_customers"], "days": "90"}
HOOK = {"name": "工单总线", "url": "https://bus.example.cn/in", "kinds_core": ["core.user_changed"]}


@pytest.fixture
def ed(people: People) -> Client:
    """The administrator's browser."""
    client = Client()
    client.force_login(people.ed)
    return client


def _hook(people: People, unit: Unit | None = None) -> WebhookTarget:
    terms = Terms("工单总线", "https://bus.example.cn/in", unit or people.group, (EventKind.USER_CHANGED,))
    return add_target(terms=terms, secret="whsec_first", by=people.ed, at=NOON)


def _token(user: User, secret: str = "s") -> ApiToken:
    return issue_token(user=user, name="x", rights=[], secret=secret, by=None, at=NOON)


def _secret(answer: Any) -> str:
    found = re.search(r"<code>([^<]+)</code>", answer.content.decode())
    assert found is not None
    return found[1]


@pytest.mark.parametrize("page", ["tokens/", "tokens/new/", "webhooks/", "webhooks/new/"])
def test_pages_are_for_administrators(client: Client, people: People, page: str) -> None:
    client.force_login(people.bob)
    assert client.get(f"/{page}").status_code == 403
    client.force_login(people.ed)
    assert client.get(f"/{page}").status_code == 200


def test_token_is_issued_and_its_secret_shown_once(ed: Client, people: People) -> None:
    answer = ed.post("/tokens/new/", TOKEN)
    token, secret = ApiToken.objects.get(), _secret(answer)
    assert (token.user, token.rights, token.digest) == (people.alice, ["see_customers"], token_digest(secret))
    assert token.expires_at is not None
    assert timedelta(days=89) < token.expires_at - timezone.now() <= timedelta(days=90)
    assert "no-store" in answer["Cache-Control"]
    listed = ed.get("/tokens/").content.decode()
    assert "艾丽" in listed
    assert secret not in listed
    assert "夜间导出" in listed
    assert "查看客户" in listed


def test_token_may_last_for_ever(ed: Client) -> None:
    ed.post("/tokens/new/", {**TOKEN, "days": ""})
    assert ApiToken.objects.get().expires_at is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": "nobody"}, "没有这个工号"),
        ({"rights": ["manage_users"]}, "此人没有这些权限：管理人员"),
        ({"rights": []}, "rights"),
        ({"days": "7000"}, "days"),
        ({"name": ""}, "name"),
    ],
)
def test_token_that_may_not_be_is_refused(ed: Client, changes: dict[str, Any], words: str) -> None:
    answer = ed.post("/tokens/new/", {**TOKEN, **changes})
    assert words in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_token_is_revoked(ed: Client, people: People) -> None:
    token = _token(people.alice)
    ed.post(f"/tokens/{token.pk}/revoke/")
    token.refresh_from_db()
    first = token.revoked_at
    ed.post(f"/tokens/{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at == first is not None


def test_administrator_of_the_west_sees_nothing_of_the_east(client: Client, people: People) -> None:
    token, hook = _token(people.alice), _hook(people, people.east)
    User.objects.filter(pk=people.ed.pk).update(unit=people.west)
    client.force_login(people.ed)
    assert "艾丽" not in client.get("/tokens/").content.decode()
    assert hook.name not in client.get("/webhooks/").content.decode()
    assert client.post(f"/tokens/{token.pk}/revoke/").status_code == 404
    assert client.get(f"/webhooks/{hook.pk}/").status_code == 404
    for verb in ("secret", "on", "off", "test"):
        assert client.post(f"/webhooks/{hook.pk}/{verb}/").status_code == 404
    assert "没有这个工号" in client.post("/tokens/new/", TOKEN).content.decode()
    refused = client.post("/webhooks/new/", {**HOOK, "unit": people.east.pk})
    assert refused.status_code == 200
    assert WebhookTarget.objects.count() == 1


def test_target_is_added_and_its_secret_shown_once(ed: Client, people: People) -> None:
    answer = ed.post("/webhooks/new/", {**HOOK, "unit": people.east.pk})
    target, secret = WebhookTarget.objects.get(), _secret(answer)
    assert (target.url, target.unit, target.kinds) == (HOOK["url"], people.east, ["core.user_changed"])
    assert secrets_of(target, NOON) == [secret]
    assert "no-store" in answer["Cache-Control"]
    for page in ("/webhooks/", f"/webhooks/{target.pk}/", f"/webhooks/{target.pk}/edit/"):
        shown = ed.get(page)
        assert shown.status_code == 200
        assert secret not in shown.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": "http://bus.example.cn/"}, "https://"),
        ({"url": "https://127.0.0.1/"}, "内部网络"),
        ({"url": "https://a:b@bus.example.cn/"}, "不是完整的地址"),
        ({"kinds_core": []}, "至少选择一种事件"),
        ({"kinds_core": ["core.logged_in"]}, "core.logged_in"),
    ],
)
def test_target_that_may_not_be_is_refused(
    ed: Client, people: People, changes: dict[str, Any], words: str
) -> None:
    answer = ed.post("/webhooks/new/", {**HOOK, "unit": people.east.pk, **changes})
    assert words in answer.content.decode()
    assert not WebhookTarget.objects.exists()


def test_target_is_changed(ed: Client, people: People) -> None:
    hook = _hook(people)
    url = "https://other.example.cn/"
    ed.post(f"/webhooks/{hook.pk}/edit/", {**HOOK, "url": url, "unit": people.east.pk})
    hook.refresh_from_db()
    assert (hook.url, hook.unit) == (url, people.east)
    refused = ed.post(f"/webhooks/{hook.pk}/edit/", {**HOOK, "url": "http://x/", "unit": people.east.pk})
    assert "https://" in refused.content.decode()


def test_secret_is_exchanged(ed: Client, people: People) -> None:
    hook = _hook(people)
    secret = _secret(ed.post(f"/webhooks/{hook.pk}/secret/"))
    hook.refresh_from_db()
    assert secrets_of(hook, timezone.now()) == [secret, "whsec_first"]


def test_target_is_switched_off_and_on(ed: Client, people: People) -> None:
    hook = _hook(people)
    ed.post(f"/webhooks/{hook.pk}/off/")
    hook.refresh_from_db()
    assert not hook.is_on
    assert "停用" in ed.get("/webhooks/").content.decode()
    ed.post(f"/webhooks/{hook.pk}/on/")
    hook.refresh_from_db()
    assert hook.is_on


def test_page_of_a_target_tells_what_was_sent_and_sends_again(ed: Client, people: People) -> None:
    hook = _hook(people)
    happen(people.alice, people.east)
    WebhookDelivery.objects.update(given_up_at=NOON, attempts=9, error="answered 503")
    page = ed.get(f"/webhooks/{hook.pk}/").content.decode()
    assert "变更人员" in page
    assert "answered 503" in page
    ed.post(f"/webhooks/{hook.pk}/again/{WebhookDelivery.objects.get().pk}/")
    assert WebhookDelivery.objects.filter(given_up_at=None, attempts=0).exists()
    assert ed.post(f"/webhooks/{hook.pk}/again/{uuid4()}/").status_code == 404


def test_test_is_queued(ed: Client, people: People) -> None:
    hook = _hook(people)
    answer = ed.post(f"/webhooks/{hook.pk}/test/", follow=True)
    assert "测试推送已排队" in answer.content.decode()
    assert WebhookDelivery.objects.get().payload["event"] == "core.webhook_tested"


def test_lists_ask_the_database_as_often_for_many_as_for_one(
    ed: Client, people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        _token(people.alice, f"s{number}")
        hook = _hook(people)
    happen(people.alice, people.east)
    for page in ("/tokens/", "/webhooks/", f"/webhooks/{hook.pk}/"):
        with django_assert_max_num_queries(5):
            ed.get(page)


def test_comings_and_goings_are_not_offered() -> None:
    offered = {value for kinds in offered_kinds().values() for value, _ in kinds}
    assert "cases.opened" in offered
    assert not {"core.logged_in", "core.token_issued", "core.webhook_added"} & offered


def test_every_right_has_a_name() -> None:
    assert not set(right_names(Right)) & set(Right)
    assert right_names(["fly"]) == ["fly"]
    assert Right.MANAGE_USERS in RIGHTS[Role.ADMINISTRATOR]
