# SPDX-License-Identifier: Apache-2.0
"""The single sign-on: who comes in is the account with the same staff number, wherever the provider says it."""

from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from pytest_django import Settings as DjangoSettings

from amends.apps.core.models import User
from amends.config.accounts import SingleSignOnAdapter
from tests.people import People

OPERATOR = {
    "provider_id": "operator",
    "name": "统一认证",
    "client_id": "amends",
    "secret": "s",
    "settings": {"server_url": "https://sso.invalid"},
}


@pytest.fixture(autouse=True)
def single_sign_on(settings: DjangoSettings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [OPERATOR]}}


def _come_in(rf: RequestFactory, told: dict[str, Any]) -> SocialLogin:
    request = rf.get("/accounts/oidc/operator/login/callback/")
    request.session = SessionStore()
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    account = SocialAccount(provider="operator", uid="sub-1", extra_data=told)
    login = SocialLogin(user=User(), account=account)
    SingleSignOnAdapter(request).pre_social_login(request, login)
    return login


@pytest.mark.parametrize(
    "told",
    [
        {"userinfo": {"sub": "sub-1", "preferred_username": "alice"}, "id_token": {"sub": "sub-1"}},
        {"userinfo": {"sub": "sub-1"}, "id_token": {"sub": "sub-1", "preferred_username": "alice"}},
        {"id_token": {"sub": "sub-1", "preferred_username": "alice"}},
        {"sub": "sub-1", "preferred_username": "alice"},
    ],
)
def test_identity_is_tied_to_the_account_with_its_staff_number(
    rf: RequestFactory, people: People, told: dict[str, Any]
) -> None:
    assert _come_in(rf, told).user == people.alice
    assert SocialAccount.objects.get(uid="sub-1").user == people.alice


@pytest.mark.parametrize("number", ["mallory", "", None])
def test_unknown_staff_number_is_tied_to_nobody(
    rf: RequestFactory, people: People, number: str | None
) -> None:
    assert not _come_in(rf, {"userinfo": {"sub": "sub-1", "preferred_username": number}}).is_existing
    assert not SocialAccount.objects.exists()


def test_switched_off_account_is_not_tied(rf: RequestFactory, people: People) -> None:
    User.objects.filter(pk=people.alice.pk).update(is_active=False)
    assert not _come_in(rf, {"userinfo": {"sub": "sub-1", "preferred_username": "alice"}}).is_existing
