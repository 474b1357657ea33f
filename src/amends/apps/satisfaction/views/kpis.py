# SPDX-License-Identifier: Apache-2.0
"""Technical indicators beside perceived scores, the readings themselves, bringing in a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.satisfaction.actions.importing import import_readings
from amends.apps.satisfaction.queries.indicators import perceived_line
from amends.apps.satisfaction.queries.kpis import PAGE, beside, reading_rows
from amends.apps.satisfaction.views.choosing import chosen_wave
from amends.apps.satisfaction.views.faults import import_page
from amends.apps.satisfaction.views.outside_tables import beside_table, reading_table
from amends.apps.satisfaction.views.places import after_key, chosen_place
from amends.apps.satisfaction.views.templates_to_fill import kpi_template
from amends.apps.satisfaction.views.waiting import prepared


@require_GET
@needs(Right.SEE_SATISFACTION)
@prepared
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
    context = {
        "title": _("技术指标"),
        "back": reverse("satisfaction:kpis"),
        "template": reverse("satisfaction:kpi_template"),
    }
    return import_page(request, import_readings, context)


@require_GET
@needs(Right.IMPORT_DATA)
def template(_request: HttpRequest) -> HttpResponse:
    """An example of the file, to be filled in."""
    return kpi_template()
