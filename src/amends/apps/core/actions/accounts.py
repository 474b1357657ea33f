# SPDX-License-Identifier: Apache-2.0
"""Verbs on people and on the tokens of programs."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from axes.utils import reset
from django.contrib.auth.password_validation import validate_password

from amends.apps.core.actions.log import writing
from amends.apps.core.models import ApiToken, EventKind, Unit, User
from amends.apps.core.rules.roles import RIGHTS, Right, Role


def add_user(
    *,
    username: str,
    name: str,
    role: Role,
    unit: Unit | None,
    password: str | None,
    by: User | None,
    at: datetime,
    email: str = "",
) -> User:
    """Add a person. Without a password they can only come in through the single sign-on.

    Raises Django's `ValidationError` where the password breaks a rule.
    """
    user = User(username=username, name=name, role=role, unit=unit, email=email, date_joined=at)
    if password is None:
        user.set_unusable_password()
    else:
        validate_password(password, user)
        user.set_password(password)
    with writing(by=by, at=at) as log:
        user.save(force_insert=True)
        log(EventKind.USER_ADDED, user, unit=unit, username=username, role=str(role))
    return user


def change_user(
    *, user: User, role: Role, unit: Unit | None, is_active: bool, by: User, at: datetime
) -> User:
    """Give a person another role or unit, or switch the account on or off; old and new values are logged."""
    before: dict[str, str | int | bool | None] = {
        "role": user.role,
        "unit": user.unit_id,
        "is_active": user.is_active,
    }
    user.role, user.unit, user.is_active = role, unit, is_active
    with writing(by=by, at=at) as log:
        user.save(update_fields=["role", "unit", "is_active"])
        after: dict[str, str | int | bool | None] = {
            "role": str(role),
            "unit": user.unit_id,
            "is_active": is_active,
        }
        log(EventKind.USER_CHANGED, user, unit=unit, before=dict(before), after=dict(after))
    return user


def unlock_user(*, user: User, by: User, at: datetime) -> int:
    """Let a person try their password again who typed it wrong too often; returns at how many addresses."""
    with writing(by=by, at=at) as log:
        unlocked = int(reset(username=user.username))
        log(EventKind.USER_CHANGED, user, unit=user.unit, unlocked=unlocked)
    return unlocked


class RightNotHeld(ValueError):
    """A token was to get a right that its user does not have."""


def token_digest(secret: str) -> str:
    """What is kept of a token: the SHA-256 of its secret, which is random and long, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def issue_token(
    *,
    user: User,
    name: str,
    rights: Iterable[Right],
    secret: str,
    by: User | None,
    at: datetime,
    expires_at: datetime | None = None,
) -> ApiToken:
    """Let a program act as `user` within `rights`, until `expires_at` where it is given; `secret` is shown once
    by the caller and never stored.

    Raises `RightNotHeld` where the user lacks one of the rights.
    """
    wanted = sorted(set(rights))
    missing = [right for right in wanted if right not in RIGHTS[Role(user.role)]]
    if missing:
        raise RightNotHeld(", ".join(missing))
    with writing(by=by, at=at) as log:
        token = ApiToken.objects.create(
            user=user,
            name=name,
            digest=token_digest(secret),
            rights=[str(each) for each in wanted],
            issued_at=at,
            expires_at=expires_at,
        )
        until = expires_at.isoformat() if expires_at else None
        log(EventKind.TOKEN_ISSUED, token, unit=user.unit, user=user.pk, rights=token.rights, until=until)
    return token


def revoke_token(*, token: ApiToken, by: User | None, at: datetime) -> None:
    """End a token; requests with it are refused from then on."""
    with writing(by=by, at=at) as log:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        log(EventKind.TOKEN_REVOKED, token, unit=token.user.unit, user=token.user_id)


USE_NOTED_EVERY = timedelta(minutes=1)


def note_token_used(*, token: ApiToken, at: datetime) -> None:
    """Remember when a token was last used; written at most once a minute, and no event: it is not a decision."""
    if token.last_used_at is None or at - token.last_used_at >= USE_NOTED_EVERY:
        unchanged = ApiToken.objects.filter(pk=token.pk, last_used_at=token.last_used_at)
        unchanged.update(last_used_at=at)


def note_login(*, user: User, at: datetime) -> None:
    """Log that a person came in."""
    with writing(by=user, at=at) as log:
        log(EventKind.LOGGED_IN, user, unit=user.unit)


def note_login_failed(*, user: User, at: datetime) -> None:
    """Log that somebody tried to come in as this person."""
    with writing(by=None, at=at) as log:
        log(EventKind.LOGIN_FAILED, user, unit=user.unit)


def note_logout(*, user: User, at: datetime) -> None:
    """Log that a person left."""
    with writing(by=user, at=at) as log:
        log(EventKind.LOGGED_OUT, user, unit=user.unit)
