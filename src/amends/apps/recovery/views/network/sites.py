# SPDX-License-Identifier: Apache-2.0
"""Sites, and bringing in files of them and of where customers mostly are."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.recovery.actions.catalogues import import_residences, import_sites
from amends.apps.recovery.queries.network.sites import PAGE, site_page
from amends.apps.recovery.rules.network.site_rows import (
    residence_example,
    residence_fields,
    site_example,
    site_fields,
)
from amends.apps.recovery.views.network.tables import site_table, tabs
from amends.apps.satisfaction.actions.importing import NobodysUnit, Taken, TooManyRows
from amends.apps.satisfaction.forms.uploads import TableForm
from amends.apps.satisfaction.views.faults import taken_page
from amends.apps.satisfaction.views.templates_to_fill import empty_table

LONGEST = 80


@require_GET
@needs(Right.SEE_RECOVERY)
def sites(request: HttpRequest) -> HttpResponse:
    """Sites of the person's units by code."""
    user, words = person(request), request.GET.get("q", "")[:LONGEST].strip()
    rows = site_page(user.scope, words=words, after=request.GET.get("after", "")[:LONGEST])
    context = {
        "tabs": tabs("sites"), "rows": rows, "table": site_table(rows), "words": words,
        "next_url": f"?after={rows[-1].code}&q={words}" if len(rows) == PAGE else "",
        "may_import": user.may(Right.IMPORT_DATA),
    }  # fmt: skip
    return render(request, "recovery/network/sites.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.IMPORT_DATA)
def site_import(request: HttpRequest) -> HttpResponse:
    """Bring in a file of sites."""
    return imported(
        request, import_sites, _("站点"), back="recovery:sites", template="recovery:site_template"
    )


@require_http_methods(["GET", "POST"])
@needs(Right.IMPORT_DATA)
def residence_import(request: HttpRequest) -> HttpResponse:
    """Bring in which customer is mostly at which site."""
    title, template = _("客户常驻站点"), "recovery:residence_template"
    return imported(request, import_residences, title, back="recovery:sites", template=template)


@require_GET
@needs(Right.IMPORT_DATA)
def site_template(_request: HttpRequest) -> HttpResponse:
    """The empty file of sites."""
    return empty_table("sites.csv", site_fields({}), site_example())


@require_GET
@needs(Right.IMPORT_DATA)
def residence_template(_request: HttpRequest) -> HttpResponse:
    """The empty file of residences."""
    return empty_table("residences.csv", residence_fields(), residence_example())


def imported(
    request: HttpRequest, verb: Callable[..., Taken], title: Promise, *, back: str, template: str
) -> HttpResponse:
    """A page that takes a file by a verb, and says what became of each row."""
    form = TableForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "form": form,
        "back": reverse(back),
        "title": title,
        "template": reverse(template),
    }
    if request.method == "POST" and form.is_valid():
        try:
            taken = verb(file=form.cleaned_data["file"], by=person(request), at=timezone.now())
            return taken_page(request, taken, context)
        except (TooManyRows, NobodysUnit) as error:
            form.add_error("file", str(error))
    return render(request, "satisfaction/sources/import.html", context, status=422 if form.errors else 200)
