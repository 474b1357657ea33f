# SPDX-License-Identifier: Apache-2.0
"""How satisfaction is measured and on what it rests; the catalogue of metrics."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs
from amends.apps.core.rules.roles import Right
from amends.apps.satisfaction.queries.metrics import metric_catalogue
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
@needs(Right.SEE_SATISFACTION)
def metrics(request: HttpRequest) -> HttpResponse:
    """Every metric with formula and unit."""
    both = ("satisfaction_index", "loyalty_index")
    catalogue = metric_catalogue()
    context = {
        "first": [catalogue[name] for name in both],
        "metrics": [each for name, each in catalogue.items() if name not in both],
        "better": {"higher": _("越高越好"), "lower": _("越低越好")},
    }
    return render(request, "satisfaction/metrics.html", context)
