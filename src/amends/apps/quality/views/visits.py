# SPDX-License-Identifier: Apache-2.0
"""Pages of mystery visits: the form for the phone, what visitors found, pairs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
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
from amends.apps.quality.views.offline import asked, drawn_key, received
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
    first = {"key": drawn_key(), "visited_at": timezone.localtime(), "unit": _only(places)}
    form = VisitForm(request.POST or None, halls=places, items=visit_form(), initial=first)
    if form.is_valid():
        with refusals_on(form):
            key = form.cleaned_data["key"]
            made = note_visit(visited=form.visited(), key=key, by=user, at=timezone.now())
            return received(request, key, reverse("quality:visit", args=[made.pk]), _("走访记录已收到。"))
    return asked(request, "quality/visits/new.html", {"places": places}, form)


def _only(places: list[Unit]) -> Unit | None:
    return places[0] if len(places) == 1 else None
