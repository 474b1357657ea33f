# SPDX-License-Identifier: Apache-2.0
"""Who may open a page: `@needs(Right.X)`, and the person a request comes from, typed."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from amends.apps.core.models import User
from amends.apps.core.models.accounts import right_names
from amends.apps.core.rules.roles import Right

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def person(request: HttpRequest) -> User:
    """The person who is logged in; views behind `needs` may rely on it."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def needs(*rights: Right) -> Callable[[View[P]], View[P]]:
    """Open only to those who are logged in and hold one of the rights, if any is asked for; others are asked to log
    in, or refused."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(way_back(request))
            if rights and not any(person(request).may(each) for each in rights):
                raise PermissionDenied(lacking(rights))
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def lacking(rights: tuple[Right, ...]) -> str:
    """Which right a page asks for, in words that its reader can pass on to a supervisor."""
    words = gettext("”或“").join(right_names(rights))
    return gettext("需要“%(rights)s”的权限。") % {"rights": words}


def way_back(request: HttpRequest) -> str:
    """Where to go on after logging in: the page that was asked for, or on which the form stood that was sent."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    page = urlsplit(request.headers.get("Referer", ""))
    if page.netloc != request.get_host():
        return request.get_full_path()
    return f"{page.path}?{page.query}" if page.query else page.path


def render_panel(
    request: HttpRequest, template: str, context: Mapping[str, object], *, title: object
) -> HttpResponse:
    """A panel: only its inside where a page asked for it, a whole page where somebody followed its link."""
    if request.headers.get("HX-Request"):
        return render(request, template, dict(context))
    return render(
        request, "core/panel_page.html", {**context, "panel_template": template, "panel_title": title}
    )
