# SPDX-License-Identifier: Apache-2.0
"""How programs come in: a bearer token, looked up by its hash."""

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer

from amends.apps.core.actions.accounts import token_digest
from amends.apps.core.models import ApiToken, User
from amends.apps.core.rules.roles import Right


class TokenAuth(HttpBearer):
    """`Authorization: Bearer …`; the request then acts as the token's user, within the token's rights."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The token's user, or `None` (401) where the token is unknown, revoked, or its user switched off."""
        found = (
            ApiToken.objects.filter(digest=token_digest(token), revoked_at__isnull=True, user__is_active=True)
            .select_related("user__unit")
            .first()
        )
        if found is None:
            return None
        request.user = found.user
        request.api_token = found  # type: ignore[attr-defined]
        request.token_rights = frozenset(found.rights)  # type: ignore[attr-defined]
        return found.user


def person(request: HttpRequest, right: Right) -> User:
    """Who asks; answers 403 where they, or the token they come with, lack the right."""
    user = request.user
    granted = getattr(request, "token_rights", None)
    if not isinstance(user, User) or not user.may(right) or (granted is not None and right not in granted):
        raise HttpError(403, f"needs the right {right}")
    return user
