# SPDX-License-Identifier: Apache-2.0
"""Who may open a page: `@needs(Right.X)`, and the person a request comes from, typed."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def person(request: HttpRequest) -> User:
    """The person who is logged in; views behind `needs` may rely on it."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def needs(right: Right | None = None) -> Callable[[View[P]], View[P]]:
    """Open only to those who are logged in and hold the right; others are asked to log in, or refused."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if right and not person(request).may(right):
                raise PermissionDenied(f"needs the right {right}")
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate


def render_panel(
    request: HttpRequest, template: str, context: Mapping[str, object], *, title: object
) -> HttpResponse:
    """A panel: only its inside where a page asked for it, a whole page where somebody followed its link."""
    if request.headers.get("HX-Request"):
        return render(request, template, dict(context))
    return render(
        request, "core/panel_page.html", {**context, "panel_template": template, "panel_title": title}
    )
