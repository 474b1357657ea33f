# SPDX-License-Identifier: Apache-2.0
"""The calculator, and the register of cited and own numbers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.models import Unit
from amends.apps.core.rules.roles import Right
from amends.apps.reports.actions.measuring import FigureRefused, enter_figure
from amends.apps.reports.forms.calculator import CalculatorForm
from amends.apps.reports.forms.entering import FigureForm
from amends.apps.reports.queries.figures import own_figures, register
from amends.apps.reports.rules.calculating import calculate
from amends.apps.reports.views.names import MONEY
from amends.apps.reports.views.telling import (
    PEOPLE_SHOWN,
    chain_table,
    own_table,
    range_chart,
    register_table,
)
from amends.apps.satisfaction.views.places import chosen_place


@require_GET
@needs(Right.SEE_SATISFACTION)
def worth(request: HttpRequest) -> HttpResponse:
    """From complaints to what they cost: prefilled from the unit's own figures, with every value said."""
    place = chosen_place(request)
    own = own_figures(place.unit)
    form = CalculatorForm(request.GET.dict(), register=register(), own=own)
    found = calculate(form.inputs(), form.choices()) if form.is_valid() else ()
    context = {
        "place": place, "form": form, "measured": bool(own), "found": found, "table": chain_table(found),
        "people": range_chart(found, PEOPLE_SHOWN), "money": range_chart(found, MONEY),
        "today": timezone.localdate(), **_may(request, place.unit),
    }  # fmt: skip
    return render(request, "reports/worth.html", context, status=422 if form.errors else 200)


@require_GET
@needs(Right.SEE_SATISFACTION)
def parameters(request: HttpRequest) -> HttpResponse:
    """Every cited number with its words and conflicts, and beside it what was measured."""
    place = chosen_place(request)
    own = own_figures(place.unit)
    context = {
        "place": place, "register": register_table(register(), own), "own": own_table(own),
        "measured": bool(own), **_may(request, place.unit),
    }  # fmt: skip
    return render(request, "reports/parameters.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_RECOVERY)
def figure(request: HttpRequest) -> HttpResponse:
    """Take down what finance says of a unit."""
    place = chosen_place(request)
    form = FigureForm(request.POST or None, initial={"until": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            enter_figure(unit=place.unit, entry=form.entry(), by=person(request), at=timezone.now())
            messages.success(request, _("已录入，从现在起用它计算。"))
            return redirect("reports:parameters")
        except FigureRefused as refused:
            form.add_error(None, str(refused))
    return render(
        request, "reports/figure.html", {"form": form, "place": place}, status=422 if form.errors else 200
    )


@require_POST
@needs(Right.MANAGE_RECOVERY)
def measure(request: HttpRequest) -> HttpResponse:
    """Measure now instead of tonight; pressed twice within an hour it runs once."""
    at = timezone.now()
    enqueue("measure_parameters", by=person(request), at=at, key=f"measure_parameters:{at:%Y-%m-%d-%H}")
    messages.success(request, _("已排队计算，过几分钟再来看。"))
    return redirect("reports:parameters")


def _may(request: HttpRequest, unit: Unit) -> dict[str, object]:
    """Whether the person may enter what finance says of the unit."""
    user = person(request)
    return {"may_enter": user.may(Right.MANAGE_RECOVERY) and user.scope.covers(unit.number)}
