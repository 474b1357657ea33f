# SPDX-License-Identifier: Apache-2.0
"""How people come in: accounts are made by the administrator, never by signing up; comings and goings are logged."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from amends.apps.core.actions.accounts import note_login, note_login_failed, note_logout
from amends.apps.core.models import User


def username_of(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """Whose failures django-axes counts: the staff number, as the form or the backend names it."""
    given = credentials or {}
    return given.get("username") or request.POST.get("login", "")


def locked_out(request: HttpRequest, *_: object) -> HttpResponse:
    """What somebody reads who typed the wrong password too often."""
    context = {"hours": settings.AXES_COOLOFF_TIME}
    return render(request, "core/locked_out.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Logs each login and logout; nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """The administrator adds people."""
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        """Let the person in, and log it."""
        super().login(request, user)
        note_login(user=user, at=timezone.now())

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log the failure of a known account; what was typed for an unknown one may be a password, and is not kept."""
        super().authentication_failed(request, **credentials)
        known = User.objects.filter(username=credentials.get("username", "")).select_related("unit").first()
        if known:
            note_login_failed(user=known, at=timezone.now())

    def logout(self, request: HttpRequest) -> None:
        """Log who left, and let them go."""
        if isinstance(request.user, User):
            note_logout(user=request.user, at=timezone.now())
        super().logout(request)


def staff_number(told: Mapping[str, Any]) -> str:
    """The staff number in what the single sign-on told: of the user-info answer, else of the identity token."""
    for part in (told.get("userinfo"), told.get("id_token"), told):
        if part and (number := part.get("preferred_username")):
            return str(number)
    return ""


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The operator's single sign-on proves who somebody is; who may come in is still ours to say: the account with
    the same staff number must exist."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """No account is made from outside."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Tie the outside identity to the account with its staff number."""
        number = staff_number(sociallogin.account.extra_data)
        known = User.objects.filter(username=number, is_active=True).first()
        if known and not sociallogin.is_existing:
            sociallogin.connect(request, known)
