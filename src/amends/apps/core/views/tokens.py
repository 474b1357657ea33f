# SPDX-License-Identifier: Apache-2.0
"""Tokens of programs: listed, issued (the secret is shown once), revoked."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.actions.accounts import issue_token, revoke_token
from amends.apps.core.forms.programs import TokenForm
from amends.apps.core.models import ApiToken
from amends.apps.core.models.accounts import right_names
from amends.apps.core.queries.programs import tokens_within
from amends.apps.core.rules.roles import Right


@require_GET
@needs(Right.MANAGE_USERS)
def listed(request: HttpRequest) -> HttpResponse:
    """The tokens of the people that the administrator looks after."""
    at = timezone.now()
    rows = [_row(token, token.works(at)) for token in tokens_within(person(request).scope)[:200]]
    return render(request, "core/tokens.html", {"rows": rows})


def _row(token: ApiToken, works: bool) -> dict[str, object]:
    rights = gettext("、").join(right_names(token.rights))
    return {"token": token, "works": works, "rights": rights, "dialog": f"revoke-{token.pk}"}


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_USERS)
def new(request: HttpRequest) -> HttpResponse:
    """Issue one; the answer to the form is the only page that ever shows its secret."""
    me, at = person(request), timezone.now()
    form = TokenForm(request.POST or None, scope=me.scope)
    if not (request.method == "POST" and form.is_valid()):
        return render(request, "core/token_form.html", {"form": form})
    data, secret = form.cleaned_data, secrets.token_urlsafe(32)
    rights = [Right(each) for each in data["rights"]]
    who, name, until = data["username"], data["name"], form.expires_at(at)
    issue_token(user=who, name=name, rights=rights, secret=secret, by=me, at=at, expires_at=until)
    return render(request, "core/secret.html", {"secret": secret, "name": name, "of": "tokens"})


@require_POST
@needs(Right.MANAGE_USERS)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one."""
    me = person(request)
    token = get_object_or_404(tokens_within(me.scope), pk=pk)
    if token.revoked_at is None:
        revoke_token(token=token, by=me, at=timezone.now())
    return redirect("core:tokens")
