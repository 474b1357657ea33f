# SPDX-License-Identifier: Apache-2.0
"""Technical indicators beside perceived scores, the readings themselves, bringing in a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.satisfaction.actions.importing import NobodysUnit, TooManyRows, import_readings
from amends.apps.satisfaction.forms.uploads import TableForm
from amends.apps.satisfaction.queries.indicators import perceived_line
from amends.apps.satisfaction.queries.kpis import PAGE, beside, reading_rows
from amends.apps.satisfaction.views.choosing import chosen_wave
from amends.apps.satisfaction.views.faults import taken_page
from amends.apps.satisfaction.views.outside_tables import beside_table, reading_table
from amends.apps.satisfaction.views.places import after_key, chosen_place
from amends.apps.satisfaction.views.templates_to_fill import kpi_template


@require_GET
@needs(Right.SEE_SATISFACTION)
def kpis(request: HttpRequest) -> HttpResponse:
    """Each topic of quality: what machines measured, what customers say, whether the two agree; and the readings."""
    user, place, chosen = person(request), chosen_place(request), chosen_wave(request)
    rows = reading_rows(user.scope, before=after_key(request))
    found = beside(place.unit, chosen.wave)
    context = {
        "place": place, "wave": chosen.wave, "waves": chosen.waves, "line": perceived_line(), "rows": rows,
        "beside": beside_table(found), "disagree": sum(each.verdict.disagrees for each in found),
        "readings": reading_table(rows), "may_import": user.may(Right.IMPORT_DATA),
        "next_url": f"?before={rows[-1].pk}" if len(rows) == PAGE else "",
    }  # fmt: skip
    return render(request, "satisfaction/sources/kpis.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.IMPORT_DATA)
def kpi_import(request: HttpRequest) -> HttpResponse:
    """Bring in a file of readings; good rows are taken at once."""
    form, back = TableForm(request.POST or None, request.FILES or None), reverse("satisfaction:kpis")
    context = {
        "form": form,
        "back": back,
        "title": _("技术指标"),
        "template": reverse("satisfaction:kpi_template"),
    }
    if request.method == "POST" and form.is_valid():
        try:
            taken = import_readings(file=form.cleaned_data["file"], by=person(request), at=timezone.now())
            return taken_page(request, taken, context)
        except (TooManyRows, NobodysUnit) as error:
            form.add_error("file", str(error))
    return render(request, "satisfaction/sources/import.html", context, status=422 if form.errors else 200)


@require_GET
@needs(Right.IMPORT_DATA)
def template(_request: HttpRequest) -> HttpResponse:
    """An example of the file, to be filled in."""
    return kpi_template()
