# SPDX-License-Identifier: Apache-2.0
"""Pages of mystery visits: the form for the phone, what visitors found, pairs."""

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amends.apps.core.access import needs, person
from amends.apps.core.models import Unit
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.visits import note_visit
from amends.apps.quality.forms.checks import VisitForm
from amends.apps.quality.queries.visits import (
    halls,
    item_names,
    pairs,
    results,
    visit_form,
    visit_seen,
    visits,
)
from amends.apps.quality.views import check_tables as tables
from amends.apps.quality.views.refusals import refusals_on


@require_GET
@needs(Right.SEE_QUALITY)
def listed(request: HttpRequest) -> HttpResponse:
    """The newest visits, how each item did in them, and pairs."""
    user = person(request)
    found = visits(user.scope)
    context = {
        "table": tables.visits(found),
        "results": tables.results(results(found)),
        "pairs": tables.pairs(pairs(user.scope), item_names()),
        "n": len(found),
        "may_inspect": user.may(Right.INSPECT),
    }
    return render(request, "quality/visits/list.html", context)


@require_GET
@needs(Right.SEE_QUALITY)
def page(request: HttpRequest, key: int) -> HttpResponse:
    """One visit."""
    found = visit_seen(key, person(request).scope)
    if found is None:
        raise Http404
    context = {"visit": found, "table": tables.answers(found, results([found]))}
    return render(request, "quality/visits/page.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.INSPECT)
def new(request: HttpRequest) -> HttpResponse:
    """Fill in a visit, perhaps without a connection; the page sends it again until it has arrived."""
    user = person(request)
    places = halls(user.scope)
    first = {"key": secrets.token_hex(16), "visited_at": timezone.localtime(), "unit": _only(places)}
    form = VisitForm(request.POST or None, halls=places, items=visit_form(), initial=first)
    if form.is_valid():
        with refusals_on(form):
            key = form.cleaned_data["key"]
            made = note_visit(visited=form.visited(), key=key, by=user, at=timezone.now())
            return _kept(request, key, reverse("quality:visit", args=[made.pk]))
    if form.errors and _wants_json(request):
        said = [str(each) for errors in form.errors.values() for each in errors]
        return JsonResponse({"words": " ".join(said)}, status=422)
    context = {"form": form, "offline_words": _words(), "places": places}
    return render(request, "quality/visits/new.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, key: str, url: str) -> HttpResponse:
    if _wants_json(
        request
    ):  # the key is the receipt: the phone forgets the visit only where it reads its own
        return JsonResponse({"url": url, "key": key}, status=201)
    messages.success(request, _("走访记录已收到。"))
    return redirect(url)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _only(places: list[Unit]) -> Unit | None:
    return places[0] if len(places) == 1 else None


def _words() -> dict[str, str]:
    return {
        "saved": _("已存在这台手机里。"),
        "restored": _("这是上次没有填完的，接着填就行。"),
        "waiting": _("没有网络：{n} 份已存在手机里，连上以后自动提交。"),
        "sent": _("已收到。"),
        "login": _("还没有提交：请先重新登录，再打开这一页，记录还在手机里。"),
        "later": _("服务器暂时不能用，记录还在手机里，稍后自动再试。"),
        "refused": _("有一份没有收下，请改好再提交："),
    }
