# SPDX-License-Identifier: Apache-2.0
"""How satisfaction is measured and on what it rests; where the catalogue of metrics is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs
from amends.apps.core.rules.roles import Right
from amends.packs import load


@require_GET
@needs(Right.SEE_SATISFACTION)
def methods(request: HttpRequest) -> HttpResponse:
    """The notes on method: theory, model, sampling, questionnaire, analysis, each with the clause that it follows."""
    document = load("method_notes")
    return render(
        request, "satisfaction/methods.html", {"notes": document["notes"], "sources": document["sources"]}
    )


@require_GET
@needs()
def metrics(_request: HttpRequest) -> HttpResponse:
    """Where the metrics of satisfaction stood: among all others, in the catalogue."""
    return redirect("reports:metrics")
