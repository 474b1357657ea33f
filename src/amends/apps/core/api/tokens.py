# SPDX-License-Identifier: Apache-2.0
"""How programs come in: a bearer token, looked up by its hash; pages of ours come with the session."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.security.session import SessionAuth as NinjaSessionAuth

from amends.apps.core.access import needs
from amends.apps.core.actions.accounts import note_token_used, token_digest
from amends.apps.core.api.problems import Problem, problem_response
from amends.apps.core.models import ApiToken, Asked, User
from amends.apps.core.rules.roles import Right

_TOKEN = Asked(
    lambda digest: ApiToken.objects.filter(digest=digest, user__is_active=True).select_related("user__unit")
)


class TokenAuth(HttpBearer):
    """`Authorization: Bearer …`; the request then acts as the token's user, within the token's rights."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The token's user, or `None` (401) where the token is unknown, expired or revoked, or its user off."""
        at = timezone.now()
        found = _TOKEN.first(token_digest(token))
        if found is None or not found.works(at):
            return None
        note_token_used(token=found, at=at)
        found.user.granted = frozenset(found.rights)
        request.user = found.user
        request.api_token = found  # type: ignore[attr-defined]
        return found.user


class SessionAuth(NinjaSessionAuth):
    """The session of somebody who is logged in, with the CSRF token that guards it. A request that comes with
    `Authorization`, or without a session, is none of its business: it would be refused for a missing CSRF token."""

    def __call__(self, request: HttpRequest) -> Any | None:
        """The person of the session, or `None`."""
        if "Authorization" in request.headers or self.param_name not in request.COOKIES:
            return None
        return super().__call__(request)


def reading(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open to programs with a token and to people who are logged in; a program without one that works is told so, in
    place of a page to log in."""
    for_people = needs()(view)

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "Authorization" not in request.headers:
            return for_people(request, *args, **kwargs)
        if TokenAuth()(request) is None:
            return problem_response(Problem(401, "this token does not open the API"))
        return view(request, *args, **kwargs)

    return opened


def person(request: HttpRequest, right: Right) -> User:
    """Who asks; answers 403 where they, or the token they come with, lack the right."""
    user = request.user
    if not isinstance(user, User) or not user.may(right):
        raise HttpError(403, f"needs the right {right}")
    return user
